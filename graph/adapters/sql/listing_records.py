"""Listings as a feed said them, read back: for feeds that leave out what is to stay as it is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from graph.adapters.sql.product_texts import COLUMNS
from graph.adapters.sql.schema import product, product_text, stock, variant
from graph.adapters.sql.upsert import chunks
from graph.domain.catalogue import Availability
from graph.domain.money import Money
from graph.ports.supply import ListingRecord, Sale


def read_records(connection: Connection, merchant: str, skus: Sequence[str]) -> dict[str, ListingRecord]:
    """By sku. Quantities are the feed's own, whatever was sold since."""
    found: dict[str, ListingRecord] = {}
    for some in chunks(skus):
        rows = connection.execute(_said().where(variant.c.merchant == merchant, variant.c.sku.in_(some)))
        found |= {row.sku: _record(row) for row in rows}
    return found


def _said() -> Select[Any]:
    own = (product_text.c[name].label(f"own_{name}") for name in COLUMNS)
    shared = (product.c[name].label(f"product_{name}") for name in COLUMNS)
    return (
        select(variant, product.c.id.label("product"), *own, *shared, *stock.c["availability", "on_hand"])
        .join(product, product.c.key == variant.c.product_key)
        .outerjoin(product_text, product_text.c.hash == variant.c.said)
        .join(stock, stock.c.variant_key == variant.c.key)
    )


def _record(row: Row[Any]) -> ListingRecord:
    reduced = row.sale_price is not None
    whose = "product" if row.own_title is None else "own"
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
