"""How well a creator's wording is linked to a product: cases written before the formula, half of them held out."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.wording import SURE, Reason, Suggestion, guesses, reason, wording_key
from graph.adapters.index.grams import grams
from graph.domain.creators import Guess, ProductRef

CASES = Path(__file__).parents[2] / "feeds" / "creators"
OFFERED = 5


def read(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def product(number: str, title: str, brand: str | None = None, mpn: str | None = None, *options: str) -> Suggestion:
    return Suggestion(ProductRef("shop", number), title, brand, mpn, options)


SHOP = [
    Suggestion(
        ProductRef("shop", str(each["id"])), str(each["title"]), each["brand"], each["mpn"], tuple(each["options"])
    )  # type: ignore[arg-type]
    for each in read("links_catalogue.jsonl")
]


def pieces(text: str) -> dict[int, float]:
    sparse = grams(text)
    return dict(zip(sparse.indices, sparse.values, strict=True))


LETTERS = [pieces(" ".join(filter(None, (each.brand, each.title, each.mpn)))) for each in SHOP]


def suggested(words: str) -> Sequence[Suggestion]:
    """What an index would offer: the products nearest by letters, wrong ones among them."""
    asked = pieces(words)
    near = [sum(weight * letters.get(piece, 0.0) for piece, weight in asked.items()) for letters in LETTERS]
    return [SHOP[place] for place in sorted(range(len(SHOP)), key=lambda place: (-near[place], place))[:OFFERED]]


@pytest.mark.parametrize(("half", "precise", "found"), [("tuning", 0.99, 0.94), ("held out", 0.96, 0.84)])
def test_sure_links_are_right_and_most_are_found(half: str, precise: float, found: float) -> None:
    cases = [case for case in read("links.jsonl") if case["half"] == half]
    linked = [(case["right"], _linked(str(case["words"]))) for case in cases]

    right = sum(1 for meant, got in linked if got is not None and got == meant)
    assert len(cases) > 60
    assert right / sum(1 for _, got in linked if got is not None) >= precise
    assert right / sum(1 for meant, _ in linked if meant is not None) >= found


def _linked(words: str) -> str | None:
    surest = guesses(words, suggested(words))[0]
    return surest.product.product if surest.confidence >= SURE else None


KETTLE = product("K", "Pilot Gooseneck Kettle 0.9 l", "Skerry", "SKE-0101", "Red", "Black")
LARGER = product("L", "Pilot Gooseneck Kettle 1.2 l", "Skerry", "SKE-0102")


@pytest.mark.parametrize(
    "words",
    [
        "Skerry Pilot Gooseneck Kettle 0.9 l",
        "SKERRY pilot gooseneck kettle, 0,9 L (red)",
        "my new #skerry #pilot gooseneck kettle 0.9l ☕",
        "Skerry SKE-0101",
        "ske 0101",
    ],
)
def test_the_whole_name_or_its_number_is_sure(words: str) -> None:
    assert guesses(words, [KETTLE, LARGER])[0] == Guess(KETTLE.ref, 1.0)


@pytest.mark.parametrize(
    "words",
    [
        "Skerry Pilot Gooseneck Kettle",
        "Skerry Pilot Gooseneck Kettle 0.5 l",
        "Skerry SKE-0103",
        "Tarn Pilot Gooseneck Kettle 0.9 l",
        "Pilot Gooseneck Kettle 0.9 l",
        "Skerry Pilot Gooseneck Kettle 0.9 l or 1.2 l",
        "Skerry Pilot Gooseneck Kettle 0.9 l lid",
    ],
    ids=["which size?", "another size", "another number", "another brand", "no brand", "two at once", "a part of it"],
)
def test_what_may_be_another_product_is_not_sure(words: str) -> None:
    assert guesses(words, [KETTLE, LARGER])[0].confidence < SURE


def test_two_that_fit_alike_are_half_as_sure_as_one_alone() -> None:
    twin = product("T", KETTLE.title, KETTLE.brand)

    assert guesses("Skerry Pilot Gooseneck Kettle 0.9 l", [KETTLE, twin])[0].confidence == 0.5


def test_an_accessory_is_not_taken_for_what_it_fits() -> None:
    phones, pads = product("P", "Hush Headphones OH-700", "Orvik"), product("E", "Ear Pads for OH-700", "Orvik")

    meant = [
        guesses(words, [pads, phones])[0].product.product for words in ("Orvik OH-700", "Orvik ear pads for OH-700")
    ]
    assert meant == ["P", "E"]


def test_a_product_offered_twice_is_no_rival_of_itself() -> None:
    assert guesses("Skerry SKE-0101", [KETTLE, KETTLE]) == [Guess(KETTLE.ref, 1.0)]


@pytest.mark.parametrize("words", ["", "☕☕☕", "the and of", "my favourite test"])
def test_words_that_say_nothing_mean_nothing(words: str) -> None:
    assert [guess.confidence for guess in guesses(words, [KETTLE, LARGER])] == [0.0, 0.0]


def test_nothing_offered_is_nothing_meant() -> None:
    assert guesses("Skerry Pilot Kettle", []) == []


def test_wordings_that_differ_in_looks_only_have_one_key() -> None:
    assert wording_key("#Skérry — Pilot-Kettle (0,9 l)!") == wording_key("skerry pilot kettle 0.9L")


def test_a_reason_tells_what_both_say_and_what_each_says_alone() -> None:
    kettle = product("K", "Pilot Kettle 0.9 l", "Skerry", None, "steel")

    assert reason("My red Skerry kettel in steel", kettle) == Reason(
        both=("skerry", "kettel", "steel"), beside=("red",), unsaid=("pilot", "0.9", "l")
    )


@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=4))
def test_confidence_is_a_share_whatever_the_words(words: str, titles: list[str]) -> None:
    offered = [product(str(number), title, title[:5], title[-6:]) for number, title in enumerate(titles)]

    found = guesses(words, offered)

    assert all(0 <= guess.confidence <= 1 and math.isfinite(guess.confidence) for guess in found)
    assert found == sorted(found, key=lambda guess: -guess.confidence)


@given(st.permutations([KETTLE, LARGER, *SHOP[:4]]))
def test_the_order_of_suggestions_makes_no_difference(offered: list[Suggestion]) -> None:
    assert guesses("Skerry Pilot Kettle", offered) == guesses("Skerry Pilot Kettle", offered[::-1])
