"""Product pages, each a document: those a sitemap or a list names, asked for politely."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.robotparser import RobotFileParser

from yarl import URL

from catalog_sync.document import Document
from catalog_sync.feeds import markup
from catalog_sync.rows import Problem, SyncStopped
from catalog_sync.web import sitemap
from catalog_sync.web.at_once import at_once
from catalog_sync.web.client import AGENT
from catalog_sync.web.copies import Copies, Copy
from catalog_sync.web.names import parse_address, source_name
from catalog_sync.web.source import Downloaded, document

AT_ONCE = 4
MOST_ROBOTS_BYTES = 512 * 2**10
"""As much of robots.txt as RFC 9309 wants to be read."""
LONGEST_DELAY = 10.0
"""Seconds between two pages that a Crawl-delay may ask for."""
MISSING = {"not_found": "take it off the list", "too_large": "make the page smaller, or sync a feed"}
"""What may be wrong with one page without the others having to wait for it."""

Page = tuple[Document, Copy] | Problem


async def read_listed(name: str, addresses: Sequence[str], copies: Copies) -> Downloaded:
    """The source `name` is these pages. Raises SyncStopped where one of them cannot be read now.

    A page that is gone, or that robots.txt keeps machines from, is a Problem, and so its product leaves the shop.
    """
    pages = await _Visit(copies).read(addresses)
    return _downloaded(name, pages, ())


async def read_sitemap(url: URL, copy: Copy, copies: Copies) -> Downloaded:
    """As `read_listed`, for the pages that the sitemap behind `copy` names."""
    listed = await sitemap.read(url, copy, copies)
    pages = await _Visit(copies).read(list(listed.addresses))
    return _downloaded(source_name(url), pages, listed.copies)


def addresses_in(text: str) -> list[str] | None:
    """The addresses of a list, one a line, each once; None for any other text. Empty lines and # comments are none."""
    lines = (line.strip() for line in text.splitlines())
    addresses = list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    listed = bool(addresses) and all(each.startswith(("http://", "https://")) and " " not in each for each in addresses)
    return addresses if listed else None


def _downloaded(name: str, pages: Iterable[Page], lists: Sequence[Copy]) -> Downloaded:
    problems = tuple(page for page in pages if isinstance(page, Problem))
    read = [page for page in pages if not isinstance(page, Problem)]
    if not read:
        raise SyncStopped("no_page", f"{name}: none of its pages can be read, first {problems[0].file}; correct it")
    return Downloaded(name, tuple(each for each, _ in read), (*lists, *(copy for _, copy in read)), problems)


@dataclass(slots=True)
class _Visit:
    """To the shops behind the pages, each of which says in robots.txt what machines may read."""

    copies: Copies
    rules: dict[URL, RobotFileParser] = field(default_factory=dict)

    async def read(self, addresses: Sequence[str]) -> list[Page]:
        urls = list(dict.fromkeys(parse_address(address)[0] for address in addresses))
        for host in dict.fromkeys(url.origin() for url in urls):
            self.rules[host] = await self._robots(host)
        slow = any(self._delay(host) for host in self.rules)
        return await at_once(self._page, urls, 1 if slow else AT_ONCE)

    async def _page(self, url: URL) -> Page:
        name = source_name(url)
        if not self.rules[url.origin()].can_fetch(AGENT, str(url)):
            fix = f"allow {AGENT} in the shop's robots.txt, or sync a feed"
            return Problem(name, 1, "", "robots_refuse", name, fix)
        await asyncio.sleep(self._delay(url.origin()))
        try:
            copy = await self.copies.take(url, most_bytes=markup.LONGEST_PAGE)
        except SyncStopped as stopped:
            if stopped.code not in MISSING:
                raise
            return Problem(name, 1, "", stopped.code, name, MISSING[stopped.code])
        return document(url, copy), copy

    async def _robots(self, host: URL) -> RobotFileParser:
        """No robots.txt allows everything; one that cannot be had now stops the sync."""
        rules = RobotFileParser()
        try:
            _, body = await self.copies.client.read(host / "robots.txt", most_bytes=MOST_ROBOTS_BYTES)
        except SyncStopped as stopped:
            if stopped.code not in {"not_found", "access_refused"}:
                raise
            body = b""
        rules.parse(body.decode("utf-8", "replace").splitlines())
        return rules

    def _delay(self, host: URL) -> float:
        return min(LONGEST_DELAY, float(self.rules[host].crawl_delay(AGENT) or 0))
