from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import numpy as np

from graph.adapters.encoders.text_model import SIZE, TextModel
from graph.adapters.model_thread import ModelThread
from graph.ports.senses import Nearness, Vectors

BATCH = 64
"""Texts in one go: a query that arrives during a sync waits for one batch (30 ms), not for the catalogue."""

REMEMBERED = 256
"""Single texts whose vectors are kept."""

NEARNESS = Nearness(near=0.30, akin=0.22, same_kind=0.6)
"""Measured on the demo's shop; of kinds "lampshade" and "Lamps" have .69, "coffee mug" and "Vases" .28."""


class Encodes(Protocol):
    def encode(self, texts: Sequence[str]) -> Vectors: ...


class ThreadedTextEncoder:
    """A model in a thread of its own, asked for at most `batch` texts at a time. An empty text has a vector too."""

    def __init__(
        self, name: str, size: int, load: Callable[[], Encodes], nearness: Nearness | None = None, batch: int = BATCH
    ) -> None:
        self.name = name
        self.size = size
        self.nearness = nearness
        self._batch = batch
        self._model = ModelThread("text-encoder", load)
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
        for start in range(0, len(texts), self._batch):
            some = texts[start : start + self._batch]
            rows[start : start + self._batch] = await self._model.ask(partial(_encode, some))
        return rows


class BundledTextEncoder(ThreadedTextEncoder):
    """Universal Sentence Encoder Multilingual 3: texts of many languages in one space, no download.

    They are Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian,
    Spanish, Thai and Turkish. An empty text is near nothing in particular.
    """

    name = "use-multilingual-3"
    size = SIZE

    def __init__(self) -> None:
        super().__init__(self.name, self.size, TextModel, NEARNESS)


def _encode(texts: Sequence[str], model: Encodes) -> Vectors:
    return model.encode(texts)
