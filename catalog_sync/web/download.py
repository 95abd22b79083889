"""The door for feeds that have an address: a file, a shop's listing, a sitemap, a list of pages, or a page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from catalog_sync.archive import archived_documents, is_archive
from catalog_sync.fetch import SUFFIXES
from catalog_sync.web import pages, shopify, sitemap, woocommerce
from catalog_sync.web.client import WebClient
from catalog_sync.web.copies import Copies, Copy
from catalog_sync.web.names import Login, parse_address, source_name
from catalog_sync.web.source import Downloaded, document


async def download(
    address: str,
    folder: Path,
    client: WebClient,
    now: datetime,
    *,
    login: Login | None = None,
    changed_only: bool = False,
) -> Downloaded:
    """What is behind an address, as local documents in `folder`, which is one merchant's and kept between runs.

    What it is shows by its path (`/products.json` of Shopify, `/wp-json/wc/v3/products` of WooCommerce) or else by its
    content. `login` is for the address's own host, before any that is part of the address; `changed_only` is for
    listings that can tell (WooCommerce), and `Downloaded.partial` says whether they did. A page given by itself is read
    whatever robots.txt says: its merchant asks for it. Raises SyncStopped.
    """
    url, own = parse_address(address)
    copies, login = Copies(folder, client, now), own or login
    if shopify.is_listing(url):
        return await shopify.read_listing(url, login, copies)
    if woocommerce.is_listing(url):
        return await woocommerce.read_listing(url, login, copies, changed_only=changed_only)
    copy = await copies.take(url, login=login)
    if is_archive(copy.path):
        return _archived(source_name(url), copy)
    found = document(url, copy)
    head = found.head()
    if sitemap.recognises(head):
        return await pages.read_sitemap(url, copy, copies)
    if pages.addresses_in(head) is not None:
        with found.open_text() as text:
            listed = pages.addresses_in(text.read()) or []
        return await pages.read_listed(source_name(url), listed, copies)
    return Downloaded(source_name(url), (found,), (copy,))


def _archived(name: str, copy: Copy) -> Downloaded:
    inside = archived_documents(
        copy.path, (*SUFFIXES, *(f"{each}.gz" for each in SUFFIXES)), copy.path.parent, copy.modified
    )
    documents = tuple(replace(each, name=f"{name}/{each.member}") for each in inside)
    return Downloaded(name, documents, (copy,))


async def download_pages(
    name: str, addresses: Sequence[str], folder: Path, client: WebClient, now: datetime
) -> Downloaded:
    """The pages that a merchant's own list (`pages.addresses_in`) names, as one source; otherwise as `download`."""
    return await pages.read_listed(name, addresses, Copies(folder, client, now))
