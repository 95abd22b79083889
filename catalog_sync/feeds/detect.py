"""Which format a file has: the one asked for, or the one its content shows."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from catalog_sync.feeds import google
from catalog_sync.fetch import Document
from catalog_sync.rows import Reading, SyncStopped


class FeedFormat(Protocol):
    """What a file in this folder offers. A new format is such a module and a line in FORMATS."""

    def recognises(self, head: str) -> bool:
        """Whether a text that begins like this is of the format."""
        ...

    def read(self, document: Document, currency: str | None) -> Reading:
        """The document with its heading understood. Raises SyncStopped where a required column is missing.

        `currency` (ISO 4217) is the merchant's, for formats whose prices name none; None where that is not settled.
        """
        ...


FORMATS: Mapping[str, FeedFormat] = MappingProxyType({"google": google})
SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")


def detect(document: Document, asked: str = "auto") -> str:
    """The name of the format. Raises SyncStopped for one that nobody here reads."""
    if asked != "auto" and asked not in FORMATS:
        raise SyncStopped("format_unknown", f"no format {asked}; there are: auto, {', '.join(FORMATS)}")
    if asked != "auto":
        return asked
    head = document.head()
    if not head.strip():
        raise SyncStopped("empty", f"{document.name} is empty; export the feed again")
    name = next((name for name, feed in FORMATS.items() if feed.recognises(head)), None)
    if name is None:
        fix = "its first line should hold Google Merchant's column names: id, title, description, link, …"
        raise SyncStopped("format_unknown", f"{document.name} is in no format known here ({', '.join(FORMATS)}); {fix}")
    return name
