"""Where feeds come from: local files and folders, opened as text whatever their encoding, up to a size."""

import codecs
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TextIO

from catalog_sync.rows import SyncStopped

MOST_BYTES = 512 * 2**20
"""Of one feed, unpacked. A hundred thousand products with long descriptions are about 200 MB."""
HEAD = 64 * 1024
"""Bytes looked at to tell the format; characters of it at most."""

ADDRESS = re.compile(r"[a-z][a-z\d+.-]+://", re.IGNORECASE)
GZIP = b"\x1f\x8b"
NOT_TEXT = {
    b"PK\x03\x04": "a spreadsheet or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite f": "a database",
}
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a feed. `folder` is where the pictures it names may lie; `modified` is the feed's own time (UTC)."""

    name: str
    path: Path
    folder: Path
    modified: datetime
    most_bytes: int = MOST_BYTES

    def open_text(self) -> TextIO:
        """Decoded, line ends untouched. Raises SyncStopped here or while reading where the file cannot be used."""
        return io.TextIOWrapper(self._open_bytes(), encoding=self._encoding(), errors="replace", newline="")

    def head(self) -> str:
        with self.open_text() as text:
            return text.read(HEAD)

    def _open_bytes(self) -> BinaryIO:
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise _unreadable(self.name, error) from error
        packed = raw.peek(len(GZIP)).startswith(GZIP)
        content = gzip.GzipFile(fileobj=raw) if packed else raw
        return io.BufferedReader(_Limited(content, raw, self.name, self.most_bytes))

    def _encoding(self) -> str:
        with self._open_bytes() as content:
            head = content.read(HEAD)
            for mark, kind in NOT_TEXT.items():
                if head.startswith(mark):
                    raise SyncStopped("not_text", f"{self.name} is {kind}: export it as CSV (UTF-8) and sync that")
            for mark, encoding in MARKS.items():
                if head.startswith(mark):
                    return encoding
            return _wide(head) or _narrow(head, content)


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
    """The sources behind `places`, found but not yet read. A folder offers its files that end in one of `suffixes`.

    A source is known by its file's or folder's own name, so that it stays itself when it moves; places of one name are
    one source. Raises SyncStopped where there is nothing to read.
    """
    if not places:
        raise SyncStopped("no_source", "name a feed: a file or a folder")
    sources: dict[str, tuple[Document, ...]] = {}
    for place in places:
        try:
            name, documents = _found(place, tuple(suffixes), now)
        except OSError as error:
            raise _unreadable(str(place), error) from error
        sources[name] = sources.get(name, ()) + documents
    return [Source(name, documents) for name, documents in sources.items()]


def _found(place: str | Path, suffixes: tuple[str, ...], now: datetime) -> tuple[str, tuple[Document, ...]]:
    if isinstance(place, str) and ADDRESS.match(place):
        raise SyncStopped(
            "address_not_read", f"{place}: feeds are not read over the network yet; download it and sync the file"
        )
    # Links stay: "latest.csv" is one source, whichever export it leads to today.
    path = Path(os.path.abspath(Path(place).expanduser()))  # noqa: PTH100 - resolve() would follow them
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.name.lower().endswith(suffixes) and file.is_file())
        if not files:
            raise SyncStopped("no_feed", f"{place} has no file ending in {', '.join(suffixes)}; name the feed itself")
        return path.name, tuple(_document(file, path.resolve(), now) for file in files)
    if not path.is_file():
        raise SyncStopped("no_feed", f"{place} is no file and no folder; check the path")
    return path.name, (_document(path, path.parent.resolve(), now),)


def _document(path: Path, folder: Path, now: datetime) -> Document:
    """A file dated in the future speaks of now."""
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Document(path.name, path, folder, min(modified, now))


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark shows by its zeros: every second byte of Western text."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _narrow(head: bytes, rest: BinaryIO) -> str:
    """UTF-8 where all of it is, else Windows' Western code page, in which every byte string is some text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        chunk = head
        while chunk:
            decoder.decode(chunk)
            chunk = rest.read(2**20)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


class _Limited(io.RawIOBase):
    """Bytes of a feed up to a limit, so that a packed bomb stops instead of filling the machine."""

    def __init__(self, content: BinaryIO | gzip.GzipFile, raw: BinaryIO, name: str, limit: int) -> None:
        self._content, self._raw, self._name, self._limit = content, raw, name, limit
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            chunk = self._content.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(self._name, error) from error
        self._seen += len(chunk)
        if self._seen > self._limit:
            size = f"{self._limit // 2**20} MB"
            raise SyncStopped("too_large", f"{self._name} holds more than {size}; split it and sync the parts together")
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._content.close()
        self._raw.close()
        super().close()


def _unreadable(name: str, error: Exception) -> SyncStopped:
    return SyncStopped("unreadable", f"{name} cannot be read ({error}); check the file and its permissions")
