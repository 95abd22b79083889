"""Pictures by their addresses: a few at a time from each server, and none from one that does not answer."""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from tempfile import SpooledTemporaryFile
from types import MappingProxyType
from typing import IO, BinaryIO, cast

from catalog_sync.pictures import MOST_BYTES, TOO_LARGE, NotNow
from catalog_sync.rows import SyncStopped, Unusable
from catalog_sync.web.client import Answer, WebClient
from catalog_sync.web.failures import NOT_MODIFIED, Passing
from catalog_sync.web.names import parse_address

PER_HOST = 6
"""Connections to one server: as many as a browser opens."""
FAILURES = 5
"""After so many in a row the rest of a server's pictures wait for the next sync."""
IN_MEMORY = 2**20
"""Bytes of a picture; what is larger waits on the disk."""
LONGEST_TRUST = 24 * 3600.0
"""Seconds for which a server may vouch for a picture; many say a year and change it all the same."""
MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,10})")
FINAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "not_found": ("picture_missing", "nothing is at this address; correct it, or put the picture there"),
        "too_large": ("picture_too_large", TOO_LARGE),
        "address_refused": ("picture_refused", "it leads into a private network; give an address that all can open"),
        "address_unreadable": ("picture_refused", "give a whole address, as in https://shop.example/kettle.jpg"),
    }
)
"""What a merchant has to mend, by the client's code. It may be mended where the feed does not show it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a server answered: a picture's content, or None where it is what was asked to be newer than.

    `trust` is for how many seconds it says so.
    """

    content: IO[bytes] | None
    look_hash: str
    etag: str
    last_modified: str
    trust: float

    def close(self) -> None:
        if self.content is not None:
            self.content.close()


@dataclass(slots=True)
class PictureServers:
    """Everybody who has pictures for one sync."""

    client: WebClient
    _places: defaultdict[str, asyncio.Semaphore] = field(
        default_factory=lambda: defaultdict(lambda: asyncio.Semaphore(PER_HOST))
    )
    _failures: Counter[str] = field(default_factory=Counter)

    async def ask(self, address: str, headers: Mapping[str, str]) -> Sent:
        """The picture at an address. Raises Unusable, NotNow where another time may be better."""
        try:
            host = str(parse_address(address)[0].origin())
        except SyncStopped as stopped:
            raise _unusable(stopped) from stopped
        async with self._places[host]:
            if self._failures[host] >= FAILURES:
                raise NotNow("picture_unreachable", f"{host} failed {FAILURES} times in a row; sync again later")
            return await self._counted(host, address, headers)

    async def _counted(self, host: str, address: str, headers: Mapping[str, str]) -> Sent:
        try:
            sent = await self._sent(address, headers)
        except SyncStopped as stopped:
            self._failures[host] = self._failures[host] + 1 if isinstance(stopped, Passing) else 0
            raise _unusable(stopped) from stopped
        self._failures[host] = 0
        return sent

    async def _sent(self, address: str, headers: Mapping[str, str]) -> Sent:
        content = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by whoever reads it
        try:
            answer = await self.client.get(address, cast("BinaryIO", content), headers=headers, most_bytes=MOST_BYTES)
            if answer.status == NOT_MODIFIED:
                content.close()
                return _sent(answer, None, "")
            content.seek(0)
            return _sent(answer, content, await asyncio.to_thread(_digest, content))
        except BaseException:
            content.close()
            raise


def _sent(answer: Answer, content: IO[bytes] | None, look_hash: str) -> Sent:
    etag, modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
    age = MAX_AGE.search(answer.headers.get("Cache-Control", "").lower())
    return Sent(content, look_hash, etag, modified, min(LONGEST_TRUST, float(age[1])) if age else 0.0)


def _digest(content: IO[bytes]) -> str:
    return file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # it has readinto


def _unusable(stopped: SyncStopped) -> Unusable:
    code, fix = FINAL.get(stopped.code, ("picture_unreachable", str(stopped)))
    return NotNow(code, fix)
