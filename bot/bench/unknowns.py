"""What confidence is worth where the shop does not have everything: half of the products are gone, twenty times."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.bench.figures import Figure
from bot.bench.intervals import interval
from bot.bench.readers import Read
from graph.domain.recognition import Confidence

SPLITS = 20
KNOWN_SURE, REMOVED_SURE, SURE_RIGHT = 0.12, 0.03, 0.95
BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.86, 1.0)
"""Beliefs between which it is asked how many were right."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """On a photo of a thing that the shop has or has not: whether the first is called sure, and is right."""

    known: bool
    sure: bool
    right: bool
    belief: float


def unknown_figures(reads: Sequence[Read]) -> list[Figure]:
    splits = [_verdicts(reads, kept) for kept in _halves(reads)]
    known = [_share([each.sure for each in split if each.known]) for split in splits]
    removed = [_share([each.sure for each in split if not each.known]) for split in splits]
    every = [each for split in splits for each in split]
    sure_known = [each.right for each in every if each.sure and each.known]
    return [
        _figure("known things called sure", known, KNOWN_SURE, at_least=True),
        _figure("things it does not have called sure", removed, REMOVED_SURE),
        Figure("half removed", "sure of known things, and right", _share(sure_known), "", SURE_RIGHT, at_least=True),
        Figure("half removed", "right, of all called sure", _share([each.right for each in every if each.sure]), ""),
        *_bands("half removed", every),
    ]


def belief_figures(reads: Sequence[Read]) -> list[Figure]:
    """Where it has everything that is photographed."""
    skus = {listing.variant.sku for each in reads for listing in each.listings.values()}
    return _bands("photos", _verdicts(reads, skus))


def _halves(reads: Sequence[Read]) -> list[set[str]]:
    skus = sorted({listing.variant.sku for each in reads for listing in each.listings.values()})
    chance = random.Random(7)
    return [set(chance.sample(skus, (len(skus) + 1) // 2)) for _ in range(SPLITS)]


def _verdicts(reads: Sequence[Read], kept: set[str]) -> list[Verdict]:
    return [_verdict(each, kept) for each in reads]


def _verdict(read: Read, kept: set[str]) -> Verdict:
    known = read.snap.sku in kept
    offered = read.offered(among=kept)
    if not offered:
        return Verdict(known, sure=False, right=False, belief=0.0)
    first = offered[0]
    right = read.skus([first]) == [read.snap.sku]
    return Verdict(known, first.confidence is Confidence.SURE, right, first.belief)


def _bands(part: str, verdicts: Sequence[Verdict]) -> list[Figure]:
    """Reliability: how many of those believed so much were right."""
    figures = []
    for low, high in pairwise(BANDS):
        within = [float(each.right) for each in verdicts if low <= each.belief < high]
        if within:
            name = f"believed {low:.2f} to {high:.2f}: right ({len(within)})"
            figures.append(Figure(part, name, _share(within), "", within=interval(within)))
    return figures


def _figure(name: str, shares: Sequence[float], target: float, *, at_least: bool = False) -> Figure:
    return Figure("half removed", name, _share(shares), "", target, at_least, (min(shares), max(shares)))


def _share(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
