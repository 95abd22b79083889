"""Formatted text as spans, so that nothing is ever cut inside a tag or an entity: HTML is written last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from bot.telegram import limits


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one style. `tag` is one of Telegram's HTML tags ("b", "i", "s", "pre") or empty, `href` makes a link."""

    text: str
    tag: str = ""
    href: str = ""

    @property
    def formatted(self) -> bool:
        return bool(self.tag or self.href)


Line = tuple[Span, ...]
Paragraph = tuple[Line, ...]
"""Lines that stay in one message."""

GAP = "\n\n"


def plain(text: str) -> Paragraph:
    return ((Span(text),),)


def units(paragraph: Paragraph) -> int:
    """Visible length of the lines and the breaks between them."""
    return sum(limits.units(span.text) for line in paragraph for span in line) + max(0, len(paragraph) - 1)


def html(paragraphs: Iterable[Paragraph]) -> str:
    """What goes into a message with parse mode HTML, a blank line between paragraphs."""
    return GAP.join("\n".join("".join(map(_tagged, line)) for line in paragraph) for paragraph in paragraphs)


def pack(paragraphs: Sequence[Paragraph], limit: int = limits.TEXT) -> list[list[Paragraph]]:
    """Fill messages one after another. A paragraph longer than `limit` has to be split before."""
    messages: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if messages and _fits([*messages[-1], paragraph], limit):
            messages[-1].append(paragraph)
        else:
            messages.append([paragraph])
    return messages


def shortened(line: Line, limit: int) -> Line:
    """The line in at most `limit` units: the span that goes over is shortened, those behind it are dropped."""
    kept: list[Span] = []
    room = limit
    for span in line:
        if room <= 0:
            break
        kept.append(replace(span, text=limits.shorten(span.text, room)))
        room -= limits.units(span.text)
    return tuple(kept)


def _fits(message: list[Paragraph], limit: int) -> bool:
    length = sum(map(units, message)) + len(GAP) * (len(message) - 1)
    entities = sum(span.formatted for paragraph in message for line in paragraph for span in line)
    return length <= limit and entities <= limits.ENTITIES


def _tagged(span: Span) -> str:
    # A lone surrogate, as broken feeds hold them, cannot travel in UTF-8.
    text = escape(span.text.encode(errors="replace").decode(), quote=False)
    if span.href:
        text = f'<a href="{escape(span.href.encode(errors="replace").decode())}">{text}</a>'
    return f"<{span.tag}>{text}</{span.tag}>" if span.tag else text
