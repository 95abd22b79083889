"""What tells a product's variants apart, and the facts about it that a shopper may ask for."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from catalog_sync.measures import with_measure
from catalog_sync.sizes import size
from catalog_sync.text import one_line

OPTION, DETAIL = "option.", "detail."
COLUMNS = ("color", "size", "material", "pattern", "gender", "age_group")
_CALLED = {
    "color": "colour farbe couleur colore kleur färg farve väri cor kolor barva renk цвет 颜色 カラー",
    "size": (
        "größe groesse taille talla taglia maat storlek størrelse koko tamanho rozmiar velikost beden размер サイズ"
    ),
    "material": "materiaal matière matériau materiale materiaali materiał materiál malzeme материал 材质 素材",
    "pattern": "muster patroon mönster mønster",
    "gender": "geschlecht geslacht sexe sexo kön køn",
    "age_group": "agegroup altersgruppe",
}
NAMES: Mapping[str, str] = MappingProxyType(
    {word: name for name, words in _CALLED.items() for word in (name, *words.split())} | {"age group": "age_group"}
)
"""Google's name for what a shop's own word says; "genre" is left alone, a book has one too."""
FACTS = MappingProxyType(
    {
        "condition": "Condition",
        "availability_date": "Available from",
        "shipping_weight": "Shipping weight",
        "product_weight": "Weight",
        "product_length": "Length",
        "product_width": "Width",
        "product_height": "Height",
    }
)
CHOICE = 40
"""Characters of a fact that a filter may take for one colour, size or material; what is longer is a sentence."""
LISTS = frozenset(",;|")
SEPARATORS, ENDS = " -–—,/|([", " )]"


def choices(fields: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """By Google's name or else the shop's own, as the feed words it: Google's columns, then options, then facts.

    A second word for the same thing stays under its own name. A fact counts where it says one thing, not a list.
    """
    chosen = {name: value for name in COLUMNS if (text := fields.get(name)) and (value := one_line(text))}
    for name, value in _prefixed(fields, OPTION).items():
        if chosen.setdefault(_known(name), value) != value:
            chosen.setdefault(name, value)
    for name, value in said.items():
        if _known(name) in COLUMNS and len(value) <= CHOICE and LISTS.isdisjoint(value):
            chosen.setdefault(_known(name), value)
    # In one order wherever each was said: it shows in titles, texts and fingerprints.
    first = {name: chosen[name] for name in COLUMNS if name in chosen}
    return first | chosen


def options(chosen: Mapping[str, str]) -> dict[str, str]:
    """The choices in the spelling by which they are filtered."""
    return {name: _spelt(name, value) for name, value in chosen.items()}


def stated(fields: Mapping[str, str]) -> dict[str, str]:
    """Everything a feed states about a product, by the name under which a shopper may ask for it."""
    said = details(fields.get("product_detail", "")) | _prefixed(fields, DETAIL)
    said |= {name: value for field, name in FACTS.items() if (text := fields.get(field)) and (value := one_line(text))}
    if told := highlights(fields.get("product_highlight", "")):
        said["Highlights"] = told
    return said


def facts(said: Mapping[str, str], spelt: Mapping[str, str]) -> dict[str, str]:
    """What is stated and none of the `options` already, measures in their common spelling."""
    return {
        name: with_measure(value)
        for name, value in said.items()
        if (known := _known(name)) not in spelt or spelt[known] != _spelt(known, value)
    }


def details(text: str) -> dict[str, str]:
    """By name: "General:Capacity:350 ml,Care:by hand, no bleach". A piece without colon belongs to the value before."""
    whole: list[str] = []
    for piece in text.split(",") if text else ():
        if ":" in piece or not whole:
            whole.append(piece)
        else:
            whole[-1] += "," + piece
    return dict(pair for entry in whole if (pair := _detail(entry)) is not None)


def highlights(text: str) -> str:
    """Google's comma-separated sentences, those with a comma in quotes, joined by semicolons."""
    rows = csv.reader(text.splitlines(), skipinitialspace=True)
    return "; ".join(sentence for row in rows for cell in row if (sentence := one_line(cell)))


def own_title(title: str, shared: str, chosen: Mapping[str, str]) -> str:
    """A variant called only by its options, "Red / L", is "Mug - Red / L"; one without a name is called "Mug"."""
    if not shared or shared.casefold() in title.casefold():
        return title
    values = {value.casefold() for value in chosen.values()}
    pieces = {piece.strip().casefold() for piece in title.replace(",", "/").split("/")}
    return (f"{shared} - {title}" if pieces <= values else title) if title else shared


def shared_title(title: str, chosen: Mapping[str, str]) -> str:
    """A variant's title without its options at the end: "Mug 350 ml - white", "Mug 350 ml (white)" -> "Mug 350 ml"."""
    values = tuple(value.lower() for value in chosen.values())
    short = title
    while (end := short.rstrip(ENDS)).lower().endswith(values):
        heads = (end[: -len(value)] for value in values if end.lower().endswith(value))
        cut = next((bare for head in heads if (bare := head.rstrip(SEPARATORS)) != head), None)
        if not cut:
            break
        short = cut
    return short


def _prefixed(fields: Mapping[str, str], prefix: str) -> dict[str, str]:
    named = _named(tuple(fields), prefix)
    return {name: value for field, name in named if (value := one_line(fields[field]))} if named else {}


@lru_cache(maxsize=256)
def _named(fields: tuple[str, ...], prefix: str) -> list[tuple[str, str]]:
    """Fields of this kind and what they are called; a table's rows all have the same ones."""
    found = [(field, one_line(field.removeprefix(prefix))) for field in fields if field.startswith(prefix)]
    return [(field, name) for field, name in found if name]


def _detail(entry: str) -> tuple[str, str] | None:
    *_section, name, value = entry.split(":", 2) if ":" in entry else ("", "")
    name, value = one_line(name), one_line(value)
    return (name, value) if name and value else None


def _spelt(name: str, value: str) -> str:
    return size(value) if name == "size" else value


@lru_cache(maxsize=1024)
def _known(name: str) -> str:
    return NAMES.get(name.lower().replace("_", " "), name)
