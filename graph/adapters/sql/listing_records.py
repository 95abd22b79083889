"""Listings as a feed said them, read back: for feeds that leave out what is to stay as it is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.product_texts import COLUMNS
from graph.adapters.sql.schema import product, product_text
from graph.adapters.sql.upsert import chunks
from graph.domain.catalogue import Availability
from graph.domain.money import Money
from graph.ports.supply import ListingRecord, Sale


def read_records(connection: Connection, merchant: str, skus: Sequence[str]) -> dict[str, ListingRecord]:
    """By sku. Quantities are the feed's own, whatever was sold since."""
    found: dict[str, ListingRecord] = {}
    for some in chunks(skus):
        rows = connection.execute(_said().where(LISTED.c.merchant == merchant, LISTED.c.sku.in_(some)))
        found |= {row.sku: _record(row) for row in rows}
    return found


def page_of_records(connection: Connection, after: int, limit: int) -> list[tuple[int, ListingRecord]]:
    """With their keys, those above `after`; not what is withdrawn."""
    page = _said().where(~LISTED.c.withdrawn, LISTED.c.key > after).order_by(LISTED.c.key).limit(limit)
    return [(row.key, _record(row)) for row in connection.execute(page)]


def _said() -> Select[Any]:
    own, shared = product_text.alias("own"), product_text.alias("shared")
    words = (text.c[name].label(f"{text.name}_{name}") for text in (own, shared) for name in COLUMNS)
    return (
        select(LISTED, product.c.id.label("product"), *words)
        .join_from(LISTED, product, product.c.key == LISTED.c.product_key)
        .join(shared, shared.c.hash == LISTED.c.called)
        .outerjoin(own, own.c.hash == LISTED.c.said)
    )


def _record(row: Row[Any]) -> ListingRecord:
    reduced = row.sale_price is not None
    whose = "shared" if row.own_title is None else "own"
    said = {name: getattr(row, f"{whose}_{name}") for name in COLUMNS}
    return ListingRecord(
        sku=row.sku,
        product=row.product,
        title=row.title,
        product_title=said["title"],
        description=said["description"],
        price=Money(row.price, row.currency),
        availability=Availability(row.availability),
        fingerprint="",
        text_hash=row.text_hash,
        look_hash=row.look_hash,
        sale=Sale(Money(row.sale_price, row.currency), row.sale_start, row.sale_end) if reduced else None,
        quantity=row.on_hand,
        brand=said["brand"],
        category=tuple(said["category"]),
        language=said["language"],
        options=row.options,
        facts=row.facts,
        gtin=row.gtin,
        mpn=row.mpn,
        picture=row.picture,
        url=row.url,
        traits=row.traits,
    )
