"""Sixty-four buyers want the last ten, two hundred times, in one process and in three."""

import asyncio
import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing.managers import BarrierProxy

import pytest

from graph.adapters.sql.catalog import SqlCatalog
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.order_store import SqlOrderStore
from graph.domain.orders import Charge, Order, OrderState, Refusal
from graph.till.approve import approve
from graph.till.quote import quote
from graph.till.settle import settle
from tests.sql_shop import StillClock, record
from tests.till_at_work import Till

ROUNDS, BUYERS, UNITS = 200, 64, 10
PATIENCE = 900

Outcome = OrderState | Refusal


@dataclass(frozen=True)
class Share:
    """The buyers of one process, who meet those of the others at the start of each round."""

    url: str
    buyers: tuple[str, ...]
    start: BarrierProxy


@pytest.mark.full
@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("processes", [1, 3])
async def test_of_many_who_want_the_last_units_exactly_as_many_get_one(
    processes: int, till: Till, database_url: str
) -> None:
    shelf = [record(f"kettle {number}", quantity=UNITS) for number in range(ROUNDS)]
    await SqlCatalogStore(till.database).apply("hearth", "feed", shelf, [], till.clock.now())

    rounds = await asyncio.to_thread(raced, database_url, processes)

    assert rounds == [Counter({OrderState.PAID: UNITS, Refusal.SOLD_OUT: BUYERS - UNITS})] * ROUNDS
    assert await till.units_sold() == len(await till.charges()) == ROUNDS * UNITS
    found = await SqlCatalog(till.database, till.clock).listings(range(1, ROUNDS + 1))
    assert {listing.variant.offer.quantity for listing in found.values()} == {0}
    assert await till.differences() == []


def raced(url: str, processes: int) -> list[Counter[Outcome]]:
    """What became of the buyers of each round."""
    context = multiprocessing.get_context("spawn")
    names = [f"shopper {number}" for number in range(BUYERS)]
    with context.Manager() as manager, ProcessPoolExecutor(processes, mp_context=context) as pool:
        start = manager.Barrier(processes)
        shares = [Share(url, tuple(names[place::processes]), start) for place in range(processes)]
        outcomes = list(pool.map(bought, shares, timeout=PATIENCE))
    return [Counter(chain.from_iterable(each)) for each in zip(*outcomes, strict=True)]


def bought(share: Share) -> list[list[Outcome]]:
    return asyncio.run(_bought(share))


async def _bought(share: Share) -> list[list[Outcome]]:
    database = Database(share.url)
    try:
        return [await _round(share, database, key) for key in range(1, ROUNDS + 1)]
    finally:
        await database.dispose()


async def _round(share: Share, database: Database, key: int) -> list[Outcome]:
    await asyncio.to_thread(share.start.wait, PATIENCE)
    return await asyncio.gather(*(_buy(name, database, key) for name in share.buyers))


async def _buy(name: str, database: Database, key: int) -> Outcome:
    clock = StillClock()
    orders = SqlOrderStore(database, clock)
    order = await quote(orders, clock, shopper=name, conversation=name, key=key)
    if isinstance(order, Order):
        order = await approve(orders, clock, order_id=order.id, payer=name, total=order.total)
    if isinstance(order, Refusal):
        return order
    settled = (await settle(orders, clock, Charge("telegram", order.id, order.id, name, order.total))).order
    assert settled is not None
    return settled.state
