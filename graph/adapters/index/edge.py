"""The embedded engine: Qdrant Edge, in this process. A directory has one opener at a time, across processes."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Self, cast

import qdrant_edge as qdrant

from graph.adapters.index.frequencies import SAMPLE, Frequencies, Known, mean_look, slices
from graph.adapters.index.plans import (
    FUSION_K,
    AnyOf,
    Between,
    Condition,
    Found,
    Leg,
    Plan,
    best_first,
    first_of_each,
    plan_look_alikes,
    plan_posts,
    plan_products,
    post_hit,
    product_hit,
    widths,
)
from graph.adapters.index.points import GRAMS, LOOK, WORDS, Layout, Point
from graph.adapters.index.words import Sparse, WordEncoder
from graph.ports.search import PostHit, PostQuery, ProductHit, ProductQuery
from graph.ports.senses import Vector

HALF_PRECISION = qdrant.VectorStorageDatatype.Float16
"""Half the size on disk and in memory, and the same ten nearest: recall 1.000 against exact search on 10,000."""
WHILE_BUILT = qdrant.Memory.Cold
"""In its files: what is built takes 350 MB less memory of 2,400 for 100,000 products."""
WHILE_SEARCHED = qdrant.Memory.Cached
"""In its files, and brought to hand when it is opened; pinned, sparse vectors took 300 MB more in every process."""
FOR_FILTERS = qdrant.Memory.Cached
"""The same for what filters look into. Left cold, searches took a quarter longer; made anew in memory, it kept the
interpreter 0.4 s of 100,000 products at each opening."""

SCANNED = 300
"""Points left by a filter, up to which each is compared by itself. With the engine's own 5,000 it took 2 ms longer."""


class EdgeCollection:
    """One shard.

    Its methods block, and keep the interpreter: a search for a few milliseconds, `optimize`, `load` and `close` for
    longer. Any thread may call them. `close` writes to the disk what is not there yet.
    """

    def __init__(self, shard: qdrant.EdgeShard) -> None:
        self._shard = shard

    @classmethod
    def create(cls, directory: Path, layout: Layout) -> Self:
        """An empty one.

        It has no write-ahead log: what is built is flushed whole or thrown away, and a copy dies with its process.
        """
        directory.mkdir(parents=True)
        shard = qdrant.EdgeShard.create(str(directory), _config(layout, WHILE_BUILT))
        keyword = qdrant.KeywordIndexParams(memory=FOR_FILTERS)
        integer = qdrant.IntegerIndexParams(lookup=True, range=True, memory=FOR_FILTERS)
        kinds: dict[str, qdrant.PayloadSchemaParams] = {
            **dict.fromkeys(layout.keywords, keyword),
            **dict.fromkeys(layout.integers, integer),
        }
        for field, kind in kinds.items():
            shard.update(qdrant.UpdateOperation.create_field_index(field, kind))
        return cls(shard)

    @classmethod
    def load(cls, directory: Path) -> Self:
        return cls(qdrant.EdgeShard.load(str(directory)))

    @classmethod
    def make_searchable(cls, directory: Path, layout: Layout) -> None:
        """Once it is built: who loads it from now on has it at hand."""
        qdrant.EdgeShard.load(str(directory), _config(layout, WHILE_SEARCHED)).close()

    def upsert(self, points: Sequence[Point]) -> None:
        self._shard.update(qdrant.UpdateOperation.upsert_points([_point(point) for point in points]))

    def delete(self, ids: Sequence[int]) -> None:
        self._shard.update(qdrant.UpdateOperation.delete_points(list(ids)))

    def delete_others(self, field: str, values: Sequence[int], keep: Sequence[int]) -> None:
        """Delete the points that have one of `values` and are not among the ids to `keep`."""
        stale = qdrant.Filter(
            must=[qdrant.FieldCondition(field, match=qdrant.MatchAny(list(values)))],
            must_not=[qdrant.HasIdCondition(set(keep))],
        )
        self._shard.update(qdrant.UpdateOperation.delete_points_by_filter(stale))

    def search(self, plan: Plan) -> list[Found]:
        """Best first, at most `plan.limit`, none twice for one thing; asks for more until there are enough."""
        if plan.limit < 1:
            return []
        for width in widths(plan.limit):
            ranked = self._ranked(plan, width)
            found = first_of_each(self._told(ranked, plan), plan.one_per, plan.limit)
            if len(found) == plan.limit or len(ranked) < width:
                break
        return found

    def known(self) -> Known:
        """How rare the words of a sample are, and how its pictures look: the same one whenever it is asked for."""
        part = qdrant.Filter(must=[qdrant.SliceCondition(slices(self.count()), 0)])  # type: ignore[attr-defined]  # missing in the stubs
        sampled, _ = self._shard.scroll(
            qdrant.ScrollRequest(limit=2 * SAMPLE, filter=part, with_vector=[WORDS, GRAMS, LOOK], with_payload=False)
        )
        words, grams = (Frequencies.learn(_tokens(sampled, name)) for name in (WORDS, GRAMS))
        return Known(words, grams, mean_look(_looks(sampled)))

    def count(self) -> int:
        return self._shard.info().points_count

    def optimize(self) -> None:
        """Build the search graphs. Holds the interpreter for seconds to minutes: only in a process of its own."""
        self._shard.optimize()

    def flush(self) -> None:
        self._shard.flush()

    def close(self) -> None:
        self._shard.close()

    def _ranked(self, plan: Plan, width: int) -> list[Found]:
        if not plan.legs:
            records, _ = self._shard.scroll(qdrant.ScrollRequest(limit=width, filter=_filter(plan), with_payload=False))
            return [Found(int(record.id), 0.0) for record in records]
        return best_first(Found(int(point.id), point.score) for point in self._shard.query(_request(plan, width)))

    def _told(self, ranked: Sequence[Found], plan: Plan) -> Iterator[Found]:
        """With their payloads, read as far as somebody looks: to read those of all took longer than to rank them."""
        payload = qdrant.PayloadSelector.Include(list(plan.payload))
        for start in range(0, len(ranked), plan.limit):
            some = ranked[start : start + plan.limit]
            records = self._shard.retrieve([found.id for found in some], payload, with_vector=False)
            payloads = {record.id: record.payload or {} for record in records}
            yield from (replace(found, payload=payloads[found.id]) for found in some if found.id in payloads)


class EdgeCatalogIndex:
    """CatalogIndex over a shard; a search runs whole in one thread of `threads`."""

    def __init__(self, collection: EdgeCollection, encoder: WordEncoder, threads: Executor) -> None:
        self._collection = collection
        self._encoder = encoder
        self._threads = threads
        self._known = Known()
        self._known_of = 0

    async def search(self, query: ProductQuery) -> list[ProductHit]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._search, query)

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._look_alikes, look, limit)

    async def usual_look(self) -> Vector | None:
        return (await asyncio.get_running_loop().run_in_executor(self._threads, self._of_now)).look

    def _search(self, query: ProductQuery) -> list[ProductHit]:
        plan = plan_products(query, self._encoder, self._of_now())
        return [product_hit(found) for found in self._collection.search(plan)]

    def _of_now(self) -> Known:
        """What is known is learned when first asked for, and again when there is twice as much."""
        count = self._collection.count()
        if count > 2 * self._known_of:
            self._known, self._known_of = self._collection.known(), count
        return self._known

    def _look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        return [product_hit(found) for found in self._collection.search(plan_look_alikes(look, limit))]


class EdgeCreatorIndex:
    """CreatorIndex over a shard; a search runs whole in one thread of `threads`."""

    def __init__(self, collection: EdgeCollection, encoder: WordEncoder, threads: Executor) -> None:
        self._collection = collection
        self._encoder = encoder
        self._threads = threads

    async def search(self, query: PostQuery) -> list[PostHit]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._search, query)

    def _search(self, query: PostQuery) -> list[PostHit]:
        return [post_hit(found) for found in self._collection.search(plan_posts(query, self._encoder))]


def _config(layout: Layout, memory: qdrant.Memory) -> qdrant.EdgeConfig:
    def weights(modifier: qdrant.Modifier | None = None) -> qdrant.EdgeSparseVectorParams:
        return qdrant.EdgeSparseVectorParams(SCANNED, modifier=modifier, datatype=HALF_PRECISION, memory=memory)

    def dense(size: int) -> qdrant.EdgeVectorParams:
        return qdrant.EdgeVectorParams(size, qdrant.Distance.Cosine, datatype=HALF_PRECISION, memory=memory)

    return qdrant.EdgeConfig(
        vectors={name: dense(size) for name, size in layout.dense.items()},
        sparse_vectors={
            **{name: weights(qdrant.Modifier.Idf) for name in layout.weighted},
            **{name: weights() for name in layout.unweighted},
        },
        payload_memory=memory,
        wal_enabled=False,
    )


def _point(point: Point) -> qdrant.Point:
    vectors: dict[str, qdrant.NamedVector] = {name: vector.tolist() for name, vector in point.dense.items()}
    vectors |= {name: _sparse(vector) for name, vector in point.sparse.items()}
    return qdrant.Point(point.id, vectors, point.payload)


def _request(plan: Plan, width: int) -> qdrant.QueryRequest:
    """A single leg is asked directly, and its scores stay what they are; several are fused."""
    condition = _filter(plan)
    if len(plan.legs) == 1:
        return qdrant.QueryRequest(width, query=_nearest(plan.legs[0]), filter=condition, with_payload=False)
    # The stubs do not know that it is one of the Fusion kinds.
    fusion = cast("qdrant.Fusion", qdrant.Fusion.Rrf(FUSION_K)) if plan.by_rank else _sum(plan.legs)
    return qdrant.QueryRequest(
        width,
        prefetches=[_prefetch(leg, condition, width) for leg in plan.legs],
        query=fusion,
        with_payload=False,
    )


def _sum(legs: Sequence[Leg]) -> qdrant.Formula:
    """Of the legs' scores; 0 for one that has not found the point."""
    expression, scores = qdrant.Expression, [f"$score[{place}]" for place in range(len(legs))]
    weighted = [
        expression.Mult([expression.Constant(leg.weight), expression.Variable(score)])
        for leg, score in zip(legs, scores, strict=True)
    ]
    return qdrant.Formula(expression.Sum(weighted), dict.fromkeys(scores, 0.0))


def _tokens(sampled: Iterable[qdrant.Record], name: str) -> Iterable[list[int]]:
    for record in sampled:
        vectors = cast("dict[str, qdrant.SparseVector]", record.vector or {})
        yield list(vectors[name].indices) if name in vectors else []


def _looks(sampled: Iterable[qdrant.Record]) -> Iterable[list[float]]:
    vectors = (cast("dict[str, list[float]]", record.vector or {}) for record in sampled)
    return (named[LOOK] for named in vectors if LOOK in named)


def _prefetch(leg: Leg, condition: qdrant.Filter, width: int) -> qdrant.Prefetch:
    return qdrant.Prefetch(width, query=_nearest(leg), filter=condition, score_threshold=leg.floor)


def _nearest(leg: Leg) -> qdrant.Query:
    vector = _sparse(leg.vector) if isinstance(leg.vector, Sparse) else leg.vector.tolist()
    return qdrant.Query.Nearest(vector, using=leg.name)


def _sparse(vector: Sparse) -> qdrant.SparseVector:
    return qdrant.SparseVector(vector.indices, vector.values)


def _filter(plan: Plan) -> qdrant.Filter:
    return qdrant.Filter(must=_conditions(plan.must), must_not=_conditions(plan.must_not))


def _conditions(conditions: Iterable[Condition]) -> "list[qdrant.ConditionType]":
    return [_condition(condition) for condition in conditions]


def _condition(condition: Condition) -> qdrant.FieldCondition:
    match condition:
        case AnyOf(field, values):
            return qdrant.FieldCondition(field, match=qdrant.MatchAny(list(values)))
        case Between(field, at_least, at_most):
            return qdrant.FieldCondition(field, range=qdrant.RangeFloat(gte=at_least, lte=at_most))
