"""Replies as the graph makes them, small and whole."""

from datetime import date

from graph.domain.catalogue import Availability, Listing, Offer, Product, Variant
from graph.domain.conversation import Block, Button, Cards, Invoice, Meaning, PriceLine, ProductCard, Quote, Reply, Tap
from graph.domain.creators import Creator, Disclosure, Evidence, Moment, Post, PostKind, Stance
from graph.domain.money import Money
from graph.domain.wishes import Intent

BUY = ((Button("Buy €49.00", Tap(Meaning.BUY, key=7)),), (Button("At the shop", url="https://shop.example/kettle"),))


def reply(*blocks: Block, edits: bool = False, language: str = "en") -> Reply:
    return Reply("tg:1", Intent.FIND, language, blocks, edits=edits)


def listing(title: str = "Gooseneck kettle", picture: str | None = "kettle.jpg") -> Listing:
    offer = Offer(Money(4900, "EUR"), Availability.IN_STOCK, 3)
    variant = Variant(7, "HP-0007", title, offer, picture=picture)
    return Listing(Product("harbour", "HP-7", title, "Pours slowly.", (variant,)), variant)


def quote(words: str = "Pours <exactly> where I want it.", **changes: object) -> Quote:
    post = Post(
        key=1,
        id="p1",
        url="https://tube.example/watch?v=1&t=134",
        creator=Creator("@brewlab", "YouTube", "Brew Lab"),
        published=date(2026, 3, 12),
        kind=PostKind.REVIEW,
        title="Ten kettles",
        text="",
        language="en",
        stance=Stance.FOR,
        disclosure=Disclosure.GIFTED,
    )
    said = {
        "evidence": Evidence(post, Moment(words, 134)),
        "date": "Mar 12, 2026",
        "stance": "for it",
        "disclosure": "got it as a gift",
        "at": "02:14",
        "earns": "earns €3.92 if you buy",
    }
    return Quote(**said | changes)


def card(**changes: object) -> ProductCard:
    shown = {
        "listing": listing(),
        "price": "€49.00",
        "was": "€59.00",
        "stock": "Only 3 left",
        "why": "Fits: within your budget · creators speak of it",
        "doubt": "This is likely it, but I may be wrong.",
        "quote": quote(),
    }
    return ProductCard(**shown | changes)


def cards(*shown: ProductCard) -> Cards:
    return Cards(1, 0, shown or (card(),), BUY)


def invoice(**changes: object) -> Invoice:
    total = Money(5400, "EUR")
    fields = {
        "order": "3f2c9a",
        "merchant": "harbour",
        "title": "Gooseneck kettle, brushed steel, 0.9 litres",
        "description": "Sold by Harbour & Pine.",
        "lines": (PriceLine("Gooseneck kettle", Money(4900, "EUR")), PriceLine("Delivery", Money(500, "EUR"))),
        "total": total,
        "start": "p7",
        "picture": "kettle.jpg",
    }
    return Invoice(**fields | changes)
