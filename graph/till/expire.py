from datetime import datetime

from graph.domain.orders import Order, OrderState
from graph.ports import Clock, OrderLedger, OrderStore

BATCH = 100
"""Orders in one transaction: buyers never wait for a long sweep."""


async def expire(store: OrderStore, clock: Clock) -> list[Order]:
    """End the quotes and reservations whose time has run out, giving back what they held; those that ended."""
    now = clock.now()
    ended: list[Order] = []
    while batch := await _expire_batch(store, now):
        ended += batch
    return ended


async def _expire_batch(store: OrderStore, now: datetime) -> list[Order]:
    async with store.transaction() as ledger:
        return [await _end(ledger, order) for order in await ledger.expired(now, BATCH)]


async def _end(ledger: OrderLedger, order: Order) -> Order:
    await ledger.release(order)
    return await ledger.move(order, OrderState.EXPIRED, "its time ran out")
