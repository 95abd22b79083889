"""What a creator earns never changes what is shown, nor in what order, nor who is quoted."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.acts import Compare, Show
from graph.domain.creators import Post, Stance
from graph.domain.wishes import Intent, Quality, Ranking, Reading, Wish
from graph.nodes.compare import compare
from graph.nodes.recommend import recommend
from graph.nodes.retrieve import retrieve
from graph.state import Memory, ShownCard, ShownList
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import listed, post

GOODS = [listed(key, f"Kettle {'quiet ' * (key % 3)}{key}", brand=f"Brand {key % 4}") for key in range(1, 9)]
SAID = [
    post(
        key,
        *(GOODS[key % 8 : key % 8 + 2]),
        said=[f"A {'quiet' if key % 2 else 'quick'} kettle.", "It pours well."],
        stance=list(Stance)[key % 4],
        commission=0,
    )
    for key in range(1, 25)
]
COMMISSIONS = st.lists(st.integers(0, 10_000), min_size=len(SAID), max_size=len(SAID))
WISHES = st.sampled_from(
    [Wish("quiet kettle"), Wish("boils"), Wish("kettle", brands=("Brand 1",)), Wish("quick kettle")]
)


def paying(commissions: Sequence[int]) -> list[Post]:
    return [
        replace(each, creator=replace(each.creator, commission=commission))
        for each, commission in zip(SAID, commissions, strict=True)
    ]


async def shown(wish: Wish, said: Sequence[Post]) -> list[tuple[int, tuple[str, ...], list[tuple[int, str]]]]:
    """Products in order, why each is there, and who is quoted about it in which words."""
    shop = Backroom(GOODS, said)
    found = await shop.run(retrieve, turn(), reading=Reading(Intent.FIND, wish))
    act = (await shop.run(recommend, turn(), **found))["act"]
    assert isinstance(act, Show)
    return [
        (find.listing.key, find.met, [(each.post.key, each.quote.text) for each in act.evidence[find.listing.key]])
        for find in act.finds
    ]


@settings(max_examples=40)
@given(WISHES, COMMISSIONS)
def test_whatever_creators_earn_the_order_of_products_and_quotes_is_the_same(
    wish: Wish, commissions: list[int]
) -> None:
    asked_for_nothing, paid = asyncio.run(both(wish, commissions))

    assert asked_for_nothing
    assert paid == asked_for_nothing


async def both(wish: Wish, commissions: list[int]) -> tuple[list[object], list[object]]:
    return await shown(wish, SAID), await shown(wish, paying(commissions))


RANKINGS = st.builds(Ranking, st.sampled_from(Quality), st.booleans())
IN_VIEW = ShownList(1, Wish("kettle"), tuple(ShownCard(each.variants[0].key) for each in GOODS))


async def compared(ranking: Ranking, said: Sequence[Post]) -> Compare:
    recall = Memory(lists=(IN_VIEW,), opened=1)
    reading = Reading(Intent.COMPARE, ranking=ranking)
    act = (await Backroom(GOODS, said).run(compare, turn(), recall, reading=reading))["act"]
    assert isinstance(act, Compare)
    return act


@settings(max_examples=40)
@given(RANKINGS, COMMISSIONS)
def test_whatever_creators_earn_things_side_by_side_are_the_same(ranking: Ranking, commissions: list[int]) -> None:
    asked_for_nothing = asyncio.run(compared(ranking, SAID))
    paid = asyncio.run(compared(ranking, paying(commissions)))

    assert len(asked_for_nothing.sides) == len(GOODS)
    assert paid == asked_for_nothing
