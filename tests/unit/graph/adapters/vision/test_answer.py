"""What is kept of a model's answer, which a photo can have say anything."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.adapters.vision.answer import LONGEST_LINE, MOST_LINES, understood
from graph.domain.recognition import Described

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ("what", "brand", "model", "colour", "text", "sure")


def lines(seen: Described) -> tuple[str, ...]:
    return (seen.what, seen.brand, seen.model, seen.colour, *seen.text)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING | st.lists(st.text(), max_size=40))))
def test_whatever_is_answered_what_is_kept_is_short_and_printable(answer: dict[str, object]) -> None:
    seen = understood(answer)

    if seen is not None:
        assert all(len(line) <= LONGEST_LINE and (line.isprintable() or not line) for line in lines(seen))
        assert len(seen.text) <= MOST_LINES
        assert 0 <= seen.sure <= 1
        json.dumps(lines(seen)).encode()


@pytest.mark.parametrize(
    "answer", [None, "mug", 7, [], ["mug"], {}, {"sure": 1.0}, {"colour": "blue"}, {"what": " \n"}]
)
def test_what_names_nothing_is_no_answer(answer: object) -> None:
    assert understood(answer) is None


@pytest.mark.parametrize("sure", [99, -0.1, 1.01, float("nan"), float("inf"), "0.9", True, None, [1], 10**400])
def test_who_is_surer_than_one_can_be_is_not_believed(sure: object) -> None:
    assert understood({"what": "mug", "sure": sure}) == Described("mug")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  a\tblue\n\nmug\x00 ", "a blue mug"),
        ("\u202egum\u202c \u200bmug\ufeff", "gum mug"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("<b>mug</b> {price}", "<b>mug</b> {price}"),
        ("x" * 10_000, "x" * LONGEST_LINE),
        ("lone \ud800 half", "lone half"),
        (["mug"], ""),
        (7, ""),
    ],
)
def test_a_line_is_one_line_of_what_can_be_seen(said: object, kept: str) -> None:
    assert understood({"what": "thing", "brand": said}) == Described("thing", kept)


def test_of_a_thousand_lines_the_first_few_are_kept_each_once() -> None:
    seen = understood({"text": ["TIDAL", "TIDAL", 7, "", *map(str, range(1_000))]})

    assert seen
    assert seen.text == ("TIDAL", *map(str, range(MOST_LINES - 1)))
