from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graph.domain.money import Money


class Availability(StrEnum):
    """What a feed says about a variant; `sellable` is what a shopper may pay for now."""

    IN_STOCK = "in_stock"
    LIMITED = "limited"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    OUT_OF_STOCK = "out_of_stock"
    DISCONTINUED = "discontinued"

    @property
    def sellable(self) -> bool:
        return self not in {Availability.OUT_OF_STOCK, Availability.DISCONTINUED}


@dataclass(frozen=True, slots=True)
class Offer:
    """Price and stock as they are now: holds and sales already taken off.

    `was` is the regular price while a sale runs. `quantity` is None where the feed does not count.
    """

    price: Money
    availability: Availability
    quantity: int | None = None
    was: Money | None = None

    @property
    def available(self) -> bool:
        return self.availability.sellable and (self.quantity is None or self.quantity > 0)


@dataclass(frozen=True, slots=True)
class Variant:
    """One sellable thing. `key` is our own number for it, stable over syncs; `sku` is the merchant's id.

    `facts` are what else its feed states of it, by the feed's own names: "Capacity" -> "0.9 l".
    """

    key: int
    sku: str
    title: str
    offer: Offer
    options: Mapping[str, str] = field(default_factory=dict)
    gtin: str | None = None
    mpn: str | None = None
    picture: str | None = None
    url: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Product:
    """What its variants share. `id` is the merchant's group id (or the sku of a product without variants).

    `category` runs from broad to narrow: ("Kitchen", "Kettles").
    """

    merchant: str
    id: str
    title: str
    description: str
    variants: tuple[Variant, ...]
    brand: str | None = None
    category: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Listing:
    """One variant seen together with its product: what a card shows and an order line buys."""

    product: Product
    variant: Variant

    @property
    def key(self) -> int:
        return self.variant.key

    @property
    def price(self) -> Money:
        return self.variant.offer.price

    @property
    def available(self) -> bool:
        return self.variant.offer.available


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words this shop's catalogue itself uses, so that a request is met in the shop's own terms.

    Every value is spelt as in the catalogue; categories are whole paths, broad to narrow.
    `currency` is the shop's own (ISO 4217).
    """

    categories: frozenset[tuple[str, ...]] = frozenset()
    brands: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    materials: frozenset[str] = frozenset()
    creators: frozenset[str] = frozenset()
    currency: str = "EUR"
