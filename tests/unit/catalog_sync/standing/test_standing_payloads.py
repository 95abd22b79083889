from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.standing.payloads import READERS, Effect, UnreadablePush, read_push
from tests.unit.catalog_sync.standing.pushed_products import body, shopify, woocommerce


def test_a_shopify_product_comes_with_its_variants_and_the_time_it_was_changed() -> None:
    pushed = read_push("shopify", "products/update", body(shopify("K1", "K2")))

    assert (pushed.effect, pushed.product, pushed.skus) == (Effect.UPDATE, "632910392", ("K1", "K2"))
    assert pushed.modified == datetime(2026, 5, 4, 11, 59, 30, tzinfo=UTC)


def test_a_variant_without_a_sku_goes_by_its_number_as_in_the_listing() -> None:
    pushed = read_push("shopify", "products/create", body(shopify("", "K2")))

    assert pushed.skus == ("6329103921", "K2")


@pytest.mark.parametrize(
    ("stock", "sold"),
    [
        ({"inventory_quantity": 1}, True),
        ({"inventory_quantity": 0}, False),
        ({"inventory_quantity": -2}, False),
        ({"inventory_quantity": None}, False),
        ({"inventory_quantity": 0, "inventory_policy": "continue"}, True),
        ({"inventory_quantity": 0, "inventory_management": None}, True),
    ],
)
def test_what_is_counted_and_gone_is_not_for_sale(stock: dict[str, Any], sold: bool) -> None:
    product = shopify("K1")
    product["variants"][0] |= stock

    content = read_push("shopify", "products/update", body(product)).content

    assert content is not None
    assert content["variants"][0]["available"] is sold


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"status": "archived"}, {"published_at": None}])
def test_a_shopify_product_that_shoppers_do_not_meet_is_withdrawn(hidden: dict[str, Any]) -> None:
    pushed = read_push("shopify", "products/update", body(shopify("K1", **hidden)))

    assert (pushed.effect, pushed.skus) == (Effect.WITHDRAW, ("K1",))


@pytest.mark.parametrize(
    "hidden", [{"status": "draft"}, {"catalog_visibility": "hidden"}, {"type": "grouped"}, {"type": "external"}]
)
def test_a_woocommerce_product_that_is_not_sold_is_withdrawn(hidden: dict[str, Any]) -> None:
    assert read_push("woocommerce", "product.updated", body(woocommerce(**hidden))).effect is Effect.WITHDRAW


@pytest.mark.parametrize("kind", ["variable", "variation"])
def test_what_woocommerce_pushes_without_its_variations_is_read_from_the_shop(kind: str) -> None:
    assert read_push("woocommerce", "product.updated", body(woocommerce(type=kind))).effect is Effect.ASK


def test_a_level_of_stock_names_no_product_and_has_the_source_read_again() -> None:
    level = body({"inventory_item_id": 1, "location_id": 2, "available": 3, "updated_at": "2026-05-04T12:00:00Z"})

    assert read_push("shopify", "inventory_levels/update", level).effect is Effect.ASK


@pytest.mark.parametrize(("platform", "topic"), [("shopify", "products/delete"), ("woocommerce", "product.deleted")])
def test_what_is_deleted_has_its_number_only(platform: str, topic: str) -> None:
    pushed = read_push(platform, topic, b'{"id": 799}')

    assert (pushed.effect, pushed.product, pushed.skus) == (Effect.WITHDRAW, "799", ())


@pytest.mark.parametrize(("platform", "topic"), [("shopify", "orders/create"), ("woocommerce", ""), ("shopify", "x")])
def test_other_topics_are_none_of_ours_whatever_is_in_them(platform: str, topic: str) -> None:
    assert read_push(platform, topic, b"\xff").effect is Effect.NOTHING


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}", b'{"id": true}', b'{"id": "../../x"}', b'{"id": 1, "variants": 3}'],
)
def test_what_is_no_product_is_told_apart(content: bytes) -> None:
    with pytest.raises(UnreadablePush):
        read_push("shopify", "products/update", content)


TREE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["id", "variants", "status", "updated_at", "type", "sku", "published_at", "date_modified_gmt"])


@given(
    st.sampled_from([(platform, topic) for platform, topics in READERS.items() for topic in topics]),
    st.dictionaries(NAMES, TREE, max_size=6),
)
def test_whatever_is_signed_is_read_or_refused(named: tuple[str, str], content: dict[str, Any]) -> None:
    try:
        pushed = read_push(*named, body(content))
    except UnreadablePush:
        return
    assert all(isinstance(sku, str) for sku in pushed.skus)
