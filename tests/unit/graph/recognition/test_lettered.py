import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.recognition import Box, LabelLine
from graph.recognition.lettered import MOST, lettered


def line(left: float, top: float, right: float, bottom: float, text: str = "oat") -> LabelLine:
    return LabelLine(text, 0.9, Box(left, top, right, bottom))


FRONT = [line(0.1, 0.3, 0.3, 0.35), line(0.12, 0.4, 0.28, 0.5)]
BESIDE = [line(0.4, 0.3, 0.6, 0.35), line(0.42, 0.4, 0.58, 0.5)]
BELOW = [line(0.1, 0.75, 0.5, 0.8), line(0.1, 0.85, 0.5, 0.9)]


def test_the_words_of_one_thing_are_no_parts() -> None:
    assert lettered(FRONT) == ()
    assert lettered([]) == ()


def test_words_side_by_side_are_parted_in_the_middle_of_the_space_between_them() -> None:
    left, right = lettered([*FRONT, *BESIDE])

    assert left.right == right.left == pytest.approx(0.35)
    assert (left.left, right.right) == (0.0, 1.0)


def test_a_part_reaches_a_little_above_and_below_its_words() -> None:
    left, _ = lettered([*FRONT, *BESIDE])

    assert (left.top, left.bottom) == (pytest.approx(0.23), pytest.approx(0.57))


def test_rows_are_parted_as_well() -> None:
    parts = lettered([*FRONT, *BESIDE, *BELOW])

    assert len(parts) == 3
    assert all(part.bottom <= 0.625 for part in parts[:2])
    assert parts[2].top >= 0.625


def test_the_lines_of_one_text_are_not_parted_by_what_stands_between_them() -> None:
    assert lettered([line(0.1, top / 20, 0.3, top / 20 + 0.03) for top in range(2, 10)]) == ()


def test_prices_alone_are_no_things() -> None:
    assert lettered([*FRONT, line(0.4, 0.9, 0.5, 0.95, "28,90")]) == ()


shares = st.floats(0, 1)
lines = st.lists(
    st.tuples(shares, shares, shares, shares).map(
        lambda at: line(min(at[0], at[2]), min(at[1], at[3]), max(at[0], at[2]), max(at[1], at[3]))
    ),
    max_size=30,
)


@given(lines)
def test_every_part_holds_words_and_lies_in_the_photo(read: list[LabelLine]) -> None:
    parts = lettered(read)

    assert len(parts) <= MOST
    assert all(0 <= part.left < part.right <= 1 and 0 <= part.top <= part.bottom <= 1 for part in parts)
    assert all(any(part.holds(each.box) for each in read) for part in parts)
