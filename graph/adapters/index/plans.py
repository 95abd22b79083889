"""A query in no engine's own terms: what to rank by, what to leave out, and which hits are one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from graph.adapters.index.grams import FLOOR, grams
from graph.adapters.index.points import GRAMS, LOOK, TEXT, WORDS, PayloadValue, folded, handle, padded
from graph.adapters.index.words import Sparse, WordEncoder
from graph.domain.creators import ProductRef
from graph.domain.money import Money
from graph.domain.wishes import Budget
from graph.ports.search import PostHit, PostQuery, ProductHit, ProductQuery
from graph.ports.senses import Vector

FUSION_K = 2
"""The engine's own constant of reciprocal rank fusion. On two public sets of product titles (whole, halved, misspelt)
nDCG@10 is .01 to .04 above that of the literature's 60."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One way of ranking: by the nearness of the named vector to `vector`; what scores below `floor` is left out."""

    name: str
    vector: Vector | Sparse
    floor: float | None = None


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
    """Without legs the points come in the order of their ids. At most one point is kept for a value of `one_per`."""

    legs: tuple[Leg, ...]
    must: tuple[Condition, ...]
    must_not: tuple[Condition, ...]
    one_per: str
    payload: tuple[str, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Found:
    id: int
    score: float
    payload: dict[str, PayloadValue]


def plan_products(query: ProductQuery, encoder: WordEncoder) -> Plan:
    legs = _product_legs(query, encoder)
    return _product_plan(
        legs=legs,
        must=(
            *_any_of("available", ("yes",) if query.available_only else ()),
            *_any_of("category", query.categories),
            *_any_of("colour", query.colours),
            *_any_of("size", query.sizes),
            *_any_of("brand", query.brands),
            *_any_of("gtin", query.gtins, padded),
            *_any_of("ref", query.products),
            *_within(query.budget),
        ),
        must_not=_any_of("ref", query.without),
        limit=_limit(query.limit, query.words, legs),
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
    )


def widths(limit: int) -> Iterator[int]:
    """How many points to ask for, in turn, until `limit` different things are among them."""
    width = max(32, 4 * limit)
    while True:
        yield width
        width *= 4


def first_of_each(points: Iterable[Found], one_per: str, limit: int) -> list[Found]:
    """The best point of each thing, at most `limit`; equal scores in the order of ids, so that both engines agree."""
    best: dict[PayloadValue, Found] = {}
    for point in sorted(points, key=lambda point: (-point.score, point.id)):
        best.setdefault(point.payload[one_per], point)
    return list(best.values())[:limit]


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
    legs: tuple[Leg, ...], must: tuple[Condition, ...], must_not: tuple[Condition, ...], limit: int
) -> Plan:
    return Plan(legs, must, must_not, one_per="ref", payload=("ref", "merchant", "product"), limit=limit)


def _product_legs(query: ProductQuery, encoder: WordEncoder) -> tuple[Leg, ...]:
    """Pieces of words do not search alone, since everything shares some: they go along where meaning is asked."""
    words = encoder.query(query.words)
    legs = _legs({TEXT: query.text, WORDS: words, LOOK: query.look})
    if query.text is None or not words:
        return legs
    return (*legs, Leg(GRAMS, grams(query.words), FLOOR))


def _legs(vectors: Mapping[str, Vector | Sparse | None]) -> tuple[Leg, ...]:
    return tuple(Leg(name, vector) for name, vector in vectors.items() if vector is not None and len(vector))


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
