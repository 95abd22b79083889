"""Encoders for whole catalogues: workers do it, on as many cores as they have."""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from graph.adapters.encoders.look_network import look, open_session
from graph.adapters.encoders.look_space import look_space
from graph.adapters.encoders.photo import BundledPhotoEncoder
from graph.adapters.encoders.text_model import TextModel
from graph.ports.senses import Pixels, TextEncoder, Vectors
from graph.ports.work import Workers

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FEW = 64
"""Texts that are sooner encoded here than a worker has loaded the model."""
WARM_SECONDS = 60.0
"""How long after many texts workers are taken to have the model still."""
BATCH = 128
"""Texts that a worker encodes in one go: a quarter of a second's work."""


class PooledTextEncoder:
    """A few texts are left to `near`, the encoder of this process, except between many.

    `work` is what workers do: the same as `near`, and it can be pickled.
    """

    def __init__(self, near: TextEncoder, workers: Workers, work: Callable[[list[str]], Vectors]) -> None:
        self.name = near.name
        self.size = near.size
        self.nearness = near.nearness
        self._near = near
        self._workers = workers
        self._work = work
        self._warm_until = 0.0

    async def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) <= FEW and time.monotonic() > self._warm_until:
            return await self._near.encode(texts)
        batches = [list(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        vectors = await asyncio.gather(*(self._workers.run(self._work, batch) for batch in batches))
        self._warm_until = time.monotonic() + WARM_SECONDS
        return np.concatenate([np.empty((0, self.size), np.float32), *vectors])


class PortableLookEncoder:
    """The network on one core for each of several photos, which wastes less than several cores for one."""

    name = BundledPhotoEncoder.name
    size = BundledPhotoEncoder.size

    def encode(self, photos: Sequence[Pixels]) -> Vectors:
        """For a worker: its process loads the network once."""
        rows = np.empty((len(photos), self.size), np.float32)
        for row, photo in zip(rows, photos, strict=True):
            row[:] = look_space().place(photo, look(_network(), photo))
        return rows


def encode_texts(texts: list[str]) -> Vectors:
    """For a worker: its process loads the model once."""
    return _text_model().encode(texts)


@cache
def _text_model() -> TextModel:
    return TextModel()


@cache
def _network() -> "InferenceSession":
    return open_session(threads=1)
