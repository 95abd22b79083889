"""A Shopify shop's public listing, `/products.json`: page after page until one is empty."""

import asyncio
from collections.abc import Sequence

from yarl import URL

from catalog_sync.document import Document
from catalog_sync.feeds import json_records, shopify_json
from catalog_sync.fetch import Source
from catalog_sync.rows import Problem, Record, SyncStopped
from catalog_sync.web.copies import Copies, Copy
from catalog_sync.web.logins import Login
from catalog_sync.web.names import source_name
from catalog_sync.web.source import document

PER_PAGE = 250
"""The most that Shopify gives at once."""
MOST_PAGES = 400
"""A hundred thousand products."""
MOST_PAGE_BYTES = 64 * 2**20


def may_be_listing(url: URL) -> bool:
    return url.path.endswith("/products.json")


async def read_listing(url: URL, login: Login | None, copies: Copies) -> Source | None:
    """Every page with products is a document; None where this is a file of another kind that is only called so.

    Raises SyncStopped where a page is missing: half is not the whole.
    """
    name = source_name(url)
    read: list[tuple[URL, Copy]] = []
    seen: list[tuple[str, ...]] = []
    for number in range(1, MOST_PAGES + 1):
        address = url.update_query(limit=PER_PAGE, page=number)
        copy = await copies.take(address, login=login, most_bytes=MOST_PAGE_BYTES)
        products = await asyncio.to_thread(_products, document(address, copy))
        if products is None and not read:
            return None
        if products is None:
            raise _unreadable(source_name(address))
        ids = tuple(products)
        if not ids and not seen:
            raise SyncStopped("empty", f"{name} lists no product; publish some to the online store first")
        if not ids or _turns_no_pages(name, ids, seen):
            pages = tuple(document(address, copy) for address, copy in read)
            return Source(name, pages, (*(copy for _, copy in read), copy))
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


def _products(found: Document) -> list[str] | None:
    """The products' numbers; None for what is no page of a listing."""
    try:
        numbers = [_number(each) for each in json_records.records(found)]
    except SyncStopped as error:
        raise _unreadable(found.name) from error
    listed = [each for each in numbers if each is not None]
    return listed if len(listed) == len(numbers) else None


def _number(record: Record | Problem) -> str | None:
    product = record.content if isinstance(record, Record) else None
    return str(product.get("id")) if isinstance(product, dict) and product.keys() >= shopify_json.SIGNS else None


def _unreadable(name: str) -> SyncStopped:
    fix = "take the password off the storefront, or export the products as CSV and sync that"
    return SyncStopped("listing_unreadable", f"{name} is no list of products; {fix}")
