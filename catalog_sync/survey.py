"""A survey of records that are not in the shop yet, or not in it alone; the shop's own comes from its database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog_sync.traits import traits_of
from graph.domain.survey import EXAMPLES, LARGEST, SHOWN, TITLE_START, Listed, ListingGroup, Repeats, Survey, Trait
from graph.ports.supply import ListingRecord

WATCHED = 100_000
"""Products, beginnings and descriptions held to be met again, about 10 MB of each. Later ones are not compared."""


class Tally:
    """A survey of one merchant's records that pass by. Memory is bounded, see WATCHED.

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
        groups = (
            ListingGroup(traits, each.count, tuple(each.examples)) for traits, each in sorted(self._groups.items())
        )
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
        met = (key for key in self.counts if key in self.texts)
        largest = sorted(met, key=lambda key: -self.counts[key])[:LARGEST]
        return Repeats(
            count=sum(self.counts[key] for key in self.texts),
            largest=tuple((self.texts[key], self.counts[key]) for key in largest),
        )


def _sold_out(record: ListingRecord) -> int:
    sold_out = not record.availability.sellable or record.quantity == 0
    return Trait.SOLD_OUT.value if sold_out else 0
