"""JSON on disk and what the readers make of it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from catalog_sync.document import Document
from catalog_sync.rows import Problem, Record, Row

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
FEEDS = Path(__file__).parents[4] / "tests" / "feeds" / "json"


def document(path: Path, name: str = "") -> Document:
    return Document(name or path.name, path, path.parent, NOW)


def written(folder: Path, content: bytes | str, name: str = "feed.json") -> Document:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return document(path)


def rows(feed: ModuleType, found: Document, currency: str | None = "EUR") -> list[Row | Problem]:
    """All that a reader has to say of a document."""
    reading = feed.read(found, currency)
    said: list[Row | Problem] = []
    for record in reading.records():
        said += reading.rows(record) if isinstance(record, Record) else [record]
    return said


def offered(feed: ModuleType, folder: Path, product: Mapping[str, object], currency: str | None = "EUR") -> list[Row]:
    """The rows of a single product in which nothing is wrong."""
    said = rows(feed, written(folder, json.dumps(product)), currency)
    return [row for row in said if isinstance(row, Row) or wrong(row)]


def wrong(problem: Problem) -> bool:
    raise AssertionError(problem)


def problems(feed: ModuleType, folder: Path, product: Mapping[str, object]) -> list[tuple[str, str]]:
    """Where something is wrong with a single product, and what."""
    said = rows(feed, written(folder, json.dumps(product)))
    return [(each.column, each.code) for each in said if isinstance(each, Problem)]
