"""A large sync writes a merchant's next edition beside the one that shoppers meet, and the shop turns over at once.

A listing is met from its edition until another one; what nothing has replaced yet has no end (`OPEN`). Whoever writes
holds the merchant, so that no more than one edition is coming.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, literal, select, update

from graph.adapters.sql.changes import append_edition, last_change
from graph.adapters.sql.schema import (
    OPEN,
    REPLACED,
    UNLISTED,
    catalog_state,
    listing,
    listing_source,
    storefront,
    variant,
)
from graph.adapters.sql.upsert import chunks, upsert
from graph.domain.errors import StorageFailed

CLEARED_AT_ONCE = 500
"""Listings: some milliseconds in which the till cannot write."""
COPIED = [column for column in listing.c if column not in {listing.c.edition, listing.c.until}]
NEWEST = listing.c.until == OPEN


@dataclass(frozen=True, slots=True)
class Edition:
    """Where a sync writes: listings that shoppers meet change where they stand, an edition to come has its own."""

    number: int
    coming: bool

    def replace(self, connection: Connection, keys: Sequence[int]) -> list[int]:
        """Have what was said of these variants end with this edition; the keys of those of whom something was said."""
        replaced: list[int] = []
        for some in chunks(keys) if self.coming else ():
            older = update(listing).where(listing.c.variant_key.in_(some), NEWEST, listing.c.edition < self.number)
            ended = older.values(until=self.number).returning(listing.c.variant_key)
            replaced += connection.execute(ended).scalars()
        return replaced

    def own(self, connection: Connection, keys: Sequence[int]) -> None:
        """Have these variants listed in this edition by rows of its own, as before so far: these may be changed."""
        for some in chunks(self.replace(connection, keys)):
            ended = (listing.c.variant_key.in_(some), listing.c.until == self.number, REPLACED)
            copies = select(*COPIED, literal(self.number), literal(OPEN)).where(*ended)
            connection.execute(insert(listing).from_select([*COPIED, listing.c.edition, listing.c.until], copies))


def current(connection: Connection, merchant: str) -> Edition:
    """The one that shoppers meet."""
    connection.execute(upsert(connection, storefront, ("merchant",)), {"merchant": merchant, "edition": 0})
    met = select(storefront.c.edition).where(storefront.c.merchant == merchant)
    return Edition(connection.execute(met).scalar_one(), coming=False)


def begin(connection: Connection, merchant: str) -> int:
    """The number of a new one, which nobody meets yet."""
    current(connection, merchant)
    drawn = update(catalog_state).values(edition=catalog_state.c.edition + 1).returning(catalog_state.c.edition)
    number: int = connection.execute(drawn).scalar_one()
    connection.execute(update(storefront).where(storefront.c.merchant == merchant).values(coming=number))
    return number


def to_come(connection: Connection, merchant: str, edition: int) -> Edition:
    """The one so numbered. Raises StorageFailed where it is coming no more."""
    coming = select(storefront.c.coming).where(storefront.c.merchant == merchant)
    if connection.execute(coming).scalar() != edition:
        raise StorageFailed(f"another sync of {merchant} has cleared away what this one wrote; sync again")
    return Edition(edition, coming=True)


def turn_over(connection: Connection, merchant: str, edition: int) -> int:
    """Have shoppers meet it from now on; the number of the last change. Raises StorageFailed as `to_come`.

    Once more, it changes nothing.
    """
    if current(connection, merchant).number == edition:
        return last_change(connection)
    to_come(connection, merchant, edition)
    connection.execute(update(storefront).where(storefront.c.merchant == merchant).values(edition=edition))
    return append_edition(connection, edition)


def is_unclear(connection: Connection, merchant: str) -> bool:
    """Whether there may be something to clear away."""
    coming = select(storefront.c.coming).where(storefront.c.merchant == merchant)
    return connection.execute(coming).scalar() is not None


def clear(connection: Connection, merchant: str) -> bool:
    """Clear away some of what an edition has replaced, or of one that never came out; False where nothing is left."""
    row = connection.execute(select(storefront).where(storefront.c.merchant == merchant)).one_or_none()
    if row is None or row.coming is None:
        return False
    came_out = row.coming == row.edition
    listings, sources = (_delete_replaced, _delete_unlisted) if came_out else (_take_back, _doubt)
    if listings(connection, row) or sources(connection, row):
        return True
    connection.execute(update(storefront).where(storefront.c.merchant == merchant).values(coming=None))
    return False


def _delete_replaced(connection: Connection, front: Row[Any]) -> bool:
    ended = (listing.c.until == front.coming) & REPLACED
    keys = _some(connection, select(listing.c.variant_key).where(ended))
    connection.execute(delete(listing).where(listing.c.variant_key.in_(keys), ended))
    return bool(keys)


def _delete_unlisted(connection: Connection, front: Row[Any]) -> bool:
    unlisted = (listing_source.c.merchant == front.merchant) & UNLISTED
    skus = _some(connection, select(listing_source.c.sku).where(unlisted))
    connection.execute(delete(listing_source).where(unlisted, listing_source.c.sku.in_(skus)))
    return bool(skus)


def _take_back(connection: Connection, front: Row[Any]) -> bool:
    keys = _some(connection, select(listing.c.variant_key).where(listing.c.edition == front.coming))
    ours = listing.c.variant_key.in_(keys)
    connection.execute(delete(listing).where(ours, listing.c.edition == front.coming))
    connection.execute(update(listing).where(ours, listing.c.until == front.coming, REPLACED).values(until=OPEN))
    return bool(keys)


def _doubt(connection: Connection, front: Row[Any]) -> bool:
    """What was new is unknown again. Of the rest no fingerprint equals "": the next sync says it or withdraws it."""
    said = (listing_source.c.merchant == front.merchant) & (listing_source.c.edition == front.coming)
    skus = _some(connection, select(listing_source.c.sku).where(said))
    ours = said & listing_source.c.sku.in_(skus)
    whose = (variant.c.merchant == listing_source.c.merchant, variant.c.sku == listing_source.c.sku)
    listed = select(listing.c.variant_key).join(variant).where(*whose, ~listing.c.withdrawn)
    connection.execute(delete(listing_source).where(ours, ~listed.exists()))
    connection.execute(update(listing_source).where(ours).values(edition=front.edition, fingerprint="", mark=None))
    return bool(skus)


def _some(connection: Connection, named: Select[Any]) -> list[Any]:
    return list(connection.execute(named.limit(CLEARED_AT_ONCE)).scalars())
