"""A zip archive as a folder of documents: read where they lie, never unpacked onto the disk."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from catalog_sync.document import BROKEN, MOST_BYTES, Document
from catalog_sync.rows import SyncStopped, shown

MARKS = (b"PK\x03\x04", b"PK\x05\x06")
"""With files in it, and empty."""
MOST_FEEDS = 1000
LONGEST_CONTENTS = 2 * 2**20
"""Bytes of an archive's table of contents; one of twenty thousand files, pictures among them, is as long."""
LOCKED = 0x1
"""Flag of a member that is encrypted."""
SPREADSHEETS = frozenset({"[Content_Types].xml", "mimetype"})


def is_archive(path: Path) -> bool:
    """By its content: an archive stays one whatever it is called. Raises OSError."""
    with path.open("rb") as file:
        return file.read(4) in MARKS


def archived_documents(path: Path, suffixes: tuple[str, ...], folder: Path, modified: datetime) -> Iterator[Document]:
    """The feeds in an archive by their names' endings, in the order of their names.

    All of them speak of the archive's own time, since those inside name no zone. Raises SyncStopped with the fix for an
    archive that is damaged, locked, of absurd size, or holds another one. The sizes it states are true limits: zipfile
    reads no more of a member than was announced.
    """
    feeds = [info for info in _contents(path) if _may_be_feed(info, (*suffixes, ".zip"))]
    _check(feeds, path, suffixes)
    for member in sorted({info.filename for info in feeds}):
        name = shown(f"{path.name}/{member}")
        yield Document(name, path, folder, modified, member=member)


def _contents(path: Path) -> list[ZipInfo]:
    try:
        with _Guarded(path.open("rb", 0)) as file, ZipFile(file) as archive:
            contents = archive.infolist()
    except BROKEN as error:
        fix = "pack it again, or unpack it and sync the folder"
        raise SyncStopped("archive_broken", f"{path.name} is a damaged zip archive ({error}); {fix}") from error
    if any(info.filename in SPREADSHEETS for info in contents):
        raise SyncStopped("not_text", f"{path.name} is a spreadsheet: export it as CSV (UTF-8) and sync that")
    return contents


def _may_be_feed(info: ZipInfo, suffixes: Iterable[str]) -> bool:
    """Not what systems add on their own: hidden files, and the Mac's folder of resources."""
    parts = info.filename.replace("\\", "/").split("/")
    hidden = any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts)
    return not hidden and info.filename.lower().endswith(tuple(suffixes))


def _check(feeds: list[ZipInfo], path: Path, suffixes: tuple[str, ...]) -> None:
    if not feeds:
        raise SyncStopped("no_feed", f"{path.name} holds no file ending in {', '.join(suffixes)}; pack the feed itself")
    if len(feeds) > MOST_FEEDS:
        raise SyncStopped("archive_too_large", f"{path.name} holds {len(feeds)} feeds; pack {MOST_FEEDS} at most")
    if sum(info.file_size for info in feeds) > MOST_BYTES:
        fix = f"more than {MOST_BYTES // 2**20} MB once unpacked; unpack it and sync the folder"
        raise SyncStopped("archive_too_large", f"{path.name} holds {fix}")
    for info in feeds:
        where = shown(f"{path.name}/{info.filename}")
        if info.flag_bits & LOCKED:
            raise SyncStopped("archive_locked", f"{where} is locked by a password; pack it without one")
        if info.filename.lower().endswith(".zip"):
            raise SyncStopped(
                "archive_nested", f"{where} is an archive within an archive; unpack it and sync the folder"
            )


class _Guarded(io.BufferedReader):
    """Refuses to be read in one absurdly large piece, as zipfile does with a table of contents."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LONGEST_CONTENTS:
            raise OSError("its table of contents has no end")
        return super().read(size)
