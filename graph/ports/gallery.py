"""What people have said a photo shows. Of the photo only its look is kept, a vector."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from graph.domain.creators import ProductRef
from graph.ports.senses import Vector

Ref = tuple[str, str]
"""Merchant and the merchant's own id of a product."""


class Told(StrEnum):
    """What became of a confirmation. AGAIN: it was there before. MOVED: the photo had been another product's."""

    TAKEN = "taken"
    AGAIN = "again"
    MOVED = "moved"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True, eq=False)
class Confirmation:
    """A photo is said to show a product. `look` is what `encoder` makes of it, `photo` the hash of its content.

    `shopper` None: the merchant itself says so.
    """

    product: ProductRef
    sku: str
    shopper: str | None
    photo: str
    encoder: str
    look: Vector


@dataclass(frozen=True, slots=True)
class GalleryPhoto:
    """One confirmation as a merchant may see it: not whose it is, only whether it is the merchant's own."""

    photo: str
    sku: str
    at: datetime
    by_merchant: bool
    counts: bool
    vetoed: bool


@dataclass(frozen=True, slots=True)
class ProductGallery:
    """All that was confirmed of a product, the newest first, by how many shoppers. `vetoed`: nothing of it counts."""

    product: ProductRef
    photos: tuple[GalleryPhoto, ...]
    shoppers: int
    vetoed: bool


class Gallery(Protocol):
    """Which photos show which product. It hangs on the merchant's own ids: no sync and no new index touches it.

    What counts is decided from all that was confirmed: two shoppers who agree, in photos that look alike, or the
    merchant alone (docs/decisions/0021 says why).
    """

    async def confirm(self, said: Confirmation) -> Told:
        """Keep it; a person's word about one photo is one: a later one about another product takes its place.

        TOO_MANY, and nothing kept, where the shopper has confirmed as many photos as a day allows.
        """
        ...

    async def withdraw(self, product: ProductRef, photo: str, shopper: str | None) -> bool:
        """Take one's own confirmation back; False where there is none."""
        ...

    async def veto(self, product: ProductRef, photo: str | None = None) -> None:
        """The merchant's no, to one photo of the product (whoever confirms it) or to all, now and later."""
        ...

    async def unveto(self, product: ProductRef, photo: str | None = None) -> bool:
        """Take that no back; False where there is none."""
        ...

    async def forget(self, shopper: str) -> int:
        """Erase all that this shopper has confirmed; how many photos that was."""
        ...

    async def alike(self, look: Vector, encoder: str) -> dict[Ref, tuple[float, ...]]:
        """Of every product that has photos which count, the cosines of `look` and these, the nearest first.

        Looks by another encoder than this one are left out.
        """
        ...

    async def products(self, encoder: str, merchant: str | None = None) -> list[ProductGallery]:
        """Everything kept, by merchant and id, with what of it counts where photos are seen by `encoder`."""
        ...
