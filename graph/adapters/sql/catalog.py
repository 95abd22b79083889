import asyncio
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, tuple_

from graph.adapters.sql.database import Database
from graph.adapters.sql.listings import listings_where, products_where
from graph.adapters.sql.posts import posts_by_key
from graph.adapters.sql.schema import product, variant
from graph.adapters.sql.vocabulary import read_vocabulary, synced
from graph.domain.catalogue import Listing, Product, Vocabulary
from graph.domain.creators import Post, ProductRef
from graph.ports import Clock

LARGEST_KEY = 2**63 - 1
"""Of a database's integers; a forged button may name any number."""


class SqlCatalog:
    """The port `Catalog`: prices and stock are computed at each reading, nothing but the vocabulary is kept."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._vocabulary = Vocabulary()
        self._as_of: int | None = None
        self._once = asyncio.Lock()

    async def listings(self, keys: Sequence[int]) -> dict[int, Listing]:
        storable = [key for key in keys if 0 <= key <= LARGEST_KEY]
        found = {listing.key: listing for listing in await self._listings(variant.c.key.in_(storable))}
        return {key: found[key] for key in keys if key in found}

    async def products(self, refs: Sequence[ProductRef]) -> dict[ProductRef, Product]:
        wanted = tuple_(product.c.merchant, product.c.id).in_([(ref.merchant, ref.product) for ref in refs])
        async with self._database.read() as connection:
            found = await products_where(connection, wanted, self._clock.now())
        return {ProductRef(each.merchant, each.id): each for each in found}

    async def find(self, *, sku: str | None = None, gtin: str | None = None) -> list[Listing]:
        sought = {variant.c.sku: sku, variant.c.gtin: gtin}
        conditions = [column == value for column, value in sought.items() if value is not None]
        if not conditions:
            return []
        found = await self._listings(and_(*conditions))
        return [each for each in found if sku in {None, each.variant.sku} and gtin in {None, each.variant.gtin}]

    async def posts(self, keys: Sequence[int]) -> dict[int, Post]:
        async with self._database.read() as connection:
            return await posts_by_key(connection, keys)

    async def vocabulary(self) -> Vocabulary:
        async with self._once, self._database.read() as connection:
            newest = await synced(connection)
            if newest != self._as_of:
                self._vocabulary = await read_vocabulary(connection)
                self._as_of = newest
        return self._vocabulary

    async def _listings(self, condition: ColumnElement[bool]) -> Sequence[Listing]:
        async with self._database.read() as connection:
            return await listings_where(connection, condition, self._clock.now())
