"""The embedded index as one process holds it: a copy of the newest generation, kept up with the catalogue."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from graph.adapters.index.copies import Copies
from graph.adapters.index.following import PATIENCE, Patience
from graph.adapters.index.generations import Generation, Generations
from graph.adapters.index.manifest import FILL, Encoders
from graph.adapters.index.opened import OpenGeneration
from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import Change, IndexSource
from graph.ports.search import CatalogIndex, CreatorIndex, PostHit, PostQuery, ProductHit, ProductQuery
from graph.ports.senses import Vector

POST = "post"
TAIL_BATCH = 64
"""Changes taken in at a time: small enough for a search between two batches to be answered at once."""


class EdgeHolder:
    """Opens, follows and closes this process's copy. `products` and `posts` stay the same objects throughout.

    Belongs to one event loop. Two holders, of one process or several, never share a directory.
    """

    def __init__(self, data: Path, source: IndexSource, encoders: Encoders, patience: float = PATIENCE) -> None:
        self.products: CatalogIndex = _HeldCatalogIndex(self)
        self.posts: CreatorIndex = _HeldCreatorIndex(self)
        self._generations = Generations(data)
        self._copies = Copies(data)
        self._source = source
        self._encoders = encoders
        self._current: OpenGeneration | None = None
        self._refused = f"no index is open; {FILL}"
        self._changing = asyncio.Lock()
        self._patience = Patience(patience)
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def current(self) -> OpenGeneration:
        """Raises IndexUnavailable before `open` and after `close`, and why where it could not be opened."""
        if self._current is None:
            raise IndexUnavailable(self._refused)
        return self._current

    async def open(self) -> None:
        """Raises IndexUnavailable where nothing was published yet, or by other encoders."""
        await self.catch_up()

    async def catch_up(self) -> None:
        """Go over to a newer generation if there is one, and take in the catalogue's changes since."""
        async with self._changing:
            newest = await asyncio.to_thread(self._generations.newest)
            if newest is None:
                raise IndexUnavailable(f"there is no index yet; {FILL}")
            if self._current is None or self._current.generation != newest:
                await self._switch(newest)
            else:
                await self._tail(self._current)

    async def close(self) -> None:
        async with self._changing:
            if self._current is not None:
                self._retire(self._current)
                self._current = None
            await self.settled()
            await asyncio.to_thread(self._copies.close)

    async def settled(self) -> None:
        """Wait until superseded copies have answered their last search and are gone from the disk."""
        await asyncio.gather(*self._closing)

    async def _switch(self, newest: Generation) -> None:
        """The new copy has caught up before it takes over, so that no search sees the catalogue go back."""
        await self._require(newest)
        opened = await asyncio.to_thread(self._copies.add, newest)
        await self._tail(opened, at_least=self._current.sequence if self._current else 0)
        before, self._current = self._current, opened
        if before is not None:
            self._retire(before)

    async def _require(self, newest: Generation) -> None:
        try:
            newest.manifest.require(self._encoders, await self._source.sequence())
        except IndexUnavailable as refused:
            self._refused = str(refused)
            raise

    async def _expects_another(self, opened: OpenGeneration) -> bool:
        """Whether so much changes that a new generation will be built; what never comes is not waited for."""
        if self._patience.waits(await self._source.behind(opened.sequence, opened.editions)):
            return True
        return await asyncio.to_thread(self._generations.announced, self._patience.seconds)

    async def _tail(self, opened: OpenGeneration, at_least: int = 0) -> None:
        """Up to the newest change, or to the one numbered `at_least` where many more come than are taken in so.

        Half of the time goes to searches, and many changes at once make these slow until an index is built of them.
        """
        loop = asyncio.get_running_loop()
        while opened.sequence < at_least or not await self._expects_another(opened):
            changes = await self._source.changes(opened.sequence, TAIL_BATCH, opened.editions)
            if not changes:
                return
            for start in range(0, len(changes), TAIL_BATCH):
                began = loop.time()
                await self._take_in(opened, changes[start : start + TAIL_BATCH])
                await asyncio.sleep(loop.time() - began)
            opened.sequence = changes[-1].sequence

    async def _take_in(self, opened: OpenGeneration, changes: Sequence[Change]) -> None:
        """Read what changed as it is now. Taking the same changes in twice is taking them in once."""
        posts = sorted({change.key for change in changes if change.kind == POST})
        variants = sorted({change.key for change in changes if change.kind != POST})
        if variants:
            products = [product async for product in self._source.product_points(variants)]
            await asyncio.to_thread(opened.replace_products, variants, products)
        if posts:
            moments = [moment async for moment in self._source.post_points(posts)]
            await asyncio.to_thread(opened.replace_posts, posts, moments)

    def _retire(self, opened: OpenGeneration) -> None:
        closing = asyncio.create_task(asyncio.to_thread(opened.close))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


class _HeldCatalogIndex:
    def __init__(self, holder: EdgeHolder) -> None:
        self._holder = holder

    async def search(self, query: ProductQuery) -> list[ProductHit]:
        return await self._holder.current.products.search(query)

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        return await self._holder.current.products.look_alikes(look, limit)

    async def usual_look(self) -> Vector | None:
        return await self._holder.current.products.usual_look()


class _HeldCreatorIndex:
    def __init__(self, holder: EdgeHolder) -> None:
        self._holder = holder

    async def search(self, query: PostQuery) -> list[PostHit]:
        return await self._holder.current.posts.search(query)
