import numpy as np

from graph.acts import Remark, Say
from graph.domain.catalogue import Availability, Product
from graph.domain.conversation import MediaKind, MediaRef
from graph.domain.recognition import Box, Confidence
from graph.domain.wishes import Intent, Reading, Wish
from graph.nodes.identify import identify
from tests.doubles.backroom import Backroom, turn
from tests.doubles.catalogue import photo_of
from tests.doubles.goods import listed, product, variant

CODE, OTHER_CODE = "4006381333931", "9780201379624"
NO_PICTURE = MediaRef("not a picture", MediaKind.PHOTO, 3)
LOOK = Reading(Intent.IDENTIFY)


def shop_of(*goods: Product, codes: dict[int, tuple[str, ...]] | None = None) -> Backroom:
    """Photo 1 looks a little like everything there is."""
    shop = Backroom(goods)
    shop.barcode.codes = codes or {}
    shop.products.pictures = {
        variant.key: {1: 0.3 - variant.key / 100} for product in goods for variant in product.variants
    }
    return shop


def two_in_one() -> tuple[Backroom, MediaRef]:
    """Photo 9 shows a likely thing on the left, photo 1, and another on the right, photo 2."""
    shop = shop_of(listed(1), listed(2))
    shop.products.pictures = {1: {1: 0.45, 2: 0.1, 9: 0.1}, 2: {1: 0.1, 2: 0.45, 9: 0.1}}
    photo = np.tile(photo_of(9), (2, 2, 1))
    photo[8, 8], photo[8, 16] = 1, 2
    shop.things.boxes = {9: (Box(0.25, 0.25, 0.5, 1.0), Box(0.5, 0.25, 1.0, 1.0))}
    shop.media.photos["two"] = photo
    return shop, MediaRef("two", MediaKind.PHOTO, 12)


async def looked(shop: Backroom, *photos: int, reading: Reading = LOOK) -> tuple[str, dict[str, object]]:
    refs = [shop.media.take(number) for number in photos]
    command = await shop.run(identify, turn(photos=refs), reading=reading)
    return command.goto, command.update


async def test_a_known_thing_comes_first_with_how_sure_and_why() -> None:
    shop = shop_of(listed(1), listed(2, gtin=CODE), codes={1: (CODE,)})

    goto, update = await looked(shop, 1)

    first = update["finds"][0]
    assert goto == "recommend"
    assert (first.listing.key, first.confidence, first.similar) == (2, Confidence.SURE, False)
    assert first.clues[0].detail == CODE
    assert update["remarks"] == ()


async def test_what_is_like_a_known_thing_is_called_similar_and_not_recognised() -> None:
    shop = shop_of(listed(1), listed(2, gtin=CODE), codes={1: (CODE,)})

    _, update = await looked(shop, 1)

    assert [(find.listing.key, find.similar, find.confidence) for find in update["finds"][1:]] == [(1, True, None)]


async def test_an_unknown_thing_is_said_to_be_unknown_beside_what_is_like_it() -> None:
    _, update = await looked(shop_of(listed(1), listed(2)), 1)

    assert update["remarks"] == (Remark("unknown_photo"),)
    assert all(find.similar and find.confidence is None for find in update["finds"])


async def test_an_unknown_thing_like_nothing_is_said_to_stand_alone() -> None:
    _, update = await looked(shop_of(), 1)

    assert update["remarks"] == (Remark("unknown_photo_alone"),)
    assert update["finds"] == ()


async def test_an_album_shows_what_each_known_photo_is_and_counts_the_rest() -> None:
    shop = shop_of(listed(1, gtin=CODE), listed(2, gtin=OTHER_CODE), codes={1: (CODE,), 3: (OTHER_CODE,)})

    _, update = await looked(shop, 1, 2, 3)

    assert [find.listing.key for find in update["finds"][:2]] == [1, 2]
    assert update["remarks"] == (Remark("some_unknown", {"count": "1"}),)


async def test_two_known_things_of_an_album_stand_side_by_side_as_they_were_sent() -> None:
    shop = shop_of(listed(1, gtin=CODE), listed(2, gtin=OTHER_CODE), codes={1: (OTHER_CODE,), 3: (CODE,)})

    _, update = await looked(shop, 1, 3)

    assert [find.listing.key for find in update["finds"]] == [2, 1]
    assert (await shop.media.photo(update["scene"])).shape[1] == 2 * 360 + 3 * 12


async def test_each_thing_of_one_photo_is_a_find_that_may_be_confirmed_by_its_own_crop() -> None:
    shop, photo = two_in_one()

    command = await shop.run(identify, turn(photos=[photo]), reading=LOOK)

    found = command.update["finds"]
    assert [find.listing.key for find in found] == [1, 2]
    crops = [await shop.media.photo(find.photo) for find in found]
    assert [crop[0, 0, 0] for crop in crops] == [1, 2]
    assert "scene" in command.update


async def test_what_is_said_not_to_be_sure_is_not_counted_as_unknown_too() -> None:
    shop, photo = two_in_one()
    shop.products.pictures[2] = {2: 0.34}

    update = (await shop.run(identify, turn(photos=[photo]), reading=LOOK)).update

    assert [find.confidence for find in update["finds"]] == [Confidence.LIKELY, Confidence.UNSURE]
    assert update["remarks"] == ()


async def test_what_stands_side_by_side_can_be_ranked_at_once() -> None:
    shop, photo = two_in_one()

    command = await shop.run(identify, turn(photos=[photo]), reading=Reading(Intent.COMPARE))

    assert command.goto == "compare"


async def test_one_known_thing_is_shown_by_itself() -> None:
    shop = shop_of(listed(1, gtin=CODE), codes={1: (CODE,)})

    _, update = await looked(shop, 1, 2)

    assert "scene" not in update


async def test_a_product_known_from_one_photo_is_not_offered_again_as_like_another() -> None:
    two_colours = product(variant(1, gtin=CODE, color="Red"), variant(2, color="Blue"))
    shop = shop_of(two_colours, codes={1: (CODE,)})
    shop.products.pictures = {1: {1: 0.3}, 2: {2: 0.3}}

    _, update = await looked(shop, 1, 2)

    assert [find.listing.key for find in update["finds"]] == [1]


async def test_a_known_thing_that_is_sold_out_is_still_named() -> None:
    shop = shop_of(listed(1, gtin=CODE, availability=Availability.OUT_OF_STOCK), codes={1: (CODE,)})

    _, update = await looked(shop, 1)

    assert [find.listing.key for find in update["finds"]] == [1]


async def test_what_is_only_similar_and_sold_out_is_not_shown() -> None:
    _, update = await looked(shop_of(listed(1, left=0), listed(2)), 1)

    assert [find.listing.key for find in update["finds"]] == [2]


async def test_never_more_than_five_are_shown() -> None:
    _, update = await looked(shop_of(*map(listed, range(1, 12))), 1)

    assert len(update["finds"]) == 5


async def test_bytes_that_are_no_picture_are_said_to_be_none() -> None:
    shop = shop_of(listed(1))

    command = await shop.run(identify, turn(photos=[NO_PICTURE]), reading=LOOK)

    assert (command.goto, command.update["act"]) == ("respond", Say("unreadable_photo"))


async def test_who_reviewed_this_goes_on_to_the_reviewers_of_what_was_recognised() -> None:
    shop = shop_of(listed(1, gtin=CODE), codes={1: (CODE,)})

    goto, update = await looked(shop, 1, reading=Reading(Intent.REVIEWERS))

    assert goto == "recommend"
    assert "reading" not in update, "the question asked stays the question answered"


async def test_reviewers_of_a_lookalike_are_not_passed_off_as_reviewers_of_an_unknown_thing() -> None:
    shop = shop_of(listed(1))

    _, update = await looked(shop, 1, reading=Reading(Intent.REVIEWERS))

    assert update["reading"].intent is Intent.IDENTIFY
    assert update["remarks"] == (Remark("unknown_photo"),)


async def test_cheaper_than_this_goes_on_to_a_search() -> None:
    shop = shop_of(listed(1, gtin=CODE), codes={1: (CODE,)})

    goto, _ = await looked(shop, 1, reading=Reading(Intent.MORE, cheaper=True))

    assert goto == "retrieve"


async def test_cheaper_than_something_like_nothing_we_have_says_so() -> None:
    goto, update = await looked(shop_of(), 1, reading=Reading(Intent.MORE, Wish("cheaper"), cheaper=True))

    assert goto == "recommend"
    assert update["remarks"] == (Remark("unknown_photo_alone"),)


async def test_what_is_not_certain_may_be_confirmed_for_its_photo() -> None:
    shop = shop_of(listed(1), listed(2))
    photo = shop.media.take(1)

    _, update = await looked(shop, 1)

    assert [find.photo for find in update["finds"]] == [photo, photo]


async def test_of_a_photo_of_a_certain_thing_nothing_is_asked() -> None:
    shop = shop_of(listed(1), listed(2, gtin=CODE), codes={1: (CODE,)})

    _, update = await looked(shop, 1)

    assert [find.photo for find in update["finds"]] == [None, None]


async def test_in_an_album_the_best_guess_at_each_photo_may_be_confirmed_for_it_and_no_other() -> None:
    shop = shop_of(listed(1), listed(2), listed(4))
    shop.products.pictures = {1: {1: 0.12, 3: 0.1}, 2: {1: 0.1, 3: 0.12}, 4: {1: 0.05, 3: 0.05}}
    first, third = shop.media.take(1), shop.media.take(3)

    _, update = await looked(shop, 1, 3)

    assert {find.listing.key: find.photo for find in update["finds"]} == {1: first, 2: third, 4: None}


async def test_a_certain_thing_of_an_album_is_not_asked_for_another_photo_either() -> None:
    shop = shop_of(listed(1, gtin=CODE), codes={1: (CODE,)})
    shop.products.pictures = {1: {1: 0.5, 3: 0.1}}

    _, update = await looked(shop, 1, 3)

    assert [(find.confidence, find.photo) for find in update["finds"]] == [(Confidence.SURE, None)]
