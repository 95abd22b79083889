"""What a feed is to a sync, and where it lies on this machine: files, folders and zip archives, not yet read."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from catalog_sync.archive import archived_documents, is_archive
from catalog_sync.document import HEAD, MOST_BYTES, Document, unreadable
from catalog_sync.rows import Problem, SyncStopped

__all__ = [
    "ADDRESS",
    "HEAD",
    "MOST_BYTES",
    "SUFFIXES",
    "Document",
    "Kept",
    "Source",
    "find",
    "is_address",
    "path_of",
]

ADDRESS = re.compile(r"[a-z][a-z\d+.-]+://", re.IGNORECASE)
SUFFIXES = (".csv", ".tsv", ".txt", ".xml", ".rss", ".atom", ".json", ".jsonl", ".ndjson", ".html")
"""Of products, in any of the formats."""


class Kept(Protocol):
    """A local copy of what an address holds."""

    @property
    def path(self) -> Path: ...

    @property
    def modified(self) -> datetime: ...

    @property
    def unchanged(self) -> bool:
        """Whether it is what landed last."""
        ...

    def landed(self) -> None:
        """From now on the server is asked for what is newer only."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """What one name stands for: all its documents together are its whole listing, unless they are `partial`.

    A partial one holds what changed since the run that landed last, or lacks pages that could not be read now; of
    nothing changed there is no document. `problems` are pages that are not there or may not be read; `copies` are what
    was fetched from the network for it.
    """

    name: str
    documents: tuple[Document, ...]
    copies: tuple[Kept, ...] = ()
    problems: tuple[Problem, ...] = ()
    partial: bool = False

    @property
    def read_at(self) -> datetime:
        """The time the source speaks of: that of its oldest document."""
        return min(each.modified for each in self.documents or self.copies)

    @property
    def unchanged(self) -> bool:
        """The servers say that nothing changed since the run that called `landed`; never so of files on this machine.

        That is their word alone: what the shop has of it is for the caller to know.
        """
        fetched = {each.path for each in self.copies} >= {each.path for each in self.documents}
        return fetched and not self.problems and all(each.unchanged for each in self.copies)

    def landed(self) -> None:
        """To be called when the shop has all of it; without it the next run reads everything again."""
        for each in self.copies:
            each.landed()

    def joined(self, other: "Source") -> "Source":
        """Both of one name."""
        return Source(
            self.name,
            (*self.documents, *other.documents),
            (*self.copies, *other.copies),
            (*self.problems, *other.problems),
            self.partial or other.partial,
        )


def path_of(place: str | Path) -> Path:
    """Links stay: "latest.csv" is one source, whichever export it leads to today."""
    return Path(os.path.abspath(Path(place).expanduser()))  # noqa: PTH100 - resolve() would follow them


def is_address(place: str | Path) -> bool:
    return isinstance(place, str) and ADDRESS.match(place) is not None


def find(place: str | Path, suffixes: Iterable[str], now: datetime) -> Source:
    """The source that is a file, a folder or a zip archive; of those two, the files that end in one of `suffixes`.

    Each suffix may be followed by ".gz", and a folder's archives are opened too. A source is known by its file's or
    folder's own name, so that it stays itself when it moves. Raises SyncStopped where there is nothing to read.
    """
    path = path_of(place)
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
