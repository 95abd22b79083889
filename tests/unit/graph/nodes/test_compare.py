from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph.acts import Compare, Find, Remark, Say
from graph.domain.catalogue import Product
from graph.domain.creators import Post, Stance
from graph.domain.wishes import Intent, Quality, Ranking, Reading, Wish
from graph.nodes.compare import compare
from graph.state import Memory, ShownCard, ShownList
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import listed, listing, post, product, variant

GOODS = [listed(1, price=5_000), listed(2, price=1_000), listed(3, price=3_000)]


def in_view(*keys: int) -> Memory:
    cards = tuple(ShownCard(key, confidence="likely") for key in keys)
    return Memory(lists=(ShownList(1, Wish("kettle"), cards),), opened=1, focus=keys[0] if keys else None)


async def compared(
    goods: Sequence[Product] = GOODS,
    said: Sequence[Post] = (),
    *,
    recall: Memory | None = None,
    finds: tuple[Find, ...] = (),
    **reading: object,
) -> Compare | Say:
    shop = Backroom(list(goods), list(said))
    recall = recall or in_view(*(each.variants[0].key for each in goods))
    state = {"finds": finds} if finds else {}
    return (await shop.run(compare, turn(), recall, reading=Reading(Intent.COMPARE, **reading), **state))["act"]


def keys(act: Compare | Say) -> list[int]:
    assert isinstance(act, Compare)
    return [side.find.listing.key for side in act.sides]


def by(quality: Quality, *, falling: bool = False) -> Ranking:
    return Ranking(quality, falling)


async def test_things_stand_by_their_price_unless_asked_otherwise() -> None:
    assert keys(await compared()) == [2, 3, 1]
    assert keys(await compared(ranking=by(Quality.PRICE, falling=True))) == [1, 3, 2]


async def test_a_table_of_all_in_view_is_a_list_of_its_own_numbered_in_its_order() -> None:
    act = await compared()

    assert isinstance(act, Compare)
    assert act.opens
    assert [side.place for side in act.sides] == [1, 2, 3]


async def test_a_table_of_some_keeps_the_numbers_they_have() -> None:
    act = await compared(places=(1, -1))

    assert isinstance(act, Compare)
    assert not act.opens
    assert [(side.place, side.find.listing.key) for side in act.sides] == [(3, 3), (1, 1)]


async def test_how_sure_recognition_was_is_not_forgotten_by_a_table() -> None:
    act = await compared()

    assert isinstance(act, Compare)
    assert {side.find.confidence for side in act.sides} == {"likely"}


async def test_several_things_in_a_photo_are_compared_instead_of_the_list_in_view() -> None:
    act = await compared(finds=(Find(listing(GOODS[0])), Find(listing(GOODS[1]))), recall=in_view(3))

    assert keys(act) == [2, 1]


@pytest.mark.parametrize("recall", [Memory(), in_view(1), in_view(1, 99)])
async def test_fewer_than_two_things_are_not_compared(recall: Memory) -> None:
    assert await compared(recall=recall) == Say("compare_what")


async def test_places_beyond_the_list_are_not_compared() -> None:
    assert await compared(places=(4, 5)) == Say("compare_what")


async def test_one_currency_is_not_ranked_against_another_and_that_is_said() -> None:
    goods = [listed(1, price=90, currency="SEK"), listed(2, price=50), listed(3, price=20, currency="SEK")]

    act = await compared(goods)

    assert keys(act) == [3, 1, 2]
    assert isinstance(act, Compare)
    assert act.remarks == (Remark("rank_currencies"),)


async def test_the_lightest_comes_first_and_what_states_no_weight_last() -> None:
    goods = [listed(1), listed(2, facts={"Weight": "1.2 kg"}), listed(3, facts={"Weight": "800 g"})]

    act = await compared(goods, ranking=by(Quality.WEIGHT))

    assert keys(act) == [3, 2, 1]
    assert isinstance(act, Compare)
    assert act.by == "Weight"
    assert [side.attributes["Weight"] for side in act.sides] == ["800 g", "1.2 kg", ""]


@pytest.mark.parametrize("quality", [Quality.SIZE, Quality.WEIGHT])
async def test_what_is_not_stated_is_not_ranked_by_and_that_is_said(quality: Quality) -> None:
    goods = [
        listed(1, "Kettle 2 l, 900 g", price=2_000, facts={"Capacity": "0.8 l", "Weight": "700 g"}),
        listed(2, "Kettle 1 l, 500 g", price=1_000, facts={"Capacity": "two cups", "Weight": "light"}),
    ]

    act = await compared(goods, ranking=by(quality))

    assert keys(act) == [2, 1]
    assert isinstance(act, Compare)
    assert (act.ranking, act.remarks) == (Ranking(), (Remark(f"rank_unstated_{quality}"),))


async def test_which_is_best_is_no_rank_but_counts_of_who_speaks_for_and_against() -> None:
    pan, kettle = listed(1), listed(2, price=100)
    said = [
        post(1, kettle),
        post(2, kettle, stance=Stance.AGAINST),
        post(3, kettle, pan),
        post(4, pan, stance=Stance.MIXED),
    ]

    act = await compared([pan, kettle], said, ranking=by(Quality.OPINION, falling=True))

    assert keys(act) == [1, 2]
    assert isinstance(act, Compare)
    assert [(side.favour, side.against) for side in act.sides] == [(1, 0), (2, 1)]
    assert act.remarks == (Remark("rank_of_opinion"),)


async def test_an_attribute_that_only_one_states_is_left_out_and_one_that_two_state_is_not() -> None:
    goods = [
        listed(1, facts={"Hob": "gas", "Weight": "1 kg", "Highlights": "Quick; quiet"}),
        listed(2, facts={"Weight": "2 kg", "Highlights": "Slow"}),
        listed(3),
    ]

    act = await compared(goods)

    assert isinstance(act, Compare)
    assert [list(side.attributes) for side in act.sides] == [["Weight"]] * 3


async def test_colours_and_sizes_are_those_that_can_be_had() -> None:
    red, blue = variant(1, color="Red", size="M"), variant(2, color="Blue", size="L", left=0)
    goods = [product(red, blue), listed(3)]

    act = await compared(goods)

    assert isinstance(act, Compare)
    sides = {side.find.listing.key: (side.colours, side.sizes) for side in act.sides}
    assert sides == {1: (("Red",), ("M",)), 3: ((), ())}


async def test_the_price_is_read_again() -> None:
    shop = Backroom(GOODS)
    shop.catalog.replace(replace(GOODS[0], variants=listed(1, price=1).variants))

    act = (await shop.run(compare, turn(), in_view(1, 2, 3), reading=Reading(Intent.COMPARE)))["act"]

    assert keys(act) == [1, 2, 3]
