"""What a product is called: its variants may each say something else, and the one with the first sku speaks."""

import json
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from graph.adapters.sql.schema import product, product_text, variant
from graph.adapters.sql.upsert import chunks, upsert
from graph.ports.supply import ListingRecord

COLUMNS = ("title", "description", "brand", "category", "language")
SIZE = 16
"""Bytes of a hash."""

Said = dict[str, object]


def said_by(record: ListingRecord) -> Said:
    """The row of `product_text` for what a listing says of its product."""
    said: Said = {
        "title": record.product_title,
        "description": record.description,
        "brand": record.brand,
        "category": list(record.category),
        "language": record.language,
    }
    return {"hash": blake2b(json.dumps(said).encode(), digest_size=SIZE).hexdigest(), **said}


def save_texts(connection: Connection, said: Mapping[str, Said]) -> None:
    """By sku; those that are there already stay as they are."""
    rows = {str(each["hash"]): each for each in said.values()}
    if rows:
        connection.execute(upsert(connection, product_text, ("hash",)), [rows[name] for name in sorted(rows)])


def speak(connection: Connection, keys: Collection[int]) -> list[int]:
    """Have these products say what they are to say now; the keys of the variants of those that say something new."""
    told: list[int] = []
    for some in chunks(sorted(keys)):
        told += _speak(connection, some)
    return told


def _speak(connection: Connection, keys: Sequence[int]) -> list[int]:
    listed = (variant.c.product_key.in_(keys), ~variant.c.withdrawn, variant.c.said.is_not(None))
    first = select(variant.c.product_key, func.min(variant.c.sku).label("sku")).where(*listed)
    speaker = first.group_by(variant.c.product_key).subquery()
    same = (variant.c.product_key == speaker.c.product_key) & (variant.c.sku == speaker.c.sku)
    texts = (
        select(variant.c.product_key.label("product"), variant.c.said.label("now"), *product_text.c[COLUMNS])
        .join_from(speaker, variant, same)
        .join(product, product.c.key == variant.c.product_key)
        .join(product_text, product_text.c.hash == variant.c.said)
        .where(product.c.said.is_distinct_from(variant.c.said))
    )
    rows = [dict(row) for row in connection.execute(texts).mappings()]
    if not rows:
        return []
    words: dict[str, Any] = {name: bindparam(name) for name in COLUMNS}
    spoken = update(product).where(product.c.key == bindparam("product")).values(said=bindparam("now"), **words)
    connection.execute(spoken, rows)
    theirs = (variant.c.product_key.in_([row["product"] for row in rows]), ~variant.c.withdrawn)
    return list(connection.execute(select(variant.c.key).where(*theirs)).scalars())
