from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from graph.adapters.sql.changes import POST, PRODUCT, append_flipped, append_synced
from graph.adapters.sql.database import Database
from graph.adapters.sql.links import read_links
from graph.adapters.sql.listing_records import read_records
from graph.adapters.sql.post_rows import post_fingerprints, save_posts, withdraw_posts
from graph.adapters.sql.product_texts import COLUMNS, Said, said_by, save_texts, speak
from graph.adapters.sql.schema import listing_source, product, stock, variant
from graph.adapters.sql.stock import recount_sales
from graph.adapters.sql.upsert import chunks, upsert
from graph.ports.supply import NONE_SEEN, LastSaid, ListingRecord, PostRecord, ProductLinks, Seen

Values = dict[str, object]


class SqlCatalogStore:
    """The port `CatalogStore`. A call is one short transaction; feeds hand over their records by the thousand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hold(self, name: str) -> AbstractAsyncContextManager[bool]:
        return self._database.hold(f"sync {name}")

    async def listed(self, merchant: str, source: str, among: Collection[str] | None = None) -> dict[str, LastSaid]:
        return await self._database.read(_listed, merchant, source, among)

    async def records(self, merchant: str, skus: Sequence[str]) -> dict[str, ListingRecord]:
        return await self._database.read(read_records, merchant, skus)

    async def apply(
        self,
        merchant: str,
        source: str,
        records: Sequence[ListingRecord],
        removed: Sequence[str],
        read_at: datetime,
        seen: Mapping[str, Seen] = NONE_SEEN,
    ) -> int:
        fresh = {record.sku: record for record in records}
        gone = [sku for sku in removed if sku not in fresh]
        what = _Delivery(merchant, source, list(fresh.values()), gone, read_at, seen)
        return await self._database.write_catalogue(_apply, what)

    async def confirm(self, merchant: str, skus: Collection[str], read_at: datetime) -> None:
        await self._database.write_catalogue(_confirm, merchant, skus, read_at)

    async def post_fingerprints(self, source: str) -> dict[str, str]:
        return await self._database.read(post_fingerprints, source)

    async def apply_posts(self, source: str, records: Sequence[PostRecord], removed: Sequence[str]) -> int:
        fresh = {record.url: record for record in records}
        gone = [url for url in removed if url not in fresh]
        return await self._database.write_catalogue(_apply_posts, source, list(fresh.values()), gone)

    async def links(self) -> ProductLinks:
        return await self._database.read(read_links)


@dataclass(frozen=True, slots=True)
class _Delivery:
    merchant: str
    source: str
    records: Sequence[ListingRecord]
    removed: Sequence[str]
    read_at: datetime
    seen: Mapping[str, Seen]


def _listed(connection: Connection, merchant: str, source: str, among: Collection[str] | None) -> dict[str, LastSaid]:
    same = (variant.c.merchant == listing_source.c.merchant) & (variant.c.sku == listing_source.c.sku)
    said = (
        select(*listing_source.c["sku", "fingerprint", "mark"], variant.c.look_hash)
        .join_from(listing_source, variant, same)
        .where(listing_source.c.merchant == merchant, listing_source.c.source == source)
    )
    if among is None:
        return _by_sku(connection.execute(said))
    found: dict[str, LastSaid] = {}
    for some in chunks(sorted(among)):
        found |= _by_sku(connection.execute(said.where(listing_source.c.sku.in_(some))))
    return found


def _by_sku(rows: Iterable[Any]) -> dict[str, LastSaid]:
    return {sku: LastSaid(fingerprint, mark, look) for sku, fingerprint, mark, look in rows}


def _apply(connection: Connection, what: _Delivery) -> int:
    touched = _products_of(connection, what.merchant, [*(record.sku for record in what.records), *what.removed])
    keys, products = _save_variants(connection, what.merchant, what.records)
    _save_stock(connection, [(keys[record.sku], record) for record in what.records], what.read_at)
    _save_sources(connection, what)
    _see_again(connection, what, {sku: seen for sku, seen in what.seen.items() if sku not in keys})
    gone = _withdraw(connection, what.merchant, what.source, what.removed)
    told = speak(connection, touched | products)
    return append_synced(connection, PRODUCT, dict.fromkeys((*keys.values(), *told)), gone)


def _products_of(connection: Connection, merchant: str, skus: Sequence[str]) -> set[int]:
    """Keys of those that variants belonged to so far: they may speak with another voice when one leaves."""
    found: set[int] = set()
    for some in chunks(skus):
        of = select(variant.c.product_key).where(variant.c.merchant == merchant, variant.c.sku.in_(some)).distinct()
        found.update(connection.execute(of).scalars())
    return found


def _see_again(connection: Connection, what: _Delivery, same: Mapping[str, Seen]) -> None:
    """Nothing that a shopper could meet has changed in these."""
    if not same:
        return
    given = {"the_merchant": what.merchant, "the_source": what.source}
    rows = [{**given, "the_sku": sku, "the_mark": seen.mark, "lacks": seen.traits} for sku, seen in same.items()]
    listed, listing = listing_source.c, variant.c
    ours = (listed.merchant == bindparam("the_merchant"), listed.source == bindparam("the_source"))
    marked = update(listing_source).where(*ours, listed.sku == bindparam("the_sku")).values(mark=bindparam("the_mark"))
    connection.execute(marked, rows)
    named = (listing.merchant == bindparam("the_merchant"), listing.sku == bindparam("the_sku"))
    connection.execute(update(variant).where(*named).values(traits=bindparam("lacks")), rows)


def _confirm(connection: Connection, merchant: str, skus: Collection[str], read_at: datetime) -> None:
    # Where nothing was sold since the last feed there is nothing to count anew; of the others there are few.
    stale = select(stock.c.variant_key, variant.c.sku).join(variant, variant.c.key == stock.c.variant_key)
    sold = stale.where(stock.c.sold > 0, stock.c.read_at < read_at, variant.c.merchant == merchant)
    keys = sorted(key for key, sku in connection.execute(sold) if sku in skus)
    for some in chunks(keys):
        # In the order of the keys, as the till takes them.
        ordered = select(stock.c.variant_key).where(stock.c.variant_key.in_(some)).order_by(stock.c.variant_key)
        connection.execute(ordered.with_for_update())
        connection.execute(update(stock).where(stock.c.variant_key.in_(some)).values(read_at=read_at))
        recount_sales(connection, some)
        append_flipped(connection, set(some))


def _apply_posts(connection: Connection, source: str, records: Sequence[PostRecord], removed: Sequence[str]) -> int:
    keys = save_posts(connection, source, records)
    return append_synced(connection, POST, keys, withdraw_posts(connection, source, removed))


def _save_variants(
    connection: Connection, merchant: str, records: Sequence[ListingRecord]
) -> tuple[dict[str, int], set[int]]:
    """The key of every sku, and those of their products."""
    if not records:
        return {}, set()
    said = {record.sku: said_by(record) for record in records}
    save_texts(connection, said)
    products = _save_products(connection, merchant, records, said)
    rows = [
        {**_variant_row(merchant, products[record.product], record), "said": said[record.sku]["hash"]}
        for record in records
    ]
    statement = upsert(connection, variant, ("merchant", "sku"), _set_by(rows[0], but=("merchant", "sku")))
    saved = connection.execute(statement.returning(variant.c.sku, variant.c.key), rows)
    return {row.sku: row.key for row in saved}, set(products.values())


def _save_products(
    connection: Connection, merchant: str, records: Sequence[ListingRecord], said: Mapping[str, Said]
) -> dict[str, int]:
    """The key of every group id. A product that is new says what the first of these does, any other what it did."""
    first: dict[str, str] = {}
    for record in records:
        first[record.product] = min(record.sku, first.get(record.product, record.sku))
    rows = [_product_row(merchant, product_id, said[sku]) for product_id, sku in first.items()]
    statement = upsert(connection, product, ("merchant", "id"), ("merchant",))
    saved = connection.execute(statement.returning(product.c.id, product.c.key), rows)
    return {row.id: row.key for row in saved}


def _save_stock(connection: Connection, records: Sequence[tuple[int, ListingRecord]], read_at: datetime) -> None:
    # In the order of the keys, as the till takes them: two who lock the same rows in one order never wait in a circle.
    rows = [_stock_row(key, record, read_at) for key, record in sorted(records, key=lambda each: each[0])]
    if not rows:
        return
    statement = upsert(connection, stock, ("variant_key",), ("availability", "on_hand", "read_at"))
    connection.execute(statement, rows)
    recount_sales(connection, [key for key, _ in records])


def _save_sources(connection: Connection, what: _Delivery) -> None:
    given = {"merchant": what.merchant, "source": what.source}
    rows = [
        {**given, "sku": record.sku, "fingerprint": record.fingerprint, "mark": what.seen.get(record.sku, Seen()).mark}
        for record in what.records
    ]
    if rows:
        statement = upsert(connection, listing_source, ("merchant", "source", "sku"), ("fingerprint", "mark"))
        connection.execute(statement, rows)


def _withdraw(connection: Connection, merchant: str, source: str, skus: Sequence[str]) -> list[int]:
    """The keys that nobody lists any more; a variant that another source still lists stays."""
    unlisted = ~exists().where(listing_source.c.merchant == merchant, listing_source.c.sku == variant.c.sku)
    gone: list[int] = []
    for some in chunks(skus):
        listed = (listing_source.c.merchant == merchant) & (listing_source.c.source == source)
        connection.execute(delete(listing_source).where(listed, listing_source.c.sku.in_(some)))
        ours = (variant.c.merchant == merchant) & variant.c.sku.in_(some) & ~variant.c.withdrawn
        withdrawn = update(variant).where(ours, unlisted).values(withdrawn=True).returning(variant.c.key)
        gone.extend((connection.execute(withdrawn)).scalars())
    return gone


def _set_by(row: Values, but: Collection[str]) -> list[str]:
    return [column for column in row if column not in but]


def _product_row(merchant: str, product_id: str, said: Said) -> Values:
    return {"merchant": merchant, "id": product_id, "said": said["hash"], **{name: said[name] for name in COLUMNS}}


def _variant_row(merchant: str, product_key: int, record: ListingRecord) -> Values:
    sale = record.sale
    return {
        "merchant": merchant,
        "sku": record.sku,
        "product_key": product_key,
        "title": record.title,
        "options": dict(record.options),
        "facts": dict(record.facts),
        "gtin": record.gtin,
        "mpn": record.mpn,
        "picture": record.picture,
        "url": record.url,
        "currency": record.price.currency,
        "price": record.price.amount,
        "sale_price": sale.price.amount if sale else None,
        "sale_start": sale.start if sale else None,
        "sale_end": sale.end if sale else None,
        "text_hash": record.text_hash,
        "look_hash": record.look_hash,
        "traits": record.traits,
        "withdrawn": False,
    }


def _stock_row(key: int, record: ListingRecord, read_at: datetime) -> Values:
    return {
        "variant_key": key,
        "availability": record.availability.value,
        "on_hand": record.quantity,
        "held": 0,
        "sold": 0,
        "read_at": read_at,
    }
