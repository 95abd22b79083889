import numpy as np
import pytest

from graph.recognition.sheet import GAP, TILE, sheet


def plain(colour: tuple[int, int, int]) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.full((90, 60, 3), colour, np.uint8)


def test_each_crop_stands_in_its_tile_row_by_row() -> None:
    colours = [(200, 0, 0), (0, 200, 0), (0, 0, 200)]

    page = sheet([plain(colour) for colour in colours])

    middles = [
        (GAP + TILE // 2 + row * (TILE + GAP), GAP + TILE // 2 + column * (TILE + GAP))
        for row, column in ((0, 0), (0, 1), (1, 0))
    ]
    assert [tuple(page[middle]) for middle in middles] == colours


@pytest.mark.parametrize(("crops", "tiles"), [(2, (1, 2)), (3, (2, 2)), (5, (2, 3)), (9, (3, 3))])
def test_a_sheet_is_as_square_as_can_be(crops: int, tiles: tuple[int, int]) -> None:
    page = sheet([plain((9, 9, 9))] * crops)

    assert page.shape[:2] == tuple(GAP + count * (TILE + GAP) for count in tiles)


def test_two_tiles_bear_different_numbers() -> None:
    page = sheet([plain((255, 255, 255))] * 2)

    badges = [page[GAP : GAP + 80, GAP + at : GAP + at + 80] for at in (0, TILE + GAP)]
    assert not (badges[0] == badges[1]).all()
