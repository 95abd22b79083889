import asyncio

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from graph.adapters.senses.label import RapidOcrLabelReader
from graph.ports.senses import Pixels


@pytest.fixture(scope="module")
def reader() -> RapidOcrLabelReader:
    return RapidOcrLabelReader()


def label(*lines: str) -> Pixels:
    image = Image.new("RGB", (420, 110 * max(1, len(lines))), "navajowhite")
    for place, line in enumerate(lines):
        ImageDraw.Draw(image).text((30, 110 * place + 30), line, "saddlebrown", ImageFont.load_default(44))
    return np.asarray(image)


async def test_the_lines_come_top_to_bottom_with_the_readers_confidence(reader: RapidOcrLabelReader) -> None:
    lines = await reader.read(label("NORDKAFFE", "dark roast", "250 g"))

    assert [line.text.lower().replace(" ", "") for line in lines] == ["nordkaffe", "darkroast", "250g"]
    assert all(0.5 <= line.confidence <= 1 for line in lines)


@pytest.mark.parametrize("photo", [label(), np.zeros((1, 1, 3), np.uint8), np.full((2, 1600, 3), 90, np.uint8)])
async def test_a_photo_without_text_has_no_lines(reader: RapidOcrLabelReader, photo: Pixels) -> None:
    assert await reader.read(photo) == ()


async def test_each_of_several_readers_at_once_gets_the_lines_of_its_own_photo(reader: RapidOcrLabelReader) -> None:
    words = ["TEAPOT", "LANTERN"]

    seen = await asyncio.gather(*(reader.read(label(word)) for word in words))

    assert [lines[0].text for lines in seen] == words


async def test_reading_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    reader = RapidOcrLabelReader()

    await reader.read(label())

    assert capfd.readouterr() == ("", "")
