"""A query in no engine's own terms: what to rank by, what to leave out, and which hits are one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from graph.adapters.index.frequencies import Known
from graph.adapters.index.grams import FLOOR, asked_grams
from graph.adapters.index.points import GRAMS, LOOK, TEXT, WORDS, PayloadValue, folded, handle, padded
from graph.adapters.index.words import Sparse, WordEncoder
from graph.domain.creators import ProductRef
from graph.domain.money import Money
from graph.domain.wishes import Budget
from graph.ports.search import PostHit, PostQuery, ProductHit, ProductQuery
from graph.ports.senses import Vector

FUSION_K = 2
"""The engine's own constant of reciprocal rank fusion."""
UNSTATED = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One way of ranking: by the nearness of the named vector to `vector`; what scores below `floor` is left out.

    Of several, each has a `weight` in their sum.
    """

    name: str
    vector: Vector | Sparse
    floor: float | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AnyOf:
    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends included; None leaves an end open."""

    field: str
    at_least: int | None = None
    at_most: int | None = None


Condition = AnyOf | Between


@dataclass(frozen=True, slots=True)
class Plan:
    """Without legs the points come in the order of their ids. At most one point is kept for a value of `one_per`.

    Several legs are fused by the sum of their weighted scores, or `by_rank`.
    """

    legs: tuple[Leg, ...]
    must: tuple[Condition, ...]
    must_not: tuple[Condition, ...]
    one_per: str
    payload: tuple[str, ...]
    limit: int
    by_rank: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    id: int
    score: float
    payload: dict[str, PayloadValue] = field(default_factory=dict)


def plan_products(query: ProductQuery, encoder: WordEncoder, known: Known) -> Plan:
    """`known` are the words of what is searched."""
    legs = _product_legs(query, encoder, known)
    return _product_plan(
        legs=legs,
        must=(
            *_any_of("available", ("yes",) if query.available_only else ()),
            *_any_of("category", query.categories),
            *_any_of("colour", query.colours),
            *_any_of("size", query.sizes),
            *_any_of("brand", (*query.brands, UNSTATED) if query.brands else ()),
            *_any_of("gtin", query.gtins, padded),
            *_any_of("ref", query.products),
            *_within(query.budget),
        ),
        must_not=_any_of("ref", query.without),
        limit=_limit(query.limit, query.words, legs),
        by_rank=query.ranking.by_rank,
    )


def plan_look_alikes(look: Vector, limit: int) -> Plan:
    return _product_plan(legs=(Leg(LOOK, look),), must=(), must_not=(), limit=limit)


def plan_posts(query: PostQuery, encoder: WordEncoder) -> Plan:
    legs = _legs({TEXT: query.text, WORDS: encoder.query(query.words)})
    return Plan(
        legs=legs,
        must=(
            *_any_of("ref", query.products),
            *_any_of("creator", query.creators, handle),
            *_any_of("stance", query.stances),
        ),
        must_not=(),
        one_per="post",
        payload=("post", "moment", "products"),
        limit=_limit(query.limit, query.words, legs),
        by_rank=True,
    )


def widths(limit: int) -> Iterator[int]:
    """How many points to ask for, in turn, until `limit` different things are among them."""
    width = max(32, 4 * limit)
    while True:
        yield width
        width *= 4


def best_first(points: Iterable[Found]) -> list[Found]:
    """Equal scores in the order of ids, so that both engines agree."""
    return sorted(points, key=lambda point: (-point.score, point.id))


def first_of_each(points: Iterable[Found], one_per: str, limit: int) -> list[Found]:
    """The first point of each thing, at most `limit`; what comes after is not looked at."""
    first: dict[PayloadValue, Found] = {}
    for point in points:
        first.setdefault(point.payload[one_per], point)
        if len(first) == limit:
            break
    return list(first.values())


def product_hit(found: Found) -> ProductHit:
    merchant, product = cast("str", found.payload["merchant"]), cast("str", found.payload["product"])
    return ProductHit(key=found.id, merchant=merchant, product=product, score=found.score)


def post_hit(found: Found) -> PostHit:
    refs = (ref.partition("/") for ref in cast("list[str]", found.payload["products"]))
    return PostHit(
        post=cast("int", found.payload["post"]),
        moment=cast("int | None", found.payload["moment"]),
        products=tuple(ProductRef(merchant, product) for merchant, _, product in refs),
        score=found.score,
    )


def _product_plan(
    legs: tuple[Leg, ...],
    must: tuple[Condition, ...],
    must_not: tuple[Condition, ...],
    limit: int,
    *,
    by_rank: bool = False,
) -> Plan:
    return Plan(legs, must, must_not, "ref", ("ref", "merchant", "product"), limit, by_rank)


def _product_legs(query: ProductQuery, encoder: WordEncoder, known: Known) -> tuple[Leg, ...]:
    """Pieces of words do not search alone, since everything shares some: they go along where meaning is asked."""
    words = encoder.asked(query.words, known.words)
    pieces = asked_grams(query.words, known.grams) if words and query.text is not None else None
    legs = _legs({TEXT: query.text, WORDS: words, LOOK: query.look, GRAMS: pieces})
    ranking = query.ranking
    weights = {TEXT: ranking.meaning, WORDS: ranking.words, LOOK: ranking.look, GRAMS: ranking.pieces}
    return tuple(replace(leg, weight=weights[leg.name]) for leg in legs if weights[leg.name])


def _legs(vectors: Mapping[str, Vector | Sparse | None]) -> tuple[Leg, ...]:
    there = {name: vector for name, vector in vectors.items() if vector is not None and len(vector)}
    return tuple(Leg(name, vector, FLOOR if name == GRAMS else None) for name, vector in there.items())


def _limit(limit: int, words: str, legs: tuple[Leg, ...]) -> int:
    """Nothing is found by stop words alone: it is no search without words, which the filters alone would answer."""
    return 0 if words.strip() and not legs else limit


def _any_of(field: str, values: Iterable[str], spelling: Callable[[str], str] = folded) -> tuple[AnyOf, ...]:
    spelt = tuple(dict.fromkeys(spelling(value) for value in values))
    return (AnyOf(field, spelt),) if spelt else ()


def _within(budget: Budget) -> Iterator[Condition]:
    """A price is within a bound only in the bound's own currency."""
    for bound in (budget.at_least, budget.at_most):
        if bound is not None:
            yield AnyOf("currency", (folded(bound.currency),))
    if budget.at_least is not None or budget.at_most is not None:
        yield Between("price", _amount(budget.at_least), _amount(budget.at_most))


def _amount(bound: Money | None) -> int | None:
    return None if bound is None else bound.amount
