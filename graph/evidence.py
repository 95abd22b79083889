"""What creators really said about a product. Nothing here is made up: every word is a stored post's."""

import asyncio
from collections import Counter
from collections.abc import Sequence

from graph.domain.catalogue import Product
from graph.domain.creators import Evidence, Moment, Post, ProductRef, Stance
from graph.ports.search import PostHit, PostQuery
from graph.ports.senses import Vector
from graph.toolbox import Toolbox

QUOTES = 6
CRITICAL = (Stance.AGAINST, Stance.MIXED)
COUNTED = 200
"""Posts about one product that are counted; what has more is said to have at least as many."""
LONGEST = 280
"""Characters of a post's own text that are quoted where it has no moment."""


async def evidence_for(
    products: Sequence[Product], words: str, tools: Toolbox, quotes: int = QUOTES
) -> list[tuple[Evidence, ...]]:
    """For each product its best quotes for these words; of several one is critical where there is any."""
    vector = (await tools.text.encode([words]))[0] if words else None
    found = await asyncio.gather(*(_ordered(product, vector, words, tools, quotes) for product in products))
    posts = await tools.catalog.posts(list({hit.post for hits in found for hit in hits}))
    return [
        tuple(_evidence(posts[hit.post], hit) for hit in hits if hit.post in posts and _names(posts[hit.post], product))
        for product, hits in zip(products, found, strict=True)
    ]


async def stances(products: Sequence[Product], tools: Toolbox) -> list[Counter[Stance]]:
    """For each product how many posts take which stance; what a creator earns is not looked at."""
    found = await asyncio.gather(
        *(tools.posts.search(PostQuery(products=(str(_ref(product)),), limit=COUNTED)) for product in products)
    )
    posts = await tools.catalog.posts(list({hit.post for hits in found for hit in hits}))
    return [
        Counter(posts[hit.post].stance for hit in hits if hit.post in posts and _names(posts[hit.post], product))
        for product, hits in zip(products, found, strict=True)
    ]


def _ref(product: Product) -> ProductRef:
    return ProductRef(product.merchant, product.id)


def _names(post: Post, product: Product) -> bool:
    """As the catalogue has it now: the index may be behind."""
    return _ref(product) in post.products


async def _ordered(product: Product, vector: Vector | None, words: str, tools: Toolbox, quotes: int) -> list[PostHit]:
    """A haul's words may be about any of its things: who speaks of this one alone comes first."""
    hits = await _hits(product, vector, words, tools, alone=quotes == 1)
    return sorted(hits, key=lambda hit: len(hit.products) > 1)[:quotes]


async def _hits(product: Product, vector: Vector | None, words: str, tools: Toolbox, *, alone: bool) -> list[PostHit]:
    ref = (str(_ref(product)),)
    hits = await tools.posts.search(PostQuery(vector, words, products=ref, limit=QUOTES))
    if alone or len(hits) < QUOTES:  # fewer are all there are, the critical ones among them
        return hits
    critical = await tools.posts.search(PostQuery(vector, words, products=ref, stances=CRITICAL, limit=1))
    if critical and not any(hit.post == critical[0].post for hit in hits):
        return [*hits[: QUOTES - 1], critical[0]]
    return hits


def _evidence(post: Post, hit: PostHit) -> Evidence:
    return Evidence(post, _quoted(post, hit.moment))


def _quoted(post: Post, moment: int | None) -> Moment:
    """The moment that was met, else the first, else the opening of the post's own text at a word's end."""
    if post.moments:
        return post.moments[moment if moment is not None and moment < len(post.moments) else 0]
    text = post.text or post.title
    return Moment(text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …")
