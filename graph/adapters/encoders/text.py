from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

import numpy as np

from graph.adapters.encoders.text_model import SIZE, TextModel
from graph.adapters.model_thread import ModelThread
from graph.ports.senses import Vectors

BATCH = 64
"""Texts in one go: a query that arrives during a sync waits for one batch (30 ms), not for the catalogue."""

REMEMBERED = 256
"""Single texts whose vectors are kept."""


class BundledTextEncoder:
    """Universal Sentence Encoder Multilingual 3: texts of many languages in one space, no download.

    They are Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian,
    Spanish, Thai and Turkish. An empty text has a vector too, near nothing in particular.
    """

    name = "use-multilingual-3"
    size = SIZE

    def __init__(self) -> None:
        self._model = ModelThread("text-encoder", TextModel)
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
            rows[start : start + BATCH] = await self._model.ask(partial(_encode, texts[start : start + BATCH]))
        return rows


def _encode(texts: Sequence[str], model: TextModel) -> Vectors:
    return model.encode(texts)
