"""What people say a photo shows: whose word counts, how it is taken back, and who may stop it."""

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest

from graph.adapters.sql.confirmations import A_DAY
from graph.adapters.sql.counting import ALIKE, MOST, MOST_OF_ONE
from graph.adapters.sql.database import Database
from graph.adapters.sql.gallery import SqlGallery
from graph.domain.creators import ProductRef
from graph.ports.gallery import Confirmation, Gallery, Told
from graph.ports.senses import Vector
from tests.sql_shop import StillClock

KETTLE, LAMP = ProductRef("hearth", "K"), ProductRef("hearth", "L")
SIZE = 16
ENCODER = "eyes-1"


@pytest.fixture
def gallery(database: Database, clock: StillClock) -> Gallery:
    return SqlGallery(database, clock)


def look(axis: int, turned: float = 1.0) -> Vector:
    """Along an axis, or only so much (its cosine) and the rest along the last one."""
    made = np.zeros(SIZE, np.float32)
    made[axis], made[-1] = turned, np.sqrt(1 - turned**2)
    return made


def word(
    shopper: str | None,
    photo: str,
    product: ProductRef = KETTLE,
    *,
    seen: Vector | None = None,
    encoder: str = ENCODER,
) -> Confirmation:
    return Confirmation(product, f"{product.product}-1", shopper, photo, encoder, look(0) if seen is None else seen)


async def tell(gallery: Gallery, *words: Confirmation) -> None:
    for each in words:
        assert await gallery.confirm(each) is not Told.TOO_MANY


async def counting(gallery: Gallery, seen: Vector | None = None) -> dict[tuple[str, str], Sequence[float]]:
    alike = await gallery.alike(look(0) if seen is None else seen, ENCODER)
    return {ref: pytest.approx(cosines, abs=1e-6) for ref, cosines in alike.items()}


async def test_nothing_is_like_anything_before_anybody_has_said_a_word(gallery: Gallery) -> None:
    assert await gallery.alike(look(0), ENCODER) == {}


async def test_one_shoppers_word_counts_for_nobody(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a1"), word("ann", "a2"), word("ann", "a3"))

    assert await gallery.alike(look(0), ENCODER) == {}


async def test_two_who_agree_count_the_nearest_photo_first(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a", seen=look(0, 0.8)), word("bea", "b"))

    assert await counting(gallery) == {("hearth", "K"): (1.0, 0.8)}
    assert await counting(gallery, look(1)) == {("hearth", "K"): (0.0, 0.0)}


async def test_two_whose_photos_look_different_do_not_agree(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b", seen=look(1)), word("cem", "c", seen=look(0, ALIKE - 0.01)))

    assert await gallery.alike(look(0), ENCODER) == {}


async def test_of_photos_that_agree_and_one_that_does_not_the_latter_is_left_out(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"), word("cem", "c", seen=look(1)))

    assert await counting(gallery) == {("hearth", "K"): (1.0, 1.0)}


async def test_two_who_say_different_things_of_one_photo_do_not_agree(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "a", LAMP))

    assert await gallery.alike(look(0), ENCODER) == {}


async def test_the_merchants_own_word_counts_at_once(gallery: Gallery) -> None:
    await tell(gallery, word(None, "m"))

    assert await counting(gallery) == {("hearth", "K"): (1.0,)}


async def test_the_merchants_word_makes_no_single_shopper_count(gallery: Gallery) -> None:
    await tell(gallery, word(None, "m"), word("ann", "a"))

    assert await counting(gallery) == {("hearth", "K"): (1.0,)}


async def test_two_merchants_may_each_know_one_photo(gallery: Gallery) -> None:
    await tell(gallery, word(None, "m"), word(None, "m", ProductRef("attic", "K")))

    assert set(await counting(gallery)) == {("hearth", "K"), ("attic", "K")}


async def test_one_who_is_called_like_the_merchant_is_not_the_merchant(gallery: Gallery) -> None:
    await tell(gallery, word(None, "m"), word("hearth", "m", LAMP))

    assert set(await counting(gallery)) == {("hearth", "K")}


async def test_a_double_tap_is_one_word(gallery: Gallery) -> None:
    told = [await gallery.confirm(word("ann", "a")) for _ in range(2)]

    (known,) = await gallery.products(ENCODER)

    assert (told, len(known.photos)) == ([Told.TAKEN, Told.AGAIN], 1)


async def test_taps_at_once_are_one_word(gallery: Gallery) -> None:
    told = await asyncio.gather(*(gallery.confirm(word("ann", "a")) for _ in range(5)))

    assert sorted(told) == [Told.AGAIN] * 4 + [Told.TAKEN]


async def test_another_product_for_the_same_photo_moves_the_word(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"), word("bea", "c", LAMP))

    assert await gallery.confirm(word("ann", "a", LAMP)) is Told.MOVED

    assert await counting(gallery) == {("hearth", "L"): (1.0, 1.0)}


async def test_what_is_taken_back_counts_no_more(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"))

    assert await gallery.withdraw(KETTLE, "a", "ann")

    assert await gallery.alike(look(0), ENCODER) == {}
    assert not await gallery.withdraw(KETTLE, "a", "ann")


@pytest.mark.parametrize(("product", "shopper"), [(KETTLE, "bea"), (LAMP, "ann"), (KETTLE, None)])
async def test_nobody_takes_back_what_is_not_theirs(gallery: Gallery, product: ProductRef, shopper: str | None) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"))

    assert not await gallery.withdraw(product, "a", shopper)

    assert set(await counting(gallery)) == {("hearth", "K")}


async def test_what_was_taken_back_may_be_said_again(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"))
    await gallery.withdraw(KETTLE, "a", "ann")

    assert await gallery.confirm(word("ann", "a")) is Told.TAKEN

    assert await counting(gallery) == {("hearth", "K"): (1.0, 1.0)}


async def test_a_forgotten_shopper_has_said_nothing(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("ann", "d", LAMP), word("bea", "b"), word("bea", "c", LAMP))

    assert await gallery.forget("ann") == 2

    assert await gallery.alike(look(0), ENCODER) == {}
    assert {each.product: each.shoppers for each in await gallery.products(ENCODER)} == {KETTLE: 1, LAMP: 1}
    assert await gallery.forget("ann") == 0


async def test_a_vetoed_product_has_no_photo_that_counts_now_or_later(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"))

    await gallery.veto(KETTLE)
    await tell(gallery, word("cem", "c"), word(None, "m"))

    assert await gallery.alike(look(0), ENCODER) == {}


async def test_a_veto_taken_back_lets_all_count_that_was_said_meanwhile(gallery: Gallery) -> None:
    await gallery.veto(KETTLE)
    await tell(gallery, word("ann", "a"), word("bea", "b"))

    assert await gallery.unveto(KETTLE)

    assert set(await counting(gallery)) == {("hearth", "K")}
    assert not await gallery.unveto(KETTLE)


async def test_a_vetoed_photo_backs_up_nobody_whoever_confirms_it(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"))

    await gallery.veto(KETTLE, "a")
    await gallery.withdraw(KETTLE, "a", "ann")
    await tell(gallery, word("ann", "a"), word("cem", "a"))

    assert await gallery.alike(look(0), ENCODER) == {}
    assert await gallery.unveto(KETTLE, "a")
    assert await counting(gallery) == {("hearth", "K"): (1.0, 1.0, 1.0)}


async def test_a_veto_is_of_one_product_alone(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"), word("ann", "c", LAMP), word("bea", "d", LAMP))

    await gallery.veto(KETTLE)
    await gallery.veto(ProductRef("attic", "L"))

    assert set(await counting(gallery)) == {("hearth", "L")}


async def test_of_one_shopper_only_the_newest_few_count(gallery: Gallery, clock: StillClock) -> None:
    await tell(gallery, word("bea", "b"))
    for number in range(5):
        clock.forward(minutes=1)
        await tell(gallery, word("ann", f"a{number}", seen=look(0, 0.9 - number / 100)))

    assert await counting(gallery) == {("hearth", "K"): (1.0, 0.87, 0.86)}
    assert MOST_OF_ONE == 2


async def test_no_more_than_so_many_count_and_the_merchants_own_are_among_them(
    gallery: Gallery, clock: StillClock
) -> None:
    await tell(gallery, word(None, "m", seen=look(1)))
    for number in range(MOST + 5):
        clock.forward(minutes=1)
        await tell(gallery, word(f"shopper {number}", f"p{number}"))

    assert await counting(gallery) == {("hearth", "K"): (*[1.0] * (MOST - 1), 0.0)}


async def test_one_who_confirms_photo_after_photo_keeps_nobody_else_out(gallery: Gallery, clock: StillClock) -> None:
    await tell(gallery, word("bea", "b"), word("cem", "c"))
    for day in range(8):
        clock.forward(hours=25)
        await tell(gallery, *(word("mallory", f"m{day}.{number}", seen=look(1)) for number in range(A_DAY)))

    assert await counting(gallery) == {("hearth", "K"): (1.0, 1.0)}


async def test_a_shopper_may_confirm_so_many_a_day(gallery: Gallery, clock: StillClock) -> None:
    await tell(gallery, *(word("ann", f"a{number}") for number in range(A_DAY)))

    assert await gallery.confirm(word("ann", "one more")) is Told.TOO_MANY
    assert await gallery.confirm(word("ann", "a0", LAMP)) is Told.MOVED, "a change of mind is no further photo"
    assert await gallery.confirm(word("bea", "one more")) is Told.TAKEN
    clock.forward(hours=25)
    assert await gallery.confirm(word("ann", "one more")) is Told.TAKEN


async def test_a_merchant_may_confirm_as_many_as_it_likes(gallery: Gallery) -> None:
    await tell(gallery, *(word(None, f"m{number}") for number in range(A_DAY + 1)))


async def test_looks_by_another_encoder_are_left_out(gallery: Gallery) -> None:
    small = np.ones(4, np.float32) / 2
    await tell(gallery, word("ann", "a"), word("bea", "b", seen=small, encoder="eyes-2"))
    await tell(gallery, word("cem", "c", seen=small, encoder="eyes-2"))

    assert await gallery.alike(look(0), ENCODER) == {}
    assert set(await gallery.alike(small, "eyes-2")) == {("hearth", "K")}


async def test_a_photo_confirmed_again_is_seen_by_the_encoder_of_today(gallery: Gallery) -> None:
    small = np.ones(4, np.float32) / 2
    await tell(gallery, word("ann", "a"), word("bea", "b"))

    assert await gallery.confirm(word("ann", "a", seen=small, encoder="eyes-2")) is Told.AGAIN

    assert await gallery.alike(look(0), ENCODER) == {}


async def test_what_one_process_takes_in_another_knows_at_once(
    gallery: Gallery, database: Database, clock: StillClock
) -> None:
    elsewhere = SqlGallery(database, clock)
    assert await gallery.alike(look(0), ENCODER) == {}

    await tell(elsewhere, word("ann", "a"), word("bea", "b"))
    assert set(await gallery.alike(look(0), ENCODER)) == {("hearth", "K")}
    await elsewhere.withdraw(KETTLE, "b", "bea")

    assert await gallery.alike(look(0), ENCODER) == {}


async def test_photos_of_other_products_stay_up_while_one_changes(gallery: Gallery) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"), word("ann", "c", LAMP, seen=look(1)))
    await gallery.alike(look(0), ENCODER)

    await tell(gallery, word("bea", "d", LAMP, seen=look(1)))

    assert await counting(gallery) == {("hearth", "K"): (1.0, 1.0), ("hearth", "L"): (0.0, 0.0)}


async def test_many_who_tell_and_ask_at_once_end_with_all_of_it(gallery: Gallery) -> None:
    said = [word(f"shopper {number}", f"p{number}", (KETTLE, LAMP)[number % 2]) for number in range(8)]

    await asyncio.gather(*(gallery.confirm(each) for each in said), *(gallery.alike(look(0), ENCODER) for _ in said))

    assert {ref: len(cosines) for ref, cosines in (await gallery.alike(look(0), ENCODER)).items()} == {
        ("hearth", "K"): 4,
        ("hearth", "L"): 4,
    }


async def test_the_list_says_what_counts_and_names_no_shopper(gallery: Gallery, clock: StillClock) -> None:
    await tell(gallery, word("ann", "a"), word("bea", "b"), word("cem", "c", seen=look(1)))
    clock.forward(minutes=1)
    await tell(gallery, word(None, "m"), word("ann", "x", ProductRef("attic", "T")))
    await gallery.veto(KETTLE, "b")

    attic, hearth = await gallery.products(ENCODER)

    assert [each.product for each in await gallery.products(ENCODER, "hearth")] == [KETTLE]
    assert (str(attic.product), hearth.shoppers, hearth.vetoed) == ("attic/T", 3, False)
    assert {photo.photo: (photo.by_merchant, photo.counts, photo.vetoed) for photo in hearth.photos} == {
        "m": (True, True, False),
        "a": (False, False, False),
        "b": (False, False, True),
        "c": (False, False, False),
    }
    assert "ann" not in repr(hearth)


async def test_a_veto_of_what_nobody_confirmed_is_listed_too(gallery: Gallery) -> None:
    await gallery.veto(KETTLE)

    (known,) = await gallery.products(ENCODER)

    assert (known.product, known.photos, known.vetoed) == (KETTLE, (), True)


async def test_where_nobody_knows_what_looks_alike_only_the_merchants_own_photos_count(
    database: Database, clock: StillClock
) -> None:
    gallery = SqlGallery(database, clock, by_looks=False)

    await tell(gallery, word("ann", "a"), word("ben", "b"), word(None, "c", LAMP))

    assert await counting(gallery) == {("hearth", "L"): (1.0,)}
