"""Our own format, "snaptap": JSON lines, a sellable thing a line.

    {"sku", "group", "title", "description", "url", "brand", "gtin", "mpn",
     "price": {"amount": 1999, "currency": "EUR"}, "sale": {"amount", "from", "to"}, "availability", "quantity",
     "category": "Kitchen > Kettles", "condition", "options": {"color": "red", "size": "M"}, "images": […],
     "facts": {"material", "dimensions": {"w", "h", "d", "unit"}, "weight": {"value", "unit"}, "ingredients",
               "allergens": […], "nutrition": {…}, "age_min", "care", …},
     "language", "shipping_weight": {"value", "unit"}, "updated"}

`sku`, `title`, `price` and `availability` there must be. Amounts are in the minor units of the shop, which go by the
Unicode locale data: none for JPY, two for EUR. `age_min` is in years. `facts` may hold others of any name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from catalog_sync.document import Document
from catalog_sync.feeds import json_records
from catalog_sync.feeds.json_cells import Cells, Node, in_words, minor_price, rows
from catalog_sync.feeds.json_records import member_names
from catalog_sync.rows import Note, Problem, Record, Row, shown

PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "id": "sku",
        "item_group_id": "group",
        "title": "title",
        "description": "description",
        "link": "url",
        "brand": "brand",
        "gtin": "gtin",
        "mpn": "mpn",
        "availability": "availability",
        "quantity": "quantity",
        "condition": "condition",
        "content_language": "language",
    }
)
"""Attributes that are a member's text as it stands."""
KNOWN = frozenset(
    (*PLAIN.values(), "price", "sale", "category", "options", "images", "facts", "shipping_weight", "updated")
)
SIGNS = frozenset({"sku", "title", "price"})
OTHERS = frozenset({"variants", "regular_price", "permalink", "body_html", "ucp", "post"})
"""Names by which such a thing is another format's, or a creator's post."""
MOST_UNKNOWN = 50
"""Names of fields that are reported; each is, once in a document."""
SIDES = {"w": "Width", "h": "Height", "d": "Depth", "l": "Length"}


def recognises(head: str) -> bool:
    """Whether it has prices beside the SKU and the title that no other format here keeps on one level."""
    names = member_names(head)
    return names >= SIGNS and not names & OTHERS


def read(document: Document, currency: str | None) -> "OurReading":  # noqa: ARG001  its prices name theirs
    return OurReading(document)


@dataclass(frozen=True, slots=True)
class OurReading:
    """A field that the format does not know is reported where it first stands: a note a row would drown a report."""

    document: Document
    context: ClassVar[object] = None
    partial: ClassVar[bool] = False

    def records(self) -> Iterator[Record | Problem]:
        strange: set[str] = set()
        for record in json_records.records(self.document):
            content: Any = record.content if isinstance(record, Record) else ()
            if not KNOWN.issuperset(content) and isinstance(record, Record):
                new = sorted(content.keys() - KNOWN - strange)[: MOST_UNKNOWN - len(strange)]
                strange.update(new)
                yield from (_note(self.document.name, record, name) for name in new)
            yield record

    def rows(self, record: Record) -> Iterator[Row | Problem]:
        return rows(self.document.name, record, _offers)


def _members(record: Record) -> Mapping[str, object]:
    assert isinstance(record.content, dict)  # noqa: S101  our own record
    return record.content


def _note(file: str, record: Record, name: str) -> Note:
    fix = 'it is not read; correct its name, or move it into "facts", or into "options" where variants differ in it'
    return Note(file, record.line, shown(name), "field_unknown", shown(_members(record)[name]), fix)


def _offers(product: Node) -> Iterator[Cells]:
    cells = Cells()
    for name, member in PLAIN.items():
        cells.put(name, product[member])
    _price(cells, product)
    category = product["category"]
    levels = [category] if isinstance(category.value, str) else category.items()
    cells.write("product_type", " > ".join(level.text() for level in levels), category)
    cells.write("shipping_weight", in_words(product["shipping_weight"]), product["shipping_weight"])
    cells.pictures(product["images"].items())
    for name in product["options"].members():
        cells.option(name, product["options"][name])
    _facts(cells, product["facts"])
    yield cells


def _price(cells: Cells, product: Node) -> None:
    """A sale's currency is the price's."""
    price, sale = product["price"], product["sale"]
    cells.write("price", minor_price(price, _decimals), price)
    if sale.value is None:
        return
    currency = price.value.get("currency") if isinstance(price.value, dict) else None
    reduced = Node({"currency": currency, **sale.members()}, sale.path, sale.faults)
    cells.write("sale_price", minor_price(reduced, _decimals), sale)
    begins, ends = sale["from"].text(), sale["to"].text()
    cells.write("sale_price_effective_date", f"{begins}/{ends}" if begins or ends else "", sale)


def _decimals(currency: str) -> int:
    from babel.numbers import get_currency_precision  # noqa: PLC0415  a quarter of a second, and a feed may be another

    return int(get_currency_precision(currency))


def _facts(cells: Cells, facts: Node) -> None:
    for name in facts.members():
        fact = facts[name]
        if name == "dimensions" and isinstance(fact.value, dict):
            _dimensions(cells, fact)
        elif name == "age_min":
            age = fact.text().strip()
            cells.detail("Minimum age", f"{age} years" if age.isdecimal() else age, fact)
        else:
            plain = name.replace("_", " ").strip()
            cells.detail(plain[:1].upper() + plain[1:], in_words(fact), fact)


def _dimensions(cells: Cells, sides: Node) -> None:
    unit = sides["unit"].text()
    for side, name in SIDES.items():
        length = sides[side].text()
        cells.detail(name, f"{length} {unit}".strip() if length else "", sides[side])
