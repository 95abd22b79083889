from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from graph.domain.errors import IllegalTransition
from graph.domain.money import Money


class OrderState(StrEnum):
    """Where an order stands. Stock is taken in RESERVED and kept in PAID; a QUOTED order holds nothing.

    PAID_ATTENTION: the money came after the reservation ran out and a person has to look, because
    there is no stock left to give.
    """

    QUOTED = "quoted"
    RESERVED = "reserved"
    PAID = "paid"
    PAID_ATTENTION = "paid_attention"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


LEADS_TO: Mapping[OrderState, frozenset[OrderState]] = MappingProxyType(
    {
        OrderState.QUOTED: frozenset(
            {OrderState.RESERVED, OrderState.EXPIRED, OrderState.CANCELLED, OrderState.PAID, OrderState.PAID_ATTENTION}
        ),
        OrderState.RESERVED: frozenset(
            {OrderState.PAID, OrderState.EXPIRED, OrderState.CANCELLED, OrderState.PAID_ATTENTION}
        ),
        OrderState.EXPIRED: frozenset({OrderState.PAID, OrderState.PAID_ATTENTION}),
        OrderState.CANCELLED: frozenset({OrderState.PAID_ATTENTION}),
        OrderState.PAID: frozenset(),
        OrderState.PAID_ATTENTION: frozenset({OrderState.PAID}),
    }
)


class Refusal(StrEnum):
    """Why the till said no; `graph.texts` has the sentence a person understands."""

    UNKNOWN_ORDER = "unknown_order"
    NOT_YOURS = "not_yours"
    ALREADY_PAID = "already_paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PRICE_CHANGED = "price_changed"
    SOLD_OUT = "sold_out"
    WRONG_AMOUNT = "wrong_amount"
    NOT_SOLD = "not_sold"


@dataclass(frozen=True, slots=True)
class OrderLine:
    key: int
    sku: str
    title: str
    unit_price: Money
    quantity: int = 1

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Order:
    """`expires` ends the quote while QUOTED and the reservation while RESERVED (UTC)."""

    id: str
    merchant: str
    shopper: str
    conversation: str
    lines: tuple[OrderLine, ...]
    state: OrderState
    created: datetime
    expires: datetime

    @property
    def total(self) -> Money:
        first, *rest = (line.total for line in self.lines)
        return sum(rest, start=first)


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that a payment provider says it took: `id` is unique within `provider`."""

    provider: str
    id: str
    order: str
    payer: str
    amount: Money


def check_transition(order: Order, to: OrderState) -> None:
    """Raise IllegalTransition unless `order` may go `to` from where it is."""
    if to not in LEADS_TO[order.state]:
        raise IllegalTransition(f"order {order.id} is {order.state} and cannot become {to}")
