"""Text from outside made plain: markup gone, entities resolved, nothing invisible left in it."""

import re
import unicodedata
from html import unescape
from html.parser import HTMLParser

MARKUP = re.compile(r"<[a-zA-Z/!?]")
ENTITY = re.compile(r"&(#\d+|#x[\da-f]+|[a-z][a-z\d]+);", re.IGNORECASE)
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
STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")
NEW_BLOCK = (
    "address article br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li ol p section table td th tr ul"
)
NOT_TEXT = frozenset({"script", "style"})
LAYERS = 3
"""How often markup inside escaped markup is unwrapped; nobody wraps deeper in earnest."""


class _Plain(HTMLParser):
    """Collects the words between tags; blocks become line breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._hidden += tag in NOT_TEXT
        if tag in NEW_BLOCK.split():
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in NOT_TEXT))
        if tag in NEW_BLOCK.split():
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._pieces.append(data)

    def text(self) -> str:
        self.close()
        return "".join(self._pieces)


def one_line(raw: str) -> str:
    """For titles, brands, options: everything on one line."""
    return " ".join(_plain(raw).split())


def paragraphs(raw: str) -> str:
    """For descriptions and posts: lines stay lines, several empty ones become one."""
    lines = (" ".join(line.split()) for line in _plain(raw).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there are any."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(maxsplit=1)[0] if " " in cut else cut).rstrip(" ,;:-") + "…"


def opening(text: str, words: int) -> str:
    """The first sentences of `text` that fit into so many words; of an endless first sentence, its beginning."""
    kept: list[str] = []
    for sentence in re.split(r"(?<=[.!?。！？])\s+|\n+", text):
        more = sentence.split()
        if kept and len(kept) + len(more) > words:
            break
        kept += more
    return " ".join(kept[:words])


def _plain(raw: str) -> str:
    text = raw
    for _ in range(LAYERS):
        if MARKUP.search(text):
            text = _without_markup(text)
        elif ENTITY.search(text):
            text = unescape(text)
        else:
            break
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", STRAY_JOINER.sub("", INVISIBLE.sub("", text)))


def _without_markup(text: str) -> str:
    parser = _Plain()
    parser.feed(text)
    return parser.text()
