"""What the till has written of its orders, and where that does not agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph.domain.catalogue import Listing
from graph.domain.orders import Charge, Order, OrderState


class Fault(StrEnum):
    """Of a difference: which one it is. TO_DO tells those that a person has to see to from those that must not be."""

    ATTENTION = "attention"
    SECOND_CHARGE = "second_charge"
    CHARGE_WITHOUT_ORDER = "charge_without_order"
    OVERSOLD = "oversold"
    OVERDUE = "overdue"
    PAID_WITHOUT_CHARGE = "paid_without_charge"
    CHARGED_BUT_NOT_PAID = "charged_but_not_paid"
    WRONG_GOODS = "wrong_goods"
    WRONG_HOLD = "wrong_hold"
    BROKEN_LEDGER = "broken_ledger"


TO_DO = frozenset({Fault.ATTENTION, Fault.SECOND_CHARGE, Fault.CHARGE_WITHOUT_ORDER, Fault.OVERSOLD, Fault.OVERDUE})


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of the ledger: when, from which state to which, and why; `was` is None where the order was opened."""

    at: datetime
    was: OrderState | None
    became: OrderState
    why: str


@dataclass(frozen=True, slots=True)
class Account:
    """An order and all that is written of it. `held` and `sold` are units by variant; `steps` in their order."""

    order: Order
    charges: tuple[Charge, ...]
    held: Mapping[int, int]
    sold: Mapping[int, int]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Oversold:
    """A variant of which more is held and sold than its feed counted: `missing` units."""

    listing: Listing
    missing: int


@dataclass(frozen=True, slots=True)
class Difference:
    """`about` is an order's id, a charge's "provider/id" or a listing's "merchant/sku"; `detail` has the figures."""

    fault: Fault
    about: str
    detail: str

    @property
    def to_do(self) -> bool:
        """Whether it is the course of things and a person's turn, not a mistake in the books."""
        return self.fault in TO_DO
