import asyncio
from datetime import date, timedelta

import numpy as np
import pytest

from graph.adapters.sql.database import Database
from graph.adapters.sql.embeddings import SqlEmbeddings
from graph.adapters.sql.index_source import PAGE, SqlIndexSource
from graph.adapters.sql.order_store import SqlOrderStore
from graph.domain.creators import Creator, Disclosure, Moment, PostKind, ProductRef, Stance
from graph.domain.money import Money
from graph.domain.orders import Order, OrderLine, OrderState
from graph.ports.publishing import Change, IndexSource
from graph.ports.senses import Vector
from graph.ports.shop import OrderLedger
from graph.ports.supply import CatalogStore, Embeddings, ListingRecord, PostRecord, Sale
from tests.sql_shop import NOON, StillClock, record


@pytest.fixture
def source(database: Database, clock: StillClock) -> IndexSource:
    return SqlIndexSource(database, "words-1", "looks-1", clock)


@pytest.fixture
def embeddings(database: Database) -> Embeddings:
    return SqlEmbeddings(database)


def vector(*values: float) -> Vector:
    return np.array(values, dtype=np.float32)


async def listed(store: CatalogStore, embeddings: Embeddings, *records: ListingRecord) -> None:
    await store.apply("hearth", "feed", records, [], NOON)
    await embeddings.keep("words-1", {each.text_hash: vector(1, 0) for each in records})


def post() -> PostRecord:
    return PostRecord(
        id="1",
        url="https://clips.example/1",
        creator=Creator("@mira", "clips", "Mira"),
        published=date(1970, 1, 11),
        kind=PostKind.REVIEW,
        title="A month with it",
        text="Every morning.",
        language="en",
        stance=Stance.AGAINST,
        disclosure=Disclosure.NONE,
        fingerprint="1",
        text_hashes=("post", "moment"),
        moments=(Moment("The lid sticks.", 134),),
        products=(ProductRef("hearth", "kettle"),),
    )


async def test_a_point_has_the_words_filters_and_vectors_of_its_variant(
    source: IndexSource, store: CatalogStore, embeddings: Embeddings
) -> None:
    kettle = record(
        "kettle",
        brand="Brasa",
        category=("Kitchen", "Kettles"),
        options={"color": "Red"},
        facts={"size": "1.7 l"},
        gtin="4006381333931",
        look_hash="picture",
    )
    await listed(store, embeddings, kettle)
    await embeddings.keep("looks-1", {"picture": vector(0, 1, 0)})

    (point,) = [each async for each in source.product_points()]

    assert point.names == "Kettle kettle Brasa Kitchen Kettles Red"
    assert point.details == "size 1.7 l Boils a litre and a half in three minutes."
    assert (point.merchant, point.product, point.sku, point.brand) == ("hearth", "kettle", "kettle", "Brasa")
    assert (point.colour, point.size, point.categories) == ("Red", "1.7 l", ("Kitchen", "Kettles"))
    assert (point.price, point.currency, point.available, point.gtin) == (4_900, "EUR", True, "4006381333931")
    assert point.look is not None
    assert (point.text.tolist(), point.look.tolist()) == ([1, 0], [0, 1, 0])


@pytest.mark.parametrize(("hours", "price"), [(-2, 4_900), (2, 3_900)])
async def test_a_points_price_is_the_lowest_it_can_become(
    source: IndexSource, store: CatalogStore, embeddings: Embeddings, hours: int, price: int
) -> None:
    end = NOON + timedelta(hours=hours)
    await listed(store, embeddings, record("kettle", sale=Sale(Money(3_900, "EUR"), end - timedelta(hours=1), end)))

    (point,) = [each async for each in source.product_points()]

    assert point.price == price


async def test_what_another_encoder_made_is_left_out_and_said(
    source: IndexSource, store: CatalogStore, embeddings: Embeddings, caplog: pytest.LogCaptureFixture
) -> None:
    await store.apply("hearth", "feed", [record("kettle")], [], NOON)
    await embeddings.keep("words-0", {"text of kettle": vector(1, 0)})

    points = [each async for each in source.product_points()]

    assert points == []
    assert "1 of 1 rows are left out of the index: words-1" in caplog.text


async def test_every_variant_is_streamed_once_over_several_pages(
    source: IndexSource, store: CatalogStore, embeddings: Embeddings
) -> None:
    count = 2 * PAGE + 1
    await listed(store, embeddings, *(record(f"K-{number}", text_hash="same") for number in range(count)))

    keys = [each.key async for each in source.product_points()]

    assert keys == sorted(set(keys))
    assert len(keys) == count


async def test_points_can_be_asked_for_by_key(source: IndexSource, store: CatalogStore, embeddings: Embeddings) -> None:
    await listed(store, embeddings, *(record(f"K-{number}") for number in range(5)))

    assert [each.key async for each in source.product_points([2, 4, 99])] == [2, 4]


async def test_a_post_is_a_point_and_each_moment_another(
    source: IndexSource, store: CatalogStore, embeddings: Embeddings
) -> None:
    await store.apply_posts("posts", [post()], [])
    await embeddings.keep("words-1", {"post": vector(1, 0), "moment": vector(0, 1)})

    whole, moment = [each async for each in source.post_points()]

    assert (whole.moment, whole.words) == (None, "A month with it Every morning.")
    assert (moment.moment, moment.words) == (0, "The lid sticks.")
    assert (moment.creator, moment.stance, moment.published) == ("@mira", Stance.AGAINST, 10)
    assert (whole.products, moment.products) == (("hearth/kettle",), ("hearth/kettle",))
    assert (whole.text.tolist(), moment.text.tolist()) == ([1, 0], [0, 1])


async def test_changes_are_numbered_without_gaps(source: IndexSource, store: CatalogStore) -> None:
    await store.apply("hearth", "feed", [record("kettle"), record("lamp")], [], NOON)
    await store.apply_posts("posts", [post()], [])
    await store.apply("hearth", "feed", [], ["lamp"], NOON)

    assert await source.sequence() == 4
    assert await source.changes(after=1, limit=10) == [
        Change(2, "product", 2, gone=False),
        Change(3, "post", 1, gone=False),
        Change(4, "product", 2, gone=True),
    ]


async def test_a_reader_that_tails_meanwhile_misses_no_change(source: IndexSource, store: CatalogStore) -> None:
    writers = [
        asyncio.create_task(store.apply("hearth", f"feed {number}", [record(f"K-{number}")], [], NOON))
        for number in range(16)
    ]
    seen: list[int] = []
    while not all(writer.done() for writer in writers) or len(seen) < await source.sequence():
        seen += [change.sequence for change in await source.changes(after=seen[-1] if seen else 0, limit=3)]

    assert seen == list(range(1, 17))


async def test_the_last_unit_held_and_given_back_are_two_changes(
    source: IndexSource, store: CatalogStore, database: Database, clock: StillClock
) -> None:
    await store.apply("hearth", "feed", [record("kettle", quantity=2)], [], NOON)
    orders = SqlOrderStore(database, clock)
    basket = _order(quantity=2)

    await orders.transact(lambda ledger: _open_and_hold(ledger, basket))
    after_hold = await source.changes(after=1, limit=10)
    await orders.transact(lambda ledger: ledger.release(basket))

    assert after_hold == [Change(2, "product", 1, gone=False)]
    assert await source.changes(after=2, limit=10) == [Change(3, "product", 1, gone=False)]


async def test_a_hold_that_leaves_some_changes_nothing_for_an_index(
    source: IndexSource, store: CatalogStore, database: Database, clock: StillClock
) -> None:
    await store.apply("hearth", "feed", [record("kettle", quantity=2)], [], NOON)
    basket = _order(quantity=1)

    await SqlOrderStore(database, clock).transact(lambda ledger: _open_and_hold(ledger, basket))

    assert await source.sequence() == 1


def _open_and_hold(ledger: OrderLedger, basket: Order) -> None:
    ledger.open(basket)
    ledger.hold(basket)


def _order(quantity: int) -> Order:
    line = OrderLine(1, "kettle", "Kettle", Money(4_900, "EUR"), quantity)
    return Order("o-1", "hearth", "ann", "chat", (line,), OrderState.QUOTED, NOON, NOON + timedelta(hours=1))
