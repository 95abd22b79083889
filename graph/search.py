"""Products for a wish, from the catalogue's words and creators' posts, the hard constraints inside each query."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.domain.catalogue import Listing
from graph.domain.creators import Stance
from graph.domain.wishes import NOTHING, Wish
from graph.ports.search import PostQuery, ProductHit, ProductQuery
from graph.ports.senses import Vector
from graph.ranking import reciprocal_rank
from graph.toolbox import Toolbox

CONSIDERED = 30
SLICE = 16
"""Products whose price and stock are read at a time, at most: mostly the first are enough."""
POSTS = 16
POSTS_WEIGHT = 0.25
"""A post that answers the wish brings its product along, at a quarter of the voice of the catalogue's own words."""
RECOMMENDS = (Stance.FOR, Stance.MIXED, Stance.NEUTRAL, Stance.UNSTATED)
"""Stances whose posts bring a product along; a critical post is quoted beside it, not a reason to show it."""

MOST = 0.5
"""Share of its words beyond which a wish is met by words alone."""


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` is the fused one; `from_posts` says that a creator's post brought it along."""

    listing: Listing
    score: float
    from_posts: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found, by which `wish`; `aside` names the soft constraint that nothing would have met, and its value."""

    hits: list[Hit]
    wish: Wish
    aside: tuple[str, str] | None = None


async def look_up(text: str, tools: Toolbox, limit: int) -> Sought:
    """What a search box finds: whatever is typed there is looked for, small talk too."""
    reading = await tools.reader.read(text, await tools.catalog.vocabulary(), None)
    return await seek(reading.wish if reading.wish != NOTHING else Wish(words=text), tools, limit=limit)


async def seek(
    wish: Wish, tools: Toolbox, *, without: Sequence[str] = (), limit: int = CONSIDERED, look: Vector | None = None
) -> Sought:
    """As `search`; where nothing meets the wish as it is, without its colours, its sizes or its brands."""
    for narrowed, aside in _relaxed(wish):
        if hits := await search(narrowed, tools, without=without, limit=limit, look=look):
            return Sought(hits, narrowed, aside)
    return Sought([], wish)


def _relaxed(wish: Wish) -> Iterator[tuple[Wish, tuple[str, str] | None]]:
    """The wish as it is, then without one soft constraint at a time. A budget is never one of them."""
    yield wish, None
    if wish.colours:
        yield replace(wish, colours=()), ("colour", ", ".join(wish.colours))
    if wish.sizes:
        yield replace(wish, sizes=()), ("size", ", ".join(wish.sizes))
    if wish.brands:
        yield replace(wish, brands=()), ("brand", ", ".join(wish.brands))


async def search(
    wish: Wish, tools: Toolbox, *, without: Sequence[str] = (), limit: int = CONSIDERED, look: Vector | None = None
) -> list[Hit]:
    """Best first, one hit a product, as price and stock are now. `look` is what they should look like, too.

    Raises IndexUnavailable.
    """
    vector = await embed(wish, tools)
    listed, posted = await asyncio.gather(
        _from_catalogue(wish, vector, without, tools, look), _from_posts(wish, vector, without, tools)
    )
    scores = reciprocal_rank([([_ref(hit) for hit in listed], 1.0), ([_ref(hit) for hit in posted], POSTS_WEIGHT)])
    keys = {_ref(hit): hit.key for hit in (*posted, *listed)}
    brought = {_ref(hit) for hit in posted}
    ranked = [(keys[ref], score, ref in brought) for ref, score in scores.items()]
    hits: list[Hit] = []
    some = min(SLICE, limit)
    for start in range(0, len(ranked), some):
        hits += await _sellable(ranked[start : start + some], wish, tools)
        if len(hits) >= limit:
            break
    return hits[:limit]


async def _sellable(ranked: Sequence[tuple[int, float, bool]], wish: Wish, tools: Toolbox) -> list[Hit]:
    """Those that can be had within the budget, as the catalogue has them now: the index may be behind."""
    listings = await tools.catalog.listings([key for key, _score, _brought in ranked])
    hits = [Hit(listings[key], score, brought) for key, score, brought in ranked if key in listings]
    return [hit for hit in hits if _meets(wish, hit.listing)]


def _meets(wish: Wish, listing: Listing) -> bool:
    return listing.available and wish.budget.allows(listing.price) and _branded(wish, listing)


def _branded(wish: Wish, listing: Listing) -> bool:
    """Where a listing states no brand, its title or description may name it."""
    if not wish.brands or listing.product.brand:
        return True
    said = f"{listing.variant.title} {listing.product.title} {listing.product.description}".casefold()
    return any(re.search(rf"\b{re.escape(brand.casefold())}\b", said) for brand in wish.brands)


async def embed(wish: Wish, tools: Toolbox) -> Vector | None:
    """The vector of the wish's words, None where it has none."""
    return (await tools.text.encode([wish.said]))[0] if wish.said else None


async def carries(wish: Wish, tools: Toolbox) -> bool:
    """Whether the shop has anything of the kind, constraints aside.

    Meaning alone decides where it is near; a word in common needs company: "electric guitar" is no electric kettle. By
    an encoder of which nobody knows how near is near, words alone decide.
    """
    nearest, worded = await asyncio.gather(
        tools.products.search(ProductQuery(text=await embed(wish, tools), available_only=False, limit=1)),
        tools.products.search(ProductQuery(words=wish.words, available_only=False, limit=1)),
    )
    measured, cosine = tools.text.nearness, nearest[0].score if nearest else 0.0
    near, akin = (cosine >= measured.near, cosine >= measured.akin) if measured else (False, False)
    if near or not worded:
        return near
    listing = (await tools.catalog.listings([worded[0].key])).get(worded[0].key)
    return listing is not None and (akin or _share(wish.words, listing) > MOST)


def _share(words: str, listing: Listing) -> float:
    """How many of the words stand in what the catalogue says of a listing, endings aside."""
    product = listing.product
    said = " ".join((product.title, product.description, product.brand or "", *product.category)).casefold()
    stems = [word.rstrip("s") for word in words.casefold().split()]
    return sum(stem in said for stem in stems) / len(stems) if stems else 0.0


async def _from_catalogue(
    wish: Wish, vector: Vector | None, without: Sequence[str], tools: Toolbox, look: Vector | None
) -> list[ProductHit]:
    if wish.creator:
        return []
    return await tools.products.search(replace(_query(wish, vector, without), look=look))


async def _from_posts(wish: Wish, vector: Vector | None, without: Sequence[str], tools: Toolbox) -> list[ProductHit]:
    """Products of the posts that answer the wish, in the order of their posts."""
    creators = (wish.creator,) if wish.creator else ()
    if vector is None and not creators:
        return []
    posts = await tools.posts.search(
        PostQuery(text=vector, words=wish.said, creators=creators, stances=RECOMMENDS, limit=POSTS)
    )
    refs = tuple(dict.fromkeys(str(ref) for post in posts for ref in post.products))
    if not refs:
        return []
    hits = await tools.products.search(_query(wish, vector, without, refs))
    return sorted(hits, key=lambda hit: refs.index(f"{hit.merchant}/{hit.product}"))


def _query(wish: Wish, vector: Vector | None, without: Sequence[str], products: tuple[str, ...] = ()) -> ProductQuery:
    return ProductQuery(
        text=vector,
        words="" if products else wish.said,
        budget=wish.budget,
        categories=wish.categories,
        colours=wish.colours,
        sizes=wish.sizes,
        brands=wish.brands,
        products=products,
        without=tuple(without),
        limit=CONSIDERED,
    )


def _ref(hit: ProductHit) -> tuple[str, str]:
    return hit.merchant, hit.product
