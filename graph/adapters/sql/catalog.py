import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Select, and_

from graph.adapters.sql.database import Database
from graph.adapters.sql.listings import BY_KEY, BY_REF, LISTED, listings, products, products_having
from graph.adapters.sql.posts import posts_by_key
from graph.adapters.sql.vocabulary import read_vocabulary, synced
from graph.domain.catalogue import Listing, Product, Vocabulary
from graph.domain.creators import Post, ProductRef
from graph.ports.talk import Clock

LARGEST_KEY = 2**63 - 1
"""Of a database's integers; a forged button may name any number."""
PATIENCE = 0.02
"""Seconds that a turn waits for a newer vocabulary. Where reading it takes longer, the turn has the one before.

Read again at each of a large sync's transactions, the words of 30,000 listings held up turns for a second.
"""
NEVER = -1
RESTS = 4
"""Between two readings it is let be for so many times as long as one took."""


class SqlCatalog:
    """The port `Catalog`: prices and stock are computed at each reading, nothing but the vocabulary is kept."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._vocabulary = Vocabulary()
        self._as_of = NEVER
        self._reading: asyncio.Task[None] | None = None
        self._took = 0.0
        self._rests_until = 0.0

    async def listings(self, keys: Sequence[int]) -> dict[int, Listing]:
        storable = [key for key in keys if 0 <= key <= LARGEST_KEY]
        found = {listing.key: listing for listing in await self._listings(BY_KEY, keys=storable)}
        return {key: found[key] for key in keys if key in found}

    async def products(self, refs: Sequence[ProductRef]) -> dict[ProductRef, Product]:
        wanted = [(ref.merchant, ref.product) for ref in refs]
        found = await self._database.read(products, BY_REF, self._clock.now(), refs=wanted)
        return {ProductRef(each.merchant, each.id): each for each in found}

    async def find(self, *, sku: str | None = None, gtin: str | None = None) -> list[Listing]:
        sought = {LISTED.c.sku: sku, LISTED.c.gtin: gtin}
        conditions = [column == value for column, value in sought.items() if value is not None]
        if not conditions:
            return []
        found = await self._listings(products_having(and_(*conditions)))
        return [each for each in found if sku in {None, each.variant.sku} and gtin in {None, each.variant.gtin}]

    async def posts(self, keys: Sequence[int]) -> dict[int, Post]:
        return await self._database.read(posts_by_key, keys)

    async def vocabulary(self) -> Vocabulary:
        """The newest, or one that is a few seconds old while a large catalogue changes."""
        newest = await self._database.read(synced)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                while self._as_of < newest:
                    await asyncio.shield(self._read_again())
        return self._vocabulary

    @property
    def _patience(self) -> float | None:
        if self._as_of == NEVER:
            return None
        return PATIENCE if self._took < PATIENCE else 0.0

    def _read_again(self) -> asyncio.Task[None]:
        """One reading, whoever waits for it."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_vocabulary())
        return self._reading

    async def _read_vocabulary(self) -> None:
        await asyncio.sleep(self._rests_until - time.monotonic())
        began = time.monotonic()
        self._as_of, self._vocabulary = await self._database.read(_dated_vocabulary)
        ended = time.monotonic()
        self._took = ended - began
        self._rests_until = ended + RESTS * self._took

    async def _listings(self, rows: Select[Any], **values: Sequence[Any]) -> Sequence[Listing]:
        return await self._database.read(listings, rows, self._clock.now(), **values)


def _dated_vocabulary(connection: Connection) -> tuple[int, Vocabulary]:
    """With the number of the newest sync's change."""
    return synced(connection), read_vocabulary(connection)
