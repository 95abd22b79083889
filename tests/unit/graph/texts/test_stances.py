"""How a card words where a creator stands, and what is left unsaid."""

from dataclasses import replace

import pytest

from graph.domain.creators import Disclosure, Evidence, Moment, Stance
from graph.texts.cards import quote
from graph.texts.tongue import languages, tongue
from tests.doubles.goods import listed, listing, post

KETTLE = listed(1, "Kettle")


def said(stance: Stance, disclosure: Disclosure, language: str) -> tuple[str, str]:
    told = replace(post(1, KETTLE, stance=stance), disclosure=disclosure)
    shown = quote(Evidence(told, Moment("It pours.")), listing(KETTLE), tongue(language))
    return shown.stance, shown.disclosure


@pytest.mark.parametrize("language", languages())
def test_every_stance_and_every_tie_has_words_of_its_own(language: str) -> None:
    stances = {said(stance, Disclosure.NONE, language)[0] for stance in Stance}
    ties = {said(Stance.FOR, disclosure, language)[1] for disclosure in Disclosure}

    assert (len(stances), len(ties)) == (len(Stance), len(Disclosure))


def test_what_a_creator_leaves_unsaid_is_said_to_be_so() -> None:
    assert said(Stance.UNSTATED, Disclosure.UNSTATED, "en") == (
        "does not say for or against",
        "does not say whether tied to the brand",
    )
