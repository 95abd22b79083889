"""The two indexes in memory. They hold what they were once given, as a derived index does: a sync may have passed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.domain.catalogue import Listing, Product
from graph.domain.creators import Post
from graph.domain.errors import IndexUnavailable
from graph.ports.search import PostHit, PostQuery, ProductHit, ProductQuery
from graph.ports.senses import Vector
from tests.doubles.senses import BagOfWords, words_of

BAG = BagOfWords()


@dataclass
class MemoryProducts:
    """`pictures` holds a cosine by variant and photo number; `queries` keeps what was asked.

    A query with a look is answered by it alone where it names products; else a look counts beside words and meaning.
    """

    goods: Sequence[Product] = ()
    pictures: dict[int, dict[int, float]] = field(default_factory=dict)
    queries: list[ProductQuery] = field(default_factory=list)
    missing: bool = False

    async def search(self, query: ProductQuery) -> list[ProductHit]:
        self._check()
        self.queries.append(query)
        if query.look is not None and query.products:
            refs = {tuple(ref.split("/", 1)) for ref in query.products}
            return [hit for hit in await self.look_alikes(query.look, 10**6) if (hit.merchant, hit.product) in refs]
        listings = [Listing(product, variant) for product in self.goods for variant in product.variants]
        scored = [(_score(listing, query), listing) for listing in listings if _passes(listing, query)]
        looks = [(score + self._likeness(listing, query), listing) for score, listing in scored if score is not None]
        return _best_of_each(looks, query.limit)

    def _likeness(self, listing: Listing, query: ProductQuery) -> float:
        photos = self.pictures.get(listing.key, {})
        return photos.get(int(query.look.argmax()), 0.0) if query.look is not None else 0.0

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        self._check()
        photo = int(look.argmax())
        seen = [
            (self.pictures[variant.key].get(photo, 0.0), Listing(product, variant))
            for product in self.goods
            for variant in product.variants
            if variant.key in self.pictures
        ]
        return _best_of_each(seen, limit)

    async def usual_look(self) -> Vector | None:
        self._check()
        return None

    def _check(self) -> None:
        if self.missing:
            raise IndexUnavailable("there is no index; build one with `snaptap index`")


@dataclass
class MemoryPosts:
    said: Sequence[Post] = ()
    queries: list[PostQuery] = field(default_factory=list)

    async def search(self, query: PostQuery) -> list[PostHit]:
        self.queries.append(query)
        hits = [_post_hit(post, query) for post in self.said if _answers(post, query)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.post))[: query.limit]


def _passes(listing: Listing, query: ProductQuery) -> bool:
    product, options = listing.product, listing.variant.options
    ref = f"{product.merchant}/{product.id}"
    return (
        (listing.available or not query.available_only)
        and (not query.categories or bool(set(query.categories) & set(product.category)))
        and (not query.colours or options.get("color") in query.colours)
        and (not query.sizes or options.get("size") in query.sizes)
        and (not query.brands or not product.brand or product.brand in query.brands)
        and (not query.products or ref in query.products)
        and ref not in query.without
        and _affordable(listing, query)
    )


def _affordable(listing: Listing, query: ProductQuery) -> bool:
    bounds = [bound for bound in (query.budget.at_most, query.budget.at_least) if bound]
    return all(bound.currency == listing.price.currency for bound in bounds) and query.budget.allows(listing.price)


def _score(listing: Listing, query: ProductQuery) -> float | None:
    """Shared words and nearness in meaning; None where words are asked for and none is met."""
    text = f"{listing.product.title} {listing.product.brand} {listing.product.description}"
    shared = len(words_of(text) & words_of(query.words))
    near = float(BAG.of([text])[0] @ query.text) if query.text is not None else 0.0
    return None if query.words and query.text is None and not shared else shared + near


def _best_of_each(scored: list[tuple[float, Listing]], limit: int) -> list[ProductHit]:
    best: dict[tuple[str, str], ProductHit] = {}
    for score, listing in sorted(scored, key=lambda each: (-each[0], each[1].key)):
        ref = (listing.product.merchant, listing.product.id)
        best.setdefault(ref, ProductHit(listing.key, *ref, score))
    return list(best.values())[:limit]


def _answers(post: Post, query: PostQuery) -> bool:
    refs = {str(ref) for ref in post.products}
    return (
        (not query.products or bool(refs & set(query.products)))
        and (not query.creators or post.creator.handle in query.creators)
        and (not query.stances or post.stance in query.stances)
    )


def _post_hit(post: Post, query: PostQuery) -> PostHit:
    """The moment that shares most words with the query."""
    shared = [len(words_of(moment.text) & words_of(query.words)) for moment in post.moments]
    best = max(shared, default=0)
    return PostHit(post.key, shared.index(best) if shared else None, post.products, float(best))
