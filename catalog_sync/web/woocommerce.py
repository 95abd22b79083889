"""A WooCommerce shop's REST listing (v3), with the variations of each product, into one file of JSON lines."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, BinaryIO

from yarl import URL

from catalog_sync.rows import SyncStopped
from catalog_sync.web.at_once import at_once
from catalog_sync.web.client import Answer, WebClient
from catalog_sync.web.copies import Copies
from catalog_sync.web.names import Login, source_name
from catalog_sync.web.source import Downloaded, document

PER_PAGE = 100
"""The most that WooCommerce gives at once."""
MOST_PAGES = 1000
MOST_PAGE_BYTES = 64 * 2**20
VARIATIONS_AT_ONCE = 4
OVERLAP = timedelta(minutes=5)
"""Asked for again in a partial run: what was being saved while the last one read."""
IN_ORDER = MappingProxyType({"status": "publish", "orderby": "id", "order": "asc"})
"""New products come last and shift no page."""

Products = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Api:
    client: WebClient
    login: Login | None


def is_listing(url: URL) -> bool:
    return "/wp-json/wc/v" in url.path and url.path.rstrip("/").endswith("/products")


async def read_listing(url: URL, login: Login | None, copies: Copies, *, changed_only: bool = False) -> Downloaded:
    """One document, a line a product: {"product": …, "variations": […]}. The login is a consumer's key and secret.

    `changed_only` asks for what changed since the run that landed last, if one did; WooCommerce does not count a
    change of stock alone in every case, so whole runs are needed now and then. Raises SyncStopped where any part is
    missing: half a listing must not look like the whole.
    """
    before = copies.recall(url) if changed_only else None
    since = before.modified - OVERLAP if before else None
    draft = copies.draft(url)
    with draft.open() as file:
        answer = await _write(_Api(copies.client, login), _listing(url, since), file)
        nothing = file.tell() == 0
    if nothing and since is None:
        raise SyncStopped("empty", f"{source_name(url)} lists no product; publish some first")
    # Validators are those of one page: of the whole the date is kept alone.
    copy = replace(copies.finished(draft, {"Date": answer.headers.get("Date", "")}), unchanged=nothing)
    return Downloaded(source_name(url), (document(url, copy),), (copy,), partial=since is not None)


def _listing(url: URL, since: datetime | None) -> URL:
    query = dict(IN_ORDER)
    if since is not None:
        query |= {"modified_after": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "dates_are_gmt": "true"}
    return url.update_query(query)


async def _write(api: _Api, listing: URL, file: BinaryIO) -> Answer:
    """A page of products at a time, each followed by its variations; the first page's answer dates the listing."""
    first = None
    async for answer, products in _pages(api, listing):
        first = first or answer
        variations = await at_once(partial(_variations, api, listing), products, VARIATIONS_AT_ONCE)
        lines = ({"product": each, "variations": its} for each, its in zip(products, variations, strict=True))
        file.writelines(json.dumps(line).encode() + b"\n" for line in lines)
    assert first is not None  # noqa: S101  there is always a first page
    return first


async def _variations(api: _Api, listing: URL, product: Mapping[str, Any]) -> Products:
    """A variable product's; other kinds have none, whatever the shop's extensions call them."""
    if not str(product.get("type", "")).startswith("variable"):
        return []
    address = listing.with_path(f"{listing.path.rstrip('/')}/{product['id']}/variations").with_query(IN_ORDER)
    return [each async for _, some in _pages(api, address) for each in some]


async def _pages(api: _Api, listing: URL) -> AsyncIterator[tuple[Answer, Products]]:
    """Up to the last page the shop tells of, or an empty one where a proxy took that heading away."""
    name, seen = source_name(listing), set[int]()
    for number in range(1, MOST_PAGES + 1):
        address = listing.update_query(per_page=PER_PAGE, page=number)
        answer, body = await api.client.read(address, most_bytes=MOST_PAGE_BYTES, login=api.login)
        products = _products(body, source_name(address))
        news = {product["id"] for product in products} - seen
        if len(news) < len(products):
            raise SyncStopped("pages_repeat", f"{name} gives a product on two pages; sync again, or export a CSV")
        seen |= news
        yield answer, products
        if _is_last(answer, number, products):
            _check_total(answer, name, len(seen))
            return
    raise SyncStopped("too_many_pages", f"{name} goes on after {MOST_PAGES} pages; export the products as CSV")


def _is_last(answer: Answer, number: int, products: Products) -> bool:
    pages = answer.headers.get("X-WP-TotalPages", "")
    return number >= int(pages) if pages.isdecimal() else not products


def _check_total(answer: Answer, name: str, count: int) -> None:
    total = answer.headers.get("X-WP-Total", "")
    if total.isdecimal() and int(total) != count:
        fix = "it changed while it was read; sync again"
        raise SyncStopped("listing_incomplete", f"{name} speaks of {total} products and gave {count}; {fix}")


def _products(body: bytes, name: str) -> Products:
    try:
        products = json.loads(body)
    except (ValueError, RecursionError):
        products = None
    if not isinstance(products, list) or not all(map(_is_product, products)):
        fix = "give the address of its REST listing, as in https://shop.example/wp-json/wc/v3/products"
        raise SyncStopped("listing_unreadable", f"{name} is no list of products; {fix}")
    return products


def _is_product(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), int)
