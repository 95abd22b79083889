from dataclasses import dataclass
from functools import cached_property

import qdrant_edge as qdrant

AVERAGE_LENGTH = 30.0
"""Tokens in a usual product or quoted moment; the engine's own 256 is meant for whole pages."""


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
        return _sparse(self._model.embed_document(text))

    def query(self, text: str) -> Sparse:
        """Empty where nothing but stop words is left."""
        return _sparse(self._model.embed_query(text))

    @cached_property
    def _model(self) -> qdrant.Bm25:
        settings = qdrant.Bm25Config(
            avg_len=AVERAGE_LENGTH, tokenizer=qdrant.TokenizerType.Multilingual, ascii_folding=True
        )
        return qdrant.Bm25(settings)


def _sparse(vector: qdrant.SparseVector) -> Sparse:
    return Sparse(list(vector.indices), list(vector.values))
