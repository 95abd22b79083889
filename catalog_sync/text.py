"""Text from outside made plain: markup gone, entities resolved, nothing invisible left in it."""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from selectolax.lexbor import LexborHTMLParser

MARKUP = re.compile(r"<[a-zA-Z/!?]")
ENTITY = re.compile(r"&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]+);", re.IGNORECASE)
WRAPPED = re.compile(f"<(?=[a-zA-Z/!?])|&(?={ENTITY.pattern[1:]})", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero-width space and their kin
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks and overrides of direction
    "\ud800-\udfff\ufffe\uffff"  # half an emoji, which JSON can carry and no database keeps
    "\ufff9-\ufffc\U000e0000-\U000e01ef"  # annotations, tags and selectors that can hide whole sentences
    "]"
)
# Persian, Indic scripts and emoji need the joiners; between ASCII letters they only hide a word from a filter.
STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
BLOCK = re.compile(
    r"<(?=/?(?:address|article|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer|h[1-6r]|header|li|ol|option"
    r"|p|pre|section|table|td|th|tr|ul)\b)",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?。！？\n](?:\s|(?<=\n))")
EMPTY_LINES = re.compile(r"\n{3,}")
NOT_TEXT = ["script", "style"]
LAYERS = 3
"""How often markup inside escaped markup is unwrapped; nobody wraps deeper in earnest."""


def one_line(raw: str) -> str:
    """For titles, brands, options: everything on one line."""
    plain = raw.isascii() and raw.isprintable() and "<" not in raw and "&" not in raw
    return " ".join((raw if plain else _plain(raw)).split())


@lru_cache(maxsize=32)
def paragraphs(raw: str) -> str:
    """For descriptions and posts: lines stay lines, several empty ones become one.

    The last few are remembered: the variants of a product repeat its description.
    """
    return EMPTY_LINES.sub("\n\n", "\n".join(map(_spaced, _plain(raw).splitlines()))).strip()


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there are any."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(maxsplit=1)[0] if " " in cut else cut).rstrip(" ,;:-") + "…"


def opening(text: str, words: int) -> str:
    """The first sentences of `text` that fit into so many words; of an endless first sentence, its beginning."""
    kept: list[str] = []
    begin = 0
    while begin < len(text):
        end = SENTENCE_END.search(text, begin)
        after = end.end() if end else len(text)
        more = text[begin:after].split()
        if kept and len(kept) + len(more) > words:
            break
        kept += more
        begin = after
    return " ".join(kept[:words])


def _spaced(line: str) -> str:
    """With one space where there are several, or others than the plain one: a long line seldom has any."""
    return line.strip() if line.isprintable() and "  " not in line else " ".join(line.split())


def _plain(raw: str) -> str:
    """What is wrapped deeper than LAYERS is kept as it stands, but spaced so that no second reading unwraps it."""
    text = raw
    for _ in range(LAYERS):
        text = _visible(_unwrapped(text))
        if not WRAPPED.search(text):
            return text
    return WRAPPED.sub(r"\g<0> ", text)


def _unwrapped(text: str) -> str:
    if MARKUP.search(text):
        return _without_markup(text)
    return unescape(text) if ENTITY.search(text) else text


def _visible(text: str) -> str:
    """In Unicode's composed form, without what nobody sees; line breaks and tabs stay."""
    if text.isascii():
        return text if text.isprintable() else CONTROL.sub("", text)
    composed = unicodedata.normalize("NFC", text)
    seen = INVISIBLE.sub("", composed)
    if "\u200c" in seen or "\u200d" in seen:
        seen = STRAY_JOINER.sub("", seen)
    return seen if seen == composed else unicodedata.normalize("NFC", seen)


def _without_markup(text: str) -> str:
    """The words as a browser would show them; blocks begin and end a line."""
    parsed = LexborHTMLParser(BLOCK.sub("\n<", text), is_fragment=True)
    if "<s" in text or "<S" in text:
        parsed.strip_tags(NOT_TEXT)
    return parsed.text()
