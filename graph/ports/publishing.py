"""How the catalogue becomes the index."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from graph.domain.creators import Stance
from graph.ports.senses import Vector


@dataclass(frozen=True, slots=True)
class ProductPoint:
    """A variant as the index keeps it.

    `names` are what it is called by: titles, brand, number, categories and options; `details` the rest of its words.
    `price` is the lowest it can become, a sale to come included: the truth is read again from the catalogue.
    """

    key: int
    merchant: str
    product: str
    sku: str
    names: str
    details: str
    brand: str
    categories: tuple[str, ...]
    colour: str
    size: str
    gtin: str
    price: int
    currency: str
    available: bool
    text: Vector
    look: Vector | None


@dataclass(frozen=True, slots=True)
class PostPoint:
    """A post (`moment` None) or one quoted moment of it, as the index keeps it.

    `published` is days since 1970-01-01.
    """

    post: int
    moment: int | None
    words: str
    creator: str
    platform: str
    stance: Stance
    kind: str
    language: str
    published: int
    products: tuple[str, ...]
    text: Vector


@dataclass(frozen=True, slots=True)
class Change:
    """A row of `catalog_change`: variant or post `key` is new or different (`gone`: withdrawn)."""

    sequence: int
    kind: str
    key: int
    gone: bool


NOTHING_COMING: Mapping[str, int] = MappingProxyType({})


class IndexSource(Protocol):
    """The derived index is made from this, whole or by the change."""

    async def sequence(self) -> int:
        """The number of the newest change, 0 where there is none."""
        ...

    async def behind(self, sequence: int, editions: Collection[int] = ()) -> int:
        """How many changes an index lacks that has seen all up to `sequence`, and those of these `editions`.

        Negative where it has seen more than there are: it was made from another database.
        """
        ...

    async def changes(self, after: int, limit: int, editions: Collection[int] = ()) -> list[Change]:
        """Those numbered above `after` but for those of `editions`: at most `limit`, and the whole of an edition."""
        ...

    def product_points(
        self, keys: Sequence[int] | None = None, coming: Mapping[str, int] = NOTHING_COMING
    ) -> AsyncIterator[ProductPoint]:
        """All of them, or those of `keys`, with their stored embeddings; streamed.

        Of a merchant who has an edition `coming` as that says them, of all others as shoppers meet them.
        """
        ...

    def post_points(self, posts: Sequence[int] | None = None) -> AsyncIterator[PostPoint]: ...


MOST_TAILED = 2_000
"""Changes that a searcher takes in one by one; where there are more, a new index is on its way."""


@dataclass(frozen=True, slots=True)
class Coming:
    """An edition of a merchant's listings, written but not met by shoppers until it is turned over.

    `changes` is how many listings it changes. To turn it over twice is to turn it over once.
    """

    merchant: str
    edition: int
    changes: int
    turn_over: Callable[[], Awaitable[object]]


class IndexPublisher(Protocol):
    async def publish(self, coming: Coming | None = None) -> int:
        """Build a fresh index of all there is, out of everybody's way, and make it the newest; its sequence number.

        What is `coming` is in it, and is turned over before anybody searches it.
        """
        ...

    async def behind(self) -> int | None:
        """How many changes the newest index lacks; None where there is none that can be searched.

        Another encoder or version of the engine may have made it, or it is of another database.
        """
        ...

    async def announce(self, *, coming: bool) -> None:
        """Tell searchers whether so many changes are on their way that a new index will follow: they wait for it."""
        ...
