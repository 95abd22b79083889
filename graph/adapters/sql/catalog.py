import asyncio
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, tuple_

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
        found = await self._database.read(products_where, wanted, self._clock.now())
        return {ProductRef(each.merchant, each.id): each for each in found}

    async def find(self, *, sku: str | None = None, gtin: str | None = None) -> list[Listing]:
        sought = {variant.c.sku: sku, variant.c.gtin: gtin}
        conditions = [column == value for column, value in sought.items() if value is not None]
        if not conditions:
            return []
        found = await self._listings(and_(*conditions))
        return [each for each in found if sku in {None, each.variant.sku} and gtin in {None, each.variant.gtin}]

    async def posts(self, keys: Sequence[int]) -> dict[int, Post]:
        return await self._database.read(posts_by_key, keys)

    async def vocabulary(self) -> Vocabulary:
        async with self._once:
            newest, fresh = await self._database.read(_vocabulary_after, self._as_of)
            if fresh is not None:
                self._as_of, self._vocabulary = newest, fresh
        return self._vocabulary

    async def _listings(self, condition: ColumnElement[bool]) -> Sequence[Listing]:
        return await self._database.read(listings_where, condition, self._clock.now())


def _vocabulary_after(connection: Connection, known: int | None) -> tuple[int, Vocabulary | None]:
    """The number of the newest sync's change, and the vocabulary where that is not the one already known."""
    newest = synced(connection)
    return newest, None if newest == known else read_vocabulary(connection)
