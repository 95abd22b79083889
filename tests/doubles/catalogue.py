"""A catalogue, its orders and its media in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from graph.domain.catalogue import Listing, Product, Vocabulary
from graph.domain.conversation import MediaKind, MediaRef
from graph.domain.creators import Post, ProductRef
from graph.domain.errors import UnreadablePhoto
from graph.domain.orders import Order
from graph.ports.senses import Pixels

T = TypeVar("T")


@dataclass
class MemoryCatalog:
    """The truth of now: a test changes `goods` and `said` as a sync would."""

    goods: list[Product] = field(default_factory=list)
    said: list[Post] = field(default_factory=list)

    async def listings(self, keys: Sequence[int]) -> dict[int, Listing]:
        if any(key >= 2**63 for key in keys):
            raise OverflowError("no database holds so large a number")
        found = {key: self.listing(key) for key in keys}
        return {key: listing for key, listing in found.items() if listing}

    def listing(self, key: int) -> Listing | None:
        return next((listing for listing in self._all() if listing.key == key), None)

    async def products(self, refs: Sequence[ProductRef]) -> dict[ProductRef, Product]:
        known = {ProductRef(product.merchant, product.id): product for product in self.goods}
        return {ref: known[ref] for ref in refs if ref in known}

    async def find(self, *, sku: str | None = None, gtin: str | None = None) -> list[Listing]:
        if sku is gtin is None:
            return []
        return [
            listing
            for listing in self._all()
            if sku in {None, listing.variant.sku} and gtin in {None, listing.variant.gtin}
        ]

    async def posts(self, keys: Sequence[int]) -> dict[int, Post]:
        return {post.key: post for post in self.said if post.key in keys}

    async def vocabulary(self) -> Vocabulary:
        return Vocabulary(categories=frozenset(product.category for product in self.goods))

    def withdraw(self, key: int) -> None:
        self.goods = [product for product in self.goods if all(variant.key != key for variant in product.variants)]

    def replace(self, product: Product) -> None:
        self.goods = [product if old.id == product.id else old for old in self.goods]

    def _all(self) -> list[Listing]:
        return [Listing(product, variant) for product in self.goods for variant in product.variants]


@dataclass
class MemoryOrders:
    """As much of an OrderStore and its ledger as opening a quote takes."""

    catalog: MemoryCatalog
    opened: dict[str, Order] = field(default_factory=dict)

    async def transact(self, work: Callable[["MemoryOrders"], T]) -> T:
        return work(self)

    async def get(self, order_id: str) -> Order | None:
        return self.opened.get(order_id)

    def order(self, order_id: str) -> Order | None:
        return self.opened.get(order_id)

    def listing(self, key: int) -> Listing | None:
        return self.catalog.listing(key)

    def open(self, order: Order) -> None:
        assert order.id not in self.opened
        self.opened[order.id] = order


def photo_of(number: int) -> Pixels:
    """Something or other, with its number in the corner."""
    photo = np.random.default_rng(number).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    photo[0, 0] = number
    return photo


@dataclass
class MemoryMedia:
    """Keeps photos by number; whatever else is asked for is no picture."""

    photos: dict[str, Pixels] = field(default_factory=dict)

    def take(self, number: int) -> MediaRef:
        """Photo `number`, which the senses of the test know by that number."""
        self.photos[str(number)] = photo_of(number)
        return MediaRef(str(number), MediaKind.PHOTO, 12)

    async def photo(self, ref: MediaRef) -> Pixels:
        if ref.id not in self.photos:
            raise UnreadablePhoto(f"{ref.id} is no picture; send a JPEG or PNG")
        return self.photos[ref.id]

    async def keep(self, photo: Pixels) -> MediaRef:
        number = f"kept {photo[0, 0, 0]}"
        self.photos[number] = photo
        return MediaRef(number, MediaKind.PHOTO, photo.nbytes)
