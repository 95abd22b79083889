"""Pictures become looks: fetched, decoded and embedded side by side, each content once."""

import errno
from collections.abc import AsyncIterator, Callable, Container, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import astuple, dataclass, field, replace
from typing import TYPE_CHECKING

from catalog_sync.address_book import AddressBook, Entry
from catalog_sync.darkroom import Darkroom, Raw
from catalog_sync.pictures import Found, Looks, NotNow, for_everybody, thumbnail_name
from catalog_sync.rows import SyncStopped, Unusable
from catalog_sync.sources import WebTools
from catalog_sync.tools import Progress, SyncTools, silent
from catalog_sync.web.at_once import at_once
from catalog_sync.web.limits import Limits

if TYPE_CHECKING:
    from catalog_sync.web.pictures import PictureServers, Sent

FETCHED_AT_ONCE = 16
PICTURE_LIMITS = Limits(connect=10.0, pause=20.0, total=60.0, attempts=3)
UNREACHABLE = "picture_unreachable"
"""A messenger may get through where we do not."""
NOT_KEPT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS})


@asynccontextmanager
async def open_gallery(
    tools: SyncTools, progress: Progress = silent, total: int | None = None
) -> AsyncIterator["Gallery"]:
    """Where one sync looks at its pictures, `total` of them if that is known. Connections are kept until its end."""
    async with AsyncExitStack() as stack:
        yield Gallery(tools, progress, total, _Web(stack, replace(tools.web, limits=_no_longer(tools.web.limits))))


def _no_longer(limits: Limits) -> Limits:
    """No picture is waited for as long as a feed."""
    return Limits(*map(min, astuple(limits), astuple(PICTURE_LIMITS)))


@dataclass(slots=True)
class Gallery:
    tools: SyncTools
    progress: Progress
    total: int | None
    web: "_Web"
    done: int = 0

    async def look_at(self, pictures: Mapping[str, Found], settled: Container[str] = ()) -> Looks:
        """The pictures' vectors and small copies are kept on return. Keys are the caller's, best a thousand at a time.

        Of `settled` keys nothing says that they changed since the last sync: an address whose look the shop has is not
        asked for again. Raises SyncStopped where nothing can be kept.
        """
        before, book = self.done, AddressBook(self.tools.pictures)
        links = [found.picture for found in pictures.values() if found.picture and not found.look_hash]
        asked = [found.picture for key, found in pictures.items() if key not in settled and found.picture]
        try:
            known = await book.recall(links)
            round_ = _Round(self.tools, self.web, known, frozenset(asked), self._step)
            looks = await round_.view(pictures)
            await book.note(round_.news)
        except OSError as error:
            if error.errno not in NOT_KEPT:
                raise
            fix = "make room on the disk, or give the folder back its permissions, and sync again"
            raise SyncStopped("pictures_not_kept", f"pictures cannot be kept ({error.strerror}); {fix}") from error
        self._step(before + len(pictures) - self.done)
        return looks

    def _step(self, pictures: int = 1) -> None:
        self.done += pictures
        self.progress("pictures", self.done, self.total)


@dataclass(slots=True)
class _Web:
    """The servers of one sync, called when first needed: most feeds from a disk never do."""

    _stack: AsyncExitStack
    _tools: WebTools
    _servers: "PictureServers | None" = None

    async def ask(self, address: str, entry: Entry | None) -> "Sent":
        """As PictureServers; only for what is newer than `entry`, where there is one."""
        if self._servers is None:
            from catalog_sync.web.pictures import PictureServers  # noqa: PLC0415 - aiohttp takes long to load

            self._servers = PictureServers(await self._stack.enter_async_context(self._tools.client()))
        return await self._servers.ask(address, entry.headers if entry else {})


@dataclass(slots=True)
class _Round:
    """Some pictures, looked at together. `known` is what was at their addresses, `news` what to remember of them."""

    tools: SyncTools
    web: _Web
    known: Mapping[str, Entry]
    asked: frozenset[str]
    step: Callable[[], None]
    news: dict[str, Entry] = field(default_factory=dict)
    _links: dict[str, str | Unusable] = field(default_factory=dict)
    _room: Darkroom = field(init=False)

    def __post_init__(self) -> None:
        self._room = Darkroom(self.tools, self.step)

    async def view(self, pictures: Mapping[str, Found]) -> Looks:
        files = {found.look_hash: found for found in pictures.values() if found.look_hash}
        links = {found.picture: None for found in pictures.values() if found.picture and not found.look_hash}
        await self._room.look_up([*files, *(entry.look_hash for entry in self.known.values())])
        await self._room.work(self._supply(files, links))
        self._remember_broken()
        seen = {key: self._seen(found) for key, found in pictures.items()}
        lacking = {key: why for key, why in seen.items() if isinstance(why, Unusable)}
        return Looks({key: _shown(pictures[key], came) for key, came in seen.items()}, lacking)

    async def _supply(self, files: Mapping[str, Found], links: Iterable[str]) -> None:
        for look, found in files.items():
            if found.path:
                await self._room.take(Raw(look, found.path))
            elif self._room.has_copy(look):
                await self._room.take_copy(look)
        await at_once(self._follow, links, FETCHED_AT_ONCE)

    async def _follow(self, address: str) -> None:
        try:
            self._links[address] = await self._look_behind(address)
        except Unusable as why:
            self._links[address] = why
            self.step()

    async def _look_behind(self, address: str) -> str:
        """The hash of what is there, on its way into the darkroom. Raises Unusable."""
        entry = self._useful(self.known.get(address))
        if entry and not entry.code and not self._due(address, entry):
            return await self._again(entry)
        try:
            sent = await self.web.ask(address, entry)
        except NotNow as why:
            if entry and not entry.code and why.code == UNREACHABLE:
                return await self._again(entry)
            raise
        return await self._received(address, entry, sent)

    def _useful(self, entry: Entry | None) -> Entry | None:
        """What is remembered helps where the copy is there still, or where it is no picture."""
        return entry if entry and (entry.code or self._room.has_copy(entry.look_hash)) else None

    def _due(self, address: str, entry: Entry) -> bool:
        return address in self.asked and entry.until <= self._now

    @property
    def _now(self) -> float:
        return self.tools.clock.now().timestamp()

    async def _again(self, entry: Entry) -> str:
        if entry.code:
            raise NotNow(entry.code, entry.fix)
        await self._room.take_copy(entry.look_hash)
        return entry.look_hash

    async def _received(self, address: str, entry: Entry | None, sent: "Sent") -> str:
        until = self._now + sent.trust
        if sent.content is None or (entry and entry.code and entry.look_hash == sent.look_hash):
            assert entry  # noqa: S101 - without one nothing is asked to be newer
            sent.close()
            self.news[address] = replace(entry, until=until)
            return await self._again(entry)
        self.news[address] = Entry(sent.look_hash, sent.etag, sent.last_modified, until)
        await self._room.look_up([sent.look_hash])
        await self._room.take(Raw(sent.look_hash, sent.content))
        return sent.look_hash

    def _remember_broken(self) -> None:
        for address, look in self._links.items():
            why = self._room.broken.get(look) if isinstance(look, str) else None
            if why and not isinstance(why, NotNow) and address in self.news:
                self.news[address] = replace(self.news[address], code=why.code, fix=why.fix)

    def _seen(self, found: Found) -> Found | Unusable:
        if found.look_hash:
            return self._room.broken.get(found.look_hash, found)
        look = self._links.get(found.picture or "", "")
        why = look if isinstance(look, Unusable) else self._room.broken.get(look)
        if why:
            return NotNow(why.code, why.fix)
        return Found(thumbnail_name(look), look) if isinstance(look, str) and look else found


def _shown(asked: Found, came: Found | Unusable) -> Found:
    if isinstance(came, Found):
        return came
    return Found(picture=for_everybody(asked.picture) if came.code == UNREACHABLE else None)
