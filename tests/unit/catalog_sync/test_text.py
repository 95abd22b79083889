import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.text import INVISIBLE, one_line, opening, paragraphs, shorten


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<p>Pours a <b>thin</b> stream.</p><ul><li>0.9 l</li></ul>", "Pours a thin stream. 0.9 l"),
        ("Steel &amp; oak &ndash; 4&nbsp;&euro;", "Steel & oak – 4 €"),
        ("&lt;b&gt;bold&lt;/b&gt;", "bold"),
        ("<script>alert(1)</script>Mug", "Mug"),
        ("<!-- hidden -->Mug<style>p{}</style>", "Mug"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("I <3 AT&T", "I <3 AT&T"),
        ("Mug\u202eelgoog\u202c", "Mugelgoog"),
        ("Ig\u200bno\u00adre", "Ignore"),
        ("s\u200dy\u200cstem", "system"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("hello\U000e0049\U000e0067", "hello"),
        ("half \ud83d an emoji", "half an emoji"),
        ("  two \t\n words ", "two words"),
    ],
)
def test_text_from_outside_becomes_plain(written: str, plain: str) -> None:
    assert one_line(written) == plain


@pytest.mark.parametrize("written", ["👩‍🍳 Schürze", "می‌خواهم", "ירוק", "क्‍ष"])
def test_joiners_that_a_script_needs_stay(written: str) -> None:
    assert one_line(written) == written


def test_paragraphs_stay_apart() -> None:
    assert paragraphs("<p>One.</p>\n\n\n<p>Two.<br>Three.</p>") == "One.\n\nTwo.\nThree."


def test_a_long_text_is_cut_between_words() -> None:
    assert shorten("a mug, and more", 10) == "a mug…"


def test_the_opening_is_whole_sentences_where_they_fit() -> None:
    assert opening("One two. Three four five. Six.", 5) == "One two. Three four five."


def test_of_an_endless_sentence_the_opening_is_its_beginning() -> None:
    assert opening("word " * 100, 60).split() == ["word"] * 60


@given(st.text(st.characters(codec=None), max_size=60))
def test_nothing_invisible_is_ever_left(text: str) -> None:
    assert not INVISIBLE.search(one_line(text))


@given(st.text(alphabet="<>&;/!?-abclt#x1 \"'", max_size=60))
def test_no_markup_makes_the_reader_fall_over(text: str) -> None:
    assert isinstance(paragraphs(text), str)
