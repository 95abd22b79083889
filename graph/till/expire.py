from datetime import datetime

from graph.domain.orders import Order, OrderState
from graph.ports.shop import OrderLedger, OrderStore
from graph.ports.talk import Clock

BATCH = 100
"""Orders in one transaction: buyers never wait for a long sweep."""


async def expire(store: OrderStore, clock: Clock) -> list[Order]:
    """End the quotes and reservations whose time has run out, giving back what they held; those that ended."""
    now = clock.now()
    ended: list[Order] = []
    while batch := await store.transact(lambda ledger: _expire_batch(ledger, now)):
        ended += batch
    return ended


def _expire_batch(ledger: OrderLedger, now: datetime) -> list[Order]:
    return [_end(ledger, order) for order in ledger.expired(now, BATCH)]


def _end(ledger: OrderLedger, order: Order) -> Order:
    ledger.release(order)
    return ledger.move(order, OrderState.EXPIRED, "its time ran out")
