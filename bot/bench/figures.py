from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.domain.errors import SnaptapError


class BenchFailed(SnaptapError):
    """What was to be measured did not work, so there is no figure for it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `target` is the most it may be, or the least where `at_least`; None: for information.

    `within` is the interval that a repetition would land in, 95 times of 100, where that is known.
    """

    part: str
    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    within: tuple[float, float] | None = None

    @property
    def met(self) -> bool | None:
        """None where there is no target."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


Report = Callable[[str], None]
"""Hears which part is being measured."""


def percentile(values: Sequence[float], percent: float) -> float:
    """Interpolated linearly between the two nearest. Raises BenchFailed where nothing was measured."""
    if not values:
        raise BenchFailed("nothing was measured in the time given; give more with --seconds")
    return float(np.percentile(values, percent))
