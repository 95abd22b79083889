import numpy as np
import pytest
from PIL import Image, ImageDraw

from graph.adapters.senses.things import MOST, OutlineThingFinder
from graph.domain.recognition import Box
from graph.ports.senses import Pixels

Place = tuple[int, int, int, int]
FINDER = OutlineThingFinder()


def table(*things: Place, ground: str = "tan", size: tuple[int, int] = (800, 600)) -> Pixels:
    """Dark things on a wooden ground, with the noise of a phone's sensor."""
    image = Image.new("RGB", size, ground)
    for number, place in enumerate(things):
        ImageDraw.Draw(image).rounded_rectangle(place, 20, fill=("darkgreen", "navy", "maroon", "black")[number % 4])
    noise = np.random.default_rng(1).normal(0, 4, (size[1], size[0], 3))
    return np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8)


def collage(*rows: tuple[str, ...]) -> Pixels:
    """Pictures of textured colours without a gap between them."""
    rng = np.random.default_rng(2)
    tiles = [[Image.new("RGB", (300, 300), colour) for colour in row] for row in rows]
    whole = np.concatenate([np.concatenate([np.asarray(tile) for tile in row], axis=1) for row in tiles])
    return np.clip(whole + rng.normal(0, 12, whole.shape), 0, 255).astype(np.uint8)


def overlap(box: Box, place: Place, size: tuple[int, int] = (800, 600)) -> float:
    """Intersection over union."""
    other = Box(place[0] / size[0], place[1] / size[1], place[2] / size[0], place[3] / size[1])
    left, top = max(box.left, other.left), max(box.top, other.top)
    both = Box(left, top, min(box.right, other.right), min(box.bottom, other.bottom)).area
    return both / (box.area + other.area - both)


async def test_things_on_a_table_are_found_where_they_lie_in_reading_order() -> None:
    places = [(60, 60, 260, 260), (480, 90, 700, 240), (250, 360, 520, 560)]

    found = await FINDER.find(table(*places))

    assert len(found) == 3
    assert all(overlap(box, place) > 0.6 for box, place in zip(found, places, strict=True))


async def test_a_collage_is_cut_along_its_seams() -> None:
    found = await FINDER.find(collage(("firebrick", "gold"), ("teal", "indigo")))

    assert [(round(box.middle[0], 1), round(box.middle[1], 1)) for box in found[:4]] == [
        (0.3, 0.3),
        (0.7, 0.3),
        (0.3, 0.7),
        (0.7, 0.7),
    ]


@pytest.mark.parametrize(
    "photo",
    [
        table((250, 150, 550, 450)),
        table(),
        np.full((600, 800, 3), 200, np.uint8),
        np.random.default_rng(3).integers(0, 256, (600, 800, 3)).astype(np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.full((2, 1600, 3), 90, np.uint8),
    ],
    ids=["one thing", "an empty table", "a wall", "noise", "a pixel", "a strip"],
)
async def test_where_there_are_not_several_things_there_is_none(photo: Pixels) -> None:
    assert await FINDER.find(photo) == ()


async def test_of_a_crowd_only_the_largest_are_worth_a_look() -> None:
    crowd = [
        (40 + 190 * column, 30 + 140 * row, 180 + 190 * column, 130 + 140 * row)
        for row in range(4)
        for column in range(4)
    ]

    assert len(await FINDER.find(table(*crowd))) <= 2 * MOST


async def test_a_box_never_leaves_the_photo() -> None:
    found = await FINDER.find(table((0, 0, 220, 220), (560, 380, 799, 599)))

    assert all(0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1 for box in found)


async def test_the_same_photo_has_the_same_things_each_time() -> None:
    photo = table((60, 60, 260, 260), (480, 90, 700, 240))

    assert await FINDER.find(photo) == await FINDER.find(photo)
