"""Weights chosen on every other query, and what they find on the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from bot.bench.figures import Figure
from bot.bench.intervals import interval
from bot.bench.ndcg import DEPTH, ndcg
from bot.bench.rankings import LEGS
from graph.ports.search import RANKING

PART = "weights"
TRIED = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
"""For meaning and for words; that of pieces is 1, since only proportions count."""
HALVES = {"even": (0, "odd"), "odd": (1, "even")}

Weights = Mapping[str, float]
IN_USE: Weights = {leg: getattr(RANKING, leg) for leg in LEGS}


@dataclass(frozen=True, slots=True)
class Legs:
    """What each leg alone scores the things that any of them finds for a query, and which of these are right."""

    scores: Mapping[str, Mapping[str, float]]
    right: frozenset[str]

    def gain(self, weights: Weights) -> float:
        """nDCG@10 by the weighted sum; 0 for what a leg does not find."""
        total: dict[str, float] = {}
        for leg, weight in weights.items():
            for sku, score in self.scores[leg].items():
                total[sku] = total.get(sku, 0.0) + weight * score
        return ndcg(sorted(total, key=lambda sku: -total[sku])[:DEPTH], self.right)


Measured = Mapping[str, Sequence[Legs]]
"""By set and spelling."""


def half_figures(measured: Measured) -> list[Figure]:
    """Chosen on the even queries of all sets together and counted on the odd ones, and the other way round."""
    gains = {weights: _gains(measured, dict(zip(LEGS, weights, strict=True))) for weights in _tried()}
    in_use = _gains(measured, IN_USE)
    return [figure for half in HALVES for figure in _of_half(half, gains, in_use)]


def _tried() -> Iterator[tuple[float, float, float]]:
    yield from ((meaning, words, 1.0) for meaning, words in product(TRIED, TRIED))


def _gains(measured: Measured, weights: Weights) -> dict[str, list[float]]:
    return {name: [legs.gain(weights) for legs in queries] for name, queries in measured.items()}


def _of_half(
    half: str, gains: Mapping[tuple[float, float, float], dict[str, list[float]]], in_use: Mapping[str, list[float]]
) -> list[Figure]:
    start, other = HALVES[half]
    chosen = max(gains, key=lambda weights: _level(gains[weights], start))
    weights = zip(LEGS, chosen, strict=True)
    figures = [Figure(PART, f"of {leg}, chosen on the {half} queries", weight, "") for leg, weight in weights]
    for name, each in gains[chosen].items():
        rest, used = np.array(each[1 - start :: 2]), np.array(in_use[name][1 - start :: 2])
        figures += [
            Figure(PART, f"{name}, the {other} ones", float(rest.mean()), "", within=interval(rest)),
            Figure(PART, "… more than by those in use", float((rest - used).mean()), "", within=interval(rest - used)),
        ]
    return figures


def _level(gains: Mapping[str, list[float]], start: int) -> float:
    """The mean over sets and spellings, large or small."""
    return float(np.mean([np.mean(each[start::2]) for each in gains.values()]))
