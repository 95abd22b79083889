"""A merchant's whole catalogue counted: how many listings lack the same, and what products share that should differ."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog_sync.traits import Trait, traits_of
from graph.ports import ListingRecord

EXAMPLES = 20
"""Listings named of each group."""
LARGEST = 3
"""Sets of products named that share a beginning or a description."""
TITLE_START = 31
"""Characters of a longer title on an invoice, which shows 32 and the last of them an ellipsis."""
SHOWN = 60
"""Characters repeated of what products share."""
WATCHED = 100_000
"""Products, beginnings and descriptions held to be met again: 10 MB of each at most. Later ones are not compared."""


@dataclass(frozen=True, slots=True)
class Listed:
    sku: str
    title: str


@dataclass(frozen=True, slots=True)
class ListingGroup:
    """All listings of a merchant with the same traits: how many, and the first few of them."""

    traits: int
    count: int
    examples: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Repeats:
    """`count` products share something with another product; the `largest` such sets by what they share."""

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


class Tally:
    """A survey of records that pass by, for a feed that is not in the shop yet. Memory is bounded, see WATCHED.

    Variants of a product are compared with those beside them in the feed, where feeds have them.
    """

    def __init__(self) -> None:
        self._groups: dict[int, _Group] = {}
        self._product: str | None = None
        self._variants: dict[int, _Group] = {}
        self._known: set[int] = set()
        self._products = 0
        self._titles, self._descriptions = _Shared(), _Shared()
        self._languages: Counter[str] = Counter()

    def take(self, records: Iterable[ListingRecord]) -> None:
        for record in records:
            if record.product != self._product:
                self._close()
                self._begin(record)
            traits = traits_of(record) | _sold_out(record)
            self._variants.setdefault(traits, _Group()).add(record)

    def survey(self) -> Survey:
        """Of everything taken so far."""
        self._close()
        groups = (ListingGroup(traits, group.count, tuple(group.examples)) for traits, group in self._groups.items())
        return Survey(
            groups=tuple(groups),
            products=self._products,
            titles=self._titles.repeats(),
            descriptions=self._descriptions.repeats(),
            languages=dict(self._languages),
        )

    def _begin(self, record: ListingRecord) -> None:
        self._product, key = record.product, hash(record.product)
        if key in self._known:
            return
        if len(self._known) < WATCHED:
            self._known.add(key)
        self._products += 1
        self._languages[record.language] += 1
        self._titles.take(record.product_title[:TITLE_START])
        if record.description:
            self._descriptions.take(record.description)

    def _close(self) -> None:
        """The product's variants are complete: where none has a size, none lacks it."""
        sized = any(not traits & Trait.NO_SIZE.value for traits in self._variants)
        for traits, group in self._variants.items():
            known = traits if sized else traits & ~Trait.NO_SIZE.value
            self._groups.setdefault(known, _Group()).merge(group)
        self._product, self._variants = None, {}


@dataclass(slots=True)
class _Group:
    count: int = 0
    examples: list[Listed] = field(default_factory=list)

    def add(self, record: ListingRecord) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(Listed(record.sku, record.title))

    def merge(self, other: "_Group") -> None:
        self.count += other.count
        self.examples += other.examples[: EXAMPLES - len(self.examples)]


@dataclass(slots=True)
class _Shared:
    """How often each text was met, by its hash; the text itself is kept from its second time on."""

    counts: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def take(self, text: str) -> None:
        key = hash(text)
        met = self.counts.get(key, 0)
        if met or len(self.counts) < WATCHED:
            self.counts[key] = met + 1
        if met:
            self.texts[key] = text[:SHOWN]

    def repeats(self) -> Repeats:
        largest = sorted(self.texts, key=lambda key: (-self.counts[key], self.texts[key]))[:LARGEST]
        return Repeats(
            count=sum(self.counts[key] for key in self.texts),
            largest=tuple((self.texts[key], self.counts[key]) for key in largest),
        )


def _sold_out(record: ListingRecord) -> int:
    sold_out = not record.availability.sellable or record.quantity == 0
    return Trait.SOLD_OUT.value if sold_out else 0
