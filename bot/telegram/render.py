"""Reply -> calls: pure, escaped, within Telegram's limits.

An ordinary reply is at most two messages: one card, and one of all the words around it.
"""

import re
from collections.abc import Sequence

from bot.telegram import cards, limits, markup, tables
from bot.telegram.calls import Call, Keyboard, Price, Replace, SendInvoice, SendPhoto, SendText
from bot.telegram.currencies import payable
from bot.telegram.keyboards import keyboard, web_address
from bot.telegram.markup import Paragraph, Span
from bot.telegram.words import not_payable_here
from graph.domain.conversation import (
    Cards,
    Choices,
    CreatorEvidence,
    Invoice,
    Notice,
    Progress,
    Reply,
    Rows,
    Scene,
    Table,
    Text,
)
from graph.domain.errors import BadInput
from graph.texts.tongue import tongue

Wordy = Text | CreatorEvidence | Table | Choices | Notice | Progress
NOT_IN_A_LINK = re.compile(r"[^A-Za-z0-9_-]")


def render(reply: Reply, provider_token: str) -> tuple[Call, ...]:
    """The messages of a reply in the order of its blocks; all its words stand where the first of them does."""
    calls: list[Call] = []
    words = [block for block in reply.blocks if not isinstance(block, Cards | Scene | Invoice)]
    for block in reply.blocks:
        if isinstance(block, Cards):
            calls.append(_card(block))
        elif isinstance(block, Scene):
            calls.append(_scene(block))
        elif isinstance(block, Invoice):
            calls.append(_invoice(block, provider_token, reply.language))
        elif block is words[0]:
            calls += _words(words)
    return _replacing(calls) if reply.edits else tuple(calls)


def said(notice: Notice) -> tuple[Call, ...]:
    """A notice by itself, outside any reply."""
    return tuple(_words([notice]))


def _replacing(calls: list[Call]) -> tuple[Call, ...]:
    """The card takes the place of the tapped message; without a card, the first message that can."""
    able = sorted((call for call in calls if isinstance(call, SendPhoto | SendText)), key=_is_text)
    return tuple(Replace(able[0]) if able and call is able[0] else call for call in calls)


def _is_text(call: Call) -> bool:
    return isinstance(call, SendText)


def _card(block: Cards) -> SendPhoto | SendText:
    html = markup.html([cards.card(block.shown)])
    picture = block.shown.listing.variant.picture
    keys = keyboard(block.rows)
    return SendPhoto(picture, html, keys) if picture else SendText(html, keys)


def _scene(block: Scene) -> SendPhoto:
    lines = limits.split(block.text, limits.CAPTION)[:1]
    return SendPhoto(block.picture, markup.html([markup.plain(line) for line in lines]), keyboard(block.rows))


def _words(blocks: Sequence[Wordy]) -> list[SendText]:
    paragraphs = [paragraph for block in blocks for paragraph in _paragraphs(block)]
    rows: Rows = tuple(row for block in blocks if not isinstance(block, Progress) for row in block.rows)
    messages = [markup.html(message) for message in markup.pack(paragraphs)]
    return _with_keyboard(messages, keyboard(rows))


def _with_keyboard(messages: list[str], keys: Keyboard) -> list[SendText]:
    """Buttons belong below the last words; buttons alone still need something to hang from."""
    if keys and not messages:
        messages = [limits.ELLIPSIS]
    last = len(messages) - 1
    return [SendText(html, keys if place == last else ()) for place, html in enumerate(messages)]


def _paragraphs(block: Wordy) -> list[Paragraph]:
    match block:
        case CreatorEvidence():
            return cards.evidence(block)
        case Table():
            return tables.paragraphs(block)
        case Progress(text):
            return [((Span(piece, "i"),),) for piece in limits.split(text)]
        case _:
            return [markup.plain(piece) for piece in limits.split(block.text)]


def _invoice(block: Invoice, provider_token: str, language: str) -> SendInvoice | SendText:
    if not provider_token or not payable(block.total):
        return SendText(markup.html([markup.plain(not_payable_here(block.total, tongue(language)))]))
    return SendInvoice(
        title=limits.shorten(block.title.strip(), limits.INVOICE_TITLE) or block.total.currency,
        description=limits.shorten(block.description.strip() or block.title.strip(), limits.INVOICE_DESCRIPTION)
        or block.total.currency,
        payload=_payload(block.order),
        currency=block.total.currency,
        prices=_prices(block),
        start=NOT_IN_A_LINK.sub("", block.start)[: limits.DEEP_LINK] or "start",
        provider_token=provider_token,
        picture_url=block.picture if block.picture and web_address(block.picture) else None,
    )


def _prices(block: Invoice) -> tuple[Price, ...]:
    """Line by line where the lines add up in one currency; Telegram charges their sum, so otherwise the total alone."""
    same_currency = {line.amount.currency for line in block.lines} == {block.total.currency}
    if same_currency and sum(line.amount.amount for line in block.lines) == block.total.amount:
        return tuple(Price(_price_label(line.label), line.amount.amount) for line in block.lines)
    return (Price(_price_label(block.title), block.total.amount),)


def _price_label(label: str) -> str:
    return limits.shorten(label.strip(), limits.PRICE_LABEL) or limits.ELLIPSIS


def _payload(order: str) -> str:
    if not 0 < len(order.encode()) <= limits.INVOICE_PAYLOAD_BYTES:
        raise BadInput(f"order id {order!r} cannot travel in an invoice: use 1 to {limits.INVOICE_PAYLOAD_BYTES} bytes")
    return order
