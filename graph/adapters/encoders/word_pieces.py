from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

REMEMBERED = 32_768
LONGEST = 40
"""Letters of a word that is remembered; what is longer was written without spaces, and does not come again."""

NOTHING = (0,)
"""What a word is cut into of which the tokenizer leaves nothing, such as one of control characters only."""
BEGIN, END = 1, 2


class Tokenizer(Protocol):
    def encode(self, texts: str, *, add_bos: bool, add_eos: bool) -> list[int]: ...


class WordPieces:
    """Texts to the numbers of their pieces, as the tokenizer alone would.

    No piece reaches across a space: a text's pieces are those of its words, and most words have been seen before.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._remembered = lru_cache(REMEMBERED)(self._cut)

    def numbers(self, text: str) -> list[int]:
        return [BEGIN, *(list(self._pieces(text)) or NOTHING), END]

    def _pieces(self, text: str) -> Iterator[int]:
        for word in text.split(" "):
            pieces = self._remembered(word) if len(word) <= LONGEST else self._cut(word)
            if pieces != NOTHING:
                yield from pieces

    def _cut(self, word: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(word, add_bos=False, add_eos=False))
