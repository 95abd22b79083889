"""The bundled encoders for whole catalogues: workers do it, on as many cores as they have."""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graph.adapters.encoders.look_network import look, open_session
from graph.adapters.encoders.photo import VIEWS, BundledPhotoEncoder, mean_looks
from graph.adapters.encoders.text import BundledTextEncoder
from graph.adapters.encoders.text_model import TextModel
from graph.ports.senses import Pixels, TextEncoder, Vectors
from graph.ports.work import Workers

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

T = TypeVar("T")

FEW = 64
"""Texts that are sooner encoded here than a worker has loaded the model."""
WARM_SECONDS = 60.0
"""How long after many texts workers are taken to have the model still."""
BATCH = 128
"""Texts that a worker encodes in one go: a quarter of a second's work."""
PHOTO_BATCH = 4
"""Photos that a worker encodes in one go, a sixth of a second's work: they are 2 MB each."""


class PooledTextEncoder:
    """A few texts are left to `near`, the encoder of this process, except between many."""

    name = BundledTextEncoder.name
    size = BundledTextEncoder.size

    def __init__(self, near: TextEncoder, workers: Workers) -> None:
        self._near = near
        self._workers = workers
        self._warm_until = 0.0

    async def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) <= FEW and time.monotonic() > self._warm_until:
            return await self._near.encode(texts)
        vectors = await _shared_out(self._workers, encode_texts, texts, BATCH, self.size)
        self._warm_until = time.monotonic() + WARM_SECONDS
        return vectors


class PooledPhotoEncoder:
    """The network on one core for each of several photos, which wastes less than several cores for one."""

    name = BundledPhotoEncoder.name
    size = BundledPhotoEncoder.size

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:
        return await _shared_out(self._workers, encode_photos, photos, PHOTO_BATCH, self.size)


async def _shared_out(
    workers: Workers, encode: Callable[[list[T]], Vectors], things: Sequence[T], at_once: int, size: int
) -> Vectors:
    batches = [list(things[start : start + at_once]) for start in range(0, len(things), at_once)]
    encoded = await asyncio.gather(*(workers.run(encode, batch) for batch in batches))
    return np.concatenate([np.empty((0, size), np.float32), *encoded])


def encode_texts(texts: list[str]) -> Vectors:
    """For a worker: its process loads the model once."""
    return _text_model().encode(texts)


def encode_photos(photos: list[Pixels]) -> Vectors:
    """For a worker, as `encode_texts`."""
    return mean_looks([look(_network(), photo, VIEWS) for photo in photos])


@cache
def _text_model() -> TextModel:
    return TextModel()


@cache
def _network() -> "InferenceSession":
    return open_session(threads=1)
