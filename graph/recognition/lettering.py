"""What stands on a label, compared with what a product is called: by pieces of words, since readers miss letters."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from graph.domain.catalogue import Listing
from graph.domain.recognition import LabelLine

FLOOR = 0.6
"""Lines that the label reader itself trusts less are noise of the background."""
READABLE = 0.75
"""Share of a word's pieces that must stand on a label for the word to be on it."""
SIZES = (3, 4, 5)

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Lettering:
    """The lines of a label worth trusting: as one text, and as pieces of three to five letters."""

    text: str = ""
    pieces: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: Iterable[LabelLine]) -> Self:
        text = " ".join(line.text for line in lines if line.confidence >= FLOOR)
        return cls(text, _pieces(text))

    @classmethod
    def spelt(cls, *texts: str) -> Self:
        """Words whose letters are beyond doubt."""
        return cls.of(LabelLine(text, 1.0) for text in texts if text)

    def share(self, name: str) -> float:
        """How much of `name` stands here, 0..1."""
        pieces = _pieces(name)
        return len(pieces & self.pieces) / len(pieces) if pieces else 0.0

    def weight(self, name: str) -> float:
        """The same as evidence, 0 and up: a long name spelt out is less of a chance than a short one."""
        return self.share(name) * math.sqrt(len(_pieces(name)))

    def words(self, name: str) -> tuple[str, ...]:
        """Those of `name` that stand here, in its order."""
        return tuple(dict.fromkeys(word for word in _words(name) if self.share(word) >= READABLE))

    def has(self, digits: str) -> bool:
        """Whether `digits` stand here, however they are spaced: the number under the bars is a reading of its own."""
        return digits in re.sub(r"\D", "", self.text)


def called(listing: Listing) -> str:
    """What is printed on a thing, if anything is: its brand and its title."""
    brand, title = listing.product.brand or "", listing.product.title
    return title if brand.casefold() in title.casefold() else f"{brand} {title}"


@lru_cache(maxsize=4096)
def _pieces(text: str) -> frozenset[str]:
    bounded = (f" {word} " for word in _words(text))
    return frozenset(word[at : at + size] for word in bounded for size in SIZES for at in range(len(word) - size + 1))


def _words(text: str) -> list[str]:
    """Without accents: a reader of labels misses them, and "MJOLK" is "mjölk"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORDS.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))
