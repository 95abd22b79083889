"""What is like a thing, as the shopper asks for it: nothing is given up in silence, and no size is made up."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from graph.acts import Find, Remark
from graph.domain.catalogue import Product
from graph.domain.money import Money
from graph.domain.recognition import Confidence
from graph.domain.wishes import Budget, Intent, Reading, Wish
from graph.likeness import Focus, Likes, like
from tests.doubles.backroom import Backroom
from tests.doubles.goods import listed, listing, product, variant

RED_M, RED_L = variant(1, "Ember", color="Red", size="M"), variant(2, "Ember", color="Red", size="L")
BLUE_S, BLUE_M = variant(3, "Ember", color="Blue", size="S"), variant(4, "Ember", color="Blue", size="M")
EMBER = product(RED_M, RED_L, BLUE_S, BLUE_M)
THIS = Focus(Find(listing(EMBER)))


async def liked(goods: Sequence[Product], focus: Focus = THIS, wish: Wish | None = None, **reading: Any) -> Likes:  # noqa: ANN401
    asked = Reading(Intent.MORE, wish or Wish(), refines=True, **reading)
    return await like(focus, asked, Backroom(list(goods)).tools())


def keys(likes: Likes) -> list[int]:
    return [find.listing.key for find in likes.finds]


def topics(likes: Likes) -> list[str]:
    return [remark.topic for remark in likes.remarks]


def under(amount: int) -> Budget:
    return Budget(at_most=Money(amount, "EUR"))


async def test_this_in_blue_is_the_same_thing_in_blue_and_otherwise_as_it_was() -> None:
    likes = await liked([EMBER], wish=Wish(colours=("Blue", "Navy")), same=True)

    assert keys(likes) == [4]
    assert likes.remarks == (Remark("itself", {"value": "Blue"}),)
    assert not likes.finds[0].similar


async def test_another_variant_of_what_is_likely_is_likely_too() -> None:
    focus = Focus(Find(listing(EMBER), confidence=Confidence.LIKELY))

    likes = await liked([EMBER], focus, Wish(colours=("Blue",)), same=True)

    assert likes.finds[0].confidence is Confidence.LIKELY


async def test_what_it_is_already_is_shown_as_it_is() -> None:
    likes = await liked([EMBER], wish=Wish(colours=("Red",)), same=True)

    assert (likes.finds, likes.remarks) == ((THIS.find,), ())


async def test_where_it_does_not_come_in_green_others_that_do_are_like_it() -> None:
    likes = await liked([EMBER, listed(9, "Ember 2", color="Green")], wish=Wish(colours=("Green",)), same=True)

    assert [(find.listing.key, find.similar) for find in likes.finds] == [(9, True)]
    assert likes.remarks[0] == Remark("others_in", {"name": "Ember", "value": "Green"})


async def test_where_nothing_comes_in_green_it_is_said_and_what_there_is() -> None:
    likes = await liked([EMBER, listed(9, "Ember 2", color="White")], wish=Wish(colours=("Green",)), same=True)

    assert keys(likes) == [9]
    assert likes.remarks == (Remark("none_in", {"name": "Ember", "value": "Green", "there": "Red, Blue"}),)


async def test_a_variant_that_is_sold_out_is_said_to_be() -> None:
    ember = product(RED_M, variant(4, "Ember", color="Blue", left=0))

    likes = await liked(
        [ember, listed(9, "Ember 2", color="Blue")], Focus(Find(listing(ember))), Wish(colours=("Blue",)), same=True
    )

    assert keys(likes) == [9]
    assert likes.remarks[0] == Remark("itself_sold_out", {"name": "Ember (Blue)"})


async def test_a_variant_over_the_budget_is_said_to_be_and_not_shown() -> None:
    likes = await liked([EMBER, listed(9, "Ember 2", price=900)], wish=Wish(budget=under(1_000)), same=True)

    assert keys(likes) == [9]
    assert likes.remarks[0] == Remark("itself_over_budget", {"name": "Ember", "price": Money(4_900, "EUR")})


async def test_one_like_this_under_a_price_is_similar_and_within_it() -> None:
    goods = [EMBER, listed(8, "Ember 2", price=2_000), listed(9, "Ember 3", price=3_000)]

    likes = await liked(goods, wish=Wish(budget=under(2_500)), alike=True)

    assert [(find.listing.key, find.similar) for find in likes.finds] == [(8, True)]


async def test_a_larger_one_is_the_next_size_of_the_same_colour() -> None:
    likes = await liked([EMBER], larger=1)

    assert keys(likes) == [2]
    assert likes.remarks == (Remark("larger_itself", {"value": "L"}),)


async def test_sizes_come_nearest_first() -> None:
    sizes = [
        variant(key, "Pan", size=size) for key, size in enumerate(("24 cm", "30 cm", "0.2 m", "26 cm", "18 cm"), 1)
    ]
    pan = product(*sizes)

    larger = await liked([pan], Focus(Find(listing(pan))), larger=1)
    smaller = await liked([pan], Focus(Find(listing(pan))), larger=-1)

    assert (keys(larger), keys(smaller)) == ([4, 2], [3, 5])


async def test_where_it_is_no_larger_those_like_it_are_that_state_a_larger_measure() -> None:
    this = listed(1, "Ember", facts={"Capacity": "0.8 l"})
    goods = [
        this,
        listed(2, "Ember 2", facts={"Capacity": "1.2 l"}),
        listed(3, "Ember 3", facts={"Capacity": "500 ml"}),
        listed(4, "Ember 4 of 9 l"),
        listed(5, "Ember 5", facts={"Weight": "9 kg"}),
    ]

    likes = await liked(goods, Focus(Find(listing(this))), larger=1)

    assert [(find.listing.key, find.similar) for find in likes.finds] == [(2, True)]
    assert likes.remarks == (Remark("larger_kin", {"name": "Ember", "value": "0.8 l"}),)


async def test_the_largest_of_its_kind_is_said_to_be_that() -> None:
    this = listed(1, "Ember", facts={"Capacity": "2 l"})

    likes = await liked([this, listed(2, "Ember 2", facts={"Capacity": "1 l"})], Focus(Find(listing(this))), larger=1)

    assert (keys(likes), likes.remarks) == ([], (Remark("larger_none", {"name": "Ember", "value": "2 l"}),))


async def test_where_no_size_is_stated_that_is_said_and_nothing_is_shown() -> None:
    this = listed(1, "Ember 2 l")

    likes = await liked([this, listed(2, "Ember 9 l")], Focus(Find(listing(this))), larger=1)

    assert (keys(likes), topics(likes)) == ([], ["no_size_stated"])


async def test_a_size_that_is_sold_out_is_said_to_be() -> None:
    ember = product(RED_M, variant(2, "Ember", color="Red", size="L", left=0))

    likes = await liked([ember], Focus(Find(listing(ember))), larger=1)

    assert (keys(likes), likes.remarks) == ([], (Remark("size_sold_out", {"value": "L"}),))


async def test_of_a_thing_that_is_only_similar_no_size_is_known() -> None:
    unknown = Focus(Find(listing(EMBER), similar=True), known=False)

    likes = await liked([EMBER], unknown, larger=1)

    assert [(find.listing.key, find.similar) for find in likes.finds] == [(1, True)]
    assert topics(likes) == ["size_unknown"]


async def test_of_a_thing_that_is_only_similar_the_shoppers_own_words_count() -> None:
    unknown = Focus(Find(listing(EMBER), similar=True), known=False)
    mug = listed(9, "Mug", category=("Kitchen", "Mugs"), color="Red")

    likes = await liked([EMBER, mug], unknown, Wish("red mug", categories=("Mugs",), colours=("Red",)), same=True)

    assert [(find.listing.key, find.similar) for find in likes.finds] == [(9, True)]


async def test_the_photos_look_counts_among_those_like_it() -> None:
    goods = [EMBER, listed(8, "Ember twin"), listed(9, "Ember twin")]
    shop = Backroom(goods)
    shop.products.pictures = {9: {3: 1.0}}
    look = np.eye(64, dtype=np.float32)[3]

    likes = await like(Focus(THIS.find, look=look), Reading(Intent.MORE, alike=True), shop.tools())

    assert keys(likes) == [9, 8]


@pytest.mark.parametrize("asked", [{"same": True}, {"alike": True}, {"larger": 1}])
async def test_a_budget_is_kept_however_likeness_is_asked_for(asked: dict[str, Any]) -> None:
    cheap = listed(9, "Ember 2", price=900, color="Blue", facts={"Capacity": "3 l"})
    this = product(variant(1, "Ember", color="Red", size="M", facts={"Capacity": "1 l"}), RED_L, BLUE_M)

    likes = await liked([this, cheap], Focus(Find(listing(this))), Wish(budget=under(1_000)), **asked)

    assert keys(likes) == [9]
