from graph.domain.recognition import Candidate, Confidence, Sighting
from graph.domain.wishes import Intent, Reading, Wish
from graph.recognition.captioned import in_the_light_of
from tests.doubles.backroom import Backroom
from tests.doubles.goods import product, variant

RED, BLUE = product(variant(1, color="Red"), brand="Morrow"), product(variant(2, color="Blue"), brand="Morrow")


def seen(*confidences: Confidence) -> Sighting:
    return Sighting(tuple(Candidate(key, 1.0, sure) for key, sure in enumerate(confidences, 1)))


async def ordered(sighting: Sighting, wish: Wish) -> list[int]:
    shop = Backroom([RED, BLUE])
    shop.reader.readings["the caption"] = Reading(Intent.FIND, wish)
    return [one.key for one in (await in_the_light_of("the caption", sighting, shop.tools())).candidates]


async def test_of_two_believed_alike_the_one_spoken_of_comes_first() -> None:
    assert await ordered(seen(Confidence.UNSURE, Confidence.UNSURE), Wish(colours=("Blue",))) == [2, 1]


async def test_words_do_not_outweigh_what_is_believed_more() -> None:
    assert await ordered(seen(Confidence.LIKELY, Confidence.UNSURE), Wish(colours=("Blue",))) == [1, 2]


async def test_a_caption_without_conditions_changes_nothing() -> None:
    assert await ordered(seen(Confidence.UNSURE, Confidence.UNSURE), Wish("what is this")) == [1, 2]
