"""A comparison becomes a table: every cell from the catalogue or a count of stored posts, "not stated" where silent."""

from collections.abc import Sequence

from graph.acts import Compare, Side
from graph.domain.conversation import Button, Meaning, Table, TableRow, Tap
from graph.domain.wishes import Quality
from graph.texts import cards
from graph.texts.tongue import Tongue

Column = tuple[str, tuple[str, ...]]
"""A heading and what stands under it, empty where nothing is stated."""


def table(compare: Compare, _: Tongue) -> Table:
    columns = _columns(compare, _)
    unstated = _("not stated")
    lines = tuple(
        TableRow(
            listing=side.find.listing,
            place=side.place,
            name=cards.name(side.find.listing),
            cells=tuple(cells[at] or unstated for _heading, cells in columns),
        )
        for at, side in enumerate(compare.sides)
    )
    buttons = [Button(str(line.place), Tap(Meaning.SHOW, key=line.listing.key)) for line in lines]
    return Table(_title(compare, _), tuple(heading for heading, _cells in columns), lines, (tuple(buttons),))


def _title(compare: Compare, _: Tongue) -> str:
    rising, falling = {
        Quality.PRICE: (_("By price, the least expensive first"), _("By price, the most expensive first")),
        Quality.SIZE: (_("By size, the smallest first"), _("By size, the largest first")),
        Quality.WEIGHT: (_("By weight, the lightest first"), _("By weight, the heaviest first")),
        Quality.OPINION: (_("What creators said, in the order of the list"),) * 2,
    }[compare.ranking.quality]
    return falling if compare.ranking.falling else rising


def _columns(compare: Compare, _: Tongue) -> list[Column]:
    """What it is ranked by comes first. A column in which nothing is stated is left out, but for price and stock."""
    sides = compare.sides
    price: list[Column] = [
        (_("Price"), tuple(_price(side, _) for side in sides)),
        (_("Stock"), tuple(cards.stock(side.find.listing, _) for side in sides)),
    ]
    own: list[Column] = [
        (_("Colours"), tuple(", ".join(side.colours) for side in sides)),
        (_("Sizes"), tuple(", ".join(side.sizes) for side in sides)),
        (_("Brand"), tuple(side.find.listing.product.brand or "" for side in sides)),
    ]
    voices: list[Column] = [
        (_("For it"), tuple(str(side.favour) for side in sides)),
        (_("Against"), tuple(str(side.against) for side in sides)),
    ]
    stated = [column for column in (*own, *_attributes(sides, _)) if any(column[1])]
    heading = _called(compare.by, _)
    first = [column for column in stated if column[0] == heading]
    first += voices if compare.ranking.quality is Quality.OPINION else []
    return [*first, *(column for column in (*price, *stated, *voices) if column not in first)]


def _price(side: Side, _: Tongue) -> str:
    offer = side.find.listing.variant.offer
    price = _.price(offer.price)
    return _("{price}, was {was}", price=price, was=_.price(offer.was)) if offer.was else price


def _attributes(sides: Sequence[Side], _: Tongue) -> list[Column]:
    return [(_called(name, _), tuple(side.attributes[name] for side in sides)) for name in sides[0].attributes]


def _called(name: str | None, _: Tongue) -> str:
    """In the reply's language where the name is one of ours, else as the catalogue calls it."""
    known = {
        "size": _("Sizes"),
        "material": _("Material"),
        "pattern": _("Pattern"),
        "gender": _("Gender"),
        "age_group": _("Age group"),
    }
    return known.get(name or "", name or "")
