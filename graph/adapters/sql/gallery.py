import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, and_, select

from graph.adapters.sql import confirmations
from graph.adapters.sql.counting import Looked, counted
from graph.adapters.sql.database import Database
from graph.adapters.sql.embeddings import from_bytes
from graph.adapters.sql.schema import confirmation, gallery, vetoed_photo
from graph.domain.creators import ProductRef
from graph.ports.gallery import Confirmation, GalleryPhoto, ProductGallery, Ref, Told
from graph.ports.senses import Vector, Vectors
from graph.ports.talk import Clock


class SqlGallery:
    """The port `Gallery`. Looks that count are kept in memory; the newest change's number says whether they hold.

    Not `by_looks`: nobody knows how alike two photos of one thing look to the encoder, so shoppers cannot be seen to
    agree, and the merchant's own photos alone count.
    """

    def __init__(self, database: Database, clock: Clock, *, by_looks: bool = True) -> None:
        self._database = database
        self._clock = clock
        self._by_looks = by_looks
        self._walls: dict[str, _Wall] = {}
        self._hanging = asyncio.Lock()

    async def confirm(self, said: Confirmation) -> Told:
        return await self._database.write(confirmations.confirm, said, self._clock.now())

    async def withdraw(self, product: ProductRef, photo: str, shopper: str | None) -> bool:
        return await self._database.write(confirmations.withdraw, product, photo, shopper)

    async def veto(self, product: ProductRef, photo: str | None = None) -> None:
        await self._database.write(confirmations.veto, product, photo)

    async def unveto(self, product: ProductRef, photo: str | None = None) -> bool:
        return await self._database.write(confirmations.unveto, product, photo)

    async def forget(self, shopper: str) -> int:
        return await self._database.write(confirmations.forget, shopper)

    async def alike(self, look: Vector, encoder: str) -> dict[Ref, tuple[float, ...]]:
        newest = await self._database.read(confirmations.newest_change)
        async with self._hanging:
            wall = self._walls.get(encoder, _Wall())
            if wall.change < newest:
                wall = wall.rehung(newest, await self._database.read(_looks, self._counts(encoder), wall.change))
                self._walls[encoder] = wall
        return wall.alike(look)

    async def products(self, encoder: str, merchant: str | None = None) -> list[ProductGallery]:
        return await self._database.read(_products, self._counts(encoder), merchant)

    def _counts(self, encoder: str) -> "_Counts":
        return _Counts(encoder, self._by_looks)


class _Counts(NamedTuple):
    """What of a product's confirmed photos may count."""

    encoder: str
    by_looks: bool

    def among(self, rows: Sequence[Row[Any]]) -> list[Looked]:
        return counted([_looked(row) for row in rows if self._may(row)])

    def _may(self, row: Row[Any]) -> bool:
        return row.encoder == self.encoder and not row.vetoed and (self.by_looks or row.by_merchant)


@dataclass(frozen=True, slots=True)
class _Wall:
    """The looks that count, by product, as they were at `change`; `matrix` has them all in that order."""

    change: int = 0
    looks: Mapping[Ref, Vectors] = field(default_factory=dict)
    matrix: Vectors | None = None

    def rehung(self, change: int, looks: Mapping[Ref, Vectors]) -> "_Wall":
        """With other looks of some products; a product without any is taken down."""
        kept = {ref: of for ref, of in {**self.looks, **looks}.items() if len(of)}
        return _Wall(change, kept, np.concatenate(list(kept.values())) if kept else None)

    def alike(self, look: Vector) -> dict[Ref, tuple[float, ...]]:
        if self.matrix is None:
            return {}
        cosines: list[float] = (self.matrix @ look).tolist()
        ends = accumulate(map(len, self.looks.values()))
        return {
            ref: tuple(sorted(cosines[end - len(of) : end], reverse=True))
            for (ref, of), end in zip(self.looks.items(), ends, strict=True)
        }


def _looks(connection: Connection, counts: _Counts, since: int) -> dict[Ref, Vectors]:
    """Of every product that has changed since: the looks that count, none where nothing does."""
    changed = select(gallery.c.merchant, gallery.c.product).where(gallery.c.change > since)
    confirmed = _confirmed(connection, and_(gallery.c.change > since, confirmation.c.encoder == counts.encoder))
    refs = {(row.merchant, row.product) for row in connection.execute(changed)}
    return {ref: _stack(counts.among(confirmed.get(ref, ()))) for ref in refs}


def _confirmed(connection: Connection, condition: ColumnElement[bool]) -> dict[Ref, list[Row[Any]]]:
    """The confirmations of some products, the newest first, each with whether the merchant has vetoed it."""
    here = and_(confirmation.c.merchant == gallery.c.merchant, confirmation.c.product == gallery.c.product)
    refused = and_(*(vetoed_photo.c[name] == confirmation.c[name] for name in ("merchant", "product", "photo")))
    told = (
        select(confirmation, (gallery.c.vetoed | vetoed_photo.c.photo.is_not(None)).label("vetoed"))
        .join_from(gallery, confirmation, here)
        .outerjoin(vetoed_photo, refused)
        .where(condition)
        .order_by(confirmation.c.at.desc(), confirmation.c.photo, confirmation.c.shopper)
    )
    found: dict[Ref, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(told):
        found[row.merchant, row.product].append(row)
    return found


def _looked(row: Row[Any]) -> Looked:
    return Looked(row.photo, None if row.by_merchant else row.shopper, from_bytes(row.vector))


def _stack(looked: Sequence[Looked]) -> Vectors:
    return np.stack([each.look for each in looked]) if looked else np.empty((0, 0), np.float32)


def _products(connection: Connection, counts: _Counts, merchant: str | None) -> list[ProductGallery]:
    wanted = gallery.c.merchant == merchant if merchant is not None else gallery.c.merchant.is_not(None)
    confirmed = _confirmed(connection, wanted)
    known = select(gallery).where(wanted).order_by(gallery.c.merchant, gallery.c.product)
    galleries = [
        _product(row, confirmed.get((row.merchant, row.product), ()), counts) for row in connection.execute(known)
    ]
    return [each for each in galleries if each.photos or each.vetoed]


def _product(row: Row[Any], rows: Sequence[Row[Any]], counts: _Counts) -> ProductGallery:
    counting = {(each.photo, each.shopper) for each in counts.among(rows)}
    photos = tuple(
        GalleryPhoto(each.photo, each.sku, each.at, each.by_merchant, _looked(each)[:2] in counting, each.vetoed)
        for each in rows
    )
    shoppers = {each.shopper for each in rows if not each.by_merchant}
    return ProductGallery(ProductRef(row.merchant, row.product), photos, len(shoppers), row.vetoed)
