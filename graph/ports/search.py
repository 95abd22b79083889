"""The index as searchers see it."""

from dataclasses import dataclass
from typing import Protocol

from graph.domain.creators import ProductRef, Stance
from graph.domain.wishes import UNBOUNDED, Budget
from graph.ports.senses import Vector


@dataclass(frozen=True, slots=True)
class Ranking:
    """How a product's legs become one score: each leg's is 0..1 and has a weight; with 0 it is not asked.

    The legs are the meaning of `text`, the `words`, the pieces of these words, and the `look`. The score is their
    weighted sum or, `by_rank`, the sum of their ranks' reciprocals, each as loud as the others.
    """

    meaning: float = 0.3
    words: float = 0.3
    pieces: float = 1.0
    look: float = 0.5
    by_rank: bool = False


RANKING = Ranking()


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """`text`, `words` and `look` are the legs of one search; an absent leg is dropped, not sent empty.

    `words` is matched by BM25. Filters go into the query; tuples match any of their values, whatever the case.
    `products` restricts to those product refs ("merchant/id"), `without` leaves such refs out. What states no brand is
    not left out by `brands`: its title may name it.
    """

    text: Vector | None = None
    words: str = ""
    look: Vector | None = None
    budget: Budget = UNBOUNDED
    categories: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    available_only: bool = True
    limit: int = 10
    ranking: Ranking = RANKING


@dataclass(frozen=True, slots=True)
class ProductHit:
    """`score` is the fused one: comparable within one answer only."""

    key: int
    merchant: str
    product: str
    score: float


class CatalogIndex(Protocol):
    async def search(self, query: ProductQuery) -> list[ProductHit]:
        """Best first, at most one hit a product, `limit` products. No leg at all: by the filters alone, in key order.

        Raises IndexUnavailable where there is none to ask.
        """
        ...

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        """Nearest pictures by cosine, available or not; `score` is the cosine itself, -1..1."""
        ...

    async def usual_look(self) -> Vector | None:
        """The mean look of the catalogue's pictures, of a sample where there are many; None where it has none.

        Of few pictures it is shortened: one picture alone is not what is usual.
        """
        ...


@dataclass(frozen=True, slots=True)
class PostQuery:
    """As ProductQuery: absent legs are dropped, filters go into the query. `products` are refs ("merchant/id")."""

    text: Vector | None = None
    words: str = ""
    products: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True)
class PostHit:
    """`moment` is the place of the quoted moment in the post, None where the post as a whole was met."""

    post: int
    moment: int | None
    products: tuple[ProductRef, ...]
    score: float


class CreatorIndex(Protocol):
    async def search(self, query: PostQuery) -> list[PostHit]:
        """Best first, at most one hit a post (its best moment)."""
        ...
