"""Whatever a merchant points at, files and addresses alike, as sources that the journey reads."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from catalog_sync.document import Document
from catalog_sync.fetch import Source, find, is_address, path_of
from catalog_sync.rows import SyncStopped
from catalog_sync.web import names
from catalog_sync.web.guard import NO_PRIVATE_HOSTS, AllowedHosts
from catalog_sync.web.limits import STANDARD_LIMITS, Limits
from catalog_sync.web.lists import addresses_in, begins_a_list
from catalog_sync.web.logins import NO_LOGINS, Logins

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

    from catalog_sync.web.client import WebClient


@dataclass(frozen=True, slots=True)
class WebTools:
    """What fetching over the network needs. `folder` keeps copies from run to run; `of` gives each merchant its own.

    Names are looked up as the system does, unless a `resolver` does. `changed_only`: sources that can tell are asked
    for what changed since the last time, most of the time; removals show in a whole run only.
    """

    folder: Path
    allowed: AllowedHosts = NO_PRIVATE_HOSTS
    logins: Logins = NO_LOGINS
    limits: Limits = STANDARD_LIMITS
    resolver: "AbstractResolver | None" = None
    changed_only: bool = False

    def of(self, name: str) -> Self:
        """The same with a folder for this merchant, or for the creators."""
        return replace(self, folder=self.folder / quote(name, safe=""))

    def client(self) -> "WebClient":
        """To be opened by `async with`; one serves any number of requests at a time."""
        from catalog_sync.web.client import WebClient  # noqa: PLC0415 - aiohttp is for those who fetch something

        return WebClient(self.allowed, self.limits, self.resolver)


async def gather_sources(
    places: Sequence[str | Path],
    suffixes: Iterable[str],
    web: WebTools,
    now: datetime,
    format: str = "auto",  # noqa: A002 - the option's own name
    *,
    changed_only: Collection[str] = (),
) -> list[Source]:
    """The sources behind `places`, each a file, a folder, an archive or an address; those of one name are one.

    An address stands for what its content shows: a shop's listing, a sitemap, a list of pages, a page, or a feed; a
    file with nothing but addresses stands for their pages. Of the sources whose names are in `changed_only` a listing
    that can tell (WooCommerce's) gives only what changed since it last landed, with everything every few hours; name
    none that the shop has nothing of. Raises SyncStopped.
    """
    if not places:
        raise SyncStopped("no_source", "name a feed: a file, a folder or an address")
    gathered: dict[str, Source] = {}
    for place in places:
        if is_address(place):
            source = await _fetched(str(place), tuple(suffixes), web, now, format, changed_only)
        else:
            source = await _found(place, tuple(suffixes), web, now)
        before = gathered.get(source.name)
        gathered[source.name] = before.joined(source) if before else source
    return list(gathered.values())


def source_name(place: str | Path, format: str = "auto") -> str:  # noqa: A002 - as above
    """What `gather_sources` calls a place, known without reading it. Raises SyncStopped for what is no address."""
    if not is_address(place):
        return path_of(place).name
    return names.source_name(names.listing_address(str(place), format)[0])


async def _fetched(
    address: str, suffixes: tuple[str, ...], web: WebTools, now: datetime, asked: str, changed_only: Collection[str]
) -> Source:
    from catalog_sync.web.download import download  # noqa: PLC0415 - as above

    url, own = names.listing_address(address, asked)
    login, partly = own or web.logins.of(url), names.source_name(url) in changed_only
    async with web.client() as client:
        return await download(url, web.folder, client, now, login=login, changed_only=partly, suffixes=suffixes)


async def _found(place: str | Path, suffixes: tuple[str, ...], web: WebTools, now: datetime) -> Source:
    source = await asyncio.to_thread(find, place, suffixes, now)
    lists = await asyncio.to_thread(_lists, source.documents)
    if not lists:
        return source
    from catalog_sync.web.download import download_pages  # noqa: PLC0415 - as above

    listed = [address for addresses in lists.values() for address in addresses]
    rest = tuple(each for each in source.documents if each not in lists)
    async with web.client() as client:
        pages = await download_pages(source.name, listed, web.folder, client, now)
    return replace(pages, documents=(*rest, *pages.documents))


def _lists(documents: Iterable[Document]) -> dict[Document, list[str]]:
    """Those that hold addresses and nothing else."""
    found = {}
    for document in documents:
        if begins_a_list(document.head()):
            with document.open_text() as text:
                found[document] = addresses_in(text.read()) or []
    return {document: addresses for document, addresses in found.items() if addresses}
