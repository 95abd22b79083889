"""One file of a feed, opened as text or as bytes: unpacked, up to a size, in whatever encoding it has."""

import gzip
import io
import os
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TextIO
from zipfile import BadZipFile, ZipExtFile, ZipFile

from catalog_sync.encoding import detect_encoding
from catalog_sync.rows import SyncStopped

MOST_BYTES = 512 * 2**20
"""Of one feed, unpacked. A hundred thousand products with long descriptions are about 200 MB."""
HEAD = 64 * 1024
"""Characters by which a format is told."""
BUFFER = 64 * 1024
"""Bytes read at once; eight times Python's own, since each time costs a call."""

GZIP = b"\x1f\x8b"
NOT_TEXT = {
    b"PK\x03\x04": "a spreadsheet or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite f": "a database",
    GZIP: "packed twice",
}
BROKEN = (OSError, EOFError, LookupError, ValueError, RuntimeError, struct.error, zlib.error, BadZipFile)
"""What opening and unpacking raise for damaged files; NotImplementedError for unknown packing is a RuntimeError."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a feed. `folder` is where the pictures it names may lie; `modified` is the feed's own time (UTC).

    `member` is its name inside the zip archive at `path`, where it comes from one.
    """

    name: str
    path: Path
    folder: Path
    modified: datetime
    most_bytes: int = MOST_BYTES
    member: str | None = None

    def open_bytes(self) -> BinaryIO:
        """As they stand in the file, unpacked. Raises SyncStopped where it cannot be used: here, or while unpacking."""
        try:
            opened = self._open()
        except BROKEN as error:
            raise unreadable(self.name, error) from error
        for mark, kind in NOT_TEXT.items():
            if opened.peek(len(mark)).startswith(mark):
                opened.close()
                raise SyncStopped("not_text", f"{self.name} is {kind}: export it as CSV (UTF-8) and sync that")
        return opened

    def open_text(self) -> TextIO:
        """Decoded, line ends untouched; what is in no encoding becomes U+FFFD. Raises SyncStopped as `open_bytes`."""
        with self.open_bytes() as content:
            encoding, errors = detect_encoding(content)
        return io.TextIOWrapper(self.open_bytes(), encoding=encoding, errors=errors, newline="")

    def head(self) -> str:
        """The first characters, HEAD at most. Raises SyncStopped as `open_bytes`."""
        with self.open_text() as text:
            return text.read(HEAD)

    def _open(self) -> io.BufferedReader:
        """A plain file is Python's own, whose lines come half as fast again as through a layer of ours."""
        if self.member is None:
            raw: io.BufferedReader | ZipExtFile = self.path.open("rb")
        else:
            with ZipFile(self.path) as archive:  # its file stays open until the member is closed
                raw = _member(archive, self.member)
        if raw.peek(len(GZIP)).startswith(GZIP):
            return self._limited(gzip.GzipFile(fileobj=raw), raw)
        if isinstance(raw, ZipExtFile):
            return self._limited(raw, raw)
        if os.fstat(raw.fileno()).st_size > self.most_bytes:
            raw.close()
            raise _too_large(self.name, self.most_bytes)
        return raw

    def _limited(self, content: io.BufferedIOBase, raw: io.BufferedIOBase) -> io.BufferedReader:
        return io.BufferedReader(_Limited(content, raw, self.name, self.most_bytes), BUFFER)


def _member(archive: ZipFile, name: str) -> ZipExtFile:
    opened = archive.open(name)
    assert isinstance(opened, ZipExtFile)  # noqa: S101  stubs say IO[bytes]
    return opened


class _Limited(io.RawIOBase):
    """What is unpacked, up to a limit, so that a packed bomb stops instead of filling the machine."""

    def __init__(self, content: io.BufferedIOBase, raw: io.BufferedIOBase, name: str, limit: int) -> None:
        self._content, self._raw, self._name, self._limit = content, raw, name, limit
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            chunk = self._content.read(len(buffer))
        except BROKEN as error:
            raise unreadable(self._name, error) from error
        self._seen += len(chunk)
        if self._seen > self._limit:
            raise _too_large(self._name, self._limit)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._content.close()
        self._raw.close()
        super().close()


def unreadable(name: str, error: Exception) -> SyncStopped:
    return SyncStopped("unreadable", f"{name} cannot be read ({error}); check the file and its permissions")


def _too_large(name: str, limit: int) -> SyncStopped:
    size = f"{limit // 2**20} MB"
    return SyncStopped("too_large", f"{name} holds more than {size}; split it and sync the parts together")
