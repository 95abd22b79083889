from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select, update

from graph.adapters.sql.changes import POST, PRODUCT, append_flipped, append_synced
from graph.adapters.sql.database import Database
from graph.adapters.sql.links import read_links
from graph.adapters.sql.post_rows import save_posts
from graph.adapters.sql.schema import listing_source, post, product, stock, variant
from graph.adapters.sql.stock import recount_sales
from graph.adapters.sql.upsert import chunks, upsert
from graph.ports import ListingRecord, PostRecord, ProductLinks

Row = dict[str, object]


class SqlCatalogStore:
    """The port `CatalogStore`. A call is one short transaction; feeds hand over their records by the thousand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fingerprints(self, merchant: str, source: str) -> dict[str, str]:
        return await self._database.read(_fingerprints, merchant, source)

    async def apply(
        self, merchant: str, source: str, records: Sequence[ListingRecord], removed: Sequence[str], read_at: datetime
    ) -> int:
        fresh = {record.sku: record for record in records}
        gone = [sku for sku in removed if sku not in fresh]
        return await self._database.write_catalogue(_apply, merchant, source, list(fresh.values()), gone, read_at)

    async def confirm(self, merchant: str, skus: Sequence[str], read_at: datetime) -> None:
        await self._database.write_catalogue(_confirm, merchant, skus, read_at)

    async def post_fingerprints(self, source: str) -> dict[str, str]:
        return await self._database.read(_post_fingerprints, source)

    async def apply_posts(self, source: str, records: Sequence[PostRecord], removed: Sequence[str]) -> int:
        fresh = {record.url: record for record in records}
        gone = [url for url in removed if url not in fresh]
        return await self._database.write_catalogue(_apply_posts, source, list(fresh.values()), gone)

    async def links(self) -> ProductLinks:
        return await self._database.read(read_links)


def _fingerprints(connection: Connection, merchant: str, source: str) -> dict[str, str]:
    listed = select(*listing_source.c["sku", "fingerprint"]).where(
        listing_source.c.merchant == merchant, listing_source.c.source == source
    )
    return {row.sku: row.fingerprint for row in connection.execute(listed)}


def _apply(
    connection: Connection,
    merchant: str,
    source: str,
    records: Sequence[ListingRecord],
    removed: Sequence[str],
    read_at: datetime,
) -> int:
    keys = _save_variants(connection, merchant, records)
    _save_stock(connection, [(keys[record.sku], record) for record in records], read_at)
    _save_sources(connection, merchant, source, records)
    gone = _withdraw(connection, merchant, source, removed)
    return append_synced(connection, PRODUCT, keys.values(), gone)


def _confirm(connection: Connection, merchant: str, skus: Sequence[str], read_at: datetime) -> None:
    for some in chunks(skus):
        named = select(variant.c.key).where(variant.c.merchant == merchant, variant.c.sku.in_(some))
        # Where nothing was sold since the last feed there is nothing to count anew.
        stale = stock.c.variant_key.in_(named) & (stock.c.sold > 0) & (stock.c.read_at < read_at)
        read = update(stock).where(stale).values(read_at=read_at).returning(stock.c.variant_key)
        keys = sorted(connection.execute(read).scalars())
        if keys:
            recount_sales(connection, keys)
            append_flipped(connection, set(keys))


def _post_fingerprints(connection: Connection, source: str) -> dict[str, str]:
    listed = select(*post.c["url", "fingerprint"]).where(post.c.source == source, ~post.c.withdrawn)
    return {row.url: row.fingerprint for row in connection.execute(listed)}


def _apply_posts(connection: Connection, source: str, records: Sequence[PostRecord], removed: Sequence[str]) -> int:
    keys = save_posts(connection, source, records)
    return append_synced(connection, POST, keys, _withdraw_posts(connection, source, removed))


def _save_variants(connection: Connection, merchant: str, records: Sequence[ListingRecord]) -> dict[str, int]:
    """The key of every sku."""
    if not records:
        return {}
    products = _save_products(connection, merchant, records)
    rows = [_variant_row(merchant, products[record.product], record) for record in records]
    statement = upsert(connection, variant, ("merchant", "sku"), _set_by(rows[0], but=("merchant", "sku")))
    saved = connection.execute(statement.returning(variant.c.sku, variant.c.key), rows)
    return {row.sku: row.key for row in saved}


def _save_products(connection: Connection, merchant: str, records: Sequence[ListingRecord]) -> dict[str, int]:
    """The key of every group id; where a group's records differ, the last one speaks for the product."""
    rows = list({record.product: _product_row(merchant, record) for record in records}.values())
    statement = upsert(connection, product, ("merchant", "id"), _set_by(rows[0], but=("merchant", "id")))
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


def _save_sources(connection: Connection, merchant: str, source: str, records: Sequence[ListingRecord]) -> None:
    given = {"merchant": merchant, "source": source}
    rows = [{**given, "sku": record.sku, "fingerprint": record.fingerprint} for record in records]
    if rows:
        statement = upsert(connection, listing_source, ("merchant", "source", "sku"), ("fingerprint",))
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


def _withdraw_posts(connection: Connection, source: str, urls: Sequence[str]) -> list[int]:
    gone: list[int] = []
    for some in chunks(urls):
        ours = (post.c.source == source) & post.c.url.in_(some) & ~post.c.withdrawn
        withdrawn = update(post).where(ours).values(withdrawn=True).returning(post.c.key)
        gone.extend((connection.execute(withdrawn)).scalars())
    return gone


def _set_by(row: Row, but: Collection[str]) -> list[str]:
    return [column for column in row if column not in but]


def _product_row(merchant: str, record: ListingRecord) -> Row:
    return {
        "merchant": merchant,
        "id": record.product,
        "title": record.product_title,
        "description": record.description,
        "brand": record.brand,
        "category": list(record.category),
        "language": record.language,
    }


def _variant_row(merchant: str, product_key: int, record: ListingRecord) -> Row:
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
        "withdrawn": False,
    }


def _stock_row(key: int, record: ListingRecord, read_at: datetime) -> Row:
    return {
        "variant_key": key,
        "availability": record.availability.value,
        "on_hand": record.quantity,
        "held": 0,
        "sold": 0,
        "read_at": read_at,
    }
