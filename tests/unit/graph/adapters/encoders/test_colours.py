import numpy as np
import pytest

from graph.adapters.encoders.colours import SIZE, colours
from graph.ports.senses import Pixels


def plain(*colour: int, side: int = 90) -> Pixels:
    return np.full((side, side + 30, 3), colour, np.uint8)


def alike(one: Pixels, other: Pixels) -> float:
    return float(colours(one) @ colours(other)) / 2


def test_a_picture_is_wholly_like_itself_at_any_size() -> None:
    assert colours(plain(200, 30, 30)).shape == (SIZE,)
    assert alike(plain(200, 30, 30), plain(200, 30, 30, side=500)) == pytest.approx(1, abs=1e-4)


def test_a_slightly_other_light_is_a_slight_difference_and_another_colour_none_at_all_alike() -> None:
    red = plain(200, 30, 30)

    assert alike(red, plain(190, 28, 28)) > 0.9
    assert alike(red, plain(30, 30, 200)) < 0.05


def test_the_middle_counts_more_than_the_ground() -> None:
    framed = plain(255, 255, 255)
    framed[25:65, 40:80] = (200, 30, 30)
    cornered = plain(255, 255, 255)
    cornered[:40, :40] = (200, 30, 30)

    assert alike(framed, plain(200, 30, 30)) > alike(cornered, plain(200, 30, 30))


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (0, 255, 0), (255, 0, 255), (0, 0, 255)])
def test_the_ends_of_the_range_are_colours_too(colour: tuple[int, int, int]) -> None:
    assert colours(plain(*colour)) @ colours(plain(*colour)) == pytest.approx(2, abs=1e-4)


def test_a_picture_of_one_pixel_has_a_colour() -> None:
    assert np.isfinite(colours(np.full((1, 1, 3), 90, np.uint8))).all()
