"""Things side by side: what a table of them says, and in which order they stand. Nothing here sees a commission."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from graph.domain.catalogue import Listing, Product
from graph.domain.sizes import LETTER, NUMBERED, Size, size_of
from graph.domain.wishes import Quality, Ranking

MOST = 5
"""Attributes in one table: more nobody compares on a phone."""
STATED_BY = 2
"""Products that have to state an attribute for it to be compared."""
LONGEST = 40
"""Characters of a fact that fits a cell; what is longer is a sentence."""
OWN_COLUMNS = ("color", "size")
PROSE = frozenset({"Highlights"})

NAMES: Mapping[Quality, tuple[str, ...]] = MappingProxyType(
    {
        Quality.SIZE: (
            *("capacity", "volume", "fassungsvermögen", "volumen", "inhalt", "capacidad", "contenance", "capacité"),
            *("dimensions", "maße", "abmessungen", "dimensiones", "medidas", "diameter", "durchmesser", "diámetro"),
            *("diamètre", "height", "höhe", "alto", "altura", "hauteur", "length", "länge", "largo", "longueur"),
            *("width", "breite", "ancho", "largeur", "blade", "klinge", "hoja", "lame"),
        ),
        Quality.WEIGHT: ("weight", "gewicht", "peso", "poids"),
    }
)
"""What feeds call a size and a weight, the most telling first."""


@dataclass(frozen=True, slots=True)
class Order:
    """Places of things in the order asked for; `by` is the fact they are ranked by, None for a price or no rank."""

    places: tuple[int, ...]
    by: str | None = None


def order(listings: Sequence[Listing], ranking: Ranking) -> Order | None:
    """How to rank these; None where fewer than two state comparably what they should be ranked by."""
    if ranking.quality is Quality.OPINION:
        return Order(tuple(range(len(listings))))
    if ranking.quality is Quality.PRICE:
        return Order(by_price(listings, falling=ranking.falling))
    return _by_measure(listings, ranking)


def by_price(listings: Sequence[Listing], *, falling: bool = False) -> tuple[int, ...]:
    """Places, currency by currency as each is met first: prices in two of them are not ranked against each other."""
    currencies = list(dict.fromkeys(listing.price.currency for listing in listings))

    def rank(place: int) -> tuple[int, int]:
        price = listings[place].price
        return currencies.index(price.currency), -price.amount if falling else price.amount

    return tuple(sorted(range(len(listings)), key=rank))


def several_currencies(listings: Sequence[Listing]) -> bool:
    return len({listing.price.currency for listing in listings}) > 1


def attributes(listings: Sequence[Listing], by: str | None = None) -> list[dict[str, str]]:
    """For each what at least two of them state, by name, "" where it is silent; first what tells them apart."""
    stated = [_stated(listing) for listing in listings]
    counted = Counter(name for each in stated for name in each)
    names = [name for name, count in counted.items() if count >= STATED_BY]
    names.sort(key=lambda name: (name != by, len({each.get(name) for each in stated}) == 1, -counted[name]))
    return [{name: each.get(name, "") for name in names[:MOST]} for each in stated]


def choices(product: Product, name: str) -> tuple[str, ...]:
    """What a product comes in, as far as it can be had now, else as far as it is listed."""
    there = [variant for variant in product.variants if variant.offer.available] or product.variants
    return tuple(dict.fromkeys(variant.options[name] for variant in there if name in variant.options))


def measures(listing: Listing, quality: Quality = Quality.SIZE) -> dict[str, Size]:
    """What the catalogue states of a listing's size or weight, by the catalogue's names, the most telling first.

    A size in letters or numbers alone says how large a person is, not the thing, and is none of them.
    """
    known = NAMES[quality]
    facts = {name: size for name, value in listing.variant.facts.items() if (size := size_of(value))}
    named = sorted((name for name in facts if name.casefold() in known), key=lambda name: known.index(name.casefold()))
    option = size_of(listing.variant.options.get("size", "")) if quality is Quality.SIZE else None
    own = {"size": option} if option and not option.kind.startswith((LETTER, NUMBERED)) else {}
    return {**own, **{name: facts[name] for name in named}}


def _by_measure(listings: Sequence[Listing], ranking: Ranking) -> Order | None:
    """By what most of them state in one kind of measure; those that do not state it stand last."""
    stated = [measures(listing, ranking.quality) for listing in listings]
    counted = Counter((name, size.kind) for each in stated for name, size in each.items())
    if not counted or counted.most_common(1)[0][1] < STATED_BY:
        return None
    name, kind = counted.most_common(1)[0][0]

    def rank(place: int) -> tuple[bool, object]:
        size = stated[place].get(name)
        if size is None or size.kind != kind:
            return True, 0
        return False, -size.amount if ranking.falling else size.amount

    return Order(tuple(sorted(range(len(listings)), key=rank)), name)


def _stated(listing: Listing) -> dict[str, str]:
    options = {name: choices(listing.product, name) for name in listing.variant.options if name not in OWN_COLUMNS}
    facts = {
        name: value for name, value in listing.variant.facts.items() if len(value) <= LONGEST and name not in PROSE
    }
    return {**facts, **{name: ", ".join(values) for name, values in options.items()}}
