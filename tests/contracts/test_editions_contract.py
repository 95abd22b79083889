"""Many changes come into the shop as an edition: nobody meets any of it before it turns over, and then all of it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, func, select

from graph.adapters.sql import editions
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.embeddings import SqlEmbeddings
from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.schema import UNLISTED, listing, listing_source
from graph.adapters.sql.survey import SqlCatalogSurvey
from graph.domain.catalogue import Availability
from graph.domain.creators import ProductRef
from graph.domain.errors import StorageFailed
from graph.domain.orders import Refusal
from graph.ports.publishing import Change, IndexSource
from graph.ports.shop import Catalog
from graph.ports.supply import CatalogStore, Embeddings, LastSaid, ListingRecord, Seen
from tests.sql_shop import NOON, StillClock, record
from tests.till_at_work import KETTLE, Till

SHOP = {sku: record(sku, product="P", quantity=3, brand="Brasa") for sku in ("kettle", "lid", "mug")}
NEXT = {
    "kettle": record("kettle", product="P", price=5_900, quantity=8, brand="Lumo"),
    "lid": record("lid", product="elsewhere", quantity=3),
    "new": record("new", product="P", gtin="4006381333931"),
}


@pytest.fixture
async def store(database: Database) -> CatalogStore:
    """A shop with three variants of one product: keys 1, 2 and 3."""
    store = SqlCatalogStore(database)
    await store.apply("hearth", "feed", list(SHOP.values()), [], NOON, {"kettle": Seen("mark")})
    return store


@pytest.fixture
def embeddings(database: Database) -> Embeddings:
    return SqlEmbeddings(database)


async def written(
    store: CatalogStore,
    records: Sequence[ListingRecord] = tuple(NEXT.values()),
    removed: Sequence[str] = ("mug",),
    source: str = "feed",
) -> int:
    """The number of an edition that is written and has not turned over."""
    edition = await store.begin_edition("hearth")
    for each in records:
        await store.apply("hearth", source, [each], [], NOON, edition=edition)
    for sku in removed:
        await store.apply("hearth", source, [], [sku], NOON, edition=edition)
    return edition


async def met(catalog: Catalog) -> dict[str, tuple[str, str, int, int | None]]:
    """By sku: the product's id, its brand, the price and what is left."""
    found = await catalog.products([ProductRef("hearth", "P"), ProductRef("hearth", "elsewhere")])
    return {
        each.sku: (product.id, product.brand or "", each.offer.price.amount, each.offer.quantity)
        for product in found.values()
        for each in product.variants
    }


BEFORE = dict.fromkeys(SHOP, ("P", "Brasa", 4900, 3))
AFTER = {
    "kettle": ("P", "Lumo", 5_900, 8),
    "lid": ("elsewhere", "", 4_900, 3),
    "new": ("P", "Lumo", 4_900, None),
}


async def leftovers(database: Database) -> tuple[int, int]:
    """Listings that nobody meets, and what sources list no more."""
    return await database.read(_leftovers)


def _leftovers(connection: Connection) -> tuple[int, int]:
    kept, shown, unlisted = (
        connection.execute(select(func.count()).select_from(rows)).scalar_one()
        for rows in (listing, LISTED, select(listing_source).where(UNLISTED).subquery())
    )
    return kept - shown, unlisted


async def test_an_edition_is_met_when_it_turns_over_and_then_all_of_it(catalog: Catalog, store: CatalogStore) -> None:
    edition = await written(store)
    before = await met(catalog)

    await store.turn_over("hearth", edition)

    assert before == BEFORE
    assert await met(catalog) == AFTER


async def test_nobody_who_looks_sees_an_edition_that_is_still_to_come(
    catalog: Catalog, store: CatalogStore, source: IndexSource, database: Database
) -> None:
    survey, sequence = SqlCatalogSurvey(database), await source.sequence()
    seen = [await catalog.vocabulary(), await store.links(), await survey.listings("hearth")]
    seen += [await survey.survey(), await store.records("hearth", list(NEXT)), await survey.merchants()]

    await written(store)

    assert await catalog.find(gtin="4006381333931") == []
    assert await source.sequence() == sequence
    assert seen == [
        *(await catalog.vocabulary(), await store.links(), await survey.listings("hearth")),
        *(await survey.survey(), await store.records("hearth", list(NEXT)), await survey.merchants()),
    ]


async def test_an_edition_is_one_change_that_names_all_it_says(store: CatalogStore, source: IndexSource) -> None:
    edition = await written(store)
    sequence = await source.sequence()

    last = await store.turn_over("hearth", edition)

    told = await source.changes(sequence, limit=1)
    assert last == sequence + 4 == await source.sequence()
    assert told == [
        Change(last, "product", key, gone=gone) for key, gone in ((1, False), (2, False), (3, True), (4, False))
    ]
    assert await source.changes(last, limit=9) == []


async def test_a_reader_gets_the_changes_before_an_edition_by_themselves(
    store: CatalogStore, source: IndexSource
) -> None:
    edition = await written(store)
    await store.turn_over("hearth", edition)
    await store.apply("quill", "feed", [record("pen")], [], NOON)

    assert [change.sequence for change in await source.changes(0, limit=2)] == [1, 2]
    assert [change.sequence for change in await source.changes(2, limit=2)] == [3, 7, 7, 7, 7]
    assert [change.sequence for change in await source.changes(7, limit=2)] == [8]


async def test_an_index_that_has_an_edition_lacks_none_of_its_changes(store: CatalogStore, source: IndexSource) -> None:
    edition = await written(store)
    await store.apply("quill", "feed", [record("pen")], [], NOON)
    await store.turn_over("hearth", edition)
    await store.apply("quill", "feed", [record("ink")], [], NOON)

    assert [await source.behind(3), await source.behind(3, [edition]), await source.behind(8, [edition])] == [6, 2, 1]
    assert [change.sequence for change in await source.changes(3, 9, [edition])] == [4, 9]
    assert await source.behind(10) == -1


async def test_an_index_can_be_made_of_an_edition_before_anybody_meets_it(
    store: CatalogStore, source: IndexSource, embeddings: Embeddings
) -> None:
    await store.apply("quill", "feed", [record("pen")], [], NOON)
    edition, other = await written(store), await store.begin_edition("quill")
    await store.apply("quill", "feed", [record("pen", price=1)], [], NOON, edition=other)
    names = [each.text_hash for each in (*SHOP.values(), *NEXT.values(), record("pen"))]
    await embeddings.keep("text", dict.fromkeys(names, np.ones(2, np.float32)))

    async def prices(**more: Any) -> dict[str, tuple[int, str]]:  # noqa: ANN401
        return {each.sku: (each.price, each.brand) async for each in source.product_points(**more)}

    assert await prices() == {**dict.fromkeys(SHOP, (4900, "Brasa")), "pen": (4_900, "")}
    assert await prices(coming={"hearth": edition}) == {
        **{sku: (price, brand) for sku, (_, brand, price, _) in AFTER.items()},
        "pen": (4_900, ""),
    }


async def test_an_edition_that_changes_one_variant_renames_the_product_for_all(
    catalog: Catalog, store: CatalogStore, source: IndexSource
) -> None:
    edition = await written(store, [record("kettle", product="P", brand="Lumo", quantity=3)], removed=())
    before = await met(catalog)

    last = await store.turn_over("hearth", edition)

    assert {brand for _, brand, *_ in before.values()} == {"Brasa"}
    assert {brand for _, brand, *_ in (await met(catalog)).values()} == {"Lumo"}
    assert [change.key for change in await source.changes(3, limit=9)] == [1, 2, 3]
    assert last == 6


async def test_what_an_edition_was_to_say_is_said_again_by_the_sync_after_one_that_was_stopped(
    catalog: Catalog, store: CatalogStore, database: Database
) -> None:
    await written(store)

    await store.clear("hearth")

    assert await met(catalog) == BEFORE
    assert await leftovers(database) == (0, 0)
    assert await store.listed("hearth", "feed") == dict.fromkeys(SHOP, LastSaid(""))


@pytest.mark.parametrize("turned", [False, True])
async def test_clearing_away_that_is_stopped_goes_on_where_it_was(
    catalog: Catalog, store: CatalogStore, database: Database, monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    monkeypatch.setattr(editions, "CLEARED_AT_ONCE", 1)
    edition = await written(store)
    if turned:
        await store.turn_over("hearth", edition)
    steps = 0
    while await database.write_catalogue(editions.clear, "hearth"):
        steps += 1
        assert await met(catalog) == (AFTER if turned else BEFORE)

    assert steps > 3
    assert await leftovers(database) == (0, 0)


async def test_after_an_edition_turned_over_its_sources_list_what_it_said(
    store: CatalogStore, database: Database
) -> None:
    edition = await written(store)
    await store.turn_over("hearth", edition)
    meanwhile = await store.listed("hearth", "feed")

    await store.clear("hearth")

    said = {sku: LastSaid(each.fingerprint) for sku, each in NEXT.items()}
    assert meanwhile == await store.listed("hearth", "feed") == said
    assert await leftovers(database) == (0, 0)


async def test_editions_follow_one_another(catalog: Catalog, store: CatalogStore, database: Database) -> None:
    for price in (1_000, 2_000, 3_000):
        edition = await written(store, [record(sku, product="P", price=price) for sku in SHOP], removed=())
        await store.turn_over("hearth", edition)

        assert {each[2] for each in (await met(catalog)).values()} == {price}
    await store.clear("hearth")

    assert await leftovers(database) == (0, 0)


async def test_an_edition_after_one_that_was_stopped_says_only_its_own(catalog: Catalog, store: CatalogStore) -> None:
    await written(store)

    await store.turn_over("hearth", await written(store, [record("lid", product="P", price=1_000)], removed=()))

    assert {sku: each[2] for sku, each in (await met(catalog)).items()} == {"kettle": 4_900, "lid": 1_000, "mug": 4_900}


async def test_a_variant_withdrawn_by_one_source_and_listed_by_another_stays(
    catalog: Catalog, store: CatalogStore
) -> None:
    await store.apply("hearth", "another", [SHOP["mug"]], [], NOON)

    await store.turn_over("hearth", await written(store, removed=("mug",)))

    assert set(await met(catalog)) == {*AFTER, "mug"}
    assert set(await store.listed("hearth", "another")) == {"mug"}


async def test_a_sku_that_moves_between_sources_in_one_edition_stays(catalog: Catalog, store: CatalogStore) -> None:
    edition = await store.begin_edition("hearth")
    await store.apply("hearth", "feed", [], ["mug"], NOON, edition=edition)
    await store.apply("hearth", "another", [SHOP["mug"]], [], NOON, edition=edition)

    await store.turn_over("hearth", edition)

    assert await met(catalog) == BEFORE


async def test_what_is_withdrawn_by_an_edition_comes_back_with_its_key(catalog: Catalog, store: CatalogStore) -> None:
    await store.turn_over("hearth", await written(store))
    await store.clear("hearth")

    await store.apply("hearth", "feed", [SHOP["mug"]], [], NOON)

    [mug] = await catalog.find(sku="mug")
    assert mug.key == 3


async def test_said_twice_in_one_edition_is_what_was_said_last(catalog: Catalog, store: CatalogStore) -> None:
    twice = [record("kettle", product="P", price=price) for price in (1_000, 2_000)]

    await store.turn_over("hearth", await written(store, twice, removed=()))

    assert (await met(catalog))["kettle"][2] == 2_000


async def test_merchants_turn_over_by_themselves(catalog: Catalog, store: CatalogStore) -> None:
    edition = await written(store)
    other = await store.begin_edition("quill")
    await store.apply("quill", "feed", [record("pen")], [], NOON, edition=other)

    await store.turn_over("quill", other)

    assert len(await catalog.find(sku="pen")) == 1
    assert await met(catalog) == BEFORE
    await store.turn_over("hearth", edition)
    assert await met(catalog) == AFTER


async def test_an_edition_that_was_cleared_away_meanwhile_takes_nothing_more_in_and_never_turns_over(
    catalog: Catalog, store: CatalogStore
) -> None:
    edition = await written(store)
    await store.clear("hearth")

    with pytest.raises(StorageFailed, match="sync again"):
        await store.apply("hearth", "feed", [record("kettle")], [], NOON, edition=edition)
    with pytest.raises(StorageFailed, match="sync again"):
        await store.turn_over("hearth", edition)

    assert await met(catalog) == BEFORE


async def test_the_till_sells_by_the_old_shop_until_the_new_one_turns_over(
    catalog: Catalog, store: CatalogStore, database: Database, clock: StillClock
) -> None:
    till = Till(database, clock)
    edition = await written(store, [record("kettle", price=5_900, quantity=1)], removed=())
    waiting = await till.quoted("ann")
    clock.forward(minutes=1)
    await till.settle(await till.reserved("bea", quantity=2), "ch-bea")

    await store.turn_over("hearth", edition)

    assert waiting.total.amount == 4_900
    # The new feed counted one, and two of the old shop's were sold since: the sold ones do not come back.
    assert await till.left() == 0
    assert isinstance(await till.approve(waiting), Refusal)


async def test_what_is_held_stays_held_when_the_shop_turns_over(
    store: CatalogStore, database: Database, clock: StillClock
) -> None:
    till = Till(database, clock)
    edition = await written(store, [record("kettle", quantity=10)], removed=())
    await till.reserved("ann", quantity=2)

    await store.turn_over("hearth", edition)

    assert await till.left() == 8


async def test_what_is_withdrawn_while_it_is_held_is_sold_all_the_same(
    store: CatalogStore, database: Database, clock: StillClock
) -> None:
    till = Till(database, clock)
    order = await till.reserved("ann")

    await store.turn_over("hearth", await written(store, [], removed=["kettle"]))
    await till.settle(order)

    assert await till.units_sold() == 1


async def test_buyers_who_race_while_editions_turn_over_never_buy_more_than_there_is(
    store: CatalogStore, database: Database, clock: StillClock
) -> None:
    till = Till(database, clock)
    units = 5

    async def turn() -> None:
        for _ in range(4):
            feed = [record("kettle", quantity=units)]
            await store.turn_over("hearth", await written(store, feed, removed=()))

    async def buy(number: int) -> None:
        clock.forward(milliseconds=1)
        order = await till.quote(f"shopper {number}")
        if not isinstance(order, Refusal) and not isinstance(await till.approve(order, f"shopper {number}"), Refusal):
            await till.settle(order, f"ch-{number}")

    await store.turn_over("hearth", await written(store, [record("kettle", quantity=units)], removed=()))
    await asyncio.gather(turn(), *(buy(number) for number in range(16)))

    assert await till.units_sold() == units
    assert await till.left() == 0


async def test_a_feed_whose_clock_is_ahead_does_not_bring_back_what_is_sold_after_it_was_read(
    store: CatalogStore, database: Database, clock: StillClock
) -> None:
    till = Till(database, clock)
    await till.stock(3, read_at=clock.now() + timedelta(minutes=5))

    await till.settle(await till.reserved("ann", quantity=2))

    assert await till.left() == 1


async def test_a_feed_older_than_the_one_before_counts_what_was_sold_between_them(
    store: CatalogStore, database: Database, clock: StillClock
) -> None:
    till = Till(database, clock)
    old = clock.now()
    clock.forward(minutes=1)
    await till.settle(await till.reserved("ann", quantity=2))
    await till.stock(1, read_at=clock.forward(minutes=1))

    await till.stock(3, read_at=old)

    assert await till.left() == 1


async def test_confirming_what_an_edition_left_alone_keeps_it_met(
    catalog: Catalog, store: CatalogStore, database: Database, clock: StillClock
) -> None:
    till = Till(database, clock)
    await till.settle(await till.reserved("ann", quantity=2))
    edition = await written(store, [NEXT["new"]], removed=())
    await store.turn_over("hearth", edition)

    await store.confirm("hearth", ["kettle"], clock.forward(minutes=1))
    await store.clear("hearth")

    assert (await catalog.listings([KETTLE]))[KETTLE].variant.offer.availability is Availability.IN_STOCK
    assert await till.left() == 3
