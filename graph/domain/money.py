from dataclasses import dataclass
from typing import Self

from graph.domain.errors import CurrencyMismatch

BASIS = 10_000
"""Basis points in a whole."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in integer minor units (cents, yen, fils) of one ISO 4217 currency."""

    amount: int
    currency: str

    def __add__(self, other: Self) -> "Money":
        self._agree(other)
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.amount * quantity, self.currency)

    def __lt__(self, other: Self) -> bool:
        self._agree(other)
        return self.amount < other.amount

    def __le__(self, other: Self) -> bool:
        return self == other or self < other

    def share(self, basis_points: int) -> "Money":
        """The given hundredths of a percent of this amount, rounded half to even as ledgers do."""
        whole, rest = divmod(self.amount * basis_points, BASIS)
        rounds_up = 2 * rest > BASIS or (2 * rest == BASIS and whole % 2 == 1)
        return Money(whole + rounds_up, self.currency)

    def _agree(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be compared or added")
