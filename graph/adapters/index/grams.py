import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from graph.adapters.index.codes import joined
from graph.adapters.index.frequencies import Frequencies
from graph.adapters.index.words import Sparse

SIZES = (3, 4, 5)
JOINT = 4
"""Letters of the pieces that reach from a word into the next one."""
LONGEST = 160
"""Characters of a product's names that count. Its description would only blur them."""
USUAL = 240
"""Pieces in a usual product's names; of more each says less, by BM25's formula."""
K1, B = 1.2, 0.75
FLOOR = 0.05
"""Share of a query below which it has letters in common with a product and no more."""

_WORDS = re.compile(r"\w+")


def grams(text: str) -> Sparse:
    """A product's names by their pieces of three to five letters: what a typo or half a model number leaves whole.

    Pieces of two neighbours written as one know "quick books" from "QuickBooks", and the order of words. Each weighs
    0..1. How rare it is among other products' is for the query to say.
    """
    counts = _counted(text[:LONGEST])
    usual = K1 * (1 - B + B * counts.total() / USUAL)
    # Nearly all occur once: the few numbers there are need not be worked out for each of three hundred pieces.
    weights = {count: count / (count + usual) for count in set(counts.values())}
    return Sparse(list(counts), list(map(weights.__getitem__, counts.values())))


def asked_grams(text: str, known: Frequencies) -> Sparse:
    """A query by its pieces, the rare ones weighing most; all together 1.

    They weigh by the square of how rare they are, as where texts are compared that both weigh their words so. The dot
    product with a product's is the share of the query that this product has, 0..1.
    """
    pieces = list(_counted(text[:LONGEST]))
    rarities = [known.rarity(piece) ** 2 for piece in pieces]
    total = sum(rarities)
    return Sparse(pieces, [rarity / total for rarity in rarities])


def _counted(text: str) -> Counter[int]:
    plain = _plain(text)
    words = _WORDS.findall(plain)
    pieces = chain.from_iterable(map(_pieces, (*words, *joined(plain))))
    return Counter(chain(pieces, chain.from_iterable(map(_joints, _ends(words)))))


def _ends(words: Sequence[str]) -> Iterator[str]:
    """Of each two neighbours the end of the one and the beginning of the other."""
    reach = JOINT - 1
    return (before[-reach:] + after[:reach] for before, after in pairwise(words))


@lru_cache(maxsize=16_384)
def _pieces(word: str) -> tuple[int, ...]:
    """A catalogue's words come again and again: to cut each of them up once takes a sixth of the time."""
    return _cut(f" {word} ", SIZES)


@lru_cache(maxsize=16_384)
def _joints(ends: str) -> tuple[int, ...]:
    return _cut(ends, (JOINT,))


def _cut(text: str, sizes: Iterable[int]) -> tuple[int, ...]:
    pieces = (text[at : at + size] for size in sizes for at in range(len(text) - size + 1))
    return tuple(zlib.crc32(piece.encode()) for piece in pieces)


def _plain(text: str) -> str:
    """Without case and accents."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    letters = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
