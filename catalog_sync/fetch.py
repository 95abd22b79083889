"""Where feeds lie: files, folders and zip archives on this machine, found but not yet read."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catalog_sync.archive import archived_documents, is_archive
from catalog_sync.document import HEAD, MOST_BYTES, Document, unreadable
from catalog_sync.rows import SyncStopped

__all__ = ["ADDRESS", "HEAD", "MOST_BYTES", "SUFFIXES", "Document", "Source", "fetch", "find"]

ADDRESS = re.compile(r"[a-z][a-z\d+.-]+://", re.IGNORECASE)
SUFFIXES = (".csv", ".tsv", ".txt", ".xml", ".rss", ".atom", ".json", ".jsonl", ".ndjson", ".html")
"""Of products, in any of the formats."""


@dataclass(frozen=True, slots=True)
class Source:
    """What one name stands for: all its documents together are its whole listing."""

    name: str
    documents: tuple[Document, ...]

    @property
    def read_at(self) -> datetime:
        """The time the source speaks of: that of its oldest document."""
        return min(document.modified for document in self.documents)


def fetch(places: Sequence[str | Path], suffixes: Iterable[str], now: datetime) -> list[Source]:
    """The sources behind `places`, each as `find` has it; places of one name are one source. Raises SyncStopped."""
    if not places:
        raise SyncStopped("no_source", "name a feed: a file or a folder")
    sources: dict[str, tuple[Document, ...]] = {}
    for place in places:
        source = find(place, suffixes, now)
        sources[source.name] = sources.get(source.name, ()) + source.documents
    return [Source(name, documents) for name, documents in sources.items()]


def find(place: str | Path, suffixes: Iterable[str], now: datetime) -> Source:
    """The source that is a file, a folder or a zip archive; of those two, the files that end in one of `suffixes`.

    Each suffix may be followed by ".gz", and a folder's archives are opened too. A source is known by its file's or
    folder's own name, so that it stays itself when it moves. Raises SyncStopped where there is nothing to read.
    """
    if isinstance(place, str) and ADDRESS.match(place):
        raise SyncStopped(
            "address_not_read", f"{place}: feeds are not read over the network yet; download it and sync the file"
        )
    # Links stay: "latest.csv" is one source, whichever export it leads to today.
    path = Path(os.path.abspath(Path(place).expanduser()))  # noqa: PTH100 - resolve() would follow them
    try:
        return Source(path.name, tuple(_documents(path, place, tuple(suffixes), now)))
    except OSError as error:
        raise unreadable(str(place), error) from error


def _documents(path: Path, place: str | Path, suffixes: tuple[str, ...], now: datetime) -> Iterator[Document]:
    endings = (*suffixes, *(f"{suffix}.gz" for suffix in suffixes))
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if _offers(file, (*endings, ".zip")))
        if not files:
            raise SyncStopped("no_feed", f"{place} has no file ending in {', '.join(suffixes)}; name the feed itself")
        for file in files:
            yield from _in_file(file, endings, path.resolve(), now)
    elif path.is_file():
        yield from _in_file(path, endings, path.parent.resolve(), now)
    else:
        raise SyncStopped("no_feed", f"{place} is no file and no folder; check the path")


def _offers(file: Path, endings: tuple[str, ...]) -> bool:
    return file.name.lower().endswith(endings) and not file.name.startswith(".") and file.is_file()


def _in_file(path: Path, endings: tuple[str, ...], folder: Path, now: datetime) -> Iterator[Document]:
    """A file dated in the future speaks of now."""
    modified = min(datetime.fromtimestamp(path.stat().st_mtime, UTC), now)
    if is_archive(path):
        yield from archived_documents(path, endings, folder, modified)
    else:
        yield Document(path.name, path, folder, modified)
