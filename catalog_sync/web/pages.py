"""Product pages, each a document: those a sitemap or a list names, asked for politely."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.robotparser import RobotFileParser

from yarl import URL

from catalog_sync.document import Document
from catalog_sync.feeds import markup
from catalog_sync.fetch import Source
from catalog_sync.rows import Problem, SyncStopped
from catalog_sync.web import sitemap
from catalog_sync.web.at_once import at_once
from catalog_sync.web.client import AGENT
from catalog_sync.web.copies import Copies, Copy
from catalog_sync.web.names import parse_address, source_name
from catalog_sync.web.source import document

AT_ONCE = 4
MOST_ROBOTS_BYTES = 512 * 2**10
"""As much of robots.txt as RFC 9309 wants to be read."""
LONGEST_DELAY = 10.0
"""Seconds between two pages that a Crawl-delay may ask for."""
MISSING = {"not_found": "take it off the list", "too_large": "make the page smaller, or sync a feed"}
"""What is wrong with a page for good: its product leaves the shop."""
MOST_FAILED = 10
"""Pages of a source that may fail otherwise; more of them are no accident of single pages."""
NO_PAGES_FAULT = frozenset({"disk_full"})

Page = tuple[Document, Copy] | Problem


async def read_listed(name: str, addresses: Sequence[str], copies: Copies) -> Source:
    """The source `name` is these pages.

    A page that is gone, or that robots.txt keeps machines from, is a Problem, and so its product leaves the shop. One
    that cannot be read now is a Problem too, and the source partial, so that nothing leaves for it. Raises SyncStopped
    where more than a few cannot.
    """
    return await _read(name, addresses, copies, ())


async def read_sitemap(url: URL, copy: Copy, copies: Copies) -> Source:
    """As `read_listed`, for the pages that the sitemap behind `copy` names."""
    listed = await sitemap.read(url, copy, copies)
    return await _read(source_name(url), list(listed.addresses), copies, listed.copies)


async def _read(name: str, addresses: Sequence[str], copies: Copies, lists: Sequence[Copy]) -> Source:
    visit = _Visit(copies)
    pages = await visit.read(addresses)
    problems = tuple(page for page in pages if isinstance(page, Problem))
    read = [page for page in pages if not isinstance(page, Problem)]
    if not read:
        raise SyncStopped("no_page", f"{name}: none of its pages can be read, first {problems[0].file}; correct it")
    documents, fetched = tuple(each for each, _ in read), tuple(copy for _, copy in read)
    return Source(name, documents, (*lists, *fetched), problems, partial=visit.failed > 0)


@dataclass(slots=True)
class _Visit:
    """To the shops behind the pages, each of which says in robots.txt what machines may read."""

    copies: Copies
    rules: dict[URL, RobotFileParser] = field(default_factory=dict)
    failed: int = 0

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
            return Problem(name, 1, "", stopped.code, name, MISSING.get(stopped.code) or self._later(stopped))
        return document(url, copy), copy

    def _later(self, stopped: SyncStopped) -> str:
        """How to mend a page that fails by itself; otherwise raises what it says."""
        self.failed += 1
        if self.failed > MOST_FAILED or stopped.code in NO_PAGES_FAULT:
            raise stopped
        return str(stopped).rpartition("; ")[2]

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
