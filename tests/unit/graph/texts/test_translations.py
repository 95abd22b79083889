"""Every sentence in the code is said in every language, whole, and with the same gaps to fill."""

import string
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from graph.acts import Remark
from graph.domain.money import Money
from graph.domain.orders import Refusal
from graph.profile import Merchant, ShopProfile
from graph.texts.extract import sentences, translations
from graph.texts.sayings import REMARKS, SAYINGS, refusal, remark, say
from graph.texts.tongue import languages, tongue

TRANSLATED = languages()[1:]
ABOUT_THE_SHOP = ("welcome", "terms", "support")
LONGEST_ANSWER_TO_A_TAP = 200


def spoken(language: str) -> dict[object, Message]:
    return {message.id: message for message in translations(language) if message.id}


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def fillings(sentence: str) -> dict[str, str | Money]:
    return {name: Money(1999, "EUR") if name == "price" else "7" for name in gaps(sentence)}


def test_german_spanish_and_french_are_spoken() -> None:
    assert TRANSLATED == ("de", "es", "fr")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_the_sentences_of_the_code_and_no_others(language: str) -> None:
    assert set(spoken(language)) == {message.id for message in sentences() if message.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_left_untranslated_or_guessed(language: str) -> None:
    unfinished = [key for key, message in spoken(language).items() if message.fuzzy or not all(forms(message.string))]

    assert unfinished == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_gaps_to_fill(language: str) -> None:
    def differing() -> Iterator[object]:
        for key, message in spoken(language).items():
            wanted = set().union(*map(gaps, forms(message.id)))
            if any(gaps(form) != wanted for form in forms(message.string)):
                yield key

    assert list(differing()) == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("topic", [*SAYINGS, *ABOUT_THE_SHOP])
def test_every_topic_can_be_said(language: str, topic: str) -> None:
    profile = ShopProfile(name="Harbour", demo=True, merchants=(Merchant(id="m", name="M", support="@harbour_help"),))

    assert say(topic, profile, tongue(language))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("topic", REMARKS)
def test_every_remark_can_be_made(language: str, topic: str) -> None:
    known = Remark(topic, fillings(REMARKS[topic]))

    assert "{" not in remark(known, tongue(language))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("reason", Refusal)
def test_a_refusal_is_short_enough_to_answer_a_payment(language: str, reason: Refusal) -> None:
    assert 0 < len(refusal(reason, tongue(language))) <= LONGEST_ANSWER_TO_A_TAP
