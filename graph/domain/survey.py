"""A catalogue counted by what its listings lack to be found, and by what its products share that should differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag, auto
from typing import NamedTuple

EXAMPLES = 20
"""Listings named of each group."""
LARGEST = 3
"""Sets of products named that share a beginning or a description."""
TITLE_START = 31
"""Characters of a longer title on an invoice, which shows 32 and the last of them an ellipsis."""
SHOWN = 60
"""Characters repeated of what products share."""


class Trait(IntFlag):
    """What a listing lacks to be found. A bit keeps its meaning for good, since it is stored; new ones go to the end.

    A kettle has no size to give: NO_SIZE counts only where another variant of the same product has one. SOLD_OUT and
    NO_CREATOR change without the feed, so they are never stored but added whenever the catalogue is surveyed.
    """

    NO_CATEGORY = auto()
    NO_COLOUR = auto()
    NO_SIZE = auto()
    NO_MATERIAL = auto()
    NO_BRAND = auto()
    NO_DESCRIPTION = auto()
    NO_PICTURE = auto()
    NO_LOOK = auto()
    NO_GTIN = auto()
    NO_LINK = auto()
    FLAT_CATEGORY = auto()
    SMALL_PICTURE = auto()
    SHORT_TITLE = auto()
    LONG_TITLE = auto()
    SHOUTED_TITLE = auto()
    SOLD_OUT = auto()
    NO_CREATOR = auto()


@dataclass(frozen=True, slots=True)
class Listed:
    sku: str
    title: str


class Surveyed(NamedTuple):
    """A listing with all that it lacks, as the bits of Trait."""

    merchant: str
    sku: str
    title: str
    traits: int


@dataclass(frozen=True, slots=True)
class ListingGroup:
    """All listings with the same traits: how many, and the first EXAMPLES of them."""

    traits: int
    count: int
    examples: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Repeats:
    """`count` products share something with another product of their merchant.

    The LARGEST such sets by what they share, cut to SHOWN characters; of two as large, the one met first.
    """

    count: int = 0
    largest: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """`titles` goes by their first TITLE_START characters; `languages` counts products."""

    groups: tuple[ListingGroup, ...] = ()
    products: int = 0
    titles: Repeats = Repeats()
    descriptions: Repeats = Repeats()
    languages: Mapping[str, int] = field(default_factory=dict)
