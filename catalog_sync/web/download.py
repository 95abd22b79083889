"""The door for feeds that have an address: a file, a shop's listing, a sitemap, a list of pages, or a page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from yarl import URL

from catalog_sync.archive import archived_documents, is_archive
from catalog_sync.document import Document
from catalog_sync.fetch import SUFFIXES, Source
from catalog_sync.rows import SyncStopped
from catalog_sync.web import pages, shopify, sitemap, woocommerce
from catalog_sync.web.client import WebClient
from catalog_sync.web.copies import Copies, Copy
from catalog_sync.web.lists import addresses_in, begins_a_list
from catalog_sync.web.logins import Login
from catalog_sync.web.names import parse_address, source_name
from catalog_sync.web.source import document


async def download(
    address: str | URL,
    folder: Path,
    client: WebClient,
    now: datetime,
    *,
    login: Login | None = None,
    changed_only: bool = False,
    suffixes: Sequence[str] = SUFFIXES,
) -> Source:
    """What is behind an address, as local documents in `folder`, which is one merchant's and kept between runs.

    What it is shows by its content; by its path only where to look for more pages of it (`/products.json` of Shopify,
    `/wp-json/wc/v3/products` of WooCommerce). `login` is for the address's own host, unless one is part of the address;
    `changed_only` is for listings that can tell (WooCommerce), and `Source.partial` says whether they did. Of an
    archive those are read that end in `suffixes`. A page given by itself is read whatever robots.txt says: its merchant
    asks for it. Raises SyncStopped.
    """
    url, own = parse_address(str(address))
    copies, login = Copies(folder, client, now), own or login
    if woocommerce.is_listing(url):
        return await woocommerce.read_listing(url, login, copies, changed_only=changed_only)
    if shopify.may_be_listing(url) and (listing := await shopify.read_listing(url, login, copies)):
        return listing
    copy = await copies.take(url, login=login)
    if is_archive(copy.path):
        return _archived(source_name(url), copy, suffixes)
    found = document(url, copy)
    head = found.head()
    if sitemap.recognises(head):
        return await pages.read_sitemap(url, copy, copies)
    if begins_a_list(head) and (listed := _listed(found)):
        listing = await pages.read_listed(source_name(url), listed, copies)
        return replace(listing, copies=(copy, *listing.copies))
    return Source(source_name(url), (found,), (copy,))


async def download_pages(name: str, addresses: Sequence[str], folder: Path, client: WebClient, now: datetime) -> Source:
    """The pages that a merchant's own list (`lists.addresses_in`) names, as one source; otherwise as `download`."""
    return await pages.read_listed(name, addresses, Copies(folder, client, now))


def _listed(found: Document) -> list[str] | None:
    with found.open_text() as text:
        return addresses_in(text.read())


def _archived(name: str, copy: Copy, suffixes: Sequence[str]) -> Source:
    endings = (*suffixes, *(f"{each}.gz" for each in suffixes))
    try:
        inside = tuple(archived_documents(copy.path, endings, copy.path.parent, copy.modified))
    except SyncStopped as stopped:
        raise SyncStopped(stopped.code, str(stopped).replace(copy.path.name, name)) from stopped
    return Source(name, tuple(replace(each, name=f"{name}/{each.member}") for each in inside), (copy,))
