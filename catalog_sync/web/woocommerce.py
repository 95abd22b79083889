"""A WooCommerce shop's REST listing (v3), with the variations of each product, into one file of JSON lines."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, BinaryIO

from yarl import URL

from catalog_sync.fetch import Source
from catalog_sync.rows import SyncStopped
from catalog_sync.web.at_once import at_once
from catalog_sync.web.client import Answer, WebClient
from catalog_sync.web.copies import Copies, Remembered
from catalog_sync.web.logins import Login
from catalog_sync.web.names import source_name
from catalog_sync.web.source import document

PER_PAGE = 100
"""The most that WooCommerce gives at once."""
MOST_PAGES = 1000
MOST_PAGE_BYTES = 16 * 2**20
VARIATIONS_AT_ONCE = 4
WHOLE_EVERY = timedelta(hours=6)
"""A product taken out of the shop is seen by a whole run alone, and so are some changes of nothing but stock."""
OVERLAP = timedelta(minutes=5)
"""Asked for again in a partial run: what was being saved while the last one read."""
COUNT = re.compile(r"\d{1,9}", re.ASCII)
IN_ORDER = MappingProxyType({"status": "publish", "orderby": "id", "order": "asc"})
"""New products come last and shift no page."""

Products = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Api:
    client: WebClient
    login: Login | None


def is_listing(url: URL) -> bool:
    return "/wp-json/wc/v" in url.path and url.path.rstrip("/").endswith("/products")


async def read_listing(url: URL, login: Login | None, copies: Copies, *, changed_only: bool = False) -> Source:
    """One document, a line a product: {"product": …, "variations": […]}. The login is a consumer's key and secret.

    `changed_only` asks for what changed since the run that landed last, unless the last whole one is `WHOLE_EVERY` ago.
    Raises SyncStopped where any part is missing: half a listing must not look like the whole.
    """
    before = _before(url, copies) if changed_only else None
    since = before.modified - OVERLAP if before else None
    draft = copies.draft(url)
    with draft.filled(source_name(url)) as file:
        answer = await _write(_Api(copies.client, login), _listing(url, since), file)
        nothing = file.tell() == 0
        if nothing and since is None:
            raise SyncStopped("empty", f"{source_name(url)} lists no product; publish some first")
    # Validators are those of one page: of the whole the date is kept alone.
    copy = copies.finished(draft, {"Date": answer.headers.get("Date", "")})
    remembered = replace(copy.remembered, whole=before.whole if before else copies.now)
    copy = replace(copy, unchanged=nothing, remembered=remembered)
    documents = () if nothing else (document(url, copy),)
    return Source(source_name(url), documents, (copy,), partial=since is not None)


def _before(url: URL, copies: Copies) -> Remembered | None:
    """The last run, as long as there is a whole one not too long before this."""
    before = copies.recall(url)
    if before is None or before.whole is None:
        return None
    return before if timedelta(0) <= copies.now - before.whole < WHOLE_EVERY else None


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
    pages = _count(answer, "X-WP-TotalPages")
    return number >= pages if pages is not None else not products


def _check_total(answer: Answer, name: str, count: int) -> None:
    total = _count(answer, "X-WP-Total")
    if total not in {None, count}:
        fix = "it changed while it was read; sync again"
        raise SyncStopped("listing_incomplete", f"{name} speaks of {total} products and gave {count}; {fix}")


def _count(answer: Answer, header: str) -> int | None:
    """What a heading counts; None where a proxy took it away."""
    number = answer.headers.get(header, "")
    return int(number) if COUNT.fullmatch(number) else None


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
