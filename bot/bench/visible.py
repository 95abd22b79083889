"""A running bot's view of the shop, watched for the moment at which a change arrives in it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.bench.figures import BenchFailed
from graph.domain.money import Money
from graph.domain.wishes import Budget
from graph.ports.search import ProductQuery
from graph.settings import Settings
from graph.wiring import Indexes, Storeroom, open_index, open_storeroom

LOOK = 0.05
PATIENCE = 120.0


@dataclass(slots=True)
class Watcher:
    """Holds the index open as a bot does, which takes in changes by itself."""

    room: Storeroom
    indexes: Indexes
    _seen: "asyncio.Future[float]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    _watching: "asyncio.Task[None] | None" = None

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator["Watcher"]:
        async with open_storeroom(settings) as room, open_index(settings, room) as indexes:
            watcher = cls(room, indexes)
            try:
                yield watcher
            finally:
                if watcher._watching:
                    watcher._watching.cancel()

    async def expect(self, sku: str, price: int) -> None:
        """From now on: look for this variant's product at this price (minor units)."""
        (listing,) = await self.room.catalog.find(sku=sku)
        money = Money(price, listing.price.currency)
        ref = f"{listing.product.merchant}/{listing.product.id}"
        query = ProductQuery(products=(ref,), budget=Budget(at_most=money, at_least=money))
        self._watching = asyncio.create_task(self._watch(query))

    async def seconds_until_seen(self) -> float:
        """From the call to the change's arrival; 0 where it was there before."""
        called = time.perf_counter()
        try:
            return max(0.0, await asyncio.wait_for(self._seen, PATIENCE) - called)
        except TimeoutError:
            raise BenchFailed(f"the change did not arrive within {PATIENCE:.0f} s") from None

    async def _watch(self, query: ProductQuery) -> None:
        while not await self.indexes.products.search(query):  # noqa: ASYNC110 - it takes changes in by itself
            await asyncio.sleep(LOOK)
        self._seen.set_result(time.perf_counter())
