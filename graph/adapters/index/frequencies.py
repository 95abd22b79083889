"""What the shop's listings have in common, which tells none of them apart: frequent tokens, and how pictures look."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Self

import numpy as np

from graph.ports.senses import Vector

SAMPLE = 1_000
"""Listings that are looked at. 500 of 3,000 rank as well as all of them: a token they lack is rare, however rare."""

FEW = 20
"""Pictures that count as much as what is known beforehand."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Of so many `things` each token stands in `holding`."""

    things: int = 0
    holding: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def learn(cls, things: Iterable[Sequence[int]]) -> Self:
        """From the tokens of each thing, none of them twice."""
        tokens = list(things)
        return cls(len(tokens), Counter(chain.from_iterable(tokens)))

    def rarity(self, token: int) -> float:
        """Inverse document frequency, as BM25 has it: above 0, whatever the token."""
        held = self.holding.get(token, 0)
        return math.log(1 + (self.things - held + 0.5) / (held + 0.5))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a collection's words, of their pieces and of its pictures: `look` is the mean of theirs."""

    words: Frequencies = Frequencies()
    grams: Frequencies = Frequencies()
    look: Vector | None = None


def mean_look(looks: Iterable[Sequence[float]]) -> Vector | None:
    """Shape (size,), shorter than 1 by as much as the pictures differ; None where there are none.

    A few pictures tell little of what is usual: their mean is taken together with the encoder's own, which is nought.
    """
    rows = np.asarray(list(looks), np.float32)
    return rows.sum(axis=0) / (len(rows) + FEW) if len(rows) else None


def slices(count: int) -> int:
    """Into how many parts as large as a sample so many points fall."""
    return max(1, round(count / SAMPLE))
