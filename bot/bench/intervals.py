"""How far a mean can be trusted: the bootstrap."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DRAWS = 2_000
COVERED = (2.5, 97.5)
"""Percentiles between which 95 of 100 repetitions of the measurement would land."""

Interval = tuple[float, float]


def interval(values: Sequence[float] | NDArray[np.float64]) -> Interval:
    """Of their mean; of the mean difference, where they are differences of pairs."""
    measured = np.asarray(values, float)
    drawn = np.random.default_rng(0).integers(len(measured), size=(DRAWS, len(measured)))
    low, high = np.percentile(measured[drawn].mean(axis=1), COVERED)
    return float(low), float(high)
