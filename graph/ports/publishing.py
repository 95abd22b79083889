"""How the catalogue becomes the index."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.domain.creators import Stance
from graph.ports.senses import Vector


@dataclass(frozen=True, slots=True)
class ProductPoint:
    """A variant as the index keeps it.

    `price` is the lowest it can become, a sale to come included: the truth is read again from the catalogue.
    """

    key: int
    merchant: str
    product: str
    sku: str
    words: str
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


class IndexSource(Protocol):
    """The derived index is made from this, whole or by the change."""

    async def sequence(self) -> int:
        """The number of the newest change, 0 where there is none."""
        ...

    async def changes(self, after: int, limit: int) -> list[Change]:
        """Those numbered above `after`, at most `limit`, and the whole of what changed at once under one number."""
        ...

    def product_points(self, keys: Sequence[int] | None = None) -> AsyncIterator[ProductPoint]:
        """All of them, or those of `keys`, with their stored embeddings; streamed."""
        ...

    def post_points(self, posts: Sequence[int] | None = None) -> AsyncIterator[PostPoint]: ...


MOST_TAILED = 2_000
"""Changes that a searcher takes in one by one; where there are more, a new index is on its way."""


class IndexPublisher(Protocol):
    async def publish(self) -> int:
        """Build a fresh index of all there is, out of everybody's way, and make it the newest; its sequence number."""
        ...

    async def behind(self) -> int | None:
        """How many changes the newest index lacks; None where there is none or another encoder made it."""
        ...

    async def announce(self, *, coming: bool) -> None:
        """Tell searchers whether so many changes are on their way that a new index will follow: they wait for it."""
        ...
