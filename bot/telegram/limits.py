"""Telegram's own limits and how to stay within them.

Figures: https://core.telegram.org/bots/api and https://limits.tginfo.me. Texts are counted as Telegram counts them, in
UTF-16 code units of what is visible, after markup is taken out.
"""

import re
import unicodedata

TEXT = 4096
CAPTION = 1024
ENTITIES = 100
"""Bold, italic, link and the like in one message; more lose their formatting."""
BUTTONS = 100
ROW = 8
LABEL = 64
"""Ours: a longer label is cut by every phone anyway."""
CALLBACK_BYTES = 64
CALLBACK_ANSWER = 200
INVOICE_TITLE = 32
INVOICE_DESCRIPTION = 255
INVOICE_PAYLOAD_BYTES = 128
PRICE_LABEL = 64
"""Ours: Telegram names no limit, the payment sheet shows about this much."""
DEEP_LINK = 64
LINK = 2048
DOWNLOAD_BYTES = 20 * 1024 * 1024
CALLBACK_SECONDS = 10
"""A pre-checkout query not answered by then is cancelled."""

ELLIPSIS = "…"
ZERO_WIDTH_JOINER = "\u200d"
SENTENCE_END = re.compile(r"[.!?…。！？][\"'»”’)\]]*\s")


def units(text: str) -> int:
    """Length in UTF-16 code units: an emoji outside the basic plane counts two."""
    return len(text) + sum(character > "\uffff" for character in text)


def shorten(text: str, limit: int) -> str:
    """At most `limit` units (at least 1), cut at a word where there is one near, an ellipsis in place of the rest."""
    if units(text) <= limit:
        return text
    head = text[: _fitting(text, limit - units(ELLIPSIS))]
    space = head.rfind(" ")
    return (head[:space] if space > len(head) // 2 else head).rstrip() + ELLIPSIS


def split(text: str, limit: int = TEXT) -> list[str]:
    """Pieces of at most `limit` units, broken at a paragraph, a line, a sentence, a word or, failing all, a character.

    `limit` is at least 2, the length of an emoji. White space at the breaks is dropped; a blank text has no pieces.
    """
    pieces = []
    rest = text.strip()
    while rest:
        cut = _break(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return pieces


def _break(text: str, limit: int) -> int:
    """Where to end the piece that `text` begins with; a break in its first third would leave a crumb."""
    fitting = max(_fitting(text, limit), 1)
    if fitting == len(text):
        return fitting
    head = text[:fitting]
    sentence = max((match.end() for match in SENTENCE_END.finditer(head)), default=0)
    breaks = (head.rfind("\n\n"), head.rfind("\n"), sentence, head.rfind(" "))
    return next((cut for cut in breaks if cut > fitting // 3), fitting)


def _fitting(text: str, limit: int) -> int:
    """How many leading characters fit into `limit` units without tearing what is drawn as one sign."""
    cut = min(len(text), limit)
    while units(text[:cut]) > limit:
        cut -= max(1, (units(text[:cut]) - limit) // 2)
    whole = cut
    while 0 < whole < len(text) and _joined(text[whole - 1], text[whole]):
        whole -= 1
    return whole or cut


def _joined(left: str, right: str) -> bool:
    """A mark, a variation selector, a skin tone or a joiner belongs to the character before it."""
    return (
        ZERO_WIDTH_JOINER in (left, right)
        or unicodedata.category(right).startswith("M")
        or "\U0001f3fb" <= right <= "\U0001f3ff"
    )
