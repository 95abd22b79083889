"""Transactions of the gallery: what is said of a photo, taken back, vetoed, forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, select, text, update

from graph.adapters.sql.embeddings import to_bytes
from graph.adapters.sql.schema import confirmation, gallery, vetoed_photo
from graph.adapters.sql.upsert import upsert
from graph.domain.creators import ProductRef
from graph.ports.gallery import Confirmation, Told

A_DAY = 30
"""Photos that a shopper may confirm in 24 hours: more than a person meets, fewer than a script would."""
GALLERY_WRITERS = 7_305_102
"""The PostgreSQL advisory lock under which changes get their numbers: none is seen before a lower one."""
WORD = ("by_merchant", "shopper", "photo")
"""What one person says of one photo is one row."""
SAID = ("merchant", "product", "sku", "encoder", "vector", "at")


def confirm(connection: Connection, said: Confirmation, now: datetime) -> Told:
    _alone(connection)
    before = connection.execute(select(confirmation).where(_word(said.product, said.photo, said.shopper))).one_or_none()
    if before is None and _too_many(connection, said.shopper, now):
        return Told.TOO_MANY
    there = ProductRef(before.merchant, before.product) if before else said.product
    if before is None or there != said.product or before.encoder != said.encoder:
        connection.execute(upsert(connection, confirmation, WORD, SAID), _row(said, now))
        _touch(connection, {there, said.product})
    if before is None:
        return Told.TAKEN
    return Told.AGAIN if there == said.product else Told.MOVED


def _word(product: ProductRef, photo: str, shopper: str | None) -> ColumnElement[bool]:
    """What this person says of this photo, of whichever product."""
    return and_(
        confirmation.c.by_merchant == (shopper is None),
        confirmation.c.shopper == (product.merchant if shopper is None else shopper),
        confirmation.c.photo == photo,
    )


def _too_many(connection: Connection, shopper: str | None, now: datetime) -> bool:
    theirs = and_(~confirmation.c.by_merchant, confirmation.c.shopper == shopper)
    today = select(func.count()).select_from(confirmation).where(theirs, confirmation.c.at > now - timedelta(days=1))
    return shopper is not None and connection.execute(today).scalar_one() >= A_DAY


def _row(said: Confirmation, now: datetime) -> dict[str, object]:
    return {
        "by_merchant": said.shopper is None,
        "shopper": said.product.merchant if said.shopper is None else said.shopper,
        "photo": said.photo,
        "merchant": said.product.merchant,
        "product": said.product.product,
        "sku": said.sku,
        "encoder": said.encoder,
        "vector": to_bytes(said.look),
        "at": now,
    }


def withdraw(connection: Connection, product: ProductRef, photo: str, shopper: str | None) -> bool:
    _alone(connection)
    told = and_(_word(product, photo, shopper), _about(confirmation, product))
    gone = connection.execute(delete(confirmation).where(told)).rowcount > 0
    if gone:
        _touch(connection, {product})
    return gone


def veto(connection: Connection, product: ProductRef, photo: str | None) -> None:
    _alone(connection)
    _touch(connection, {product})
    if photo is None:
        connection.execute(update(gallery).where(_about(gallery, product)).values(vetoed=True))
    else:
        row = {"merchant": product.merchant, "product": product.product, "photo": photo}
        connection.execute(upsert(connection, vetoed_photo, tuple(row)), row)


def unveto(connection: Connection, product: ProductRef, photo: str | None) -> bool:
    _alone(connection)
    lifted = (
        update(gallery).where(_about(gallery, product), gallery.c.vetoed).values(vetoed=False)
        if photo is None
        else delete(vetoed_photo).where(_about(vetoed_photo, product), vetoed_photo.c.photo == photo)
    )
    stood = connection.execute(lifted).rowcount > 0
    if stood:
        _touch(connection, {product})
    return stood


def forget(connection: Connection, shopper: str) -> int:
    _alone(connection)
    theirs = and_(~confirmation.c.by_merchant, confirmation.c.shopper == shopper)
    erased = delete(confirmation).where(theirs).returning(confirmation.c.merchant, confirmation.c.product)
    rows = connection.execute(erased).all()
    _touch(connection, {ProductRef(row.merchant, row.product) for row in rows})
    return len(rows)


def _alone(connection: Connection) -> None:
    """One writer of galleries at a time, who never waits for a sync."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": GALLERY_WRITERS})


def _touch(connection: Connection, products: set[ProductRef]) -> None:
    """Number this change of theirs; whoever does so is alone."""
    if products:
        change = newest_change(connection) + 1
        rows = [
            {"merchant": each.merchant, "product": each.product, "change": change, "vetoed": False} for each in products
        ]
        connection.execute(upsert(connection, gallery, ("merchant", "product"), ("change",)), rows)


def _about(table: Table, product: ProductRef) -> ColumnElement[bool]:
    return and_(table.c.merchant == product.merchant, table.c.product == product.product)


def newest_change(connection: Connection) -> int:
    newest: int | None = connection.execute(select(func.max(gallery.c.change))).scalar()
    return newest or 0
