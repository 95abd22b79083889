"""A shop's sitemap: the addresses of its pages, through an index of sitemaps if there is one."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree
from yarl import URL

from catalog_sync.rows import SyncStopped
from catalog_sync.web.copies import Copies, Copy
from catalog_sync.web.names import parse_address, source_name
from catalog_sync.web.source import document

MOST_PAGES = 20_000
MOST_SITEMAPS = 100
MOST_LISTED = 100_000
"""Entries of one sitemap; the protocol allows 50,000."""
DEEPEST = 2
"""Indexes in indexes; the protocol has one level."""
MOST_BYTES = 64 * 2**20
"""Of one sitemap unpacked; the protocol allows 50 MB."""
BEGINNING = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<(?:\w+:)?(?:urlset|sitemapindex)\b", re.DOTALL
)


@dataclass(slots=True)
class Pages:
    """What a sitemap lists on its own host, and the copies of all the files it consists of."""

    addresses: dict[str, None] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)


def recognises(head: str) -> bool:
    return BEGINNING.match(head) is not None


async def read(url: URL, copy: Copy, copies: Copies) -> Pages:
    """All pages of the sitemap at `url`; addresses on other hosts are not its to name.

    Of an index in which some sitemaps are called after products, these alone are read. Raises SyncStopped where one of
    them is missing or broken, or lists too many.
    """
    pages = Pages()
    await _collect(url, copy, copies, pages, depth=0)
    if not pages.addresses:
        raise SyncStopped("empty", f"{source_name(url)} names no page of {url.host}; name the products' own sitemap")
    return pages


async def _collect(url: URL, copy: Copy, copies: Copies, pages: Pages, depth: int) -> None:
    addresses, sitemaps = await asyncio.to_thread(_listed, url, copy)
    pages.copies.append(copy)
    pages.addresses |= dict.fromkeys(addresses)
    if len(pages.addresses) > MOST_PAGES or len(pages.copies) + len(sitemaps) > MOST_SITEMAPS or depth > DEEPEST:
        raise _too_many(url)
    for sitemap in sitemaps:
        part = URL(sitemap)
        await _collect(part, await copies.take(part, most_bytes=MOST_BYTES), copies, pages, depth + 1)


def _listed(url: URL, copy: Copy) -> tuple[list[str], list[str]]:
    """Addresses of pages and of further sitemaps, read as they stream by: a sitemap is as long as it likes."""
    found: dict[str, list[str]] = {"url": [], "sitemap": []}
    try:
        with document(url, copy).open_bytes() as content:
            for element in _entries(content):
                places = found[etree.QName(element).localname]
                places.extend(place.text or "" for place in element.iterfind("{*}loc"))
                if len(places) > MOST_LISTED:
                    raise _too_many(url)
    except etree.XMLSyntaxError as error:
        fix = "let the shop's software write it again"
        raise SyncStopped("sitemap_broken", f"{source_name(url)} is no whole sitemap ({error.msg}); {fix}") from error
    pages, sitemaps = _own(url, found["url"]), _own(url, found["sitemap"])
    return pages, [each for each in sitemaps if "product" in each.lower()] or sitemaps


def _entries(content: BinaryIO) -> Iterator[etree._Element]:
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    for _, element in etree.iterparse(content, events=("end",), tag=("{*}url", "{*}sitemap"), **safe):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _own(url: URL, places: Iterable[str]) -> list[str]:
    """Those on the sitemap's own host, each once."""
    addresses: dict[str, None] = {}
    for place in places:
        try:
            address, _ = parse_address(place)
        except SyncStopped:
            continue
        if address.host == url.host:
            addresses[str(address)] = None
    return list(addresses)


def _too_many(url: URL) -> SyncStopped:
    fix = "sync a feed instead, or the sitemaps of its products one by one"
    return SyncStopped("too_many_pages", f"{source_name(url)} leads to more than {MOST_PAGES} pages; {fix}")
