"""Products and posts as a catalogue holds them, with what a test does not care about filled in."""

from collections.abc import Mapping, Sequence
from datetime import date

from graph.domain.catalogue import Availability, Listing, Offer, Product, Variant
from graph.domain.creators import Creator, Disclosure, Moment, Post, PostKind, ProductRef, Stance
from graph.domain.money import Money

KETTLES = ("Kitchen", "Kettles")


def variant(  # noqa: PLR0913  what a test may care about
    key: int,
    title: str = "",
    *,
    price: int = 4_900,
    currency: str = "EUR",
    left: int | None = None,
    availability: Availability = Availability.IN_STOCK,
    gtin: str | None = None,
    was: int | None = None,
    facts: Mapping[str, str] | None = None,
    **options: str,
) -> Variant:
    offer = Offer(Money(price, currency), availability, left, Money(was, currency) if was else None)
    return Variant(key, f"S-{key}", title or f"Kettle {key}", offer, options, gtin=gtin, facts=facts or {})


def product(
    *variants: Variant,
    brand: str | None = None,
    category: tuple[str, ...] = KETTLES,
    merchant: str = "hearth",
) -> Product:
    first = variants[0]
    return Product(merchant, f"P-{first.key}", first.title, "Boils water.", variants, brand, category)


def listed(
    key: int,
    title: str = "",
    *,
    brand: str | None = None,
    category: tuple[str, ...] = KETTLES,
    merchant: str = "hearth",
    **offered: object,
) -> Product:
    """A product of one variant."""
    return product(variant(key, title, **offered), brand=brand, category=category, merchant=merchant)


def listing(of: Product, place: int = 0) -> Listing:
    return Listing(of, of.variants[place])


def post(
    key: int,
    *about: Product,
    said: Sequence[str] = ("Pours where I want it.",),
    text: str = "A month with a kettle.",
    stance: Stance = Stance.FOR,
    by: str = "",
    commission: int = 800,
) -> Post:
    return Post(
        key=key,
        id=f"post-{key}",
        url=f"https://clips.example/{key}",
        creator=Creator(by or f"@creator{key}", "Clips", f"Creator {key}", commission=commission),
        published=date(2026, 3, 12),
        kind=PostKind.REVIEW,
        title="Kettles",
        text=text,
        language="en",
        stance=stance,
        disclosure=Disclosure.AFFILIATE,
        moments=tuple(Moment(words, 10 * place) for place, words in enumerate(said)),
        products=tuple(ProductRef(each.merchant, each.id) for each in about),
    )
