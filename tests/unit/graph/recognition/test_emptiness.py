import numpy as np
import pytest
from PIL import Image, ImageDraw

from graph.ports.senses import Pixels
from graph.recognition.emptiness import is_empty

NOISE = np.random.default_rng(0).integers(0, 256, (512, 512, 3)).astype(np.uint8)
SHADES = np.linspace(40, 220, 400)[None, :, None] * np.ones((300, 1, 3))


@pytest.mark.parametrize(
    "photo",
    [NOISE, NOISE[:, :, :1].repeat(3, axis=2), np.full((300, 200, 3), 90, np.uint8), SHADES.astype(np.uint8)],
    ids=["noise", "grey noise", "one colour", "shading"],
)
def test_a_picture_of_nothing_is_empty(photo: Pixels) -> None:
    assert is_empty(photo)


@pytest.mark.parametrize("colour", ["black", "lightgrey", "red"])
def test_a_thing_on_plain_ground_is_something(colour: str) -> None:
    image = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(image).ellipse((120, 120, 280, 280), colour)

    assert not is_empty(np.asarray(image))
