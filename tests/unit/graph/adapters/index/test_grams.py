"""Products met by pieces of words, and how much each piece says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.adapters.index.codes import joined
from graph.adapters.index.frequencies import SAMPLE, Frequencies, slices
from graph.adapters.index.grams import FLOOR, asked_grams, grams
from graph.adapters.index.words import Sparse, WordEncoder

SHOP = ("Sony turntable PS-LX350H", "Sony headphones", "Sony speaker", "Bose speaker", "Panasonic KX-TG9342T phone")
KNOWN = Frequencies.learn([grams(name).indices for name in SHOP])


def share(query: str, name: str) -> float:
    """Of the query, that the product has."""
    has = _weights(grams(name))
    return sum(weight * has.get(piece, 0.0) for piece, weight in _weights(asked_grams(query, KNOWN)).items())


def _weights(sparse: Sparse) -> dict[int, float]:
    return dict(zip(sparse.indices, sparse.values, strict=True))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Panasonic KX-TG9342T", ["KXTG9342T"]),
        ("EC-L200ZBBA/US case", ["ECL200ZBBAUS"]),
        ("a hands-free headset", []),
        ("f/4-5.6 lens", ["f456"]),
        ("", []),
    ],
)
def test_what_is_written_with_joints_and_has_a_digit_is_a_code(text: str, codes: list[str]) -> None:
    assert joined(text) == codes


@pytest.mark.parametrize("query", ["KXTG9342T", "kx-tg9342t", "KX TG9342T"])
def test_a_code_is_met_however_it_is_joined(query: str) -> None:
    shares = {name: share(query, name) for name in SHOP}

    assert max(shares, key=lambda name: shares[name]) == SHOP[-1]
    assert shares[SHOP[-1]] > 0.25


@pytest.mark.parametrize(("query", "name"), [("quick books", "QuickBooks"), ("KaffeeMaschine", "Kaffee Maschine")])
def test_a_compound_is_met_by_its_words_and_they_by_it(query: str, name: str) -> None:
    of_words = share(query, name)

    assert of_words > share(" ".join(reversed(query.split())), name) or len(query.split()) == 1
    assert of_words > 0.4


def test_words_in_their_order_are_met_best() -> None:
    assert share("kettle stand", "kettle stand") > share("kettle stand", "stand kettle")


def test_what_every_product_has_says_least() -> None:
    assert share("sony turntable", SHOP[0]) > 2 * share("sony turntable", SHOP[1])


def test_what_shares_a_few_letters_stays_below_the_floor() -> None:
    assert share("Wasserkocher aus Edelstahl", "Stoneware mug with a saucer") < FLOOR


def test_a_misspelt_name_is_met_still() -> None:
    assert share("trunable", SHOP[0]) > share("trunable", SHOP[3])


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_share_is_between_nothing_and_all(query: str, name: str) -> None:
    assert 0 <= share(query, name) <= 1 + 1e-6


def test_a_token_nobody_has_is_the_rarest() -> None:
    assert KNOWN.rarity(-1) > max(map(KNOWN.rarity, KNOWN.holding))


def test_without_anything_known_all_tokens_are_as_rare() -> None:
    assert Frequencies().rarity(1) == Frequencies().rarity(2) > 0


@pytest.mark.parametrize(("points", "parts"), [(0, 1), (1, 1), (SAMPLE, 1), (10 * SAMPLE, 10)])
def test_a_sample_is_one_of_as_many_parts_as_it_takes(points: int, parts: int) -> None:
    assert slices(points) == parts


def test_words_are_a_share_of_the_query_too() -> None:
    words = WordEncoder()
    known = Frequencies.learn([words.document(name).indices for name in SHOP])
    asked, has = words.asked("sony turntable", known), _weights(words.document(SHOP[0]))

    score = sum(known.rarity(word) * weight * has[word] for word, weight in _weights(asked).items())

    assert 0.4 < score <= 1


def test_nothing_asked_is_nothing() -> None:
    assert len(asked_grams("", KNOWN)) == len(WordEncoder().asked("of the", KNOWN)) == 0
