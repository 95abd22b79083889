import math
from collections.abc import Collection, Sequence

DEPTH = 10


def ndcg(found: Sequence[str], right: Collection[str]) -> float:
    """Normalised discounted cumulative gain, where a thing is right or wrong: 1 with all that is right in front."""
    gain = sum(_discount(place) for place, sku in enumerate(found[:DEPTH]) if sku in right)
    best = sum(_discount(place) for place in range(min(len(right), DEPTH)))
    return gain / best if best else 0.0


def _discount(place: int) -> float:
    return 1 / math.log2(place + 2)
