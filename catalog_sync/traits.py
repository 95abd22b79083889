"""What a listing lacks to be found, as the bits of one small number that is stored beside it."""

from collections.abc import Callable, Iterator, Mapping

from graph.domain.survey import Trait
from graph.ports.supply import ListingRecord

SHORTEST_TITLE = 12
"""Bytes in UTF-8: scripts that need fewer signs for a word need more bytes for a sign."""
LONGEST_TITLE = 70
"""Characters: of a longer title Google Merchant says that shoppers mostly see no more."""
SHORTEST_WORD = 4
"""Letters: shorter words in capitals are abbreviations as a rule."""
SMALLEST_PICTURE = 500
"""Pixels of the shorter side, as Meta's catalogue asks for."""


def _named(record: ListingRecord, name: str) -> str | None:
    """A colour, a size, a material, from wherever the index takes it."""
    return record.options.get(name) or record.facts.get(name)


def _shouted(title: str) -> bool:
    return title.isupper() and sum(len(word) >= SHORTEST_WORD for word in title.split()) > 1


# Plain numbers: or-ing members of an enum takes ten times as long.
_LACKING: Mapping[int, Callable[[ListingRecord], object]] = {
    Trait.NO_CATEGORY.value: lambda record: not record.category,
    Trait.NO_COLOUR.value: lambda record: not _named(record, "color"),
    Trait.NO_SIZE.value: lambda record: not _named(record, "size"),
    Trait.NO_MATERIAL.value: lambda record: not (_named(record, "material") or record.facts.get("Material")),
    Trait.NO_BRAND.value: lambda record: not record.brand,
    Trait.NO_DESCRIPTION.value: lambda record: not record.description,
    Trait.NO_PICTURE.value: lambda record: not record.picture,
    Trait.NO_LOOK.value: lambda record: not record.look_hash,
    Trait.NO_GTIN.value: lambda record: not record.gtin,
    Trait.NO_LINK.value: lambda record: not record.url,
    Trait.FLAT_CATEGORY.value: lambda record: len(record.category) == 1,
    Trait.SHORT_TITLE.value: lambda record: len(record.title.encode()) < SHORTEST_TITLE,
    Trait.LONG_TITLE.value: lambda record: len(record.title) > LONGEST_TITLE,
    Trait.SHOUTED_TITLE.value: lambda record: _shouted(record.title),
}


def traits_of(record: ListingRecord, shorter_side: int | None = None) -> int:
    """The bits of what `record` lacks, to be stored with it; `shorter_side` of its picture in pixels, where known."""
    small = shorter_side is not None and shorter_side < SMALLEST_PICTURE
    lacking = sum(bit for bit, lacks in _LACKING.items() if lacks(record))
    return lacking | (Trait.SMALL_PICTURE.value if small else 0)


def each(traits: int) -> Iterator[Trait]:
    """The single traits of a stored number; bits that mean nothing to this version are left out."""
    return (trait for trait in Trait if traits & trait.value)
