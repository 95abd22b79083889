"""Money that the shop itself spends on others' services. Amounts are millionths of what the provider charges in."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reserved:
    """Set aside for one question. `day` is the UTC day whose ceiling it counts against, however late it is settled."""

    day: date
    amount: int


class Purse(Protocol):
    """What may be spent in a UTC day, by all processes together. Nothing set aside is lost sight of by a crash."""

    ceiling: int

    async def reserve(self, amount: int) -> Reserved | None:
        """Set `amount` aside; None, and nothing set aside, where the day's ceiling would be passed."""
        ...

    async def settle(self, reserved: Reserved, spent: int) -> None:
        """Put what was really spent, 0 and up, in the place of what was set aside; once for each."""
        ...

    async def today(self) -> int:
        """Spent and set aside so far today."""
        ...
