import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from secrets import token_hex

from qdrant_client import AsyncQdrantClient, models

from graph.adapters.index.manifest import Encoders
from graph.adapters.index.points import (
    Layout,
    Point,
    in_batches,
    post_layout,
    post_to_point,
    product_layout,
    product_to_point,
)
from graph.adapters.index.server import POSTS, PRODUCTS, answering
from graph.adapters.index.server_collections import Published, ServerCollections, struct
from graph.adapters.index.words import WordEncoder
from graph.ports.publishing import Coming, IndexSource

BATCH = 256
ABANDONED = 24 * 3600.0
"""Seconds after which a collection that no alias names belongs to a publisher that died."""
INDEXING_LIMIT = 600
"""Seconds a publish waits for the server's search graphs; then it switches anyway, to slower answers but right ones."""


class ServerPublisher:
    """IndexPublisher on a server: fills new collections, turns the aliases to them in one step, drops the old ones.

    Two at once do not meet: each fills collections of its own, and the one that read the catalogue later stays.
    """

    def __init__(self, client: AsyncQdrantClient, source: IndexSource, encoders: Encoders, words: WordEncoder) -> None:
        self._client = client
        self._collections = ServerCollections(client)
        self._source = source
        self._encoders = encoders
        self._words = words

    async def publish(self, coming: Coming | None = None) -> int:
        # First, unlike where builders wait for one another: of two at once neither index would have both editions.
        if coming:
            await coming.turn_over()
        with answering():
            sequence = await self._source.sequence()
            made = Published(sequence, self._encoders, time.time(), seen=sequence)
            fresh = _names(made.sequence)
            try:
                await self._fill(fresh, made)
            except BaseException:
                await self._drop(fresh.values())
                raise
            return await self._switch(fresh, made)

    async def behind(self) -> int | None:
        with answering():
            published = await self._collections.published((await self._collections.aliases()).get(PRODUCTS))
            if published is None or not published.fits(self._encoders):
                return None
            lacks = await self._source.behind(published.seen)
        # An index that has seen more changes than there are was made from another database.
        return lacks if lacks >= 0 else None

    async def announce(self, *, coming: bool) -> None:
        """Those who follow the catalogue here need not be told: they leave many changes alone."""

    async def _fill(self, fresh: Mapping[str, str], made: Published) -> None:
        text, look = self._encoders.text.size, self._encoders.look.size
        products = (product_to_point(product, self._words) async for product in self._source.product_points())
        posts = (post_to_point(post, self._words) async for post in self._source.post_points())
        await self._upload(fresh[PRODUCTS], product_layout(text, look), made, products)
        await self._upload(fresh[POSTS], post_layout(text), made, posts)

    async def _upload(self, collection: str, layout: Layout, made: Published, points: AsyncIterator[Point]) -> None:
        await self._create(collection, layout, made)
        async for batch in in_batches(points, BATCH):
            await self._client.upsert(collection, [struct(point) for point in batch])
        for _ in range(INDEXING_LIMIT):
            if (await self._client.get_collection(collection)).status == models.CollectionStatus.GREEN:
                return
            await asyncio.sleep(1)  # the server tells nobody when it is done

    async def _create(self, collection: str, layout: Layout, made: Published) -> None:
        # Half precision, as in the embedded engine.
        cosine = partial(models.VectorParams, distance=models.Distance.COSINE, datatype=models.Datatype.FLOAT16)
        dense = {name: cosine(size=size) for name, size in layout.dense.items()}
        sparse = {name: models.SparseVectorParams(modifier=models.Modifier.IDF) for name in layout.weighted}
        sparse |= {name: models.SparseVectorParams() for name in layout.unweighted}
        await self._client.create_collection(collection, dense, sparse, metadata=asdict(made))
        kinds = dict.fromkeys(layout.keywords, models.PayloadSchemaType.KEYWORD)
        kinds |= dict.fromkeys(layout.integers, models.PayloadSchemaType.INTEGER)
        for field, kind in kinds.items():
            await self._client.create_payload_index(collection, field, field_schema=kind)

    async def _switch(self, fresh: Mapping[str, str], made: Published) -> int:
        """Turn the aliases, unless somebody who read the catalogue later has done so already."""
        old = await self._collections.aliases()
        published = await self._collections.published(old.get(PRODUCTS))
        if published is not None and await self._is_later(published, made):
            await self._drop(fresh.values())
            return published.sequence
        forget = [models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias)) for alias in old]
        point = [_point_at(alias, collection) for alias, collection in fresh.items()]
        await self._client.update_collection_aliases([*forget, *point])
        await self._drop([*old.values(), *await self._abandoned(frozenset([*fresh.values(), *old.values()]))])
        return made.sequence

    async def _is_later(self, published: Published, made: Published) -> bool:
        """An index that has seen more changes than there are was made from another database, whatever its number."""
        return published.fits(made.encoders) and made.sequence < published.sequence <= await self._source.sequence()

    async def _abandoned(self, known: frozenset[str]) -> list[str]:
        names = [collection.name for collection in (await self._client.get_collections()).collections]
        ours = [name for name in names if name.startswith((f"{PRODUCTS}_", f"{POSTS}_")) and name not in known]
        made = {name: await self._collections.published(name) for name in ours}
        return [name for name, one in made.items() if one is not None and time.time() - one.started > ABANDONED]

    async def _drop(self, collections: Iterable[str]) -> None:
        for collection in collections:
            await self._client.delete_collection(collection)


def _names(sequence: int) -> dict[str, str]:
    suffix = f"{sequence:012d}_{token_hex(3)}"
    return {alias: f"{alias}_{suffix}" for alias in (PRODUCTS, POSTS)}


def _point_at(alias: str, collection: str) -> models.CreateAliasOperation:
    return models.CreateAliasOperation(create_alias=models.CreateAlias(alias_name=alias, collection_name=collection))
