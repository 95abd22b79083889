"""Which format a file has: the one asked for, or the one its content shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from catalog_sync.document import Document
from catalog_sync.feeds import (
    acp,
    google,
    markup,
    meta,
    meta_syndication,
    not_a_feed,
    ours,
    shopify_json,
    shopify_table,
    syndication,
    ucp,
    woocommerce_json,
    woocommerce_table,
)
from catalog_sync.rows import Reading, SyncStopped


class FeedFormat(Protocol):
    """What a module of this folder offers: one format in one shape."""

    def recognises(self, head: str) -> bool:
        """Whether a text that begins like this is of the format."""
        ...

    def read(self, document: Document, currency: str | None) -> Reading:
        """The document with its heading understood. Raises SyncStopped where a required column is missing.

        `currency` (ISO 4217) is the merchant's, for formats whose prices name none; None where that is not settled.
        """
        ...


@dataclass(frozen=True, slots=True)
class Shapes:
    """A format as merchants call it: the same products as a table, as JSON or as XML, by what the content shows."""

    by_syntax: Mapping[str, FeedFormat]

    def recognises(self, head: str) -> bool:
        shape = self.by_syntax.get(syntax(head))
        return shape is not None and shape.recognises(head)

    def read(self, document: Document, currency: str | None) -> Reading:
        """As a FeedFormat; what is of none of the shapes stops the sync too."""
        found = syntax(document.head())
        if (shape := self.by_syntax.get(found)) is None:
            known = " or ".join(self.by_syntax)
            fix = f"this format comes as {known}; leave --format out to have the format told by the content"
            raise SyncStopped("format_unknown", f"{document.name} is {found}; {fix}")
        return shape.read(document, currency)


TABLE, JSON, XML, PAGE = "a table", "JSON", "XML", "a web page"

FORMATS: Mapping[str, FeedFormat] = MappingProxyType(
    {
        "shopify": Shapes({TABLE: shopify_table, JSON: shopify_json}),
        "woocommerce": Shapes({TABLE: woocommerce_table, JSON: woocommerce_json}),
        "meta": Shapes({TABLE: meta, XML: meta_syndication}),
        "google": Shapes({TABLE: google, XML: syndication}),
        "markup": Shapes({PAGE: markup}),
        "acp": Shapes({JSON: acp}),
        "ucp": Shapes({JSON: ucp}),
        "snaptap": Shapes({JSON: ours}),
    }
)
"""In the order in which they are asked: Google's names are the plainest, and other shops' tables have some of them."""
HEADINGS = "of a table, the first line should hold Google Merchant's column names: id, title, description, link, …"
SUFFIXES = (".csv", ".tsv", ".txt", ".xml", ".rss", ".atom", ".json", ".jsonl", ".ndjson", ".html", ".htm")


def syntax(head: str) -> str:
    """In what a text is written, by its beginning."""
    if markup.recognises(head):
        return PAGE
    first = head.lstrip("\ufeff \t\r\n")[:1]
    return {"<": XML, "{": JSON, "[": JSON}.get(first, TABLE)


def detect(document: Document, asked: str = "auto") -> str:
    """The name of the format. Raises SyncStopped for one that nobody here reads, and for what is no feed."""
    if asked != "auto" and asked not in FORMATS:
        raise SyncStopped("format_unknown", f"no format {asked}; there are: auto, {', '.join(FORMATS)}")
    head = document.head()
    if not head.strip():
        raise SyncStopped("empty", f"{document.name} is empty; export the feed again")
    if asked != "auto":
        return asked
    name = next((name for name, feed in FORMATS.items() if feed.recognises(head)), None)
    if name in {None, "markup"}:
        not_a_feed.check(document.name, head)
    if name is None:
        found = f"{document.name} is {syntax(head)} in no format known here ({', '.join(FORMATS)})"
        raise SyncStopped("format_unknown", f"{found}; {HEADINGS}")
    return name
