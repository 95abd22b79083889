from dataclasses import dataclass
from functools import cached_property

import qdrant_edge as qdrant

from graph.adapters.index.codes import with_codes
from graph.adapters.index.frequencies import Frequencies

HIGHEST = 2.2
"""What BM25 makes of a word at most, its rarity aside: the engine's k1 of 1.2, and 1."""
AVERAGE_LENGTH = 60.0
"""Tokens in a usual product, its names counted twice; the engine's own 256 is meant for whole pages."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """Weights by token number. The inverse document frequency is the engine's to add, when it searches."""

    indices: list[int]
    values: list[float]

    def __len__(self) -> int:
        return len(self.indices)


class WordEncoder:
    """BM25 without a download. The embedded engine's own encoder serves the server too, so both rank alike."""

    def document(self, text: str) -> Sparse:
        return _sparse(self._model.embed_document(with_codes(text)))

    def query(self, text: str) -> Sparse:
        """Empty where nothing but stop words is left."""
        return _sparse(self._model.embed_query(with_codes(text)))

    def asked(self, text: str, known: Frequencies) -> Sparse:
        """As `query`, the score being the share of the query that a text has: 0..1, the words of `known` rarity.

        Rarity counts twice, here and when the engine searches, as with pieces of words.
        """
        words = self.query(text)
        rarities = list(map(known.rarity, words.indices))
        weights = [weight * rarity for weight, rarity in zip(words.values, rarities, strict=True)]
        most = HIGHEST * sum(weight * rarity for weight, rarity in zip(weights, rarities, strict=True))
        return Sparse(words.indices, [weight / most for weight in weights])

    @cached_property
    def _model(self) -> qdrant.Bm25:
        settings = qdrant.Bm25Config(
            avg_len=AVERAGE_LENGTH, tokenizer=qdrant.TokenizerType.Multilingual, ascii_folding=True
        )
        return qdrant.Bm25(settings)


def _sparse(vector: qdrant.SparseVector) -> Sparse:
    return Sparse(list(vector.indices), list(vector.values))
