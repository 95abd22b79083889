import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, delete, exists, func, insert, select, update

from graph.adapters.sql.changes import POST, PRODUCT, append_flipped, append_synced
from graph.adapters.sql.database import Database
from graph.adapters.sql.editions import NEWEST, Edition, begin, clear, current, is_unclear, to_come, turn_over
from graph.adapters.sql.links import read_links
from graph.adapters.sql.listing_records import read_records
from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.post_rows import post_fingerprints, save_posts, withdraw_posts
from graph.adapters.sql.product_texts import said_by, save_texts, speak
from graph.adapters.sql.schema import OPEN, UNLISTED, listing, listing_source, product, sale, variant
from graph.adapters.sql.upsert import chunks, upsert
from graph.ports.supply import NONE_SEEN, LastSaid, ListingRecord, PostRecord, ProductLinks, Seen

BREATH = 0.01
"""Seconds between two transactions, in which a till of another process gets its turn."""

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
        edition: int | None = None,
    ) -> int:
        fresh = {record.sku: record for record in records}
        gone = [sku for sku in removed if sku not in fresh]
        what = _Delivery(merchant, source, list(fresh.values()), gone, read_at, seen)
        return await self._database.write_catalogue(_apply, what, edition)

    async def begin_edition(self, merchant: str) -> int:
        await self.clear(merchant)
        return await self._database.write_catalogue(begin, merchant)

    async def turn_over(self, merchant: str, edition: int) -> int:
        return await self._database.write_catalogue(turn_over, merchant, edition)

    async def clear(self, merchant: str) -> None:
        left = await self._database.read(is_unclear, merchant)
        while left:
            left = await self._database.write_catalogue(clear, merchant)
            await asyncio.sleep(BREATH)

    async def confirm(self, merchant: str, skus: Collection[str], read_at: datetime) -> None:
        sold = await self._database.read(_sold_before, merchant, read_at)
        if keys := sorted(key for key, sku in sold.items() if sku in skus):
            await self._database.write_catalogue(_confirm, keys, read_at)

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
    same = (LISTED.c.merchant == listing_source.c.merchant) & (LISTED.c.sku == listing_source.c.sku)
    said = (
        select(*listing_source.c["sku", "fingerprint", "mark"], LISTED.c.look_hash)
        .outerjoin_from(listing_source, LISTED, same)
        .where(listing_source.c.merchant == merchant, listing_source.c.source == source, ~UNLISTED)
    )
    if among is None:
        return _by_sku(connection.execute(said))
    found: dict[str, LastSaid] = {}
    for some in chunks(sorted(among)):
        found |= _by_sku(connection.execute(said.where(listing_source.c.sku.in_(some))))
    return found


def _by_sku(rows: Iterable[Any]) -> dict[str, LastSaid]:
    return {sku: LastSaid(fingerprint, mark, look) for sku, fingerprint, mark, look in rows}


def _apply(connection: Connection, what: _Delivery, coming: int | None) -> int:
    edition = current(connection, what.merchant) if coming is None else to_come(connection, what.merchant, coming)
    touched = _products_of(connection, what.merchant, [*(record.sku for record in what.records), *what.removed])
    keys, products = _save_listings(connection, what, edition)
    _save_sources(connection, what, edition)
    _see_again(connection, what, {sku: seen for sku, seen in what.seen.items() if sku not in keys})
    gone = _withdraw(connection, what, edition)
    told = speak(connection, edition, touched | products)
    changed = () if edition.coming else dict.fromkeys((*keys.values(), *told))
    return append_synced(connection, PRODUCT, changed, () if edition.coming else gone)


def _products_of(connection: Connection, merchant: str, skus: Sequence[str]) -> set[int]:
    """Keys of those that variants belonged to so far: they may speak with another voice when one leaves."""
    found: set[int] = set()
    for some in chunks(skus):
        ours = (variant.c.merchant == merchant, variant.c.sku.in_(some), NEWEST)
        found.update(connection.execute(select(listing.c.product_key).join(variant).where(*ours).distinct()).scalars())
    return found


def _see_again(connection: Connection, what: _Delivery, same: Mapping[str, Seen]) -> None:
    """Nothing that a shopper could meet has changed in these."""
    if not same:
        return
    given = {"the_merchant": what.merchant, "the_source": what.source}
    rows = [{**given, "the_sku": sku, "the_mark": seen.mark, "lacks": seen.traits} for sku, seen in same.items()]
    listed = listing_source.c
    ours = (listed.merchant == bindparam("the_merchant"), listed.source == bindparam("the_source"))
    marked = update(listing_source).where(*ours, listed.sku == bindparam("the_sku")).values(mark=bindparam("the_mark"))
    connection.execute(marked, rows)
    named = (variant.c.merchant == bindparam("the_merchant"), variant.c.sku == bindparam("the_sku"))
    key = select(variant.c.key).where(*named).scalar_subquery()
    lacking = update(listing).where(listing.c.variant_key == key, NEWEST).values(traits=bindparam("lacks"))
    connection.execute(lacking, rows)


def _sold_before(connection: Connection, merchant: str, read_at: datetime) -> dict[int, str]:
    """The sku by the key of those that were sold since they were last read, and before `read_at`."""
    last = select(sale.c.variant_key, func.max(sale.c.at).label("at")).group_by(sale.c.variant_key).subquery()
    sold = select(*LISTED.c["key", "sku"]).join(last, last.c.variant_key == LISTED.c.key)
    found = sold.where(LISTED.c.merchant == merchant, LISTED.c.read_at < read_at, LISTED.c.read_at < last.c.at)
    return {row.key: row.sku for row in connection.execute(found)}


def _confirm(connection: Connection, keys: Sequence[int], read_at: datetime) -> None:
    for some in chunks(keys):
        older = (listing.c.variant_key.in_(some), NEWEST, listing.c.read_at < read_at)
        connection.execute(update(listing).where(*older).values(read_at=read_at))
        append_flipped(connection, some)


def _apply_posts(connection: Connection, source: str, records: Sequence[PostRecord], removed: Sequence[str]) -> int:
    keys = save_posts(connection, source, records)
    return append_synced(connection, POST, keys, withdraw_posts(connection, source, removed))


def _save_listings(connection: Connection, what: _Delivery, edition: Edition) -> tuple[dict[str, int], set[int]]:
    """The key of every sku, and those of their products."""
    if not what.records:
        return {}, set()
    said = {record.sku: said_by(record) for record in what.records}
    save_texts(connection, said)
    keys = _keys(connection, variant, variant.c.sku, what.merchant, said)
    products = _keys(
        connection, product, product.c.id, what.merchant, dict.fromkeys(record.product for record in what.records)
    )
    edition.replace(connection, list(keys.values()))
    rows = [
        {
            "variant_key": keys[record.sku],
            "product_key": products[record.product],
            "edition": edition.number,
            "said": said[record.sku]["hash"],
            "called": said[record.sku]["hash"],
            **_listing_row(record, what.read_at),
        }
        for record in what.records
    ]
    named = ("variant_key", "until")
    connection.execute(upsert(connection, listing, named, [column for column in rows[0] if column not in named]), rows)
    return keys, set(products.values())


def _keys(
    connection: Connection, table: Table, name: Column[str], merchant: str, names: Collection[str]
) -> dict[str, int]:
    """By name, of a merchant's products or variants. Who is there already is left alone: the till may hold it."""
    known: dict[str, int] = {}
    for some in chunks(list(names)):
        there = select(name, table.c.key).where(table.c.merchant == merchant, name.in_(some))
        known.update((row[0], row.key) for row in connection.execute(there))
    if fresh := [{"merchant": merchant, name.name: each} for each in names if each not in known]:
        made = connection.execute(insert(table).returning(name, table.c.key), fresh)
        known.update((row[0], row.key) for row in made)
    return known


def _save_sources(connection: Connection, what: _Delivery, edition: Edition) -> None:
    given = {"merchant": what.merchant, "source": what.source, "edition": edition.number}
    rows = [
        {**given, "sku": record.sku, "fingerprint": record.fingerprint, "mark": what.seen.get(record.sku, Seen()).mark}
        for record in what.records
    ]
    if rows:
        named = ("merchant", "source", "sku")
        statement = upsert(connection, listing_source, named, ("edition", "fingerprint", "mark"))
        connection.execute(statement, rows)


def _withdraw(connection: Connection, what: _Delivery, edition: Edition) -> list[int]:
    """The keys that nobody lists any more; a variant that another source still lists stays."""
    others = (listing_source.c.merchant == what.merchant, listing_source.c.sku == variant.c.sku, ~UNLISTED)
    gone: list[int] = []
    for some in chunks(what.removed):
        ours = (listing_source.c.merchant == what.merchant, listing_source.c.source == what.source)
        named = (*ours, listing_source.c.sku.in_(some))
        if edition.coming:
            unlisted = update(listing_source).where(*named)
            connection.execute(unlisted.values(edition=edition.number, fingerprint=None, mark=None))
        else:
            connection.execute(delete(listing_source).where(*named))
        listed = (variant.c.merchant == what.merchant, variant.c.sku.in_(some), NEWEST, ~listing.c.withdrawn)
        alone = select(variant.c.key).join_from(variant, listing).where(*listed, ~exists().where(*others))
        gone += connection.execute(alone).scalars()
    edition.own(connection, gone)
    for keys in chunks(gone):
        connection.execute(update(listing).where(listing.c.variant_key.in_(keys), NEWEST).values(withdrawn=True))
    return gone


def _listing_row(record: ListingRecord, read_at: datetime) -> Values:
    sale = record.sale
    return {
        "until": OPEN,
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
        "availability": record.availability.value,
        "on_hand": record.quantity,
        "read_at": read_at,
        "text_hash": record.text_hash,
        "look_hash": record.look_hash,
        "traits": record.traits,
        "withdrawn": False,
    }
