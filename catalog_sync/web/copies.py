"""What addresses held when they were last read, in local files, so that a server need not send it again."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from yarl import URL

from catalog_sync.document import MOST_BYTES
from catalog_sync.web.client import NO_HEADERS, WebClient
from catalog_sync.web.failures import NOT_MODIFIED, header_time, not_kept
from catalog_sync.web.logins import Login
from catalog_sync.web.names import parse_address, source_name
from catalog_sync.web.page_text import mark_encoding

KEPT = timedelta(days=3)
"""A copy nobody asked for during this time is deleted; it would only have saved a download."""
VALIDATORS: Mapping[str, str] = MappingProxyType({"etag": "If-None-Match", "last_modified": "If-Modified-Since"})


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the shop has from an address: which of two files holds it, its size in bytes, and what the server calls it.

    A new download goes into the other file, so that a run killed half-way leaves this one whole. `whole` is when
    everything was read last of a listing that may also be read in part.
    """

    slot: str
    size: int
    modified: datetime
    etag: str = ""
    last_modified: str = ""
    whole: datetime | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Asks the server for nothing unless it has something newer."""
        return {header: value for name, header in VALIDATORS.items() if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Copy:
    """An address's content in a local file. `unchanged`: it is what the shop has already."""

    path: Path
    unchanged: bool
    remembered: Remembered
    state: Path

    @property
    def modified(self) -> datetime:
        return self.remembered.modified

    def landed(self) -> None:
        """The shop has it: from now on only something newer is asked for. At once or not at all."""
        if self.unchanged:
            return
        told = {name: getattr(self.remembered, name) for name in Remembered.__slots__}
        part = self.state.with_suffix(".part")
        # Without room for it the next run downloads what it has already, and nothing worse.
        with suppress(OSError):
            part.write_text(json.dumps(told, default=datetime.isoformat), encoding="utf-8")
            part.replace(self.state)


@dataclass(frozen=True, slots=True)
class Draft:
    slot: str
    path: Path
    state: Path

    @contextmanager
    def filled(self, name: str) -> Iterator[BinaryIO]:
        """Its file, empty at first, and gone again unless it is left whole. Raises SyncStopped where it has no room."""
        try:
            with self.path.open("w+b") as file:
                yield file
        except BaseException as error:
            self.path.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise not_kept(name, error) from error
            raise


class Copies:
    """A folder of copies that belongs to one merchant's syncs; `now` is the time of this one (UTC)."""

    def __init__(self, folder: Path, client: WebClient, now: datetime) -> None:
        self.folder, self.client, self.now = folder, client, now
        _clear(folder)

    async def take(self, address: str | URL, *, login: Login | None = None, most_bytes: int = MOST_BYTES) -> Copy:
        """The address's content as of now, pages with their encoding marked. Raises SyncStopped as `WebClient.get`."""
        before, draft = self.recall(address), self.draft(address)
        asked = before.headers if before else NO_HEADERS
        with draft.filled(source_name(address)) as file:
            answer = await self.client.get(address, file, headers=asked, login=login, most_bytes=most_bytes)
            mark_encoding(file, answer.headers.get("Content-Type", ""))
        if before and answer.status == NOT_MODIFIED:
            draft.path.unlink()
            return self._again(address, before)
        return self.finished(draft, answer.headers)

    def draft(self, address: str | URL) -> Draft:
        """Where the address's new content goes; what the shop has from it stays as it is."""
        before = self.recall(address)
        slot = "b" if before and before.slot == "a" else "a"
        return Draft(slot, self._path(address, slot), self._path(address, "json"))

    def finished(self, draft: Draft, headers: Mapping[str, str]) -> Copy:
        """The draft, complete: sent with these headers."""
        etag, last_modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
        modified = self._time(last_modified) or self._time(headers.get("Date", "")) or self.now
        remembered = Remembered(draft.slot, draft.path.stat().st_size, modified, etag, last_modified)
        return Copy(draft.path, unchanged=False, remembered=remembered, state=draft.state)

    def recall(self, address: str | URL) -> Remembered | None:
        """What landed last, if its file is still there as it was."""
        try:
            told = json.loads(self._path(address, "json").read_text(encoding="utf-8"))
            whole_at = told["whole"] and datetime.fromisoformat(told["whole"])
            times = {"modified": datetime.fromisoformat(told["modified"]), "whole": whole_at}
            remembered = Remembered(**{**told, **times})
            whole = self._path(address, remembered.slot).stat().st_size == remembered.size
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return remembered if whole else None

    def _again(self, address: str | URL, before: Remembered) -> Copy:
        path, state = self._path(address, before.slot), self._path(address, "json")
        for file in (path, state):
            file.touch()
        return Copy(path, unchanged=True, remembered=before, state=state)

    def _path(self, address: str | URL, suffix: str) -> Path:
        key = blake2b(str(parse_address(str(address))[0]).encode(), digest_size=16).hexdigest()
        return self.folder / f"{key}.{suffix}"

    def _time(self, text: str) -> datetime | None:
        """A server's clock that runs ahead speaks of now."""
        when = header_time(text)
        return min(self.now, when) if when else None


def _clear(folder: Path) -> None:
    oldest = time.time() - KEPT.total_seconds()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in os.scandir(folder):
            if file.stat().st_mtime < oldest:
                Path(file).unlink(missing_ok=True)
    except OSError as error:
        raise not_kept("what is fetched", error) from error
