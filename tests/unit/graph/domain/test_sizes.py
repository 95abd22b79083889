"""A size is larger than another only where that is sure."""

from itertools import pairwise

import pytest

from graph.domain.sizes import size_of


@pytest.mark.parametrize(
    "rising",
    [
        ("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL"),
        ("36", "41", "42.5", "43"),
        ("EU 38", "EU 42"),
        ("250 ml", "30 cl", "0.8 l", "1.2 l"),
        ("390 g", "0.43 kg", "7 x 70 g", "1.0 kg"),
        ("9 mm", "1.2 cm", "3 m"),
        ("30 x 20 cm", "40 x 28 cm", "1 x 0.5 m"),
        ("450 g", "1,5 Kilo (1.5 kg)"),
        ("12 oz", "16 oz"),
    ],
)
def test_sizes_of_one_kind_stand_in_their_order(rising: tuple[str, ...]) -> None:
    sizes = [size_of(stated) for stated in rising]

    assert None not in sizes
    assert len({size.kind for size in sizes if size}) == 1
    assert all(small.amount < large.amount for small, large in pairwise(size for size in sizes if size))


@pytest.mark.parametrize(
    ("one", "other"),
    [("M", "42"), ("EU 42", "UK 8"), ("1 l", "1 kg"), ("20 cm", "20 x 30 cm"), ("12 oz", "340 g"), ("10 W", "10 V")],
)
def test_sizes_of_two_kinds_are_not_compared(one: str, other: str) -> None:
    first, second = size_of(one), size_of(other)

    assert first is not None
    assert second is not None
    assert first.kind != second.kind


@pytest.mark.parametrize(
    "stated",
    ["", "One size", "up to 12 kg", "about 2 hours", "8 hours each", "1.200 g or so", "gas / electric", "large"],
)
def test_what_is_no_plain_size_is_none(stated: str) -> None:
    assert size_of(stated) is None
