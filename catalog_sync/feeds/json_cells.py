"""From a product's JSON to the fields of rows: every value with its path, nothing taken for granted."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import NamedTuple, TypeVar

from catalog_sync.document import Document
from catalog_sync.feeds import json_records
from catalog_sync.feeds.option_names import option_field
from catalog_sync.rows import Problem, Record, Row, shown

EXACT = 2**53
"""From here on a number that JSON did not write as an integer has lost digits: no id, no price."""
DEEPEST = 4
"""Levels of lists and objects within one fact."""
NEEDED = ("id", "title", "price")
"""A row in which one of these is of the wrong kind is none."""
MOST_PICTURES = 20
"""Of one row, as Meta's catalogue has it; a product with hundreds would repeat them for each of its variants."""
MINOR_UNITS = re.compile(r"-?\d{1,15}")
CURRENCY = re.compile(r"[A-Za-z]{3}")

T = TypeVar("T")


class Fault(NamedTuple):
    path: str
    code: str
    found: str
    fix: str


@dataclass(slots=True)
class Node:
    """A value and its path from the product on, as in "variants[].price"; null where the path leads nowhere.

    What is of another kind than asked for counts as null and is noted in `faults`, which all nodes of a product share.
    """

    value: object
    path: str = ""
    faults: "list[Fault]" = field(default_factory=list)

    def __getitem__(self, name: str) -> "Node":
        path = f"{self.path}.{name}" if self.path else name
        return Node(self.members().get(name), path, self.faults)

    def members(self) -> Mapping[str, object]:
        """Of an object; none of null."""
        return self.value if isinstance(self.value, dict) else self._no({}, "write an object here: {…}")

    def items(self) -> "list[Node]":
        """Of a list; none of null. A null among them is none."""
        listed = self.value if isinstance(self.value, list) else self._no([], "write a list here: […]")
        return [Node(each, f"{self.path}[]", self.faults) for each in listed if each is not None]

    def text(self) -> str:
        """A string as it stands, a number in digits, "" for null."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        if isinstance(self.value, float) and abs(self.value) < EXACT:
            return format(Decimal(repr(self.value)), "f")
        return self._no("", "write a text or a number here")

    def flag(self) -> bool | None:
        return self.value if isinstance(self.value, bool) else self._no(None, "write true or false here")

    def fault(self, code: str, fix: str) -> None:
        self.faults.append(Fault(self.path, code, shown(self.value), fix))

    def _no(self, nothing: T, fix: str) -> T:
        if self.value is not None:
            self.fault("wrong_kind", fix)
        return nothing


@dataclass(slots=True)
class Cells:
    """A row as it is gathered: its fields, and where each is looked for, whether it is there or not."""

    fields: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, text: str, place: Node) -> None:
        self.headings.setdefault(name, place.path)
        if text.strip():
            self.fields[name] = text
            self.headings[name] = place.path

    def put(self, name: str, *places: Node) -> None:
        """The first of the places that has something, even of the wrong kind: an id is not to change for that."""
        for place in places:
            self.write(name, place.text(), place)
            if name in self.fields or not isinstance(place.value, str | None):
                self.headings[name] = place.path
                return

    def option(self, name: str, value: Node) -> None:
        """What tells variants apart; of two names for one field the second keeps its own."""
        if plain := name.strip():
            known = option_field(plain)
            self.write(f"option.{plain}" if known in self.fields else known, value.text(), value)

    def detail(self, name: str, text: str, place: Node) -> None:
        if plain := " ".join(name.split()):
            self.write(f"detail.{plain}", text, place)

    def pictures(self, places: Iterable[Node]) -> None:
        """Addresses, the best first; each counts once."""
        addresses = ((place.text().strip(), place) for place in places)
        found = dict(islice(((address, place) for address, place in addresses if address), MOST_PICTURES))
        for name, listed in (("image_link", list(found)[:1]), ("additional_image_link", list(found)[1:])):
            if listed:
                self.write(name, "\n".join(listed), found[listed[0]])


@dataclass(frozen=True, slots=True)
class JsonReading:
    """A document of products. `offers` gathers the rows of one; it is a function that can be pickled.

    `context` is what it knows besides: see Reading.
    """

    document: Document
    offers: Callable[[Node], Iterator[Cells]]
    context: object = None
    partial: bool = False

    def records(self) -> Iterator[Record | Problem]:
        return json_records.records(self.document)

    def rows(self, record: Record) -> Iterator[Row | Problem]:
        return rows(self.document.name, record, self.offers)


def rows(file: str, record: Record, offers: Callable[[Node], Iterator[Cells]]) -> Iterator[Row | Problem]:
    """A product's rows, and a Problem for each fault on the way to them."""
    product = Node(record.content)
    seen = 0
    for cells in offers(product):
        faults, seen = product.faults[seen:], len(product.faults)
        if not _spoilt(cells, faults):
            yield Row(file, record.line, cells.fields, cells.headings)
    for fault in dict.fromkeys(product.faults):
        yield Problem(file, record.line, *fault)


def _spoilt(cells: Cells, faults: list[Fault]) -> bool:
    needed = [f"{cells.headings[name]}." for name in NEEDED if name in cells.headings]
    return any(path.startswith(f"{fault.path}.") for fault in faults for path in needed)


def minor_price(place: Node, decimals: Callable[[str], int]) -> str:
    """Text such as "19.99 EUR" for {"amount": 1999, "currency": "EUR"}, where `decimals` has 2 for EUR; "" for null."""
    if place.value is None:
        return ""
    price = place.value if isinstance(place.value, dict) else {}
    amount, currency = price.get("amount"), price.get("currency")
    digits = str(amount) if isinstance(amount, int | str) else ""
    if not (isinstance(currency, str) and CURRENCY.fullmatch(currency) and MINOR_UNITS.fullmatch(digits)):
        place.fault(
            "price_unreadable",
            'write whole minor units and the currency: {"amount": 1999, "currency": "EUR"} for 19.99 EUR',
        )
        return ""
    return f"{Decimal(digits).scaleb(-decimals(currency.upper())):f} {currency.upper()}"


def variant_title(shared: str, own: str) -> str:
    """The title of a variant among others: "Mug - White / L" where its own says no more than "White / L"."""
    shared, own = shared.strip(), own.strip()
    if not own or not shared or shared.casefold() in own.casefold():
        return own or shared
    return f"{shared} - {own}"


def in_words(fact: Node, levels: int = DEEPEST) -> str:
    """A fact in words, whatever its shape: "12 cm" of {"value": 12, "unit": "cm"}, "milk, nuts" of a list."""
    value = fact.value
    if not isinstance(value, dict | list | bool):
        return fact.text().strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if levels == 0:
        fact.fault("wrong_kind", "write it flatter, or as a text")
        return ""
    if isinstance(value, list):
        return ", ".join(said for each in fact.items() if (said := in_words(each, levels - 1)))
    if value.keys() == {"value", "unit"}:
        return f"{fact['value'].text()} {fact['unit'].text()}".strip()
    named = ((name, in_words(fact[name], levels - 1)) for name in value)
    return ", ".join(f"{name.replace('_', ' ')} {said}" for name, said in named if said)
