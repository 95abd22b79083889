"""Other ways to make one score of what a search compares, asked through the shop's own index."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from graph.ports.search import RANKING, CatalogIndex, ProductHit, ProductQuery, Ranking
from graph.ports.senses import Vector

LEGS: Mapping[str, Ranking] = MappingProxyType(
    {
        "meaning": Ranking(meaning=1, words=0, pieces=0),
        "words": Ranking(meaning=0, words=1, pieces=0),
        "pieces": Ranking(meaning=0, words=0, pieces=1),
    }
)
"""Each by itself."""
DEEP = 120
"""Products that a leg by itself is asked for: as many points go into the engine's own sum of several."""
OTHERS: Mapping[str, Ranking] = MappingProxyType(
    {
        **{f"by {leg} alone": alone for leg, alone in LEGS.items()},
        "without meaning": replace(RANKING, meaning=0),
        "without words": replace(RANKING, words=0),
        "without pieces": replace(RANKING, pieces=0),
        "by rank": replace(RANKING, by_rank=True),
    }
)
"""What the search is compared with."""


@dataclass
class Weighed:
    """A CatalogIndex that ranks by `ranking` whatever is asked; `scores` are those of the last search, by variant.

    Each leg alone finds as many as are DEEP.
    """

    index: CatalogIndex
    ranking: Ranking
    scores: dict[int, float] = field(default_factory=dict)

    async def search(self, query: ProductQuery) -> list[ProductHit]:
        limit = DEEP if self.ranking in LEGS.values() else query.limit
        hits = await self.index.search(replace(query, ranking=self.ranking, limit=limit))
        self.scores = {hit.key: hit.score for hit in hits}
        return hits

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        return await self.index.look_alikes(look, limit)

    async def usual_look(self) -> Vector | None:
        return await self.index.usual_look()
