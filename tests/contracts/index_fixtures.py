"""A shop in memory for whatever keeps an index of it."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from graph.adapters.index.manifest import EncoderId, Encoders
from graph.domain.creators import Stance
from graph.ports.publishing import NOTHING_COMING, Change, PostPoint, ProductPoint
from graph.ports.senses import Vector

SIZE = 8
ENCODERS = Encoders(text=EncoderId("text of the test", SIZE), look=EncoderId("look of the test", SIZE))


def towards(*axes: int) -> Vector:
    """A vector of length 1; the first axis named weighs most."""
    vector = np.zeros(SIZE, np.float32)
    for place, axis in enumerate(axes):
        vector[axis] = 1.0 / (place + 1)
    return vector / np.float32(np.linalg.norm(vector))


@dataclass
class Shop:
    """An IndexSource in memory: what is listed and quoted, and every change to it."""

    products: dict[int, ProductPoint] = field(default_factory=dict)
    moments: dict[tuple[int, int | None], PostPoint] = field(default_factory=dict)
    log: list[Change] = field(default_factory=list)

    def list_product(self, product: ProductPoint) -> None:
        self.products[product.key] = product
        self._note("product", product.key, gone=False)

    def withdraw_product(self, key: int) -> None:
        del self.products[key]
        self._note("product", key, gone=True)

    def quote(self, post: int, *moments: PostPoint) -> None:
        """Say that the post is quoted with these moments and no others."""
        self._forget(post)
        self.moments |= {(post, moment.moment): moment for moment in moments}
        self._note("post", post, gone=False)

    def withdraw_post(self, post: int) -> None:
        self._forget(post)
        self._note("post", post, gone=True)

    async def sequence(self) -> int:
        return len(self.log)

    async def behind(self, sequence: int, editions: Collection[int] = ()) -> int:
        return len(self.log) - sequence

    async def changes(self, after: int, limit: int, editions: Collection[int] = ()) -> list[Change]:
        return self.log[after : after + limit]

    async def product_points(
        self, keys: Sequence[int] | None = None, coming: Mapping[str, int] = NOTHING_COMING
    ) -> AsyncIterator[ProductPoint]:
        for key, product in list(self.products.items()):
            if keys is None or key in keys:
                yield product

    async def post_points(self, posts: Sequence[int] | None = None) -> AsyncIterator[PostPoint]:
        for (post, _), moment in list(self.moments.items()):
            if posts is None or post in posts:
                yield moment

    def _forget(self, post: int) -> None:
        self.moments = {place: moment for place, moment in self.moments.items() if place[0] != post}

    def _note(self, kind: str, key: int, *, gone: bool) -> None:
        self.log.append(Change(len(self.log) + 1, kind, key, gone))


def kettle(key: int, **differences: object) -> ProductPoint:
    """Variant `key`, the only one of its product."""
    return replace(KETTLE, key=key, product=f"product {key}", **differences)


def moment(post: int, place: int, words: str) -> PostPoint:
    return replace(MOMENT, post=post, moment=place, words=words)


KETTLE = ProductPoint(
    key=0,
    merchant="hearth",
    product="",
    sku="",
    names="kettle",
    details="",
    brand="Morrow",
    categories=("Kitchen",),
    colour="Black",
    size="1 L",
    gtin="",
    price=4900,
    currency="EUR",
    available=True,
    text=towards(0),
    look=None,
)
MOMENT = PostPoint(
    post=0,
    moment=0,
    words="",
    creator="slowpour",
    platform="clipper",
    stance=Stance.FOR,
    kind="review",
    language="en",
    published=20_000,
    products=("hearth/product 1",),
    text=towards(0),
)
