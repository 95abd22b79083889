import numpy as np
import pytest
from PIL import Image, ImageDraw

from graph.adapters.encoders.look_network import LookNetwork
from graph.adapters.senses.words import ClassWordReader
from graph.ports.senses import Pixels


@pytest.fixture(scope="module")
def reader() -> ClassWordReader:
    return ClassWordReader(LookNetwork(threads=1))


def clock() -> Pixels:
    image = Image.new("RGB", (300, 300), "lightgrey")
    draw = ImageDraw.Draw(image)
    draw.ellipse((40, 40, 260, 260), fill="white", outline="black", width=10)
    for hour in range(12):
        x, y = 150 + 90 * np.sin(hour * np.pi / 6), 150 - 90 * np.cos(hour * np.pi / 6)
        draw.ellipse((x - 6, y - 6, x + 6, y + 6), fill="black")
    draw.line((150, 150, 150, 75), fill="black", width=7)
    draw.line((150, 150, 205, 175), fill="black", width=9)
    return np.asarray(image)


async def test_a_drawn_clock_is_called_one(reader: ClassWordReader) -> None:
    words = await reader.read(clock())

    assert "clock" in words[0]


async def test_nothing_is_said_of_what_the_network_cannot_make_out(reader: ClassWordReader) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (224, 224, 3), dtype=np.uint8)

    assert await reader.read(noise) == ()
