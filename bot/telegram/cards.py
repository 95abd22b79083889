"""A product card and a creator's words, as formatted lines."""

from bot.telegram import limits
from bot.telegram.keyboards import web_address
from bot.telegram.markup import Line, Paragraph, Span, shortened, units
from graph.domain.conversation import CreatorEvidence, ProductCard, Quote
from graph.texts.cards import name

TITLE = 128
PRICE = 32
STOCK = 64
DOUBT = 120
WHY = 200
SOURCE = 220
QUOTE_ON_CARD = 300
QUOTE_IN_EVIDENCE = 800
"""Ours, in UTF-16 units: a card's parts add up to less than a caption, a quotation with its source fits any message."""

BLANK: Line = (Span(""),)
DOT = " · "


def card(shown: ProductCard) -> Paragraph:
    """Title, price and stock, doubt; the line why; the best creator's words. At most 1,024 units, a caption's limit."""
    lines = [*_facts(shown), *_why(shown.why)]
    if shown.quote:
        room = limits.CAPTION - units((*lines, BLANK, *_source(shown.quote), BLANK))
        lines += [BLANK, *quotation(shown.quote, min(room, QUOTE_ON_CARD))]
    elif shown.uncovered:
        lines += [BLANK, (Span(limits.shorten(shown.uncovered, SOURCE), "i"),)]
    return tuple(lines)


def evidence(block: CreatorEvidence) -> list[Paragraph]:
    """The title, then every quotation with its source, none left out."""
    title = limits.shorten(block.title.strip(), WHY)
    quotations = [quotation(quote, QUOTE_IN_EVIDENCE) for quote in block.quotes]
    return [((Span(title, "b"),),), *quotations] if title else quotations


def quotation(quote: Quote, limit: int) -> Paragraph:
    """«The words», then who said them, where and when, their stance, what they disclosed and what they earn."""
    words = limits.shorten(quote.evidence.quote.text.strip(), limit - len("«»"))
    return ((Span(f"«{words}»"),), *_source(quote))


def _facts(shown: ProductCard) -> list[Line]:
    price = [Span(limits.shorten(shown.price, PRICE), "b")]
    if shown.was:
        price += [Span(" "), Span(limits.shorten(shown.was, PRICE), "s")]
    if shown.stock:
        price += [Span(DOT + limits.shorten(shown.stock, STOCK))]
    doubt: list[Line] = [(Span(limits.shorten(shown.doubt, DOUBT), "i"),)] if shown.doubt else []
    return [(Span(limits.shorten(name(shown.listing), TITLE), "b"),), tuple(price), *doubt]


def _why(why: str) -> list[Line]:
    return [BLANK, (Span(limits.shorten(why, WHY)),)] if why else []


def _source(quote: Quote) -> Paragraph:
    post = quote.evidence.post
    handle = "@" + post.creator.handle.removeprefix("@")
    details = (post.creator.platform, quote.date, quote.at, quote.among, quote.stance, quote.disclosure, quote.earns)
    who = Span(handle, href=post.url if web_address(post.url) else "")
    rest = Span("".join(DOT + detail for detail in details if detail))
    return (shortened((Span("— "), who, rest), SOURCE),)
