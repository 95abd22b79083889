"""A server's index kept up with the catalogue's changes, by every process that has the shop open."""

import asyncio
from collections.abc import Mapping, Sequence

from qdrant_client import AsyncQdrantClient, models

from graph.adapters.index.following import PATIENCE, Patience
from graph.adapters.index.manifest import FILL, LAYOUT, REBUILD, Encoders
from graph.adapters.index.points import Point, post_to_point, product_to_point
from graph.adapters.index.server import POSTS, PRODUCTS, answering
from graph.adapters.index.server_collections import Published, ServerCollections, struct
from graph.adapters.index.words import WordEncoder
from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import Change, IndexSource

BATCH = 64
"""Changes taken in at a time: about a megabyte of vectors."""
POST = "post"


class ServerTail:
    """Takes few changes in; many are left to the index that a sync publishes.

    Several may be at it at once: each reads what changed as it is now, and the collections say how far they are. One
    that is overtaken between reading and writing puts an older word in until that thing changes again; what is shown
    and sold is read from the catalogue all the same.
    """

    def __init__(
        self,
        client: AsyncQdrantClient,
        source: IndexSource,
        encoders: Encoders,
        words: WordEncoder,
        patience: float = PATIENCE,
    ) -> None:
        self._client = client
        self._collections = ServerCollections(client)
        self._source = source
        self._encoders = encoders
        self._words = words
        self._patience = Patience(patience)
        self._changing = asyncio.Lock()
        self._refused = ""

    async def catch_up(self) -> None:
        """Take in the catalogue's changes. Raises IndexUnavailable where there is no index that could take them."""
        async with self._changing:
            with answering():
                collections = await self._collections.aliases()
                published = await self._collections.published(collections.get(PRODUCTS))
                if published is None:
                    raise IndexUnavailable(f"there is no index yet; {FILL}")
                await self._require(published)
                await self._tail(collections, published)

    def allow(self) -> None:
        """Before every search: another encoder's vectors may have the same size. Raises IndexUnavailable."""
        if self._refused:
            raise IndexUnavailable(self._refused)

    async def _require(self, published: Published) -> None:
        self._refused = ""
        try:
            self._encoders.require(published.encoders)
        except IndexUnavailable as refused:
            self._refused = str(refused)
            raise
        if published.layout != LAYOUT:
            raise IndexUnavailable(f"the index is of an older kind; build it anew with: {REBUILD}")
        if published.seen > await self._source.sequence():
            raise IndexUnavailable(
                f"the index knows {published.seen} changes, the catalogue fewer: it was made from another database; "
                f"build it anew with: {REBUILD}"
            )

    async def _tail(self, collections: Mapping[str, str], published: Published) -> None:
        while not self._patience.waits(await self._source.behind(published.seen)):
            changes = await self._source.changes(published.seen, BATCH)
            if not changes:
                return
            for start in range(0, len(changes), BATCH):
                await self._take_in(collections, changes[start : start + BATCH])
            published = await self._collections.note_seen(collections[PRODUCTS], published, changes[-1].sequence)

    async def _take_in(self, collections: Mapping[str, str], changes: Sequence[Change]) -> None:
        """What changed as it is now, before what is no more goes: nothing is missing in between."""
        posts = sorted({change.key for change in changes if change.kind == POST})
        variants = sorted({change.key for change in changes if change.kind != POST})
        if variants:
            products = [product_to_point(each, self._words) async for each in self._source.product_points(variants)]
            await self._replace(collections[PRODUCTS], products, models.HasIdCondition(has_id=list(variants)))
        if posts:
            moments = [post_to_point(each, self._words) async for each in self._source.post_points(posts)]
            field = models.FieldCondition(key=POST, match=models.MatchAny(any=posts))
            await self._replace(collections[POSTS], moments, field)

    async def _replace(self, collection: str, points: Sequence[Point], told_of: models.Condition) -> None:
        """Of what is `told_of`, these points and no others."""
        if points:
            await self._client.upsert(collection, [struct(point) for point in points])
        kept = models.HasIdCondition(has_id=[point.id for point in points])
        others = models.Filter(must=[told_of], must_not=[kept])
        await self._client.delete(collection, models.FilterSelector(filter=others))
