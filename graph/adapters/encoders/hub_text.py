from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from graph.adapters.encoders.hub import HubModel
from graph.adapters.encoders.readable import readable
from graph.adapters.encoders.text import ThreadedTextEncoder
from graph.adapters.encoders.unit import unit_rows
from graph.ports.senses import Vectors

BATCH = 16
"""Texts in one go: a transformer takes some 10 ms for each, and a query waits for no more than these."""


class HubTexts:
    """A model loaded when made. It blocks whoever asks; of a long text it reads as many tokens as it was made for."""

    def __init__(self, model: HubModel, threads: int) -> None:
        self._size = model.size
        self._model = model.words(threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 a text."""
        rows = list(self._model.embed([readable(text) for text in texts], BATCH))
        return unit_rows(np.array(rows, np.float32).reshape(len(texts), self._size))


class HubTextEncoder(ThreadedTextEncoder):
    """Nobody has measured how near is near for it: `nearness` is None."""

    def __init__(self, model: HubModel, threads: int) -> None:
        super().__init__(model.encoder, model.size, partial(HubTexts, model, threads), batch=BATCH)


@dataclass(frozen=True, slots=True)
class HubTextsOfWorker:
    """For a worker: its process loads the model once, on one core."""

    model: HubModel

    def __call__(self, texts: list[str]) -> Vectors:
        return _texts(self.model).encode(texts)


@cache
def _texts(model: HubModel) -> HubTexts:
    return HubTexts(model, threads=1)
