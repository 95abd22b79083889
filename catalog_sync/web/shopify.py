"""A Shopify shop's public listing, `/products.json`: page after page until one is empty."""

import json
from collections.abc import Sequence

from yarl import URL

from catalog_sync.rows import SyncStopped
from catalog_sync.web.copies import Copies, Copy
from catalog_sync.web.names import Login, source_name
from catalog_sync.web.source import Downloaded, document

PER_PAGE = 250
"""The most that Shopify gives at once."""
MOST_PAGES = 400
"""A hundred thousand products."""
MOST_PAGE_BYTES = 64 * 2**20


def is_listing(url: URL) -> bool:
    return url.path.endswith("/products.json")


async def read_listing(url: URL, login: Login | None, copies: Copies) -> Downloaded:
    """Every page with products is a document. Raises SyncStopped where a page is missing: half is not the whole."""
    name = source_name(url)
    read: list[tuple[URL, Copy]] = []
    seen: list[tuple[str, ...]] = []
    for number in range(1, MOST_PAGES + 1):
        address = url.update_query(limit=PER_PAGE, page=number)
        copy = await copies.take(address, login=login, most_bytes=MOST_PAGE_BYTES)
        ids = _product_ids(copy, source_name(address))
        if not ids and not seen:
            raise SyncStopped("empty", f"{name} lists no product; publish some to the online store first")
        if not ids or _turns_no_pages(name, ids, seen):
            pages = tuple(document(address, copy) for address, copy in read)
            return Downloaded(name, pages, (*(copy for _, copy in read), copy))
        read.append((address, copy))
        seen.append(ids)
    fix = "export the products as CSV and sync that"
    raise SyncStopped("too_many_pages", f"{name} goes on after {MOST_PAGES} pages; {fix}")


def _turns_no_pages(name: str, ids: tuple[str, ...], seen: Sequence[tuple[str, ...]]) -> bool:
    """Whether this page repeats the first because that was the whole listing: a plain file has one page only."""
    if ids not in seen:
        return False
    if len(seen) > 1 or len(ids) == PER_PAGE:
        fix = "save the whole listing in a file and sync that"
        raise SyncStopped("pages_repeat", f"{name} gives the same products on several pages; {fix}")
    return True


def _product_ids(copy: Copy, name: str) -> tuple[str, ...]:
    try:
        listing = json.loads(copy.path.read_bytes())
        return tuple(str(product["id"]) for product in listing["products"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        fix = "take the password off the storefront, or export the products as CSV and sync that"
        raise SyncStopped("listing_unreadable", f"{name} is no list of products; {fix}") from error
