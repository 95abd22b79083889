"""Product pages: what they say of themselves in schema.org's words, in JSON-LD or microdata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from catalog_sync.document import Document
from catalog_sync.feeds import markup_page, markup_rows
from catalog_sync.rows import Problem, Record, Row

BEGINNING = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|div|main|article|section)\b",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_PAGE = 8 * 2**20
"""Bytes; heavy shops have 2 MB."""


def recognises(head: str) -> bool:
    """Whether a text that begins like this is a page."""
    return BEGINNING.match(head.lstrip("\ufeff")) is not None


def read(document: Document, currency: str | None) -> "MarkupReading":
    return MarkupReading(document, currency)


@dataclass(frozen=True, slots=True)
class MarkupReading:
    """One page. A document fetched from the web is named by its address, which is the link of a product without one."""

    document: Document
    currency: str | None
    partial: ClassVar[bool] = False

    @property
    def context(self) -> object:
        """The page's address and language are in each record."""
        return self.currency

    def records(self) -> Iterator[Record | Problem]:
        """A record a product, at the line of its script or element."""
        with self.document.open_bytes() as content:
            page = content.read(LONGEST_PAGE + 1)
        if len(page) > LONGEST_PAGE:
            fix = "make the page smaller: data and pictures belong behind addresses"
            yield Problem(self.document.name, 1, "", "page_too_large", "", fix)
            return
        yield from markup_page.records(self.document.name, markup_page.decode(page))

    def rows(self, record: Record) -> Iterator[Row | Problem]:
        yield from markup_rows.rows(record, self.document.name, self.currency)
