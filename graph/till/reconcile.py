from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from graph.domain.books import Account, Difference, Fault, Step
from graph.domain.money import Money
from graph.domain.orders import LEADS_TO, Charge, Order, OrderState
from graph.ports.books import Books
from graph.ports.talk import Clock

Price = Callable[[Money], str]
RUNNING = frozenset({OrderState.QUOTED, OrderState.RESERVED})
PAID = frozenset({OrderState.PAID, OrderState.PAID_ATTENTION})
PATIENCE = timedelta(minutes=15)
"""After its time an order is still waiting: whoever ends such orders runs every few minutes."""


async def reconcile(books: Books, clock: Clock, price: Price) -> AsyncIterator[Difference]:
    """Compare orders, charges, stock and ledger; every difference, none twice. Nothing is changed.

    `price` writes an amount for the person who reads it.
    """
    async for account in books.accounts():
        # The shop goes on selling: what looks wrong may only have been read half-way.
        if any(differences(account, clock.now(), price)) and (again := await books.account(account.order.id)):
            for difference in differences(again, clock.now(), price):
                yield difference
    for charge in await books.strays():
        yield Difference(Fault.CHARGE_WITHOUT_ORDER, _named(charge), f"{price(charge.amount)} for order {charge.order}")
    for short in await books.oversold():
        about = f"{short.listing.product.merchant}/{short.listing.variant.sku}"
        yield Difference(Fault.OVERSOLD, about, f"{short.missing} more promised than the feed counts")


def differences(account: Account, now: datetime, price: Price) -> Iterator[Difference]:
    """What in one order's account does not agree, or waits for a person."""
    for fault, detail in (*_money(account, price), *_goods(account), *_course(account, now)):
        yield Difference(fault, account.order.id, detail)


def _money(account: Account, price: Price) -> Iterator[tuple[Fault, str]]:
    order, charges = account.order, account.charges
    if order.state not in PAID:
        for charge in charges:
            yield Fault.CHARGED_BUT_NOT_PAID, f"{_named(charge)} took {price(charge.amount)}; it is {order.state}"
    elif not charges:
        yield Fault.PAID_WITHOUT_CHARGE, f"{price(order.total)} are owed and none were taken"
    elif order.state is OrderState.PAID and order.total not in [charge.amount for charge in charges]:
        taken = ", ".join(price(charge.amount) for charge in charges)
        yield Fault.PAID_WITHOUT_CHARGE, f"{price(order.total)} are owed; taken were {taken}"
    elif order.state is OrderState.PAID:
        for charge in charges[1:]:
            yield Fault.SECOND_CHARGE, f"{_named(charge)} took {price(charge.amount)} more"


def _goods(account: Account) -> Iterator[tuple[Fault, str]]:
    order, ordered = account.order, _units(account)
    sold = ordered if order.state is OrderState.PAID else {}
    held = ordered if order.state is OrderState.RESERVED else {}
    if dict(account.sold) != sold:
        yield Fault.WRONG_GOODS, f"sold {_listed(account.sold, order)}, to be sold {_listed(sold, order)}"
    if dict(account.held) != held:
        yield Fault.WRONG_HOLD, f"held {_listed(account.held, order)}, to be held {_listed(held, order)}"


def _course(account: Account, now: datetime) -> Iterator[tuple[Fault, str]]:
    order, steps = account.order, account.steps
    if order.state is OrderState.PAID_ATTENTION:
        yield Fault.ATTENTION, steps[-1].why if steps else "nobody wrote down why"
    if order.state in RUNNING and order.expires + PATIENCE < now:
        yield Fault.OVERDUE, f"{order.state} until {order.expires:%Y-%m-%d %H:%M} UTC"
    if not steps or steps[0].was is not None or steps[-1].became is not order.state:
        yield Fault.BROKEN_LEDGER, f"it is {order.state}; the ledger goes {_path(account)}"
    elif any(before.became is not after.was for before, after in pairwise(steps)) or not all(map(_may_be, steps)):
        yield Fault.BROKEN_LEDGER, f"the ledger goes {_path(account)}"


def _may_be(step: Step) -> bool:
    return step.was is None or step.was is step.became or step.became in LEADS_TO[step.was]


def _units(account: Account) -> dict[int, int]:
    units: Counter[int] = Counter()
    for line in account.order.lines:
        units[line.key] += line.quantity
    return dict(units)


def _path(account: Account) -> str:
    return " → ".join(step.became for step in account.steps) or "nowhere"


def _listed(units: Mapping[int, int], order: Order) -> str:
    skus = {line.key: line.sku for line in order.lines}
    return (
        ", ".join(f"{count} of {skus.get(key, f'variant {key}')}" for key, count in sorted(units.items())) or "nothing"
    )


def _named(charge: Charge) -> str:
    return f"{charge.provider}/{charge.id}"
