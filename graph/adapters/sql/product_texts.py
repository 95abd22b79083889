"""What a product is called: its variants may each say something else, and the one with the first sku speaks."""

import json
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update

from graph.adapters.sql.editions import NEWEST, Edition
from graph.adapters.sql.schema import listing, product_text, variant
from graph.adapters.sql.upsert import chunks, upsert
from graph.ports.supply import ListingRecord

COLUMNS = ("title", "description", "brand", "category", "language")
SIZE = 16
"""Bytes of a hash."""

RENAMED = update(listing).where(listing.c.variant_key == bindparam("named"), NEWEST).values(called=bindparam("now"))

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


def speak(connection: Connection, edition: Edition, keys: Collection[int]) -> list[int]:
    """Have these products be called what they are now; the keys of the variants for which that is something new."""
    told: list[int] = []
    for some in chunks(sorted(keys)):
        misnamed = {row.variant_key: row.now for row in connection.execute(_misnamed(some))}
        if misnamed:
            edition.own(connection, list(misnamed))
            connection.execute(RENAMED, [{"named": key, "now": now} for key, now in misnamed.items()])
        told += misnamed
    return told


def _misnamed(keys: Sequence[int]) -> Select[Any]:
    """The newest listings of these products that go by another name than the one they are to have `now`."""
    listed = (NEWEST, ~listing.c.withdrawn)
    speaks = func.row_number().over(partition_by=listing.c.product_key, order_by=variant.c.sku)
    voices = (
        select(*listing.c["product_key", "said"], speaks.label("place"))
        .join_from(listing, variant)
        .where(listing.c.product_key.in_(keys), listing.c.said.is_not(None), *listed)
        .subquery()
    )
    first = (voices.c.product_key == listing.c.product_key) & (voices.c.place == 1)
    named = select(listing.c.variant_key, voices.c.said.label("now")).join_from(voices, listing, first)
    return named.where(*listed, listing.c.called != voices.c.said)
