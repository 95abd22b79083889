import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.domain.catalogue import Availability, Listing
from graph.domain.creators import Creator, Disclosure, Moment, PostKind, ProductRef, Stance
from graph.domain.money import Money
from graph.ports.publishing import IndexSource
from graph.ports.shop import Catalog
from graph.ports.supply import CatalogStore, LastSaid, ListingRecord, PostRecord, Sale, Seen
from tests.sql_shop import NOON, StillClock, record

BRANDS = {"K-1": "Brasa", "K-2": None}


async def sync(
    store: CatalogStore,
    *records: ListingRecord,
    merchant: str = "hearth",
    source: str = "feed",
    removed: Sequence[str] = (),
) -> int:
    return await store.apply(merchant, source, records, removed, NOON)


async def only(catalog: Catalog, sku: str) -> Listing:
    (found,) = await catalog.find(sku=sku)
    return found


def post(url: str = "https://clips.example/1", **more: object) -> PostRecord:
    given: dict[str, object] = {
        "id": url.rsplit("/", maxsplit=1)[-1],
        "creator": Creator("@mira", "clips", "Mira", commission=800),
        "published": date(2025, 5, 4),
        "kind": PostKind.REVIEW,
        "title": "A month with it",
        "text": "I boiled it every morning.",
        "language": "en",
        "stance": Stance.FOR,
        "disclosure": Disclosure.NONE,
        "fingerprint": "1",
        "text_hashes": ("post",),
    }
    return PostRecord(url=url, **{**given, **more})  # type: ignore[arg-type]


async def test_a_listing_has_everything_the_feed_said(catalog: Catalog, store: CatalogStore) -> None:
    await sync(
        store,
        record(
            "K-1",
            price=4_900,
            quantity=3,
            brand="Brasa",
            category=("Kitchen", "Kettles"),
            options={"size": "1.7 l", "color": "Red"},
            gtin="4006381333931",
            mpn="BR-17",
            picture="k1.webp",
            url="https://hearth.example/k1",
            language="de",
        ),
    )

    found = await only(catalog, "K-1")

    variant, product = found.variant, found.product
    assert (product.merchant, product.id, product.brand, product.language) == ("hearth", "K-1", "Brasa", "de")
    assert product.category == ("Kitchen", "Kettles")
    assert list(variant.options.items()) == [("size", "1.7 l"), ("color", "Red")]
    assert (variant.gtin, variant.mpn, variant.picture) == ("4006381333931", "BR-17", "k1.webp")
    assert (found.price, variant.offer.quantity, variant.offer.was) == (Money(4_900, "EUR"), 3, None)


async def test_every_listing_carries_all_variants_of_its_product(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, *(record(f"K-{size}", product="K", product_title="Kettle") for size in "SML"), record("other"))
    medium = await only(catalog, "K-M")

    listing = (await catalog.listings([medium.key]))[medium.key]

    assert [variant.sku for variant in listing.product.variants] == ["K-S", "K-M", "K-L"]


async def test_listings_come_in_the_order_asked_for(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("a"), record("b"), record("c"))
    keys = [(await only(catalog, sku)).key for sku in "cab"]

    assert list(await catalog.listings(keys)) == keys


async def test_products_are_found_by_merchant_and_group(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-S", product="K"), record("K-L", product="K"))
    await sync(store, record("K-X", product="K"), merchant="other")

    found = await catalog.products([ProductRef("hearth", "K"), ProductRef("hearth", "unknown")])

    assert [variant.sku for variant in found[ProductRef("hearth", "K")].variants] == ["K-S", "K-L"]
    assert len(found) == 1


async def test_one_gtin_is_found_at_every_merchant(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1", gtin="4006381333931"), record("K-2", product="K-1"))
    await sync(store, record("Z-9", gtin="4006381333931"), merchant="other")

    found = await catalog.find(gtin="4006381333931")

    assert [listing.variant.sku for listing in found] == ["K-1", "Z-9"]


async def test_nothing_asked_is_nothing_found(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1"))

    assert await catalog.find() == []
    assert await catalog.listings([]) == {}
    assert await catalog.products([]) == {}
    assert await catalog.posts([]) == {}


@pytest.mark.parametrize(
    ("start", "end", "price", "was"),
    [
        pytest.param(None, None, 3_900, 4_900, id="runs without ends"),
        pytest.param(-1, 1, 3_900, 4_900, id="runs"),
        pytest.param(0, None, 3_900, 4_900, id="begins now"),
        pytest.param(1, 2, 4_900, None, id="is to come"),
        pytest.param(None, 0, 4_900, None, id="ends now"),
    ],
)
async def test_a_sale_price_holds_within_its_window(
    catalog: Catalog, store: CatalogStore, start: int | None, end: int | None, price: int, was: int | None
) -> None:
    window = [None if hours is None else NOON + timedelta(hours=hours) for hours in (start, end)]
    await sync(store, record("K-1", price=4_900, sale=Sale(Money(3_900, "EUR"), *window)))

    offer = (await only(catalog, "K-1")).variant.offer

    assert offer.price == Money(price, "EUR")
    assert offer.was == (None if was is None else Money(was, "EUR"))


async def test_a_sale_ends_without_another_sync(catalog: Catalog, store: CatalogStore, clock: StillClock) -> None:
    await sync(store, record("K-1", price=4_900, sale=Sale(Money(3_900, "EUR"), end=NOON + timedelta(hours=1))))
    clock.forward(hours=1)

    assert (await only(catalog, "K-1")).price == Money(4_900, "EUR")


async def test_a_sale_that_is_no_reduction_is_no_sale(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1", price=4_900, sale=Sale(Money(5_900, "EUR"))))

    offer = (await only(catalog, "K-1")).variant.offer

    assert (offer.price, offer.was) == (Money(4_900, "EUR"), None)


async def test_availability_is_the_feeds_where_it_does_not_count(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("in"), record("out", availability=Availability.OUT_OF_STOCK))

    assert (await only(catalog, "in")).available
    assert not (await only(catalog, "out")).available


async def test_a_changed_record_keeps_its_key(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1", price=4_900))
    before = await only(catalog, "K-1")

    await sync(store, record("K-1", price=5_900))

    after = await only(catalog, "K-1")
    assert (after.key, after.price) == (before.key, Money(5_900, "EUR"))


async def test_a_removed_sku_is_gone_and_comes_back_with_its_key(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1"))
    before = await only(catalog, "K-1")

    await sync(store, removed=["K-1"])
    while_gone = await catalog.listings([before.key])
    await sync(store, record("K-1"))

    assert while_gone == {}
    assert (await only(catalog, "K-1")).key == before.key


async def test_a_sku_that_another_source_lists_too_stays(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1"), source="first")
    await sync(store, record("K-1"), source="second")

    await sync(store, source="first", removed=["K-1"])

    assert len(await catalog.find(sku="K-1")) == 1
    assert await store.listed("hearth", "first") == {}


async def test_the_same_sku_at_another_merchant_is_another_variant(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1"))
    await sync(store, record("K-1"), merchant="other")

    await sync(store, removed=["K-1"])

    assert [listing.product.merchant for listing in await catalog.find(sku="K-1")] == ["other"]


async def test_fingerprints_are_those_of_the_source(store: CatalogStore) -> None:
    await sync(store, record("K-1", fingerprint="one"), record("K-2", fingerprint="two"))
    await sync(store, record("K-3", fingerprint="three"), source="another")

    assert await store.listed("hearth", "feed") == {"K-1": LastSaid("one"), "K-2": LastSaid("two")}


async def test_what_is_said_as_before_changes_its_mark_and_traits_and_nothing_else(store: CatalogStore) -> None:
    records = [record("K-1"), record("K-2"), record("K-3")]
    await store.apply("hearth", "feed", records, [], NOON, {"K-1": Seen("a"), "K-2": Seen("b")})
    sequence = await store.apply("hearth", "another", [record("K-1")], [], NOON, {"K-1": Seen("elsewhere")})

    after = await store.apply("hearth", "feed", [], [], NOON, {"K-1": Seen("c", 5), "K-2": Seen(None, 6)})

    assert after == sequence
    assert {sku: said.mark for sku, said in (await store.listed("hearth", "feed")).items()} == {
        "K-1": "c",
        "K-2": None,
        "K-3": None,
    }
    assert (await store.listed("hearth", "another"))["K-1"].mark == "elsewhere"
    known = await store.records("hearth", ["K-1", "K-2", "K-3"])
    assert {sku: said.traits for sku, said in known.items()} == {"K-1": 5, "K-2": 6, "K-3": 0}


async def test_what_was_said_is_read_back_as_it_was_said(store: CatalogStore) -> None:
    plain = record("K-1")
    rich = record(
        "K-2",
        product="K",
        product_title="Kettle",
        sale=Sale(Money(1_000, "EUR"), NOON, NOON + timedelta(days=1)),
        quantity=7,
        options={"color": "Red"},
        facts={"Care": "by hand"},
        gtin="4006381333931",
        url="https://hearth.example/k-2",
        traits=5,
    )
    await sync(store, plain, rich)
    await sync(store, removed=["K-1"])
    await sync(store, record("K-1", title="Another's"), merchant="other")

    known = await store.records("hearth", ["K-1", "K-2", "none"])

    assert known == {"K-1": replace(plain, fingerprint=""), "K-2": replace(rich, fingerprint="")}


async def test_a_sku_twice_in_one_batch_is_its_last_line(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1", price=4_900), record("K-1", price=5_900))

    assert (await only(catalog, "K-1")).price == Money(5_900, "EUR")


async def test_a_variant_that_moves_to_another_group_leaves_the_old_one(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1", product="old"), record("K-2", product="old"))

    await sync(store, record("K-1", product="new"))

    found = await catalog.products([ProductRef("hearth", "old"), ProductRef("hearth", "new")])
    assert {ref.product: [variant.sku for variant in product.variants] for ref, product in found.items()} == {
        "old": ["K-2"],
        "new": ["K-1"],
    }


async def test_two_syncs_of_the_same_skus_at_once_both_land(catalog: Catalog, store: CatalogStore) -> None:
    skus = [f"K-{number}" for number in range(60)]
    forwards = [record(sku, product="K") for sku in skus]

    await asyncio.gather(*(sync(store, *lines) for lines in (forwards, forwards[::-1]) for _ in range(3)))

    (product,) = (await catalog.products([ProductRef("hearth", "K")])).values()
    assert sorted(variant.sku for variant in product.variants) == sorted(skus)


async def test_an_apply_that_fails_leaves_nothing_behind(catalog: Catalog, store: CatalogStore) -> None:
    broken = replace(record("K-2"), title=None)  # type: ignore[arg-type]

    with pytest.raises(IntegrityError):
        await sync(store, record("K-1"), broken)

    assert await catalog.find(sku="K-1") == []
    assert await store.listed("hearth", "feed") == {}


async def test_all_of_a_product_is_found_anew_once_another_of_its_variants_speaks_for_it(
    catalog: Catalog, store: CatalogStore, source: IndexSource
) -> None:
    said = {sku: record(sku, product="P", product_title=f"Kettle {sku}") for sku in ("K-1", "K-2", "K-3")}
    await sync(store, *said.values())
    kept = {sku: (await only(catalog, sku)).key for sku in said}
    first, before = (await only(catalog, "K-3")).product.title, await source.sequence()

    await sync(store, removed=["K-1"])

    changes = await source.changes(before, 10)
    assert (first, (await only(catalog, "K-3")).product.title) == ("Kettle K-1", "Kettle K-2")
    assert {(change.key, change.gone) for change in changes} == {
        (kept["K-1"], True),
        (kept["K-2"], False),
        (kept["K-3"], False),
    }


async def test_a_listing_that_is_read_back_says_its_own_words_whoever_speaks_for_the_product(
    store: CatalogStore,
) -> None:
    said = {sku: record(sku, product="P", product_title=f"Kettle {sku}", brand=brand) for sku, brand in BRANDS.items()}
    await sync(store, *said.values())

    back = await store.records("hearth", list(said))

    assert {sku: (each.product_title, each.brand) for sku, each in back.items()} == {
        sku: (f"Kettle {sku}", brand) for sku, brand in BRANDS.items()
    }


async def test_the_vocabulary_is_the_catalogues_own_spelling(catalog: Catalog, store: CatalogStore) -> None:
    await sync(
        store,
        record("K-1", brand="Brasa", category=("Kitchen", "Kettles"), options={"color": "Sea Green", "size": "M"}),
        record("K-2", brand=None, facts={"material": "Steel", "color": "Red"}),
        record("gone", brand="Gone", category=("Old",)),
    )
    await sync(store, removed=["gone"])
    await store.apply_posts("posts", [post()], [])

    words = await catalog.vocabulary()

    assert words.categories == {("Kitchen", "Kettles")}
    assert (words.brands, words.colours) == ({"Brasa"}, {"Sea Green", "Red"})
    assert (words.sizes, words.materials, words.creators) == ({"M"}, {"Steel"}, {"@mira"})


async def test_the_vocabulary_learns_soon_what_a_later_sync_brings(catalog: Catalog, store: CatalogStore) -> None:
    await sync(store, record("K-1", brand="Brasa", price=1_000))
    before = await catalog.vocabulary()

    await sync(store, record("K-2", brand="Lumo", price=2_000))

    assert before.brands == {"Brasa"}
    for _ in range(200):
        await asyncio.sleep(0.05)
        if (await catalog.vocabulary()).brands == {"Brasa", "Lumo"}:
            return
    pytest.fail("ten seconds later it has not learnt it")


async def test_the_shops_currency_is_the_one_most_prices_are_in(catalog: Catalog, store: CatalogStore) -> None:
    yen = Money(4_900, "JPY")
    await sync(store, record("K-1"), replace(record("K-2"), price=yen), replace(record("K-3"), price=yen))

    assert (await catalog.vocabulary()).currency == "JPY"


async def test_an_empty_shop_has_an_empty_vocabulary(catalog: Catalog) -> None:
    words = await catalog.vocabulary()

    assert (words.categories, words.currency) == (frozenset(), "EUR")


async def test_a_post_comes_back_whole(catalog: Catalog, store: CatalogStore) -> None:
    kettle = ProductRef("hearth", "K-1")
    moments = (Moment("It whistles like a bird.", 134), Moment("The lid sticks.", None))
    await store.apply_posts("posts", [post(moments=moments, products=(kettle,), text_hashes=("p", "m1", "m2"))], [])

    (found,) = (await catalog.posts([1])).values()

    assert found.moments == moments
    assert found.products == (kettle,)
    assert (found.creator, found.published) == (Creator("@mira", "clips", "Mira", commission=800), date(2025, 5, 4))
    assert (found.stance, found.disclosure, found.kind) == (Stance.FOR, Disclosure.NONE, PostKind.REVIEW)


async def test_a_changed_post_keeps_its_key_and_loses_its_old_moments(catalog: Catalog, store: CatalogStore) -> None:
    await store.apply_posts("posts", [post(moments=(Moment("Old words."),), text_hashes=("p", "m"))], [])

    await store.apply_posts("posts", [post(moments=(Moment("New words."),), text_hashes=("p", "n"))], [])

    assert (await catalog.posts([1]))[1].moments == (Moment("New words."),)


async def test_a_creator_of_several_posts_is_one_and_newest_terms_count(catalog: Catalog, store: CatalogStore) -> None:
    await store.apply_posts("posts", [post("https://clips.example/1")], [])
    better = Creator("@mira", "clips", "Mira K.", commission=1_000)

    await store.apply_posts("posts", [post("https://clips.example/2", creator=better)], [])

    assert {found.creator for found in (await catalog.posts([1, 2])).values()} == {better}


async def test_a_withdrawn_post_is_gone_and_comes_back_with_its_key(catalog: Catalog, store: CatalogStore) -> None:
    await store.apply_posts("posts", [post()], [])

    await store.apply_posts("posts", [], [post().url])
    while_gone = (await catalog.posts([1]), await store.post_fingerprints("posts"))
    await store.apply_posts("posts", [post()], [])

    assert while_gone == ({}, {})
    assert list(await catalog.posts([1])) == [1]


async def test_links_name_a_product_by_everything_certain(store: CatalogStore) -> None:
    await sync(
        store,
        record("K-S", product="K", product_title="Dawn Kettle", brand="Brasa", gtin="4006381333931"),
        record("L", product_title="Lumo Lamp", brand="Lumo", url="https://hearth.example/lamp"),
    )

    links = await store.links()

    kettle, lamp = ProductRef("hearth", "K"), ProductRef("hearth", "L")
    assert links.by_gtin == {"4006381333931": kettle}
    assert links.by_sku == {("hearth", "K-S"): kettle, ("hearth", "L"): lamp}
    assert links.by_url == {"https://hearth.example/lamp": lamp}
    assert links.by_name == {"brasa dawn kettle": kettle, "lumo lamp": lamp}


async def test_a_name_that_two_products_share_names_neither(store: CatalogStore) -> None:
    await sync(store, record("K-1", product_title="Kettle"), record("K-2", product_title="Kettle"))

    assert (await store.links()).by_name == {}


async def test_what_is_held_is_nobody_elses_on_postgresql_until_it_is_let_go(
    database: Database, store: CatalogStore
) -> None:
    elsewhere = SqlCatalogStore(database)

    async with store.hold("acme") as mine, elsewhere.hold("acme") as theirs, elsewhere.hold("other") as another:
        held = mine, theirs, another
    async with elsewhere.hold("acme") as later:
        pass

    # Two machines do not share SQLite's file; there a lock on the file system is enough.
    assert held == (True, database.url.get_backend_name() == "sqlite", True)
    assert later
