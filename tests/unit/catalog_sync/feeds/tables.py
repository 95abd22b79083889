"""Tables for readers to read: fixtures of tests/feeds/tables, and texts written on the spot."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from catalog_sync.document import Document
from catalog_sync.feeds.detect import FeedFormat
from catalog_sync.rows import Problem, Row
from tests.unit.catalog_sync.doubles import NOW

FIXTURES = Path(__file__).parents[3] / "feeds" / "tables"


def fixture(name: str) -> Document:
    return Document(name, FIXTURES / name, FIXTURES, NOW)


def written(folder: Path, content: str | bytes, name: str = "feed.csv") -> Document:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Document(name, path, folder, NOW)


def table(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """As spreadsheets write it."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def read(feed: FeedFormat, document: Document, currency: str | None = "EUR") -> list[Row | Problem]:
    """As the pipeline does: each record read, then its rows."""
    reading = feed.read(document, currency)
    found: list[Row | Problem] = []
    for record in reading.records():
        found += [record] if isinstance(record, Problem) else reading.rows(record)
    return found


def good(found: Iterable[Row | Problem]) -> list[Row]:
    return [each for each in found if isinstance(each, Row)]


def problems(found: Iterable[Row | Problem]) -> list[tuple[int, str, str]]:
    """Line, column and code of each."""
    return [(each.line, each.column, each.code) for each in found if isinstance(each, Problem)]
