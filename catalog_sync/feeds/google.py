"""Google Merchant's product data as CSV or TSV: one variant a row, told by its headings whatever the file is called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from catalog_sync.document import Document
from catalog_sync.feeds.cells import addresses
from catalog_sync.feeds.table import Table, find_heading, open_table
from catalog_sync.rows import Problem, Record, Row

REQUIRED = ("id", "title", "description", "link", "image_link", "availability", "price")
OPTIONAL = (
    "additional_image_link age_group availability_date brand color condition content_language custom_label_0"
    " custom_label_1 custom_label_2 custom_label_3 custom_label_4 google_product_category gender gtin"
    " identifier_exists item_group_id item_group_title material mpn pattern product_detail product_height"
    " product_highlight product_length product_type product_weight product_width quantity sale_price"
    " sale_price_effective_date sell_on_google_quantity shipping shipping_weight size"
)
ALIASES: Mapping[str, str] = MappingProxyType(
    {"colour": "color", "sell_on_google_quantity": "quantity", "language": "content_language"}
)
KNOWN = frozenset((*REQUIRED, *OPTIONAL.split(), *ALIASES))
REPEATABLE: Mapping[str, str] = MappingProxyType(
    {"additional_image_link": "\n", "product_detail": ",", "product_highlight": ","}
)
"""Attributes that may have several columns, by what joins their cells."""
ENOUGH = 3
"""Known headings by which a file shows that it is such a feed, even one that lacks some."""


def plain(heading: str) -> str:
    """One name for "Image Link", "image_link", "g:image_link" and "image-link"."""
    return heading.strip().lower().removeprefix("g:").replace(" ", "_").replace("-", "_")


def name(heading: str) -> str:
    attribute = plain(heading)
    return ALIASES.get(attribute, attribute) if attribute in KNOWN else ""


def recognises(head: str) -> bool:
    """Whether the beginning of a text is such a feed's. Other shops' tables have some of its plainest names too."""
    return len(find_heading(head, name).spelt) >= ENOUGH


def read(document: Document, currency: str | None) -> "GoogleReading":  # noqa: ARG001  its prices name theirs
    table = open_table(document, name)
    table.require(*REQUIRED)
    return GoogleReading(table)


@dataclass(frozen=True, slots=True)
class GoogleReading:
    table: Table
    partial: ClassVar[bool] = False

    @property
    def context(self) -> object:
        return self.table.context

    def records(self) -> Iterator[Record | Problem]:
        return self.table.records()

    def rows(self, record: Record) -> Iterator[Row]:
        assert isinstance(record.content, list)  # noqa: S101  our own record
        fields = attributes(self.table, record.content)
        yield Row(self.table.document.name, record.line, fields, self.table.heading.spelt)


def attributes(table: Table, cells: list[str]) -> dict[str, str]:
    """A row's filled cells by attribute; of several columns of one name the first, or all where Google repeats them."""
    fields: dict[str, str] = {}
    for attribute, cell in table.filled(cells):
        value = addresses(cell) if attribute == "additional_image_link" else cell
        if not value:
            continue
        if attribute in fields and attribute in REPEATABLE:
            fields[attribute] += REPEATABLE[attribute] + value
        else:
            fields.setdefault(attribute, value)
    return fields
