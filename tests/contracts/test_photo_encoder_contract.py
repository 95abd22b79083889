"""What every PhotoEncoder keeps to."""

import asyncio
import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from graph.adapters.encoders.hub import HubModel, Purpose, hub_model
from graph.adapters.encoders.hub_photo import HubPhotoEncoder, PortableHubEncoder
from graph.adapters.encoders.look_network import LookNetwork
from graph.adapters.encoders.photo import BundledPhotoEncoder
from graph.adapters.encoders.pooled import PortableLookEncoder
from graph.ports.senses import PhotoEncoder, Pixels, PortablePhotoEncoder, Vectors
from tests.hub_models import CLIP_VISION, SIGLIP, lay_out_hub


class _Sent:
    """As a worker has it: pickled, and asked on another thread."""

    def __init__(self, encoder: PortablePhotoEncoder) -> None:
        self.name, self.size = encoder.name, encoder.size
        self._sent = pickle.dumps(encoder)

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:
        there = pickle.loads(self._sent)  # noqa: S301 - just written
        vectors: Vectors = await asyncio.to_thread(there.encode, photos)
        return vectors


def _bundled(_: Path) -> PhotoEncoder:
    return BundledPhotoEncoder(LookNetwork())


def _sent(_: Path) -> _Sent:
    return _Sent(PortableLookEncoder())


def _clip(models: Path) -> PhotoEncoder:
    return HubPhotoEncoder(_model(CLIP_VISION, models), threads=1)


def _siglip(models: Path) -> PhotoEncoder:
    return HubPhotoEncoder(_model(SIGLIP, models), threads=1)


def _sent_clip(models: Path) -> _Sent:
    return _Sent(PortableHubEncoder(_model(CLIP_VISION, models)))


def _model(name: str, models: Path) -> HubModel:
    lay_out_hub(models)
    return hub_model(name, Purpose.PICTURES, models)


@pytest.fixture(scope="module", params=[_bundled, _sent, _clip, _siglip, _sent_clip])
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PhotoEncoder:
    made: PhotoEncoder = request.param(tmp_path_factory.mktemp("models"))
    return made


def mug(*, at: tuple[int, int] = (110, 90), ground: str = "ivory") -> Pixels:
    image = Image.new("RGB", (320, 320), ground)
    draw, (x, y) = ImageDraw.Draw(image), at
    draw.ellipse((x + 70, y + 30, x + 130, y + 100), outline="firebrick", width=14)
    draw.rectangle((x, y, x + 100, y + 130), fill="firebrick")
    draw.ellipse((x, y - 15, x + 100, y + 15), fill="maroon")
    return np.asarray(image)


def stripes() -> Pixels:
    image = Image.new("RGB", (240, 360), "white")
    draw = ImageDraw.Draw(image)
    for y in range(0, 360, 24):
        draw.rectangle((0, y, 240, y + 11), fill="navy")
    return np.asarray(image)


async def test_every_photo_has_a_row_of_length_one(encoder: PhotoEncoder) -> None:
    vectors = await encoder.encode([mug(), stripes()])

    assert vectors.shape == (2, encoder.size)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


async def test_no_photos_have_no_rows(encoder: PhotoEncoder) -> None:
    vectors = await encoder.encode([])

    assert vectors.shape == (0, encoder.size)


async def test_a_photo_has_the_same_vector_whatever_stands_beside_it(encoder: PhotoEncoder) -> None:
    alone = await encoder.encode([mug()])

    among_others = await encoder.encode([stripes(), mug()])

    assert among_others[1] == pytest.approx(alone[0], abs=1e-5)


async def test_the_same_vectors_come_out_when_many_ask_at_once(encoder: PhotoEncoder) -> None:
    photos = [mug(), stripes(), mug(ground="skyblue")]
    expected = await encoder.encode(photos)

    answers = await asyncio.gather(*(encoder.encode([photo]) for photo in photos))

    assert np.concatenate(answers) == pytest.approx(expected, abs=1e-5)


async def test_a_thing_lands_nearer_to_itself_elsewhere_than_to_another_thing(encoder: PhotoEncoder) -> None:
    here, moved, other = await encoder.encode([mug(), mug(at=(90, 110), ground="lightyellow"), stripes()])

    assert here @ moved > here @ other + 0.2


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 1600, 3), (1600, 2, 3)])
async def test_photos_of_odd_shapes_have_vectors_too(encoder: PhotoEncoder, shape: tuple[int, int, int]) -> None:
    vectors = await encoder.encode([np.full(shape, 200, np.uint8)])

    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)
