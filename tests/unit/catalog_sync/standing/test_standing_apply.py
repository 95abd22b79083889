"""Pushed products on their way into a shop in memory, by the real readers."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog_sync.document import Document
from catalog_sync.fetch import Source
from catalog_sync.lock import one_at_a_time
from catalog_sync.product_cargo import Products
from catalog_sync.rows import SyncBusy
from catalog_sync.standing.apply import Listing, PushJourney
from catalog_sync.standing.memory import PushMemory, Remembered
from catalog_sync.standing.payloads import Pushed, read_push
from catalog_sync.tools import silent
from graph.domain.catalogue import Availability
from graph.domain.money import Money
from tests.unit.catalog_sync.doubles import NOW, Shop
from tests.unit.catalog_sync.standing.pushed_products import body, shopify, woocommerce

LISTED = "https://acme.example/products.json"
SHOPIFY = Listing("shopify", "acme", LISTED)
WOOCOMMERCE = Listing("woocommerce", "acme", "https://acme.example/wp-json/wc/v3/products")


def changed(*skus: str, **more: object) -> Pushed:
    return read_push("shopify", "products/update", body(shopify(*skus, **more)))  # type: ignore[arg-type]


def deleted(number: int = 632910392) -> Pushed:
    return read_push("shopify", "products/delete", body({"id": number}))


@pytest.fixture
def journey(shop: Shop) -> PushJourney:
    async def siblings(merchant: str, skus: Sequence[str]) -> set[str]:
        listed = shop.store.of(LISTED, merchant)
        products = {listed[sku].product for sku in skus if sku in listed}
        return {sku for sku, record in listed.items() if record.product in products}

    return PushJourney(shop.tools, PushMemory(shop.folder / "pushed"), siblings, shop.folder)


async def test_a_pushed_product_lands_under_the_name_of_its_source(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("K1", "K2")])

    listed = shop.store.of(LISTED)
    assert set(listed) == {"K1", "K2"}
    assert (listed["K1"].price, listed["K1"].availability) == (Money(1500, "EUR"), Availability.IN_STOCK)
    assert (listed["K1"].url or "").startswith("https://acme.example/products/kettle-632910392")


async def test_a_later_whole_sync_sees_the_same_listing(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("K1", "K2")])
    product = shopify("K1", "K2")
    product["variants"] = [{**variant, "available": True} for variant in product["variants"]]
    path = shop.folder / "page.json"
    path.write_bytes(body({"products": [product]}))

    with Products(shop.tools, "acme", "auto") as cargo:
        whole = Source(LISTED, (Document(LISTED, path, shop.folder, NOW),))
        delivery = await cargo.receive(whole, silent, partial=False)

    assert set(delivery.difference.unchanged) == {"K1", "K2"}
    assert not delivery.difference.changes


async def test_nothing_else_of_the_source_is_withdrawn(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("A1", number=1), changed("B1", number=2)])

    await journey.apply(SHOPIFY, [changed("A1", number=1, price="12.00", at="2026-05-04T11:59:50Z")])

    assert {sku: record.price.amount for sku, record in shop.store.of(LISTED).items()} == {"A1": 1200, "B1": 1500}


async def test_a_variant_that_is_no_longer_there_goes(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("K1", "K2", "K3")])

    await journey.apply(SHOPIFY, [changed("K1", "K3", at="2026-05-04T11:59:50Z")])

    assert set(shop.store.of(LISTED)) == {"K1", "K3"}


async def test_a_variant_that_only_a_whole_sync_had_told_of_goes_too(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("K1", "K2", "K3")])
    forgetful = PushJourney(journey.tools, PushMemory(shop.folder / "new"), journey.siblings, shop.folder)

    await forgetful.apply(SHOPIFY, [changed("K1", "K3", at="2026-05-04T11:59:50Z")])

    assert set(shop.store.of(LISTED)) == {"K1", "K3"}


async def test_a_deleted_product_goes_with_all_its_variants(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("K1", "K2"), changed("B1", number=2)])

    applied = await journey.apply(SHOPIFY, [deleted()])

    assert set(shop.store.of(LISTED)) == {"B1"}
    assert applied.unknown == 0


async def test_a_deleted_product_of_which_nobody_told_the_skus_is_said_to_be_unknown(journey: PushJourney) -> None:
    applied = await journey.apply(SHOPIFY, [deleted()])

    assert applied.unknown == 1


async def test_an_unpublished_product_goes(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("K1", "K2")])

    await journey.apply(SHOPIFY, [changed("K1", "K2", status="draft", at="2026-05-04T11:59:50Z")])

    assert shop.store.of(LISTED) == {}


async def test_of_two_pushes_of_one_product_the_newer_counts_whichever_comes_first(
    journey: PushJourney, shop: Shop
) -> None:
    newer = changed("K1", price="12.00", at="2026-05-04T11:59:50Z")
    older = changed("K1", price="15.00", at="2026-05-04T11:59:40Z")

    at_once = await journey.apply(SHOPIFY, [newer, older])
    later = await journey.apply(SHOPIFY, [older])

    assert (at_once.stale, later.stale) == (1, 1)
    assert shop.store.of(LISTED)["K1"].price == Money(1200, "EUR")


async def test_an_update_from_before_its_end_brings_no_product_back(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("K1")])
    await journey.apply(SHOPIFY, [deleted()])

    applied = await journey.apply(SHOPIFY, [changed("K1", at="2026-05-04T11:59:59Z")])

    assert applied.stale == 1
    assert shop.store.of(LISTED) == {}


async def test_sales_after_the_platforms_own_time_still_count(journey: PushJourney, shop: Shop) -> None:
    push = read_push("woocommerce", "product.updated", body(woocommerce()))

    await journey.apply(WOOCOMMERCE, [push])

    assert shop.store.of(WOOCOMMERCE.source)["W1"].quantity == 3
    assert shop.store.read_at == push.modified
    assert push.modified
    assert push.modified < NOW


async def test_a_row_that_cannot_be_used_keeps_what_the_shop_has_and_is_told(
    journey: PushJourney, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    await journey.apply(SHOPIFY, [changed("K1")])

    await journey.apply(SHOPIFY, [changed("K1", price="free", at="2026-05-04T11:59:50Z")])

    assert shop.store.of(LISTED)["K1"].price == Money(1500, "EUR")
    assert "free" in caplog.text


async def test_a_push_beside_a_whole_sync_of_its_merchant_waits(journey: PushJourney, shop: Shop) -> None:
    async with one_at_a_time(shop.tools, "acme"):
        with pytest.raises(SyncBusy):
            await journey.apply(SHOPIFY, [changed("K1")])

    assert shop.store.of(LISTED) == {}


async def test_nothing_is_left_behind_on_the_disk(journey: PushJourney, shop: Shop) -> None:
    await journey.apply(SHOPIFY, [changed("K1")])

    assert not list(shop.folder.glob("push-*"))


def test_memory_outlives_its_process_and_a_damaged_file_is_as_none(tmp_path: Path) -> None:
    memory = PushMemory(tmp_path)
    memory.keep("acme", LISTED, [("1", Remembered(("K1",), NOW)), ("2", Remembered())])

    again = PushMemory(tmp_path)
    next(path for path in tmp_path.rglob("*.json") if "K1" not in path.read_text()).write_text("{")

    assert again.recall("acme", LISTED, "1") == Remembered(("K1",), NOW)
    assert again.recall("acme", LISTED, "2") == Remembered()
    assert again.recall("kuro", LISTED, "1") == Remembered()
