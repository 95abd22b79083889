import asyncio
import time
from collections.abc import Sequence
from functools import cache

import numpy as np

from graph.adapters.encoders.text import BundledTextEncoder
from graph.adapters.encoders.text_model import TextModel
from graph.ports import TextEncoder, Vectors, Workers

FEW = 64
"""Texts that are sooner encoded here than a worker has loaded the model."""
WARM_SECONDS = 60.0
"""How long after many texts workers are taken to have the model still."""
BATCH = 128
"""Texts that a worker encodes in one go: a quarter of a second's work."""


class PooledTextEncoder:
    """The bundled encoder's vectors, for whole catalogues made by workers, on as many cores as they have.

    A few texts are left to `near`, the encoder of this process, except between many.
    """

    name = BundledTextEncoder.name
    size = BundledTextEncoder.size

    def __init__(self, near: TextEncoder, workers: Workers) -> None:
        self._near = near
        self._workers = workers
        self._warm_until = 0.0

    async def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) <= FEW and time.monotonic() > self._warm_until:
            return await self._near.encode(texts)
        batches = [list(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        encoded = await asyncio.gather(*(self._workers.run(encode_batch, batch) for batch in batches))
        self._warm_until = time.monotonic() + WARM_SECONDS
        return np.concatenate([np.empty((0, self.size), np.float32), *encoded])


def encode_batch(texts: list[str]) -> Vectors:
    """For a worker: its process loads the model once."""
    return _model().encode(texts)


@cache
def _model() -> TextModel:
    return TextModel()
