"""A search as `snaptap search` does it, words to listings, and the pictures nearest to a photo's look."""

import random
import time
from dataclasses import replace
from itertools import islice

from bot.bench.feed import listings
from bot.bench.figures import Figure, percentile
from bot.bench.photo import photos
from bot.bench.shop import Bench
from graph.domain.conversation import MediaKind
from graph.ports.search import CatalogIndex, ProductHit, ProductQuery
from graph.ports.senses import Vector
from graph.recognition.readings import NEAREST
from graph.search import look_up
from graph.shop import Shop
from graph.toolbox import Toolbox
from graph.wiring import open_shop

PART = "search"
SMALL = 10_000
FEW_MS, MANY_MS = 15.0, 30.0
"""At most, for the products of a small shop and for ten times as many."""
QUERIES = 300
FROM = 3_000
"""Listings whose titles are queries."""
WORDS = 4
FOUND = 10
"""Products asked for, as `snaptap search` does unless told otherwise."""
WARM = 20
ROUNDS = 10


class Timed:
    """A CatalogIndex that notes the milliseconds of each search by words."""

    def __init__(self, index: CatalogIndex) -> None:
        self.spent: list[float] = []
        self._index = index

    async def search(self, query: ProductQuery) -> list[ProductHit]:
        start = time.perf_counter()
        found = await self._index.search(query)
        if query.words:
            self.spent.append((time.perf_counter() - start) * 1000)
        return found

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        return await self._index.look_alikes(look, limit)

    async def usual_look(self) -> Vector | None:
        return await self._index.usual_look()


async def search(bench: Bench) -> list[Figure]:
    """A query is up to four words of a listing's title, as people remember it; one is asked after the other."""
    async with open_shop(bench.settings) as shop:
        index = Timed(shop.tools.products)
        tools = replace(shop.tools, products=index)
        for query in _queries()[:WARM]:
            await _asked(query, tools)
        index.spent.clear()
        asked = [await _asked(query, tools) for query in _queries()]
        looked = await _looked(shop)
    most = FEW_MS if bench.products <= SMALL else MANY_MS
    among = f"among {bench.products:,} products"
    return [
        Figure(PART, f"{among}, p50", percentile(asked, 50), "ms"),
        Figure(PART, f"{among}, p95", percentile(asked, 95), "ms", most),
        Figure(PART, "of that one search of the index, p50", percentile(index.spent, 50), "ms"),
        Figure(PART, "of that one search of the index, p95", percentile(index.spent, 95), "ms"),
        Figure(PART, f"the {NEAREST} nearest pictures, p95", percentile(looked, 95), "ms", most),
    ]


def _queries() -> list[str]:
    chance = random.Random(7)
    titles = [str(row["title"]).split() for row in islice(listings(FROM), FROM)]
    drawn = chance.sample(titles, QUERIES)
    return [" ".join(chance.sample(words, min(WORDS, len(words)))) for words in drawn]


async def _asked(query: str, tools: Toolbox) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    await look_up(query, tools, limit=FOUND)
    return (time.perf_counter() - start) * 1000


async def _looked(shop: Shop) -> list[float]:
    """Milliseconds each, without the time to make a look of a photo."""
    pictures = [await shop.media.photo(await shop.media.save(picture, MediaKind.PHOTO)) for picture in photos()]
    spent = []
    for look in await shop.tools.photo.encode(pictures):
        for _ in range(ROUNDS):
            start = time.perf_counter()
            await shop.tools.products.look_alikes(look, NEAREST)
            spent.append((time.perf_counter() - start) * 1000)
    return spent
