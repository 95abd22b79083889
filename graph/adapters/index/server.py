"""A Qdrant server: the same two collections behind aliases, for a shop that has grown over one machine.

qdrant-client is the optional extra `server`: import this module only where a server is configured.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from qdrant_client import AsyncQdrantClient, models
from qdrant_client.http.exceptions import ApiException

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
from graph.adapters.index.points import GRAMS, LOOK, WORDS
from graph.adapters.index.words import Sparse, WordEncoder
from graph.domain.errors import IndexUnavailable
from graph.ports.search import PostHit, PostQuery, ProductHit, ProductQuery
from graph.ports.senses import Vector

PRODUCTS = "products"
POSTS = "posts"
KNOWN_SECONDS = 600.0
"""How long what is known of a collection's words is good for: it changes as slowly as the shop's range."""
"""Aliases: the collections behind them are replaced by every publish."""


def everything() -> None:
    """No search is refused."""


class ServerCatalogIndex:
    """CatalogIndex on a server. `allow` raises IndexUnavailable where a search would compare what does not compare."""

    def __init__(
        self,
        client: AsyncQdrantClient,
        encoder: WordEncoder,
        collection: str = PRODUCTS,
        allow: Callable[[], None] = everything,
    ) -> None:
        self._client = client
        self._encoder = encoder
        self._collection = collection
        self._allow = allow
        self._known = Known()
        self._known_until = 0.0

    async def search(self, query: ProductQuery) -> list[ProductHit]:
        self._allow()
        plan = plan_products(query, self._encoder, await self._of_now())
        found = await _search(self._client, self._collection, plan)
        return [product_hit(one) for one in found]

    async def _of_now(self) -> Known:
        """What is known is learned when first asked for, and again after a while."""
        now = asyncio.get_running_loop().time()
        if now >= self._known_until:
            self._known_until = now + KNOWN_SECONDS
            with answering():
                self._known = await _known(self._client, self._collection)
        return self._known

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        self._allow()
        found = await _search(self._client, self._collection, plan_look_alikes(look, limit))
        return [product_hit(one) for one in found]

    async def usual_look(self) -> Vector | None:
        return (await self._of_now()).look


class ServerCreatorIndex:
    """CreatorIndex on a server."""

    def __init__(
        self,
        client: AsyncQdrantClient,
        encoder: WordEncoder,
        collection: str = POSTS,
        allow: Callable[[], None] = everything,
    ) -> None:
        self._client = client
        self._encoder = encoder
        self._collection = collection
        self._allow = allow

    async def search(self, query: PostQuery) -> list[PostHit]:
        self._allow()
        found = await _search(self._client, self._collection, plan_posts(query, self._encoder))
        return [post_hit(one) for one in found]


@contextmanager
def answering() -> Iterator[None]:
    """Raise IndexUnavailable for whatever keeps the server from answering."""
    try:
        yield
    except ApiException as failure:
        raise IndexUnavailable(
            f"the Qdrant server gave no answer ({failure}); see that SNAPTAP_QDRANT__URL is right and the server runs, "
            "then publish with: snaptap index rebuild"
        ) from failure


async def _known(client: AsyncQdrantClient, collection: str) -> Known:
    """How rare the words of a sample are, and how its pictures look: the same one whenever it is asked for."""
    count = (await client.count(collection, exact=False)).count
    part = models.Filter(must=[models.SliceCondition(slice=models.Slice(total=slices(count), index=0))])
    sampled, _ = await client.scroll(
        collection, part, limit=2 * SAMPLE, with_payload=False, with_vectors=[WORDS, GRAMS, LOOK]
    )
    words, grams = (Frequencies.learn(_tokens(sampled, name)) for name in (WORDS, GRAMS))
    return Known(words, grams, mean_look(_looks(sampled)))


def _looks(sampled: Iterable[models.Record]) -> Iterable[list[float]]:
    vectors = (record.vector for record in sampled if isinstance(record.vector, dict))
    return (cast("list[float]", named[LOOK]) for named in vectors if LOOK in named)


def _tokens(sampled: Iterable[models.Record], name: str) -> Iterable[list[int]]:
    for record in sampled:
        vector = record.vector.get(name) if isinstance(record.vector, dict) else None
        yield vector.indices if isinstance(vector, models.SparseVector) else []


async def _search(client: AsyncQdrantClient, collection: str, plan: Plan) -> list[Found]:
    """Best first, at most `plan.limit`, none twice for one thing; asks for more until there are enough."""
    if plan.limit < 1:
        return []
    with answering():
        for width in widths(plan.limit):
            points = await _fetch(client, collection, plan, width)
            found = first_of_each(best_first(points), plan.one_per, plan.limit)
            if len(found) == plan.limit or len(points) < width:
                break
    return found


async def _fetch(client: AsyncQdrantClient, collection: str, plan: Plan, width: int) -> list[Found]:
    condition, payload = _filter(plan), list(plan.payload)
    match plan.legs:
        case ():
            records, _ = await client.scroll(collection, condition, limit=width, with_payload=payload)
            return [Found(int(str(record.id)), 0.0, record.payload or {}) for record in records]
        case (leg,):
            answer = await client.query_points(
                collection, _nearest(leg), using=leg.name, query_filter=condition, limit=width, with_payload=payload
            )
        case legs:
            answer = await client.query_points(
                collection,
                models.RrfQuery(rrf=models.Rrf(k=FUSION_K)) if plan.by_rank else _sum(legs),
                prefetch=[_prefetch(leg, condition, width) for leg in legs],
                limit=width,
                with_payload=payload,
            )
    return [Found(int(str(point.id)), point.score, point.payload or {}) for point in answer.points]


def _prefetch(leg: Leg, condition: models.Filter, width: int) -> models.Prefetch:
    return models.Prefetch(
        query=_nearest(leg), using=leg.name, filter=condition, score_threshold=leg.floor, limit=width
    )


def _sum(legs: Sequence[Leg]) -> models.FormulaQuery:
    """Of the legs' scores; 0 for one that has not found the point."""
    scores = [f"$score[{place}]" for place in range(len(legs))]
    weighted = [models.MultExpression(mult=[leg.weight, score]) for leg, score in zip(legs, scores, strict=True)]
    return models.FormulaQuery(formula=models.SumExpression(sum=list(weighted)), defaults=dict.fromkeys(scores, 0.0))


def _nearest(leg: Leg) -> list[float] | models.SparseVector:
    if isinstance(leg.vector, Sparse):
        return models.SparseVector(indices=leg.vector.indices, values=leg.vector.values)
    return [float(value) for value in leg.vector]


def _filter(plan: Plan) -> models.Filter:
    return models.Filter(must=_conditions(plan.must), must_not=_conditions(plan.must_not))


def _conditions(conditions: Iterable[Condition]) -> list[models.Condition]:
    return [_condition(condition) for condition in conditions]


def _condition(condition: Condition) -> models.FieldCondition:
    match condition:
        case AnyOf(field, values):
            return models.FieldCondition(key=field, match=models.MatchAny(any=list(values)))
        case Between(field, at_least, at_most):
            return models.FieldCondition(key=field, range=models.Range(gte=at_least, lte=at_most))
