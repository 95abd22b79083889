"""Where pictures become vectors and small copies: workers have the next ones while the last are kept."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from catalog_sync.belt import Belt
from catalog_sync.developing import Developed, Developing, Undeveloped
from catalog_sync.pictures import NotNow, keep_thumbnail, thumbnail_name
from catalog_sync.rows import Unusable
from catalog_sync.tools import SyncTools
from catalog_sync.web.at_once import at_once
from graph.ports.work import WorkerDied

WAITING = 16
"""Pictures that wait to be decoded: on the disk, but for small ones from the web."""
DEVELOPERS = 4
"""Batches in hand at one time: those that workers have, and those that wait for a worker or are kept."""
DEVELOPED_AT_ONCE = 4
"""A sixth of a second's work; all that is lost where a worker dies."""
DEATHS = 5
"""After so many in a row without a picture between them it is not the pictures that workers die of."""


class Raw(NamedTuple):
    """A picture to be decoded: its file, or what came from a server. `original` is that of Undeveloped."""

    look_hash: str
    content: Path | IO[bytes]
    original: bool = True


class Darkroom:
    """For one round of pictures, each content once. `broken` are those that came to nothing, with why."""

    def __init__(self, tools: SyncTools, step: Callable[[], None]) -> None:
        self._tools, self._step = tools, step
        self._embedded: set[str] = set()
        self._copied: set[str] = set()
        self._taken: set[str] = set()
        self._raw: Belt[Raw] = Belt(WAITING)
        self._deaths = 0
        self.broken: dict[str, Unusable] = {}

    async def look_up(self, looks: Sequence[str]) -> None:
        """Learn what the shop has of these."""
        if looks:
            self._embedded |= await self._tools.embeddings.known(self._tools.photo.name, looks)
            self._copied |= await asyncio.to_thread(self._on_disk, looks)

    def has_copy(self, look: str) -> bool:
        return look in self._copied

    async def take(self, raw: Raw) -> None:
        """Waits while too many are being worked on. What the shop has, or has been taken already, is passed over."""
        look = raw.look_hash
        if look in self._taken or (look in self._embedded and look in self._copied):
            _close(raw)
            self._step()
            return
        self._taken.add(look)
        await self._raw.put(raw)

    async def take_copy(self, look: str) -> None:
        """Where another encoder is used now, the small copy is as good to it as the picture itself."""
        await self.take(Raw(look, self._copy(look), original=False))

    async def work(self, supply: Awaitable[None]) -> None:
        """Until all is done that `supply` takes in."""
        await at_once(_awaited, (self._supplied(supply), self._develop()), 2)

    async def _supplied(self, supply: Awaitable[None]) -> None:
        await supply
        await self._raw.close()

    async def _develop(self) -> None:
        await at_once(self._developer, range(DEVELOPERS), DEVELOPERS)

    async def _developer(self, _number: int) -> None:
        while raws := await self._raw.take(DEVELOPED_AT_ONCE):
            batch = await asyncio.to_thread(self._undeveloped, raws)
            made = await self._made(batch)
            await self._keep([each for each in made if isinstance(each, Developed)])
            for picture, each in zip(batch, made, strict=True):
                if isinstance(each, Unusable):
                    self.broken[picture.look_hash] = self._broken(picture, each)
                self._step()

    async def _made(self, batch: list[Undeveloped]) -> list[Developed | Unusable]:
        """A worker that dies takes its batch with it; alone, each picture shows whether it was the one.

        Raises WorkerDied where they die of whatever they are given.
        """
        try:
            made = await self._tools.workers.run(Developing(self._tools.decode, self._tools.photo), batch)
        except WorkerDied:
            if len(batch) > 1:
                return [made for each in batch for made in await self._made([each])]
            self._deaths += 1
            if self._deaths >= DEATHS:
                raise
            fix = "looking at it took more memory than there is; save it again with fewer pixels"
            return [NotNow("picture_too_heavy", fix)]
        self._deaths = 0
        return made

    def _broken(self, picture: Undeveloped, why: Unusable) -> Unusable:
        """The shop's own copy is no picture any more; without it the next sync fetches the picture itself."""
        if picture.original:
            return why
        self._copy(picture.look_hash).unlink(missing_ok=True)
        return NotNow(why.code, "the shop's copy of it was damaged; sync again")

    async def _keep(self, made: Sequence[Developed]) -> None:
        await asyncio.to_thread(self._keep_copies, made)
        looks = {each.look_hash: each.look for each in made if each.look is not None}
        if looks:
            await self._tools.embeddings.keep(self._tools.photo.name, looks)

    def _keep_copies(self, made: Iterable[Developed]) -> None:
        for each in made:
            if each.copy is not None:
                keep_thumbnail(each.copy, self._tools.pictures, each.look_hash)

    def _undeveloped(self, raws: Iterable[Raw]) -> list[Undeveloped]:
        return [
            Undeveloped(
                raw.look_hash,
                _read(raw.content),
                raw.original,
                copy_wanted=raw.look_hash not in self._copied,
                look_wanted=raw.look_hash not in self._embedded,
            )
            for raw in raws
        ]

    def _copy(self, look: str) -> Path:
        return self._tools.pictures / thumbnail_name(look)

    def _on_disk(self, looks: Iterable[str]) -> set[str]:
        """A machine that lost its power may leave an empty file."""
        files = {look: self._copy(look) for look in looks}
        return {look for look, file in files.items() if file.is_file() and file.stat().st_size}


async def _awaited(stage: Awaitable[None]) -> None:
    await stage


def _read(content: Path | IO[bytes]) -> bytes | Path:
    """A file is read by who works on it; what is in our hands has to be handed over."""
    if isinstance(content, Path):
        return content
    with content:
        content.seek(0)
        return content.read()


def _close(raw: Raw) -> None:
    if not isinstance(raw.content, Path):
        raw.content.close()
