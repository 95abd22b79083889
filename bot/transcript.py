"""A reply as plain data: the same messages that a phone shows, with what stands behind them."""

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from bot.telegram.calls import Call, Replace, SendInvoice, SendPhoto, SendText
from bot.telegram.render import render
from graph.domain.catalogue import Listing
from graph.domain.conversation import Cards, CreatorEvidence, MediaRef, ProductCard, Quote, Reply, Scene, Table

ANY_PROVIDER = "terminal"
"""A terminal takes no money, yet shows the invoice that a phone would."""


def transcript(chat: str, reply: Reply) -> dict[str, Any]:
    """The JSON shape of the `ask` door; prices are integer minor units."""
    return {
        "chat": chat,
        "intent": reply.intent.value,
        "mode": "quick",
        "language": reply.language,
        "reply": {"messages": [_message(call) for call in render(reply, ANY_PROVIDER)]},
        "tables": [_table(block) for block in reply.blocks if isinstance(block, Table)],
        "products": _products(reply),
        "creators": [_creator(listing, quote) for listing, quote in _quotes(reply)],
        "trace": [{"node": step.node, "ms": step.ms, "note": step.note} for step in reply.steps],
        "ms": reply.ms,
    }


def plain(html: str) -> str:
    """What a reader sees of Telegram's HTML."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _message(call: Call) -> dict[str, Any]:
    match call:
        case Replace():
            return {**_message(call.message), "edited": True}
        case SendInvoice():
            return {
                "text": f"{call.title}\n{call.description}",
                "buttons": [],
                "pictures": [],
                "invoice": _invoice(call),
            }
        case SendText() | SendPhoto():
            pictures = [_picture(call.picture)] if isinstance(call, SendPhoto) else []
            labels = [key.label for row in call.keyboard for key in row]
            return {"text": plain(call.html), "buttons": labels, "pictures": pictures}


def _picture(picture: str | MediaRef) -> str:
    """One that the media store keeps goes by its id."""
    return f"media:{picture.id}" if isinstance(picture, MediaRef) else picture


def _invoice(call: SendInvoice) -> dict[str, Any]:
    lines = [{"label": price.label, "amount": price.amount} for price in call.prices]
    total = sum(price.amount for price in call.prices)
    return {"order": call.payload, "title": call.title, "currency": call.currency, "total": total, "lines": lines}


def _products(reply: Reply) -> list[dict[str, Any]]:
    cards = [card for block in reply.blocks if isinstance(block, Cards | Scene) for card in block.cards]
    shown = {card.listing.key: card for card in cards}
    return [_product(listing, shown.get(listing.key)) for listing in reply.considered]


def _product(listing: Listing, card: ProductCard | None) -> dict[str, Any]:
    return {
        "merchant": listing.product.merchant,
        "sku": listing.variant.sku,
        "product_id": listing.product.id,
        "title": listing.variant.title,
        "price": listing.price.amount,
        "currency": listing.price.currency,
        "category": " > ".join(listing.product.category),
        "brand": listing.product.brand,
        "options": dict(listing.variant.options),
        "available": listing.available,
        "shown": card is not None,
        "confidence": card.confidence.value if card and card.confidence else None,
        "evidence": [{"kind": clue.sense.value, "detail": clue.detail} for clue in card.clues] if card else [],
    }


def _table(block: Table) -> dict[str, Any]:
    rows = [
        {
            "place": line.place,
            "merchant": line.listing.product.merchant,
            "sku": line.listing.variant.sku,
            "cells": dict(zip(block.columns, line.cells, strict=True)),
        }
        for line in block.lines
    ]
    return {"title": block.title, "columns": list(block.columns), "rows": rows}


def _quotes(reply: Reply) -> Iterable[tuple[Listing, Quote]]:
    for block in reply.blocks:
        if isinstance(block, Cards | Scene):
            yield from ((card.listing, card.quote) for card in block.cards if card.quote)
        if isinstance(block, CreatorEvidence) and reply.considered:
            yield from ((reply.considered[0], quote) for quote in block.quotes)


def _creator(listing: Listing, quote: Quote) -> dict[str, Any]:
    post = quote.evidence.post
    return {
        "handle": post.creator.handle,
        "platform": post.creator.platform,
        "post_url": post.url,
        "published": post.published.isoformat(),
        "stance": post.stance.value,
        "disclosure": post.disclosure.value,
        "quote": quote.evidence.quote.text,
        "at": quote.evidence.quote.at,
        "sku": listing.variant.sku,
    }
