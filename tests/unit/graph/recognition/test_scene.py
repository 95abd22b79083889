import numpy as np

from graph.domain.recognition import Box, Confidence, LabelLine, Sighting
from graph.recognition.scene import cropped, look_over
from tests.doubles.backroom import Backroom
from tests.doubles.catalogue import photo_of
from tests.doubles.goods import listed
from tests.doubles.senses import KnownSights

CODE, OTHER_CODE = "4006381333931", "9780201379624"
LEFT, RIGHT = Box(0.25, 0.25, 0.5, 1.0), Box(0.5, 0.25, 1.0, 1.0)
WHOLE, FIRST, SECOND = 9, 1, 2


def picture() -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Photo 9, in whose left part stands photo 1 and in whose right part photo 2."""
    photo = np.tile(photo_of(WHOLE), (2, 2, 1))
    photo[8, 8], photo[8, 16] = FIRST, SECOND
    return photo


def shop_of(codes: dict[int, tuple[str, ...]], boxes: tuple[Box, ...] = (LEFT, RIGHT)) -> Backroom:
    shop = Backroom([listed(1, gtin=CODE), listed(2, gtin=OTHER_CODE), listed(3)])
    shop.barcode.codes, shop.things.boxes = codes, {WHOLE: boxes}
    shop.products.pictures = {key: {1: 0.3 - key / 100, 2: 0.3 - key / 100, 9: 0.3} for key in (1, 2, 3)}
    return shop


async def seen(shop: Backroom) -> Sighting:
    return await look_over(picture(), shop.tools())


def known(sighting: Sighting) -> list[tuple[Box, int, Confidence]]:
    firsts = [(part.box, part.sighting.candidates[0]) for part in sighting.parts]
    return [(box, first.key, first.confidence) for box, first in firsts]


async def test_each_of_several_things_is_known_by_itself() -> None:
    sighting = await seen(shop_of({FIRST: (CODE,), SECOND: (OTHER_CODE,)}))

    assert known(sighting) == [(LEFT, 1, Confidence.SURE), (RIGHT, 2, Confidence.SURE)]


async def test_one_part_that_is_known_where_the_whole_is_not_is_what_the_photo_shows() -> None:
    sighting = await seen(shop_of({SECOND: (OTHER_CODE,)}))

    assert known(sighting) == [(RIGHT, 2, Confidence.SURE)]


async def test_where_the_whole_is_sure_nothing_else_in_it_is_looked_at() -> None:
    sighting = await seen(shop_of({WHOLE: (CODE,), FIRST: (CODE,), SECOND: (OTHER_CODE,)}))

    assert sighting.parts == ()
    assert sighting.candidates[0].key == 1


async def test_parts_that_nobody_knows_are_no_scene() -> None:
    assert (await seen(shop_of({}))).parts == ()


async def test_two_outlines_of_one_thing_are_one_part() -> None:
    shop = shop_of({FIRST: (CODE,), SECOND: (OTHER_CODE,)}, (LEFT, RIGHT, Box(0.26, 0.26, 0.52, 1.0)))

    assert [box for box, _, _ in known(await seen(shop))] == [LEFT, RIGHT]


async def test_the_same_thing_twice_is_one_part() -> None:
    sighting = await seen(shop_of({FIRST: (CODE,), SECOND: (CODE,)}))

    assert [key for _, key, _ in known(sighting)] == [1]


async def test_a_part_has_the_lines_of_the_label_that_stand_in_it() -> None:
    shop = shop_of({FIRST: (CODE,), SECOND: (OTHER_CODE,)})

    class Reader:
        async def read(self, _photo: object) -> tuple[LabelLine, ...]:
            return (LabelLine("left", 0.9, LEFT), LabelLine("right", 0.9, RIGHT))

    shop.label = Reader()  # type: ignore[assignment]
    sighting = await seen(shop)

    assert [[line.text for line in part.sighting.label] for part in sighting.parts] in ([["left"], ["right"]], [[], []])
    assert {line.text for line in sighting.label} == {"left", "right"}


async def test_a_sticker_is_not_backed_up_by_its_own_number() -> None:
    shop = shop_of({FIRST: (CODE,), SECOND: (OTHER_CODE,)})
    shop.products.pictures = {}

    class Reader:
        async def read(self, _photo: object) -> tuple[LabelLine, ...]:
            return (LabelLine(CODE, 0.9, LEFT), LabelLine(OTHER_CODE, 0.9, RIGHT))

    shop.label = Reader()  # type: ignore[assignment]

    assert [confidence for _, _, confidence in known(await seen(shop))] == [Confidence.LIKELY, Confidence.LIKELY]


async def test_only_the_whole_photo_is_shown_to_a_vision_model() -> None:
    shop = shop_of({FIRST: (CODE,), SECOND: (OTHER_CODE,)})
    shop.vision = KnownSights()

    await seen(shop)

    assert shop.vision.asked == [WHOLE]


def test_a_crop_has_a_pixel_at_least() -> None:
    assert cropped(picture(), Box(0.999, 0.999, 0.999, 0.999)).shape == (1, 1, 3)
    assert cropped(picture(), LEFT).shape == (24, 8, 3)


def labelled(*lines: tuple[str, Box]) -> type:
    class Reader:
        async def read(self, _photo: object) -> tuple[LabelLine, ...]:
            return tuple(LabelLine(text, 0.9, box) for text, box in lines)

    return Reader


PLAIN = np.full((32, 32, 3), WHOLE, np.uint8)
LEFT_WORDS, RIGHT_WORDS = Box(0.26, 0.4, 0.45, 0.5), Box(0.6, 0.4, 0.9, 0.5)


async def test_what_touches_is_told_apart_by_the_words_on_it() -> None:
    shop = Backroom([listed(1, title="Skerry oat drink"), listed(2, title="Norrvik rye bread"), listed(3)])
    shop.label = labelled(("Skerry oat drink", LEFT_WORDS), ("Norrvik rye bread", RIGHT_WORDS))()

    assert [key for _, key, _ in known(await look_over(PLAIN, shop.tools()))] == [1, 2]


async def test_words_that_say_nothing_of_the_thing_part_nothing() -> None:
    shop = shop_of({WHOLE: ()}, boxes=())
    shop.label = labelled(("best before", LEFT_WORDS), ("keep cool", RIGHT_WORDS))()

    assert (await look_over(PLAIN, shop.tools())).parts == ()
