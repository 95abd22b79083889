import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.order_store import SqlOrderStore
from graph.domain.errors import IllegalTransition
from graph.domain.money import Money
from graph.domain.orders import Charge, Order, OrderLine, OrderState
from graph.ports.shop import Catalog, OrderLedger, OrderStore
from graph.ports.supply import CatalogStore
from tests.sql_shop import NOON, StillClock, record


@pytest.fixture
def orders(database: Database, clock: StillClock) -> OrderStore:
    return SqlOrderStore(database, clock)


@pytest.fixture
async def store(database: Database) -> CatalogStore:
    """A shop with three kettles, one lamp, and mugs that nobody counts: keys 1, 2 and 3."""
    store = SqlCatalogStore(database)
    shelf = [record("kettle", quantity=3), record("lamp", quantity=1), record("mug")]
    await store.apply("hearth", "feed", shelf, [], NOON)
    return store


def order(name: str = "o-1", lines: Sequence[tuple[int, int]] = ((1, 1),), shopper: str = "ann") -> Order:
    return Order(
        id=name,
        merchant="hearth",
        shopper=shopper,
        conversation="chat",
        lines=tuple(OrderLine(key, f"sku {key}", f"Thing {key}", Money(4_900, "EUR"), units) for key, units in lines),
        state=OrderState.QUOTED,
        created=NOON,
        expires=NOON + timedelta(hours=1),
    )


async def opened(orders: OrderStore, new: Order) -> Order:
    await orders.transact(lambda ledger: ledger.open(new))
    return new


async def held(orders: OrderStore, new: Order) -> bool:
    def work(ledger: OrderLedger) -> bool:
        ledger.open(new)
        return ledger.hold(new)

    return await orders.transact(work)


async def left(catalog: Catalog, key: int) -> int | None:
    return (await catalog.listings([key]))[key].variant.offer.quantity


async def test_an_order_comes_back_as_it_was_opened(orders: OrderStore, store: CatalogStore) -> None:
    new = await opened(orders, order(lines=[(2, 1), (1, 2)]))

    assert await orders.get("o-1") == new
    assert await orders.get("unknown") is None


async def test_a_shoppers_orders_come_newest_first(orders: OrderStore, store: CatalogStore) -> None:
    for hours in (1, 3, 2):
        await opened(orders, replace(order(f"o-{hours}"), created=NOON + timedelta(hours=hours)))
    await opened(orders, order("another's", shopper="bob"))

    found = await orders.of_shopper("ann", limit=2)

    assert [each.id for each in found] == ["o-3", "o-2"]


async def test_a_move_changes_the_state_and_the_time(orders: OrderStore, store: CatalogStore) -> None:
    new = await opened(orders, order())
    until = NOON + timedelta(minutes=10)

    moved = await orders.transact(lambda ledger: ledger.move(new, OrderState.RESERVED, "approved", until))

    assert await orders.get("o-1") == moved == replace(new, state=OrderState.RESERVED, expires=until)


async def test_a_move_against_the_rules_is_refused(orders: OrderStore, store: CatalogStore) -> None:
    cancelled = replace(await opened(orders, order()), state=OrderState.CANCELLED)

    with pytest.raises(IllegalTransition):
        await orders.transact(lambda ledger: ledger.move(cancelled, OrderState.RESERVED, "again"))


async def test_a_move_from_a_state_that_is_past_is_refused(orders: OrderStore, store: CatalogStore) -> None:
    stale = await opened(orders, order())
    await orders.transact(lambda ledger: ledger.move(stale, OrderState.EXPIRED, "its time ran out"))

    with pytest.raises(IllegalTransition):
        await orders.transact(lambda ledger: ledger.move(stale, OrderState.RESERVED, "approved"))


async def test_an_exception_undoes_the_whole_transaction(
    orders: OrderStore, store: CatalogStore, catalog: Catalog
) -> None:
    def fail(ledger: OrderLedger) -> None:
        ledger.open(order())
        ledger.hold(order())
        raise RuntimeError("pulled the plug")

    with pytest.raises(RuntimeError, match="pulled the plug"):
        await orders.transact(fail)

    assert await orders.get("o-1") is None
    assert await left(catalog, 1) == 3


async def test_whoever_is_cancelled_leaves_all_or_nothing_and_blocks_nobody(
    orders: OrderStore, store: CatalogStore, catalog: Catalog
) -> None:
    inside = asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(ledger: OrderLedger) -> None:
        ledger.open(order())
        loop.call_soon_threadsafe(inside.set)
        ledger.hold(order())

    cancelled = asyncio.create_task(orders.transact(work))
    await inside.wait()
    cancelled.cancel()
    await asyncio.wait([cancelled])

    assert await held(orders, order("o-2"))
    landed = await orders.get("o-1") is not None
    assert await left(catalog, 1) == (1 if landed else 2)


async def test_a_hold_takes_stock_and_a_release_gives_it_back(
    orders: OrderStore, store: CatalogStore, catalog: Catalog
) -> None:
    new = order(lines=[(1, 2)])
    await held(orders, new)
    while_held = await left(catalog, 1)

    await orders.transact(lambda ledger: ledger.release(new))

    assert (while_held, await left(catalog, 1)) == (1, 3)


async def test_holding_twice_is_holding_once(orders: OrderStore, store: CatalogStore, catalog: Catalog) -> None:
    new = order(lines=[(1, 2)])
    await held(orders, new)

    again = await orders.transact(lambda ledger: ledger.hold(new))

    assert again
    assert await left(catalog, 1) == 1


async def test_releasing_twice_is_releasing_once(orders: OrderStore, store: CatalogStore, catalog: Catalog) -> None:
    new = order()
    await held(orders, new)

    for _ in range(2):
        await orders.transact(lambda ledger: ledger.release(new))

    assert await left(catalog, 1) == 3


async def test_a_hold_that_falls_short_takes_nothing(orders: OrderStore, store: CatalogStore, catalog: Catalog) -> None:
    took = await held(orders, order(lines=[(1, 2), (2, 2)]))

    assert not took
    assert (await left(catalog, 1), await left(catalog, 2)) == (3, 1)


async def test_two_lines_of_one_variant_are_held_together(
    orders: OrderStore, store: CatalogStore, catalog: Catalog
) -> None:
    took = await held(orders, order(lines=[(1, 2), (1, 1)]))

    assert took
    assert await left(catalog, 1) == 0


async def test_what_is_not_counted_is_always_to_be_had(
    orders: OrderStore, store: CatalogStore, catalog: Catalog
) -> None:
    took = await held(orders, order(lines=[(3, 500)]))

    assert took
    assert await left(catalog, 3) is None


async def test_what_is_withdrawn_cannot_be_held(orders: OrderStore, store: CatalogStore) -> None:
    await store.apply("hearth", "feed", [], ["mug"], NOON)

    assert not await held(orders, order(lines=[(3, 1)]))


async def test_a_sale_keeps_what_the_hold_took(
    orders: OrderStore, store: CatalogStore, catalog: Catalog, clock: StillClock
) -> None:
    new = order(lines=[(1, 2)])
    await held(orders, new)
    clock.forward(minutes=1)

    def work(ledger: OrderLedger) -> None:
        ledger.sell(new)
        ledger.release(new)

    await orders.transact(work)

    assert await left(catalog, 1) == 1


async def test_sixteen_at_once_hold_no_more_than_there_is(
    orders: OrderStore, store: CatalogStore, catalog: Catalog
) -> None:
    took = await asyncio.gather(*(held(orders, order(f"o-{number}")) for number in range(16)))

    assert took.count(True) == 3
    assert await left(catalog, 1) == 0


async def test_baskets_in_opposite_orders_do_not_wait_for_each_other(orders: OrderStore, store: CatalogStore) -> None:
    await store.apply("hearth", "feed", [record("kettle", quantity=50), record("lamp", quantity=50)], [], NOON)
    baskets = [order(f"o-{number}", lines=[(1, 1), (2, 1)][:: 1 if number % 2 else -1]) for number in range(16)]

    took = await asyncio.gather(*(held(orders, basket) for basket in baskets))

    assert all(took)


async def test_the_same_charge_is_recorded_once(orders: OrderStore, clock: StillClock) -> None:
    charge = Charge("telegram", "ch-1", "nobody's order", "ann", Money(4_900, "EUR"))

    async def record_it() -> bool:
        return await orders.transact(lambda ledger: ledger.record(charge, clock.now()))

    recorded = await asyncio.gather(*(record_it() for _ in range(8)))

    assert recorded.count(True) == 1


async def test_only_running_orders_whose_time_is_over_are_expired(
    orders: OrderStore, store: CatalogStore, clock: StillClock
) -> None:
    late, in_time, paid = order("late"), replace(order("in time"), expires=NOON + timedelta(days=1)), order("paid")
    for each in (late, in_time, paid):
        await opened(orders, each)
    await orders.transact(lambda ledger: ledger.move(paid, OrderState.PAID, "charged"))

    found = await orders.transact(lambda ledger: ledger.expired(clock.forward(hours=1), limit=10))

    assert found == [late]


async def test_a_sync_leaves_holds_alone(orders: OrderStore, store: CatalogStore, catalog: Catalog) -> None:
    await held(orders, order(lines=[(1, 2)]))

    await store.apply("hearth", "feed", [record("kettle", quantity=10)], [], NOON + timedelta(hours=1))

    assert await left(catalog, 1) == 8


async def test_a_feed_read_before_a_sale_does_not_bring_the_sold_unit_back(
    orders: OrderStore, store: CatalogStore, catalog: Catalog, clock: StillClock
) -> None:
    read_at = clock.now()
    new = order(lines=[(1, 2)])
    await held(orders, new)
    clock.forward(minutes=1)
    await orders.transact(lambda ledger: ledger.sell(new))

    await store.apply("hearth", "feed", [record("kettle", quantity=3)], [], read_at)

    assert await left(catalog, 1) == 1


async def test_a_feed_read_after_a_sale_has_counted_it(
    orders: OrderStore, store: CatalogStore, catalog: Catalog, clock: StillClock
) -> None:
    new = order(lines=[(1, 2)])
    await held(orders, new)
    await orders.transact(lambda ledger: ledger.sell(new))

    await store.apply("hearth", "feed", [record("kettle", quantity=1)], [], clock.forward(minutes=1))

    assert await left(catalog, 1) == 1


async def test_a_newer_feed_that_says_the_same_has_counted_what_was_sold_before_it(
    orders: OrderStore, store: CatalogStore, catalog: Catalog, clock: StillClock
) -> None:
    new = order(lines=[(1, 2)])
    await held(orders, new)
    await orders.transact(lambda ledger: ledger.sell(new))
    before = await left(catalog, 1)

    await store.confirm("hearth", ["kettle"], clock.forward(minutes=1))

    assert await left(catalog, 1) == (before or 0) + 2


async def test_an_older_feed_that_says_the_same_changes_nothing(
    orders: OrderStore, store: CatalogStore, catalog: Catalog, clock: StillClock
) -> None:
    new = order(lines=[(1, 2)])
    await held(orders, new)
    await orders.transact(lambda ledger: ledger.sell(new))
    before = await left(catalog, 1)

    await store.confirm("hearth", ["kettle"], clock.now() - timedelta(days=1))

    assert await left(catalog, 1) == before
