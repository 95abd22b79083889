"""Creators' posts in files, as tests read them."""

from datetime import UTC, datetime
from pathlib import Path

from catalog_sync.document import Document
from catalog_sync.feeds import creators
from catalog_sync.rows import PostRow, Problem

SOURCES = Path(__file__).parents[2] / "feeds" / "creators"
HEADING = (
    "creator.handle,creator.platform,post.url,post.published,post.kind,post.title,post.language,stance,disclosure"
    ",products"
)


def document(path: Path) -> Document:
    return Document(path.name, path, path.parent.resolve(), datetime(2026, 5, 4, tzinfo=UTC))


def read(path: Path) -> list[PostRow]:
    return [row for row in creators.rows(document(path)) if isinstance(row, PostRow)]


def problems(path: Path) -> list[tuple[int, str]]:
    return [(row.line, row.code) for row in creators.rows(document(path)) if isinstance(row, Problem)]


def written(folder: Path, text: str, name: str = "posts") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
