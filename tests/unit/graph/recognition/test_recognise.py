import asyncio
from collections.abc import Iterable
from dataclasses import replace

import pytest
from stdnum import ean

from graph.domain.catalogue import Product
from graph.domain.creators import ProductRef
from graph.domain.errors import IndexUnavailable
from graph.domain.recognition import Candidate, Clue, Confidence, LabelLine, Sense, Sighting
from graph.ports.gallery import Confirmation
from graph.ports.senses import Pixels
from graph.recognition.readings import MOST_CODES
from graph.recognition.recognise import recognise
from tests.doubles.backroom import Backroom
from tests.doubles.goods import listed, product, variant
from tests.doubles.senses import AxisPerPhoto

CODE, OTHER_CODE, MISREAD = "4006381333931", "9780201379624", "4006381333937"
EMBER = listed(1, "Ember Gooseneck", brand="Morrow", gtin=CODE)
FROST = listed(2, "Frost Carafe", brand="Norrvik", gtin=OTHER_CODE)
SPELT = (("MORROW", 0.9), ("Ember Gooseneck", 0.9))


async def seen(
    *,
    goods: Iterable[Product] = (EMBER, FROST),
    codes: tuple[str, ...] = (),
    label: tuple[tuple[str, float], ...] = (),
    looks: dict[int, float] | None = None,
    reads_labels: bool = True,
) -> Sighting:
    """What is made of photo 1; `looks` are cosines by variant."""
    shop = Backroom(goods)
    shop.barcode.codes[1] = codes
    if shop.label and reads_labels:
        shop.label.lines[1] = label
    else:
        shop.label = None
    shop.products.pictures = {key: {1: cosine} for key, cosine in (looks or {}).items()}
    return await recognise(await shop.media.photo(shop.media.take(1)), shop.tools())


class Slow:
    """A reader of labels that never ends by itself."""

    gave_up = False

    async def read(self, _photo: Pixels) -> tuple[LabelLine, ...]:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.gave_up = True
            raise
        return ()


def first(sighting: Sighting) -> Candidate:
    return sighting.candidates[0]


async def test_a_barcode_alone_is_likely_since_readers_misread() -> None:
    sighting = await seen(codes=(CODE,))

    assert (first(sighting).key, first(sighting).confidence, sighting.known) == (1, Confidence.LIKELY, True)
    assert first(sighting).clues == (Clue(Sense.BARCODE, CODE),)


async def test_a_barcode_and_a_look_that_agree_are_sure() -> None:
    sighting = await seen(codes=(CODE,), looks={1: 0.3, 2: 0.4})

    assert (first(sighting).key, first(sighting).confidence) == (1, Confidence.SURE)
    assert [clue.sense for clue in first(sighting).clues] == [Sense.BARCODE, Sense.LOOK]


async def test_a_barcode_and_a_label_that_agree_are_sure() -> None:
    sighting = await seen(codes=(CODE,), label=(("MORROW Gooseneck", 0.9),))

    assert first(sighting).confidence is Confidence.SURE


async def test_a_barcode_whose_look_is_far_down_is_only_likely() -> None:
    others = [listed(key) for key in range(3, 9)]

    sighting = await seen(goods=(EMBER, *others), codes=(CODE,), looks={1: 0.1, **dict.fromkeys(range(3, 9), 0.4)})

    assert (first(sighting).key, first(sighting).confidence) == (1, Confidence.LIKELY)


async def test_a_barcode_with_a_wrong_check_digit_is_kept_as_a_reading_and_points_to_nothing() -> None:
    sold_under_it = listed(1, gtin=MISREAD)

    sighting = await seen(goods=(sold_under_it,), codes=(MISREAD,))

    assert [code.value for code in sighting.barcodes] == [MISREAD]
    assert (sighting.candidates, sighting.known) == ((), False)


@pytest.mark.parametrize("code", ["", "hello", "https://shop.example/1", "１２３４５６７８", "0" * 400])
async def test_what_is_no_article_number_points_to_nothing(code: str) -> None:
    assert (await seen(codes=(code,))).candidates == ()


async def test_a_barcode_of_a_thing_not_in_the_catalogue_is_no_thing_of_ours() -> None:
    sighting = await seen(codes=("5901234123457",))

    assert (sighting.candidates, sighting.known) == ((), False)


async def test_two_barcodes_in_one_photo_are_two_candidates() -> None:
    sighting = await seen(codes=(CODE, OTHER_CODE))

    assert {candidate.key for candidate in sighting.candidates} == {1, 2}


async def test_a_label_and_a_look_that_agree_are_sure() -> None:
    sighting = await seen(label=SPELT, looks={1: 0.4, 2: 0.4})

    assert (first(sighting).key, first(sighting).confidence) == (1, Confidence.SURE)


async def test_a_label_on_what_looks_like_another_thing_is_not_sure() -> None:
    sighting = await seen(label=SPELT, looks={1: 0.1, 2: 0.45})

    assert Confidence.SURE not in {candidate.confidence for candidate in sighting.candidates}


async def test_a_label_that_spells_the_name_is_likely_alone() -> None:
    sighting = await seen(label=SPELT)

    assert (first(sighting).key, first(sighting).confidence) == (1, Confidence.LIKELY)
    assert first(sighting).clues == (Clue(Sense.LABEL, "morrow ember gooseneck"),)


async def test_a_word_of_the_name_is_not_the_name() -> None:
    sighting = await seen(goods=(listed(1, "Ember Gooseneck Kettle One Litre"),), label=(("kettle", 0.9),))

    assert not sighting.known


async def test_accents_and_case_on_a_label_do_not_matter() -> None:
    sighting = await seen(goods=(listed(1, "Crème Brûlée"),), label=(("CREME BRULEE", 0.9),))

    assert sighting.known


async def test_lines_that_the_label_reader_hardly_trusts_count_for_nothing() -> None:
    sighting = await seen(label=tuple((text, 0.4) for text, _ in SPELT), looks={1: 0.2, 2: 0.3})

    assert not sighting.known
    assert {clue.sense for candidate in sighting.candidates for clue in candidate.clues} == {Sense.LOOK}
    assert len(sighting.label) == 2, "they are kept as what was read"


async def test_hardly_trusted_lines_are_not_even_searched_for() -> None:
    assert (await seen(label=tuple((text, 0.4) for text, _ in SPELT))).candidates == ()


async def test_a_label_is_not_read_where_that_is_switched_off() -> None:
    sighting = await seen(label=SPELT, looks={1: 0.2}, reads_labels=False)

    assert (sighting.label, sighting.known) == ((), False)


@pytest.mark.parametrize(
    ("looks", "known"),
    [
        ({1: 0.60, 2: 0.50}, True),
        ({1: 0.45, 2: 0.30}, True),
        ({1: 0.45, 2: 0.40}, False),
        ({1: 0.25}, False),
    ],
)
async def test_a_look_alone_is_likely_where_it_is_near_and_stands_out(looks: dict[int, float], known: bool) -> None:
    sighting = await seen(looks=looks)

    assert (first(sighting).key, sighting.known) == (1, known)
    assert first(sighting).confidence in {Confidence.LIKELY, Confidence.UNSURE}


async def test_a_look_alone_is_sure_where_nothing_else_comes_near() -> None:
    sighting = await seen(looks={1: 0.7, 2: 0.4})

    assert first(sighting).confidence is Confidence.SURE


async def test_in_a_shop_of_one_thing_not_everything_is_it() -> None:
    sighting = await seen(goods=(EMBER,), looks={1: 0.25})

    assert not sighting.known


async def test_another_colour_of_the_same_product_does_not_take_the_margin_away() -> None:
    two_colours = product(variant(1, color="Red"), variant(3, color="Blue"))

    sighting = await seen(goods=(two_colours, FROST), looks={1: 0.60, 3: 0.599, 2: 0.3})

    assert (first(sighting).key, sighting.known) == (1, True)


async def test_the_variant_is_the_barcodes_before_the_looks() -> None:
    two_colours = product(variant(1, color="Red"), variant(3, color="Blue", gtin=CODE))

    sighting = await seen(goods=(two_colours,), codes=(CODE,), looks={1: 0.9, 3: 0.2})

    assert [candidate.key for candidate in sighting.candidates] == [3]


async def test_what_is_surer_comes_before_what_scores_higher() -> None:
    sighting = await seen(codes=(CODE,), looks={1: 0.1, 2: 0.8, 3: 0.0})

    assert [candidate.key for candidate in sighting.candidates] == [2, 1]
    assert sighting.candidates[0].score < sighting.candidates[1].score


async def test_a_barcode_of_another_thing_stuck_on_does_not_make_it_that_thing() -> None:
    sighting = await seen(codes=(CODE,), looks={1: 0.1, 2: 0.8})

    assert (first(sighting).key, first(sighting).confidence) == (2, Confidence.SURE)
    assert sighting.candidates[1].confidence is Confidence.UNSURE


async def test_of_two_codes_in_one_photo_none_is_sure() -> None:
    sighting = await seen(codes=(CODE, OTHER_CODE), looks={1: 0.5, 2: 0.5})

    assert {candidate.confidence for candidate in sighting.candidates} == {Confidence.LIKELY}


async def test_of_forty_codes_only_a_few_are_looked_up() -> None:
    bodies = [f"20000000{number:04}" for number in range(40)]
    codes = tuple(body + ean.calc_check_digit(body) for body in bodies)

    sighting = await seen(goods=[listed(number + 1, gtin=code) for number, code in enumerate(codes)], codes=codes)

    assert len(sighting.barcodes) == 40
    assert len(sighting.candidates) == MOST_CODES


async def test_photos_that_shoppers_took_of_it_count_like_its_own_picture() -> None:
    shop = Backroom((EMBER, FROST))
    shop.products.pictures = {1: {1: 0.3}, 2: {1: 0.35}}
    tools = shop.tools()
    photo = await shop.media.photo(shop.media.take(1))
    look = (await tools.photo.encode([photo]))[0]
    await shop.gallery.confirm(Confirmation(ProductRef("hearth", "P-1"), "1", "ana", "a", tools.photo.name, look))

    sighting = await recognise(photo, tools)

    assert [candidate.key for candidate in sighting.candidates] == [1, 2]


async def test_a_certain_answer_does_not_wait_for_the_label() -> None:
    shop = Backroom((EMBER, FROST))
    shop.products.pictures = {1: {1: 0.8}, 2: {1: 0.1}}
    shop.label = Slow()

    sighting = await asyncio.wait_for(recognise(await shop.media.photo(shop.media.take(1)), shop.tools()), 2)

    assert (first(sighting).confidence, sighting.label) == (Confidence.SURE, ())
    assert shop.label.gave_up


async def test_nothing_read_is_not_known() -> None:
    sighting = await seen()

    assert (sighting.candidates, sighting.known) == ((), False)


async def test_a_shop_with_nothing_in_it_knows_nothing() -> None:
    sighting = await seen(goods=(), codes=(CODE,), label=SPELT)

    assert (sighting.candidates, sighting.known) == ((), False)


async def test_at_most_ten_candidates_a_product_each() -> None:
    goods = [listed(key) for key in range(1, 30)]

    sighting = await seen(goods=goods, looks=dict.fromkeys(range(1, 30), 0.4))

    assert len(sighting.candidates) == len({candidate.key for candidate in sighting.candidates}) == 10


async def test_what_the_index_still_has_and_the_catalogue_no_longer_is_no_candidate() -> None:
    shop = Backroom((EMBER, FROST))
    shop.products.pictures = {1: {1: 0.9}, 2: {1: 0.2}}
    shop.catalog.withdraw(1)

    sighting = await recognise(await shop.media.photo(shop.media.take(1)), shop.tools())

    assert [candidate.key for candidate in sighting.candidates] == [2]


async def test_each_reading_says_how_long_it_took() -> None:
    assert {name for name, _ in (await seen()).ms} == {"barcode", "label", "look", "words", "search", "total"}


async def test_what_a_classifier_calls_it_is_kept() -> None:
    shop = Backroom()
    shop.words.words[1] = ("teapot",)

    assert (await recognise(await shop.media.photo(shop.media.take(1)), shop.tools())).words == ("teapot",)


async def test_a_word_that_means_the_category_is_a_clue() -> None:
    shop = Backroom((listed(1, category=("Kitchen", "teapot")), listed(2, category=("Home", "lamp"))))
    shop.products.pictures = {1: {1: 0.5}, 2: {1: 0.4}}
    shop.words.words[1] = ("teapot",)

    candidates = (await recognise(await shop.media.photo(shop.media.take(1)), shop.tools())).candidates

    assert [[clue.detail for clue in one.clues if clue.sense is Sense.WORDS] for one in candidates] == [["teapot"], []]


async def test_a_photo_without_an_index_is_refused_loudly() -> None:
    shop = Backroom((EMBER,))
    shop.products.missing = True

    with pytest.raises(IndexUnavailable, match="snaptap index"):
        await recognise(await shop.media.photo(shop.media.take(1)), shop.tools())
    with pytest.raises(IndexUnavailable, match="snaptap index"):
        await recognise(await shop.media.photo(shop.media.take(1)), shop.tools())


async def test_by_the_look_of_an_encoder_that_belief_was_not_fitted_to_nothing_is_sure() -> None:
    shop = Backroom([listed(1, "Kettle"), listed(2, "Lamp")])
    shop.products.pictures = {1: {1: 0.95}, 2: {1: 0.3}}
    measured, unmeasured = shop.tools(), replace(shop.tools(), photo=AxisPerPhoto(fitted=False))

    sightings = [await recognise(await shop.media.photo(shop.media.take(1)), tools) for tools in (measured, unmeasured)]

    assert [first(each).confidence for each in sightings] == [Confidence.SURE, Confidence.LIKELY]
