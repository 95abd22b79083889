"""Meta's catalogue as CSV or TSV: Google's attributes, and some that only Meta has.

Told from a feed for Google by a heading that only Meta has, or by the notes of Meta's own template ("# Required | A
unique content ID …") above or below the heading. Without any of them the two mean the same, and Google's reader takes
the file. What Meta's shops do not show (visibility "hidden" or "staging", status "archived") is not shown here either.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import orjson

from catalog_sync.document import Document
from catalog_sync.feeds import google
from catalog_sync.feeds.option_names import option_field
from catalog_sync.feeds.table import Table, find_heading, open_table
from catalog_sync.rows import Problem, Record, Row

REQUIRED = (
    "id",
    "title",
    "description or rich_text_description",
    "availability",
    "condition",
    "price",
    "link",
    "image_link",
    "brand or gtin or mpn",
)
TELLING = frozenset(
    (
        *("additional_variant_attribute", "commerce_tax_category", "disabled_capabilities", "fb_product_category"),
        *("image[0].url", "product_tags[0]", "quantity_to_sell_on_facebook", "rich_text_description", "style[0]"),
        "video[0].url",
    )
)
"""Headings that Google Merchant does not have and nobody else's table."""
OWN = TELLING | {"inventory", "status", "visibility"}
ALIASES: Mapping[str, str] = MappingProxyType(
    {"quantity_to_sell_on_facebook": "quantity", "inventory": "quantity", "image[0].url": "image_link"}
)
MORE_IMAGES = re.compile(r"image\[[1-9]\d*]\.url")
NOTE = re.compile(r'"?#\s*(?:[^\W\d_]+\s*\||ref_(?:application|asset)_id\b)')
HIDDEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {"visibility": frozenset({"hidden", "staging"}), "status": frozenset({"archived", "deleted", "inactive"})}
)


def name(heading: str) -> str:
    attribute = google.plain(heading)
    if MORE_IMAGES.fullmatch(attribute):
        return "additional_image_link"
    return ALIASES.get(attribute, attribute) if attribute in OWN else google.name(heading)


def recognises(head: str) -> bool:
    """Whether the beginning of a text is such a catalogue's, and no feed for Google."""
    heading = find_heading(head, name)
    told = any(google.plain(spelt) in TELLING for spelt in heading.spelt.values())
    noted = any(NOTE.match(line) for line in head.splitlines()[: heading.line + 1])
    return len(heading.spelt) >= google.ENOUGH and (told or noted)


def read(document: Document, currency: str | None) -> "MetaReading":  # noqa: ARG001  its prices name theirs
    table = open_table(document, name)
    table.require(*REQUIRED)
    return MetaReading(table)


@dataclass(frozen=True, slots=True)
class MetaReading:
    table: Table
    partial: ClassVar[bool] = False

    @property
    def context(self) -> object:
        return self.table.context

    def records(self) -> Iterator[Record | Problem]:
        """Without the notes that may follow the heading; an id can begin with "#" too, but not like them."""
        records = self.table.records()
        first = next(records, None)
        if first is not None and not NOTE.match(_beginning(first)):
            yield first
        yield from records

    def rows(self, record: Record) -> Iterator[Row | Problem]:
        assert isinstance(record.content, list)  # noqa: S101  our own record
        said = google.attributes(self.table, record.content)
        place = next((place for place, words in HIDDEN.items() if said.get(place, "").strip().lower() in words), None)
        if place is None:
            yield Row(self.table.document.name, record.line, _meant(said), self.table.heading.spelt)
        else:
            found = f"{said.get('id', '')}: {said[place]}"
            fix = "nothing if it is not for sale; else publish it in Commerce Manager and export again"
            yield self.table.problem(record.line, place, "not_published", found, fix)


def _beginning(first: Record | Problem) -> str:
    if isinstance(first, Problem):
        return first.found
    assert isinstance(first.content, list)  # noqa: S101  our own record
    return str(first.content[0])


def _meant(said: Mapping[str, str]) -> dict[str, str]:
    """Meta's own attributes under the names by which everybody reads them."""
    fields = {field: value for field, value in said.items() if field not in OWN}
    fields |= _variant(said.get("additional_variant_attribute", ""))
    if "description" not in fields and (rich := said.get("rich_text_description")):
        fields["description"] = rich
    if fields.get("google_product_category", "0").strip().isdecimal() and (path := said.get("fb_product_category")):
        fields["google_product_category"] = path
    if more := fields.get("additional_image_link"):
        fields["additional_image_link"] = _listed(more)
    return fields


def _listed(cell: str) -> str:
    """Addresses, which Meta also lets one write as JSON: ["…", "…"]."""
    try:
        listed = orjson.loads(cell)
    except orjson.JSONDecodeError:
        return cell
    return "\n".join(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else cell


def _variant(cell: str) -> dict[str, str]:
    """Options by field, of "Scent:Lavender,Style:Modern"."""
    pairs = (piece.partition(":") for piece in cell.split(","))
    return {option_field(label): value.strip() for label, _, value in pairs if label.strip() and value.strip()}
