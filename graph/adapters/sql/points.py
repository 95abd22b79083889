"""Rows become the points of an index."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from graph.adapters.sql.embeddings import from_bytes
from graph.adapters.sql.listings import lowest_price, offer
from graph.domain.creators import ProductRef, Stance
from graph.ports.publishing import PostPoint, ProductPoint

EPOCH = date(1970, 1, 1)


def product_point(row: Row[Any], now: datetime) -> ProductPoint:
    return ProductPoint(
        key=row.key,
        merchant=row.merchant,
        product=row.id,
        sku=row.sku,
        names=_phrases(row.product_title, row.title, row.brand, row.mpn, *row.category, *row.options.values()),
        details=_phrases(*(f"{name} {value}" for name, value in row.facts.items()), row.description),
        brand=row.brand or "",
        categories=tuple(row.category),
        colour=_attribute(row, "color"),
        size=_attribute(row, "size"),
        gtin=row.gtin or "",
        price=lowest_price(row, now),
        currency=row.currency,
        available=offer(row, now).available,
        text=from_bytes(row.text_vector),
        look=None if row.look_vector is None else from_bytes(row.look_vector),
    )


def _phrases(*phrases: str | None) -> str:
    """Each once."""
    return " ".join(dict.fromkeys(phrase for phrase in phrases if phrase))


def post_point(row: Row[Any], products: tuple[ProductRef, ...]) -> PostPoint:
    return PostPoint(
        post=row.key,
        moment=row.position,
        words=row.words,
        creator=row.handle,
        platform=row.platform,
        stance=Stance(row.stance),
        kind=row.kind,
        language=row.language,
        published=(row.published - EPOCH).days,
        products=tuple(str(ref) for ref in products),
        text=from_bytes(row.text_vector),
    )


def _attribute(row: Row[Any], name: str) -> str:
    value: str = row.options.get(name) or row.facts.get(name) or ""
    return value
