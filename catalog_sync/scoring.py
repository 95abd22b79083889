"""What a missing word costs a listing: as much as shoppers' requests name it.

A listing has 100 points less POINTS for each thing it lacks, and a catalogue has the mean of its listings. POINTS share
out the 100 in proportion to weights. The weight of what shoppers name in words is the share of requests that name it
(ASKED). What no request can name, such as a picture or a barcode's number, has no such share: each of these (UNASKED)
weighs as much as a colour, a size, a material and a brand do on average. That is a convention, not a measurement.

The shares are of 6,044 shopping requests written by people, the set `shopping-requests` of the data for benchmarks.
Each describes one thing to look for, so they say more than a hurried shopper does, and another trade is asked for
other things. The definitions were fixed before anything was counted:

- a colour, a size: `hear(request, vocabulary)` of graph/adapters/reader/message.py met one, where the vocabulary has no
  colours (the reader knows them by itself) and every size: XXS to XXXL, 1 to 60 by halves, and each number with a unit
  of length, volume or weight in those texts. 2,269 and 1,205 requests;
- a material: one of 66 names of materials stands in the request, words cut to their stems as the reader does. 888;
- a kind of thing, a brand: the reader knows them from a catalogue only, so `Random(7).sample(requests, 300)` was read
  one by one: 295 have a noun for the thing, 24 the name of its maker, label or line.

Read one by one, these 300 name a colour 109 times and a size 112 times; the reader met 104 and 60. So sizes weigh too
little rather than too much.
"""

from collections.abc import Mapping
from types import MappingProxyType

from catalog_sync.traits import each
from graph.domain.survey import Trait

FULL = 100

ASKED: Mapping[Trait, float] = MappingProxyType(
    {
        Trait.NO_CATEGORY: 0.983,
        Trait.NO_COLOUR: 0.375,
        Trait.NO_SIZE: 0.199,
        Trait.NO_MATERIAL: 0.147,
        Trait.NO_BRAND: 0.080,
    }
)
"""The share of requests, 0..1, that name what a listing with this trait lacks."""

UNASKED = (Trait.NO_PICTURE, Trait.NO_LOOK, Trait.NO_DESCRIPTION, Trait.NO_GTIN)
_AVERAGE = sum(share for trait, share in ASKED.items() if trait is not Trait.NO_CATEGORY) / (len(ASKED) - 1)
_WEIGHTS = {**ASKED, **dict.fromkeys(UNASKED, _AVERAGE)}

POINTS: Mapping[Trait, float] = MappingProxyType(
    {trait: FULL * weight / sum(_WEIGHTS.values()) for trait, weight in _WEIGHTS.items()}
)
"""What a listing loses for each trait; together FULL. A trait that is not here costs nothing."""


def score_of(traits: int) -> int:
    """A listing's score, 0..100."""
    return left(lost_by(traits))


def lost_by(traits: int) -> float:
    """The points that a listing loses."""
    return sum(POINTS.get(trait, 0.0) for trait in each(traits))


def left(lost: float) -> int:
    """What remains of 100 points, rounded down: 100 means that nothing is lost."""
    return int(round(FULL - lost, 6))
