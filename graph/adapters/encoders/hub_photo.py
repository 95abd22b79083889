from collections.abc import Sequence
from functools import cache, partial

import numpy as np
from PIL import Image

from graph.adapters.encoders.hub import HubModel
from graph.adapters.encoders.unit import unit_rows
from graph.adapters.model_thread import ModelThread
from graph.ports.senses import Pixels, Vector, Vectors

LONGEST_SHAPE = 4
"""Times as long as wide. Models scale the shorter side to some 224 pixels: of a photo one pixel high a gigabyte."""


class HubPhotos:
    """A model loaded when made; it brings its own way of scaling and cropping. It blocks whoever asks."""

    def __init__(self, model: HubModel, threads: int) -> None:
        self._size = model.size
        self._model = model.pictures(threads)

    def encode(self, photos: Sequence[Pixels]) -> Vectors:
        """A row of length 1 a photo."""
        rows = [row for photo in photos for row in self._model.embed([_shaped(photo)])]
        return unit_rows(np.array(rows, np.float32).reshape(len(photos), self._size))


class HubPhotoEncoder:
    """What recognition believes was fitted to another: by what this one sees alone nothing is called sure."""

    fitted = False

    def __init__(self, model: HubModel, threads: int) -> None:
        self.name = model.encoder
        self.size = model.size
        self._model = ModelThread("photo-encoder", partial(HubPhotos, model, threads))

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:
        rows = np.empty((len(photos), self.size), np.float32)
        for row, photo in zip(rows, photos, strict=True):
            row[:] = await self._model.ask(partial(_encode, photo))
        return rows


class PortableHubEncoder:
    """For a worker: its process loads the model once, on one core."""

    def __init__(self, model: HubModel) -> None:
        self.name = model.encoder
        self.size = model.size
        self._model = model

    def encode(self, photos: Sequence[Pixels]) -> Vectors:
        return _photos(self._model).encode(photos)


@cache
def _photos(model: HubModel) -> HubPhotos:
    return HubPhotos(model, threads=1)


def _encode(photo: Pixels, model: HubPhotos) -> Vector:
    row: Vector = model.encode([photo])[0]
    return row


def _shaped(photo: Pixels) -> Image.Image:
    """The photo; a strip is stretched to what a model can take."""
    image = Image.fromarray(photo)
    shortest = -(-max(image.size) // LONGEST_SHAPE)
    return image.resize((max(image.width, shortest), max(image.height, shortest)))
