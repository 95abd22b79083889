"""What was at a picture's address when it was last asked for, so that a server need not send it again."""

import asyncio
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

FILE = ".addresses.sqlite3"
PATIENCE = 30.0
"""Seconds that two syncs of one shop wait for each other's notes."""
AT_ONCE = 500
"""Addresses asked for in one statement; SQLite's limit was 999 for long."""
TABLE = """
CREATE TABLE IF NOT EXISTS picture (
    address BLOB PRIMARY KEY, look_hash TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
    until REAL NOT NULL, code TEXT NOT NULL, fix TEXT NOT NULL
) WITHOUT ROWID
"""
KEEP = "INSERT OR REPLACE INTO picture VALUES (:address, :look_hash, :etag, :last_modified, :until, :code, :fix)"
BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@dataclass(frozen=True, slots=True)
class Entry:
    """The hash of an address's content and what its server calls it.

    Up to `until` (Unix time) the server vouches for it. `code` and `fix` say why it is no picture, if it is none.
    """

    look_hash: str
    etag: str = ""
    last_modified: str = ""
    until: float = 0.0
    code: str = ""
    fix: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Asks a server for nothing unless it has something newer."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value}


class AddressBook:
    """A file in the shop's folder of pictures; losing it costs downloads and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    async def recall(self, addresses: Sequence[str]) -> dict[str, Entry]:
        return await asyncio.to_thread(self._recall, addresses) if addresses else {}

    async def note(self, entries: Mapping[str, Entry]) -> None:
        if entries:
            await asyncio.to_thread(self._note, entries)

    def _recall(self, addresses: Sequence[str]) -> dict[str, Entry]:
        keys = {_key(address): address for address in addresses}
        with closing(self._opened()) as book:
            rows = [row for some in _pieces(list(keys)) for row in book.execute(_asked(len(some)), some)]
        return {keys[key]: Entry(*told) for key, *told in rows}

    def _note(self, entries: Mapping[str, Entry]) -> None:
        with closing(self._opened()) as book, book:
            book.executemany(KEEP, [{**asdict(entry), "address": _key(each)} for each, entry in entries.items()])

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _book(self._path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in BROKEN:
                raise
            self._path.unlink(missing_ok=True)
            return _book(self._path)


def _book(path: Path) -> sqlite3.Connection:
    book = sqlite3.connect(path, timeout=PATIENCE)
    try:
        book.execute(TABLE)
    except sqlite3.DatabaseError:
        book.close()
        raise
    return book


def _key(address: str) -> bytes:
    return blake2b(address.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _asked(count: int) -> str:
    return f"SELECT * FROM picture WHERE address IN ({','.join('?' * count)})"  # noqa: S608 - question marks alone


def _pieces(keys: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))
