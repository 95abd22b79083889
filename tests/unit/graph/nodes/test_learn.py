import pytest

from graph.acts import Act, Say, Thank
from graph.domain.catalogue import Product
from graph.domain.conversation import Meaning, MediaKind, MediaRef, Tap
from graph.domain.creators import ProductRef
from graph.domain.wishes import Wish
from graph.nodes.learn import learn
from graph.state import Memory, ShownCard, ShownList
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import listed, listing

KETTLE, LAMP = listed(1), listed(2)
GONE = MediaRef("no longer kept", MediaKind.PHOTO, 3)
YES, UNDO = Tap(Meaning.CONFIRM, key=1, cards=1), Tap(Meaning.UNDO, key=1, cards=1)


def shop_of(*goods: Product) -> Backroom:
    return Backroom(goods or (KETTLE, LAMP))


def shown(shop: Backroom, photo: MediaRef | None = None) -> Memory:
    """Photo 7 was answered with both of them; the second list was not for a photo."""
    ref = photo or shop.media.take(7)
    cards = (ShownCard(1, photo=ref), ShownCard(2, photo=ref))
    return Memory(lists=(ShownList(1, Wish(), cards), ShownList(2, Wish("lamp"), (ShownCard(2),))), opened=2)


async def told(shop: Backroom, recall: Memory, *taps: Tap) -> Act:
    act: Act | None = None
    for tap in taps:
        act = (await shop.run(learn, turn(tap=tap), recall))["act"]
    assert act
    return act


async def test_a_shoppers_word_is_kept_with_what_the_photo_looks_like() -> None:
    shop = shop_of()

    act = await told(shop, shown(shop), YES)

    assert act == Thank(listing(KETTLE), 1)
    (said,) = shop.gallery.said.values()
    assert (said.product, said.sku, said.shopper, said.encoder) == (
        ProductRef("hearth", "P-1"),
        "S-1",
        "ann",
        "axis per photo",
    )
    assert said.look.argmax() == 7


async def test_a_second_tap_says_the_same_and_keeps_one_word() -> None:
    shop = shop_of()

    act = await told(shop, shown(shop), YES, YES)

    assert (act, len(shop.gallery.said)) == (Thank(listing(KETTLE), 1), 1)


async def test_another_card_for_the_same_photo_takes_the_place_of_the_first() -> None:
    shop = shop_of()

    await told(shop, shown(shop), YES, Tap(Meaning.CONFIRM, key=2, cards=1))

    assert [said.product.product for said in shop.gallery.said.values()] == ["P-2"]


async def test_undo_takes_the_word_back_and_twice_is_once() -> None:
    shop = shop_of()
    recall = shown(shop)

    first = await told(shop, recall, YES, UNDO)

    assert (first, shop.gallery.said) == (Say("taken_back"), {})
    assert await told(shop, recall, UNDO) == Say("taken_back")


async def test_undo_of_an_older_word_leaves_the_newer_one() -> None:
    shop = shop_of()

    await told(shop, shown(shop), YES, Tap(Meaning.CONFIRM, key=2, cards=1), UNDO)

    assert [said.product.product for said in shop.gallery.said.values()] == ["P-2"]


async def test_undo_needs_no_photo_any_more() -> None:
    shop = shop_of()
    await told(shop, shown(shop), YES)
    shop.media.photos.clear()

    act = await told(shop, shown(shop, MediaRef("7", MediaKind.PHOTO, 12)), UNDO)

    assert (act, shop.gallery.said) == (Say("taken_back"), {})


@pytest.mark.parametrize(
    "tap",
    [
        Tap(Meaning.CONFIRM, key=1, cards=99),
        Tap(Meaning.CONFIRM, key=99, cards=1),
        Tap(Meaning.CONFIRM, key=2, cards=2),
        Tap(Meaning.CONFIRM, key=1),
        Tap(Meaning.CONFIRM),
        Tap(Meaning.UNDO, key=1, cards=99),
    ],
)
async def test_what_was_shown_too_long_ago_or_never_is_not_learned(tap: Tap) -> None:
    shop = shop_of()

    assert await told(shop, shown(shop), tap) == Say("photo_is_gone")
    assert shop.gallery.said == {}


async def test_a_photo_that_is_no_longer_kept_is_asked_for_again() -> None:
    shop = shop_of()

    assert await told(shop, shown(shop, GONE), YES) == Say("photo_is_gone")


async def test_a_thing_that_has_left_the_shop_is_said_to_be_gone() -> None:
    shop = shop_of(LAMP)

    assert await told(shop, shown(shop), YES) == Say("gone")


async def test_one_who_has_told_enough_for_a_day_is_told_so() -> None:
    shop = shop_of()
    shop.gallery.full = True

    assert await told(shop, shown(shop), YES) == Say("enough_told")
