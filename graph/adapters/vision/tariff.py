import math
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices per million tokens, in units of what the provider charges in: so a token costs as many millionths."""

    read: Decimal
    written: Decimal

    def cost(self, read: int, written: int) -> int:
        """Millionths, rounded up."""
        return math.ceil(self.read * read + self.written * written)
