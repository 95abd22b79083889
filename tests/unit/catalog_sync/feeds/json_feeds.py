"""JSON on disk and what the readers make of it."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from catalog_sync.document import Document
from catalog_sync.feeds.detect import FeedFormat
from catalog_sync.rows import Problem, Record, Row

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
FEEDS = Path(__file__).parents[3] / "feeds" / "json"


def document(path: Path, name: str = "") -> Document:
    return Document(name or path.name, path, path.parent, NOW)


def written(folder: Path, content: bytes | str, name: str = "feed.json") -> Document:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return document(path)


def rows(feed: FeedFormat, found: Document, currency: str | None = "EUR") -> list[Row | Problem]:
    """All that a reader has to say of a document."""
    reading = feed.read(found, currency)
    said: list[Row | Problem] = []
    for record in reading.records():
        said += reading.rows(record) if isinstance(record, Record) else [record]
    return said


def offers(found: Iterable[Row | Problem]) -> list[Row]:
    return [each for each in found if isinstance(each, Row)]


def faults(found: Iterable[Row | Problem]) -> list[tuple[str, str]]:
    """Where something is wrong, and what."""
    return [(each.column, each.code) for each in found if isinstance(each, Problem)]


def told(feed: FeedFormat, folder: Path, product: object, currency: str | None = "EUR") -> list[Row | Problem]:
    """All that a reader has to say of a single product."""
    return rows(feed, written(folder, json.dumps([product])), currency)


def only(found: Iterable[Row | Problem]) -> Row:
    """The one row of a product in which nothing is wrong."""
    (row,) = found
    assert isinstance(row, Row), row
    return row
