"""Creators' posts as a table (CSV, TSV): our JSON lines with a column for each of their paths.

    creator.handle, creator.platform, creator.name, creator.url, creator.commission, post.id, post.url, post.published,
    post.kind, post.title, post.text, post.language, post.moments, products, stance, disclosure

A heading may be written with spaces or underscores for the points. Two columns hold several things in one cell, with
"|" between them: `post.moments` as in "02:14 It pours well | 03:20 It drips", and `products` as in
"gtin:4006381333931 | sku:MERCHANT/SKU | url:https://… | title:Skerry Pilot Kettle", where words without such a
beginning are a title. Or each product has columns of its own: products.0.gtin, products.0.merchant, products.0.sku,
products.0.url, products.0.brand, products.0.title, and so on for products.1.
"""

import re
from collections.abc import Iterator

from catalog_sync.document import Document
from catalog_sync.feeds.table import Table, find_heading, open_table
from catalog_sync.rows import Problem, Record

COLUMNS = (
    "creator.handle creator.platform creator.name creator.url creator.commission post.id post.url post.published"
    " post.kind post.title post.text post.language post.moments products stance disclosure"
)
KNOWN = frozenset(COLUMNS.split())
NEEDED = (
    "creator.handle",
    "creator.platform",
    "post.url",
    "post.published",
    "post.kind",
    "post.title or post.text",
    "post.language",
    "stance",
    "disclosure",
)
PRODUCT = re.compile(r"products\.\d{1,2}\.(gtin|merchant|sku|url|brand|title)")
KINDS = ("gtin", "sku", "url", "title")
MOMENT = re.compile(r"(?P<at>\d+(?::\d+)+)\s+(?P<text>.*)", re.DOTALL)
ENOUGH = 3
"""Columns known here by which a table shows that it is one of posts."""


def recognises(head: str) -> bool:
    """Whether the heading is one of posts."""
    spelt = find_heading(head, _name).spelt
    return len(spelt) >= ENOUGH and any(name.startswith(("post.", "creator.")) for name in spelt)


def posts(document: Document) -> Iterator[Record | Problem]:
    """A post a row. Raises SyncStopped where a column is missing that every post needs."""
    table = open_table(document, _name)
    table.require(*NEEDED)
    for row in table.records():
        yield row if isinstance(row, Problem) else Record(row.line, _content(table, row.content))


def _name(heading: str) -> str:
    name = re.sub(r"[\s_]+", ".", heading.strip().lower())
    return name if name in KNOWN or PRODUCT.fullmatch(name) else ""


def _content(table: Table, cells: object) -> dict[str, object]:
    """The row as our JSON lines have it."""
    assert isinstance(cells, list)  # noqa: S101  our own record
    groups: dict[str, dict[str, object]] = {"creator": {}, "post": {}}
    products: dict[str, dict[str, object]] = {}
    content: dict[str, object] = {}
    for name, cell in table.filled(cells):
        group, _, field = name.partition(".")
        if name == "products":
            products |= {f"{len(products)} {part}": _product(part) for part in _parts(cell)}
        elif group == "products":
            number, _, field = field.partition(".")
            products.setdefault(number, {})[field] = cell
        elif field:
            groups[group][field] = [_moment(part) for part in _parts(cell)] if name == "post.moments" else cell
        else:
            content[name] = cell
    return {**groups, **content, "products": list(products.values())}


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _product(text: str) -> dict[str, object]:
    kind, _, value = text.partition(":")
    kind, value = kind.strip().lower(), value.strip()
    if kind not in KINDS:
        return {"title": text}
    if kind == "sku":
        merchant, _, sku = value.partition("/")
        return {"merchant": merchant.strip(), "sku": sku.strip()}
    return {kind: value}


def _moment(text: str) -> dict[str, str]:
    match = MOMENT.fullmatch(text)
    return match.groupdict() if match else {"text": text}
