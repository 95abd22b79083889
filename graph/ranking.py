"""The order in which things are shown. Nothing here ever sees a commission."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from graph.domain.catalogue import Listing

Item = TypeVar("Item", bound=Hashable)

RANK_CONSTANT = 2
"""k of reciprocal rank fusion, the engine's own: with the usual 60 a place in two lists outweighs the first in one."""


def reciprocal_rank(rankings: Iterable[tuple[Sequence[Item], float]]) -> dict[Item, float]:
    """Fuse rankings, each with its weight: an item's score is the sum of weight / (k + rank), best first."""
    scores: dict[Item, float] = {}
    for ranking, weight in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weight / (RANK_CONSTANT + rank)
    return dict(sorted(scores.items(), key=lambda entry: -entry[1]))


def diverse(listings: Iterable[Listing], limit: int, *, per_category: int, per_brand: int = 3) -> list[Listing]:
    """The best `limit` listings in order, no more than so many of one category or brand; the best one always stays."""
    categories: Counter[tuple[str, ...]] = Counter()
    brands: Counter[str] = Counter()
    kept: list[Listing] = []
    for listing in listings:
        # What has no category or brand is alike in nothing.
        alone = listing.product.id
        category, brand = listing.product.category or (alone,), listing.product.brand or alone
        if categories[category] < per_category and brands[brand] < per_brand:
            categories[category] += 1
            brands[brand] += 1
            kept.append(listing)
    return kept[:limit]
