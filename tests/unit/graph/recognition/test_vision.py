"""A vision model as one reading among five: what it may change, and what it may not."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.catalogue import Product
from graph.domain.recognition import Candidate, Clue, Confidence, Described, LabelLine, Sense, Sighting
from graph.ports.senses import Pixels, VisionReader
from graph.recognition.recognise import recognise
from graph.recognition.trust import OWN_WORD
from tests.doubles.backroom import Backroom
from tests.doubles.goods import listed
from tests.doubles.senses import KnownSights

CODE = "4006381333931"
EMBER = listed(1, "Ember Gooseneck", brand="Morrow", gtin=CODE)
FROST = listed(2, "Frost Carafe", brand="Norrvik")
SHELF = [listed(number, f"Shelf Warmer {number}") for number in range(10, 20)]
A_KETTLE = Described("gooseneck kettle", "Morrow", "Ember", "black", (), 0.95)
SEEN = {1: 0.3, 2: 0.35}
"""Looks by which nothing is known."""
words = st.text(st.sampled_from("MorowEbsnckFtCaf 19!<>{}"), max_size=30)


@dataclass
class Waiting:
    """A model, or a reader of labels, that never ends by itself."""

    provider: str = "lookers.example"
    asked: int = 0
    gave_up: bool = False

    async def read(self, _photo: Pixels) -> None:
        self.asked += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.gave_up = True
            raise


@dataclass
class Late:
    """A label that is read after a while."""

    lines: tuple[LabelLine, ...] = ()

    async def read(self, _photo: Pixels) -> tuple[LabelLine, ...]:
        await asyncio.sleep(0.05)
        return self.lines


async def seen(
    described: Described | None,
    *,
    goods: Iterable[Product] = (EMBER, FROST, *SHELF),
    looks: dict[int, float] | None = None,
    codes: tuple[str, ...] = (),
    label: tuple[tuple[str, float], ...] = (),
) -> Sighting:
    """What is made of photo 1."""
    shop = Backroom(goods)
    shop.barcode.codes[1] = codes
    if shop.label:
        shop.label.lines[1] = label
    shop.products.pictures = {key: {1: cosine} for key, cosine in (looks or {}).items()}
    if described:
        shop.vision = KnownSights({1: described})
    return await recognise(await shop.media.photo(shop.media.take(1)), shop.tools())


async def looked_at(vision: VisionReader, looks: dict[int, float], label: object = None) -> Sighting:
    shop = Backroom((EMBER, FROST), vision=vision, label=label)  # type: ignore[arg-type]
    shop.products.pictures = {key: {1: cosine} for key, cosine in looks.items()}
    return await asyncio.wait_for(recognise(await shop.media.photo(shop.media.take(1)), shop.tools()), 5)


def first(sighting: Sighting) -> Candidate:
    return sighting.candidates[0]


def ranked(sighting: Sighting) -> list[tuple[int, Confidence]]:
    return [(candidate.key, candidate.confidence) for candidate in sighting.candidates]


async def test_what_it_names_and_nothing_else_is_called_is_likely_and_never_sure() -> None:
    sighting = await seen(A_KETTLE, looks=SEEN)

    assert (first(sighting).key, first(sighting).confidence, sighting.known) == (1, Confidence.LIKELY, True)
    assert not (await seen(None, looks=SEEN)).known


async def test_what_it_sees_is_kept_and_the_words_of_the_name_are_the_clue() -> None:
    sighting = await seen(A_KETTLE, looks=SEEN)

    assert sighting.vision == A_KETTLE
    assert Clue(Sense.VISION, "morrow ember gooseneck") in first(sighting).clues
    assert "vision" in dict(sighting.ms)


async def test_a_thing_without_a_picture_is_brought_by_its_name() -> None:
    sighting = await seen(A_KETTLE, looks={2: 0.3})

    assert (first(sighting).key, first(sighting).confidence) == (1, Confidence.LIKELY)


async def test_a_model_that_is_not_sure_itself_makes_nothing_likely() -> None:
    guess = Described("kettle", "Morrow", "Ember Gooseneck", sure=OWN_WORD - 0.01)

    sighting = await seen(guess, looks=SEEN)

    assert (first(sighting).key, sighting.known) == (1, False), "though it puts it first"


async def test_of_two_that_it_names_as_well_none_is_likely() -> None:
    siblings = (listed(1, "Oat Drink Barista", brand="Oatly"), listed(2, "Oat Drink Classic", brand="Oatly"))

    sighting = await seen(Described("oat drink", "Oatly", sure=1.0), goods=siblings, looks={1: 0.3, 2: 0.3})

    assert not sighting.known


async def test_one_thing_sold_by_two_merchants_is_named_by_one_name() -> None:
    twice = (listed(1, "Ember Gooseneck", brand="Morrow"), listed(2, "Ember Gooseneck", brand="Morrow", merchant="b"))

    assert (await seen(A_KETTLE, goods=twice, looks={1: 0.3, 2: 0.3})).known


async def test_a_kind_of_thing_is_no_name() -> None:
    sighting = await seen(Described("carafe", sure=1.0), goods=(listed(1, "Carafe"),), looks={1: 0.2})

    assert not sighting.known


async def test_text_it_reads_counts_as_a_label_where_the_label_reader_read_none() -> None:
    read = Described("box", text=("MORROW", "Ember Gooseneck"), sure=0.9)

    assert (await seen(read, looks={2: 0.3})).known
    assert not (await seen(read, looks={2: 0.3}, label=(("made in Portugal", 0.9),))).known


@pytest.mark.parametrize("looks", [{}, SEEN, {1: 0.1, 2: 0.5}], ids=["no look", "looks", "looks like another"])
async def test_what_it_says_neither_helps_nor_harms_what_has_a_code(looks: dict[int, float]) -> None:
    for described in (A_KETTLE, Described("carafe", "Norrvik", "Frost", text=("Frost Carafe",), sure=1.0)):
        without = await seen(None, looks=looks, codes=(CODE,))

        assert ranked(await seen(described, looks=looks, codes=(CODE,)))[:1] == ranked(without)[:1]


async def test_another_thing_than_the_code_says_is_not_made_likely() -> None:
    frost = Described("carafe", "Norrvik", "Frost", sure=1.0)

    sighting = await seen(frost, looks={}, codes=(CODE,))

    assert ranked(sighting)[:2] == [(1, Confidence.LIKELY), (2, Confidence.UNSURE)]


@given(
    described=st.builds(
        Described,
        what=words,
        brand=words,
        model=words,
        colour=words,
        text=st.lists(words, max_size=5).map(tuple),
        sure=st.floats(0, 1),
    ),
    looks=st.dictionaries(st.sampled_from([1, 2]), st.floats(0, 1), max_size=2),
    label=st.lists(st.tuples(words, st.just(0.9)), max_size=2).map(tuple),
    codes=st.lists(st.just(CODE), max_size=1).map(tuple),
)
def test_whatever_it_says_nothing_is_sure_that_is_not_sure_without_it(
    described: Described,
    looks: dict[int, float],
    label: tuple[tuple[str, float], ...],
    codes: tuple[str, ...],
) -> None:
    def sure(sighting: Sighting) -> set[int]:
        return {one.key for one in sighting.candidates if one.confidence is Confidence.SURE}

    goods = (EMBER, FROST)
    without = asyncio.run(seen(None, goods=goods, looks=looks, label=label, codes=codes))
    with_it = asyncio.run(seen(described, goods=goods, looks=looks, label=label, codes=codes))

    assert sure(with_it) == sure(without)


async def test_a_certain_answer_does_not_even_show_the_photo() -> None:
    vision = Waiting()

    sighting = await looked_at(vision, {1: 0.8, 2: 0.1})

    assert (first(sighting).confidence, vision.asked, sighting.vision) == (Confidence.SURE, 0, None)
    assert "vision" not in dict(sighting.ms)


async def test_a_label_that_makes_it_certain_ends_the_waiting_for_the_model() -> None:
    vision = Waiting()
    label = Late((LabelLine("MORROW", 0.9), LabelLine("Ember Gooseneck", 0.9)))

    sighting = await looked_at(vision, {1: 0.4, 2: 0.4}, label)

    assert first(sighting).confidence is Confidence.SURE
    assert (vision.asked, vision.gave_up) == (1, True)


async def test_a_model_without_an_answer_changes_nothing() -> None:
    assert (await looked_at(KnownSights(), SEEN)).candidates == (
        await seen(None, goods=(EMBER, FROST), looks=SEEN)
    ).candidates


async def test_part_of_a_photo_is_not_shown_where_that_is_said() -> None:
    vision = KnownSights({1: A_KETTLE})
    shop = Backroom((EMBER,), vision=vision)

    await recognise(await shop.media.photo(shop.media.take(1)), shop.tools(), vision=False)

    assert vision.asked == []
