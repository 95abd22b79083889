import pytest

from graph.domain.recognition import LabelLine
from graph.recognition.lettering import Lettering, called
from tests.doubles.goods import listed, listing


def lettering(*lines: str, confidence: float = 0.9) -> Lettering:
    return Lettering.of(LabelLine(line, confidence) for line in lines)


@pytest.mark.parametrize("label", ["MJOLK", "mjölk", "Mjölk!", "MJÖLK 1 L"])
def test_a_word_is_met_without_its_accents_and_in_any_case(label: str) -> None:
    assert lettering(label).share("Mjölk") == 1


def test_a_letter_misread_leaves_part_of_the_word() -> None:
    share = lettering("GOSENECK").share("Gooseneck")

    assert 0.3 < share < 0.9


def test_lines_read_with_little_trust_say_nothing() -> None:
    assert lettering("Oatly", confidence=0.5) == Lettering()


def test_a_long_name_spelt_out_weighs_more_than_a_short_one() -> None:
    label = lettering("Morrow Ember Gooseneck")

    assert label.weight("Morrow Ember Gooseneck") > label.weight("Morrow") > 0


def test_the_words_that_stand_there_come_in_the_names_order_once() -> None:
    assert lettering("KETTLE Morrow").words("Morrow Ember Kettle Kettle") == ("morrow", "kettle")


@pytest.mark.parametrize("digits", ["4006381333931", "4 006381 333931", "4006 3813 33931"])
def test_a_number_is_met_however_it_is_spaced(digits: str) -> None:
    assert lettering(digits).has("4006381333931")


@pytest.mark.parametrize("name", ["", "a", "!!", "日本"])
def test_a_name_without_pieces_is_no_match_and_no_error(name: str) -> None:
    assert lettering("anything at all").share(name) == lettering("anything at all").weight(name) == 0


@pytest.mark.parametrize(
    ("brand", "title", "expected"),
    [(None, "Kettle", " Kettle"), ("Morrow", "Ember", "Morrow Ember"), ("Morrow", "MORROW Ember", "MORROW Ember")],
)
def test_a_thing_is_called_by_brand_and_title_the_brand_once(brand: str | None, title: str, expected: str) -> None:
    assert called(listing(listed(1, title, brand=brand))).strip() == expected.strip()
