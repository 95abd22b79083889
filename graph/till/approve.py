from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from graph.domain.money import Money
from graph.domain.orders import Order, OrderState, Refusal
from graph.ports.shop import OrderLedger, OrderStore
from graph.ports.talk import Clock

RESERVED_FOR = timedelta(minutes=10)
"""How long a shopper has from "pay" to the provider's answer before somebody else may have the thing."""

OVER: Mapping[OrderState, Refusal] = MappingProxyType(
    {
        OrderState.PAID: Refusal.ALREADY_PAID,
        OrderState.PAID_ATTENTION: Refusal.ALREADY_PAID,
        OrderState.EXPIRED: Refusal.EXPIRED,
        OrderState.CANCELLED: Refusal.CANCELLED,
    }
)


async def approve(store: OrderStore, clock: Clock, *, order_id: str, payer: str, total: Money) -> Order | Refusal:
    """The last word before the provider takes `total` from `payer`: reserve the stock, or say why not.

    Asking again, from another tab or by a second tap, lengthens the reservation and takes nothing more.
    """
    now = clock.now()

    def work(ledger: OrderLedger) -> Order | Refusal:
        order = ledger.order(order_id)
        if order is None:
            return Refusal.UNKNOWN_ORDER
        refusal = _invalid(order, payer, total, now) or _repriced(ledger, order)
        return refusal or _reserve(ledger, order, now + RESERVED_FOR)

    return await store.transact(work)


def _invalid(order: Order, payer: str, total: Money, now: datetime) -> Refusal | None:
    if order.shopper != payer:
        return Refusal.NOT_YOURS
    if order.state in OVER:
        return OVER[order.state]
    if order.expires <= now:
        return Refusal.EXPIRED
    return None if order.total == total else Refusal.WRONG_AMOUNT


def _repriced(ledger: OrderLedger, order: Order) -> Refusal | None:
    for line in order.lines:
        listing = ledger.listing(line.key)
        if listing is None:
            return Refusal.NOT_SOLD
        if listing.price != line.unit_price:
            return Refusal.PRICE_CHANGED
    return None


def _reserve(ledger: OrderLedger, order: Order, until: datetime) -> Order | Refusal:
    if not ledger.hold(order):
        return Refusal.SOLD_OUT
    if order.state is OrderState.RESERVED:
        return ledger.note(order, f"approved again for {order.shopper}", until)
    return ledger.move(order, OrderState.RESERVED, f"approved for {order.shopper}", until)
