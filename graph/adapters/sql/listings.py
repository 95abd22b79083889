"""Rows become products: shared by the shop window, the till and the index source."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Subquery, bindparam, func, select, tuple_

from graph.adapters.sql.schema import hold, listing, product, product_text, sale, storefront, variant
from graph.domain.catalogue import Availability, Listing, Offer, Product, Variant
from graph.domain.money import Money

EDITION = select(storefront.c.edition).where(storefront.c.merchant == variant.c.merchant).scalar_subquery()
"""The one that shoppers meet of a variant's merchant."""
_HELD = func.coalesce(func.sum(hold.c.quantity), 0)
_SOLD = func.coalesce(func.sum(sale.c.quantity), 0)
LEFT = (
    listing.c.on_hand
    - select(_HELD).where(hold.c.variant_key == listing.c.variant_key).scalar_subquery()
    - select(_SOLD).where(sale.c.variant_key == listing.c.variant_key, sale.c.at > listing.c.read_at).scalar_subquery()
)
"""Units that can be sold: what the feed counted, less what is held, less what was sold after it; NULL: not counted."""


def listed_in(edition: ColumnElement[int]) -> Subquery:
    """What is said of each variant in an edition, of those that are withdrawn too."""
    said = (column for column in listing.c if column.name not in {"variant_key", "edition", "until"})
    whose = (listing.c.variant_key.label("key"), *variant.c["merchant", "sku"])
    met = edition.between(listing.c.edition, listing.c.until - 1)
    return select(*whose, *said, LEFT.label("left")).join_from(listing, variant).where(met).subquery("listed")


def offered_of(listed: Subquery) -> Select[Any]:
    """A row a variant that is not withdrawn, with its product and what that is called."""
    return (
        select(
            *listed.c["key", "product_key", "merchant", "sku", "title", "options", "facts", "gtin", "mpn"],
            *listed.c["picture", "url"],
            *listed.c["currency", "price", "sale_price", "sale_start", "sale_end", "availability", "left"],
            *product_text.c["description", "brand", "category", "language"],
            product.c.id,
            product_text.c.title.label("product_title"),
        )
        .join_from(listed, product, product.c.key == listed.c.product_key)
        .join(product_text, product_text.c.hash == listed.c.called)
        .where(~listed.c.withdrawn)
    )


LISTED = listed_in(EDITION)
"""In the edition that shoppers meet."""
OFFERED = offered_of(LISTED)


def whole_products(condition: ColumnElement[bool]) -> Select[Any]:
    """Rows of the products for which `condition` is true, of each all its variants."""
    return OFFERED.where(condition).order_by(LISTED.c.product_key, LISTED.c.key)


def products_having(condition: ColumnElement[bool]) -> Select[Any]:
    """Rows of the products that have a variant for which `condition` is true, of each all its variants."""
    return whole_products(LISTED.c.product_key.in_(select(LISTED.c.product_key).where(condition)))


# A turn asks these again and again. Built each time, they took SQLAlchemy 1.5 ms where SQLite answers in 0.4.
BY_KEY = products_having(LISTED.c.key.in_(bindparam("keys", expanding=True)))
BY_REF = whole_products(tuple_(product.c.merchant, product.c.id).in_(bindparam("refs", expanding=True)))


def products(connection: Connection, /, rows: Select[Any], now: datetime, **values: Sequence[Any]) -> list[Product]:
    """Of `rows` of whole products, with `values` for its parameters."""
    grouped = groupby(connection.execute(rows, values).all(), key=attrgetter("product_key"))
    return [_product(list(group), now) for _, group in grouped]


def listings(connection: Connection, /, rows: Select[Any], now: datetime, **values: Sequence[Any]) -> list[Listing]:
    """The variants of those products: the reader picks those it asked for."""
    found = products(connection, rows, now, **values)
    return [Listing(product, variant) for product in found for variant in product.variants]


def offer(row: Row[Any], now: datetime) -> Offer:
    """Price and stock of an OFFERED row at `now`."""
    regular = Money(row.price, row.currency)
    reduced = _sale_runs(row, now)
    return Offer(
        price=Money(row.sale_price, row.currency) if reduced else regular,
        availability=Availability(row.availability),
        quantity=None if row.left is None else max(0, row.left),
        was=regular if reduced else None,
    )


def lowest_price(row: Row[Any], now: datetime) -> int:
    """The price or, where it is lower, that of a sale that runs or is still to come."""
    if row.sale_price is None or (row.sale_end is not None and row.sale_end <= now):
        return int(row.price)
    return int(min(row.price, row.sale_price))


def _sale_runs(row: Row[Any], now: datetime) -> bool:
    if row.sale_price is None or row.sale_price >= row.price:
        return False
    begun = row.sale_start is None or row.sale_start <= now
    return begun and (row.sale_end is None or now < row.sale_end)


def _product(rows: list[Row[Any]], now: datetime) -> Product:
    first = rows[0]
    return Product(
        merchant=first.merchant,
        id=first.id,
        title=first.product_title,
        description=first.description,
        variants=tuple(_variant(row, now) for row in rows),
        brand=first.brand,
        category=tuple(first.category),
        language=first.language,
    )


def _variant(row: Row[Any], now: datetime) -> Variant:
    return Variant(
        key=row.key,
        sku=row.sku,
        title=row.title,
        offer=offer(row, now),
        options=row.options,
        gtin=row.gtin,
        mpn=row.mpn,
        picture=row.picture,
        url=row.url,
        facts=row.facts,
    )
