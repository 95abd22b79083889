"""The packs know as much as one another, and a message is read by the one it fits."""

import re

import pytest

from graph.adapters.reader.packs import Pack, pack_for, packs, plain

ENGLISH = packs()["en"]
OTHERS = [pack for language, pack in packs().items() if language != "en"]


@pytest.mark.parametrize("pack", OTHERS, ids=lambda pack: pack.language)
@pytest.mark.parametrize(
    "table", ["intents", "smalltalk", "likeness", "rankings", "few", "budget", "recipients", "ordinals", "concepts"]
)
def test_every_language_knows_the_same_kinds_of_things(pack: Pack, table: str) -> None:
    assert list(getattr(pack, table)) == list(getattr(ENGLISH, table))


@pytest.mark.parametrize("pack", OTHERS, ids=lambda pack: pack.language)
def test_every_language_knows_the_colours(pack: Pack) -> None:
    assert set(pack.colours.values()) >= set(ENGLISH.colours.values())


@pytest.mark.parametrize("pack", packs().values(), ids=lambda pack: pack.language)
def test_no_product_is_named_by_a_filler_alone(pack: Pack) -> None:
    fillers, concepts = pack.fillers, pack.concepts

    assert not fillers & {word for words in concepts.values() for word in words}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("a gift for my son", "en"),
        ("what kind of lamp is this", "en"),
        ("gold or silver", "en"),
        ("sofa", "en"),
        ("", "en"),
        ("ein Geschenk für mein Kind", "de"),
        ("Teelichter", "de"),
        ("un regalo para mi hijo", "es"),
        ("algo más barato", "es"),
        ("un cadeau pour son anniversaire", "fr"),
        ("bougies", "fr"),
        ("ça vaut le coup ?", "fr"),
    ],
)
def test_a_message_is_read_in_its_own_language(text: str, language: str) -> None:
    assert pack_for(plain(text)).language == language


@pytest.mark.parametrize(
    ("written", "plainly"),
    [
        ("  Für  DICH ", "fur dich"),
        ("¿Más?", "¿mas?"),
        ("ma sœur", "ma soeur"),
        ("who’s", "who's"),
        ("Größe", "grosse"),
    ],
)
def test_plain_text_has_neither_case_nor_accents(written: str, plainly: str) -> None:
    assert plain(written) == plainly


@pytest.mark.parametrize("pack", packs().values(), ids=lambda pack: pack.language)
def test_words_are_written_as_plain_text_has_them(pack: Pack) -> None:
    words = {*pack.fillers, *pack.colours, *pack.numbers}

    assert {word for word in words if not re.fullmatch(r"[a-z0-9 '.-]+", word)} == set()
