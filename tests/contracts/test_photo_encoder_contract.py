"""What every PhotoEncoder keeps to."""

import asyncio
import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from graph.adapters.encoders.look_network import LookNetwork
from graph.adapters.encoders.photo import BundledPhotoEncoder
from graph.adapters.encoders.pooled import PortableLookEncoder
from graph.ports.senses import PhotoEncoder, Pixels, Vectors


class _Sent(PortableLookEncoder):
    """As a worker has it: pickled, and asked on another thread."""

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:  # type: ignore[override]
        there = pickle.loads(pickle.dumps(PortableLookEncoder()))  # noqa: S301 - just written
        return await asyncio.to_thread(there.encode, photos)


@pytest.fixture(scope="module", params=[lambda: BundledPhotoEncoder(LookNetwork()), _Sent], ids=["bundled", "portable"])
def encoder(request: pytest.FixtureRequest) -> PhotoEncoder:
    return request.param()


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
