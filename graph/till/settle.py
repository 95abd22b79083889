from dataclasses import dataclass

from graph.domain.orders import Charge, Order, OrderState
from graph.ports.shop import OrderLedger, OrderStore
from graph.ports.talk import Clock

PAID = frozenset({OrderState.PAID, OrderState.PAID_ATTENTION})


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a charge.

    `order` is None where nobody knows it: the money is noted all the same. `first` is False for a charge that was
    settled before; it changes nothing. `surplus` is money for an order that another charge has paid: it goes back.
    """

    order: Order | None
    first: bool
    surplus: bool = False


async def settle(store: OrderStore, clock: Clock, charge: Charge) -> Settlement:
    """Note money that was taken and give the goods for it, once, however often the provider tells.

    Nothing is refused here: the money has already moved. Where the goods cannot be given, or the amount is another,
    the order becomes PAID_ATTENTION and a person looks at it.
    """
    now = clock.now()

    def work(ledger: OrderLedger) -> Settlement:
        first = ledger.record(charge, now)
        order = ledger.order(charge.order)
        if order is None or not first:
            return Settlement(order, first)
        if order.state in PAID:
            return Settlement(ledger.note(order, f"second charge: {_source(charge)}"), first, surplus=True)
        return Settlement(_pay(ledger, order, charge), first)

    return await store.transact(work)


def _pay(ledger: OrderLedger, order: Order, charge: Charge) -> Order:
    trouble = _trouble(ledger, order, charge)
    if trouble:
        ledger.release(order)
        return ledger.move(order, OrderState.PAID_ATTENTION, f"{trouble}: {_source(charge)}")
    ledger.sell(order)
    return ledger.move(order, OrderState.PAID, _source(charge))


def _trouble(ledger: OrderLedger, order: Order, charge: Charge) -> str | None:
    """Why a person has to look at it; otherwise the stock is held, from before or as of now."""
    if charge.amount != order.total:
        return f"charged {charge.amount.amount} {charge.amount.currency}, owed {order.total.amount}"
    if order.state is OrderState.CANCELLED:
        return "paid after it was cancelled"
    return None if ledger.hold(order) else "paid when nothing was left"


def _source(charge: Charge) -> str:
    return f"{charge.provider} charge {charge.id} of {charge.payer}"
