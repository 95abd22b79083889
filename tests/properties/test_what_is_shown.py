"""Whatever the shop has and whatever is wished: within budget, in stock, five at most, and nothing made up."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.acts import Show
from graph.domain.catalogue import Availability, Offer, Product
from graph.domain.conversation import Scene
from graph.domain.creators import Post, Stance
from graph.domain.money import Money
from graph.domain.wishes import Budget, Intent, Reading, Wish
from graph.nodes.identify import identify
from graph.nodes.recommend import recommend
from graph.nodes.retrieve import retrieve
from graph.state import Memory
from graph.texts.blocks import blocks
from graph.texts.tongue import tongue
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import post, product, variant

WORDS = ("kettle", "quiet", "red", "Ember")
COLOURS, SIZES, BRANDS = ("Red", "Blue"), ("S", "M"), ("Morrow", "Norrvik")
CATEGORIES = ((), ("Kitchen", "Kettles"), ("Kitchen", "Teapots"))
PRICES = st.integers(1, 20)
CURRENCIES = st.sampled_from(("EUR", "EUR", "EUR", "SEK"))
MONEY = st.builds(Money, PRICES, CURRENCIES)
OFFERS = st.builds(Offer, MONEY, st.sampled_from(Availability), st.none() | st.integers(0, 2))
SAYINGS = st.lists(st.sampled_from(["quiet kettle", "red", "Ember leaks", ""]), max_size=2)


@st.composite
def products(draw: st.DrawFn) -> list[Product]:
    """Some products of one to three variants, numbered through."""
    made, key = [], 0
    for _ in range(draw(st.integers(0, 8))):
        variants = []
        for _ in range(draw(st.integers(1, 3))):
            key += 1
            options = {"color": draw(st.sampled_from(COLOURS)), "size": draw(st.sampled_from(SIZES))}
            offered = variant(key, " ".join(draw(st.sets(st.sampled_from(WORDS), min_size=1))), **options)
            variants.append(replace(offered, offer=draw(OFFERS)))
        made.append(
            product(*variants, brand=draw(st.sampled_from((None, *BRANDS))), category=draw(st.sampled_from(CATEGORIES)))
        )
    return made


@st.composite
def shops(draw: st.DrawFn) -> Backroom:
    """A shop whose index is behind its catalogue: prices and stock have changed since, posts too."""
    goods = draw(products())
    about = st.lists(st.sampled_from(goods), max_size=3, unique_by=id) if goods else st.just([])
    stances = st.sampled_from(Stance)
    count = draw(st.integers(0, 4))
    said = [post(key, *draw(about), said=draw(SAYINGS), stance=draw(stances)) for key in range(1, count + 1)]
    shop = Backroom(goods, said)
    shop.catalog.goods = [
        replace(each, variants=tuple(replace(one, offer=draw(OFFERS)) for one in each.variants))
        for each in goods
        if draw(st.integers(0, 4))
    ]
    shop.products.pictures = {
        one.key: {1: draw(st.floats(-1, 1)), 2: draw(st.floats(-1, 1))} for each in goods for one in each.variants
    }
    return shop


def some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(values), max_size=1).map(tuple)


BUDGETS = st.builds(Budget, st.none() | MONEY, st.none() | MONEY)
WISHES = st.builds(
    Wish,
    words=st.sampled_from(("", *WORDS, "quiet kettle", "snowboard")),
    budget=BUDGETS,
    categories=some(("Kettles", "Teapots")),
    colours=some(COLOURS),
    sizes=some(SIZES),
    brands=some(BRANDS),
    creator=st.sampled_from((None, None, "@creator1")),
)
READINGS = st.builds(Reading, st.just(Intent.FIND), WISHES) | st.builds(
    Reading, st.just(Intent.MORE), WISHES, cheaper=st.booleans()
)


async def searched(shop: Backroom, reading: Reading, key: int | None) -> Show:

    found = await shop.run(retrieve, turn(), Memory(focus=key), reading=reading)
    return (await shop.run(recommend, turn(), **found))["act"]


@settings(max_examples=150)
@given(shops(), READINGS, st.none() | st.integers(1, 9))
def test_a_search_shows_what_can_be_bought_within_the_budget(shop: Backroom, reading: Reading, key: int | None) -> None:
    show = asyncio.run(searched(shop, reading, key))

    listings = [find.listing for find in show.finds]
    refs = [(each.product.merchant, each.product.id) for each in listings]
    assert len(refs) <= 5
    assert len(set(refs)) == len(refs)
    assert all(listing.available for listing in listings)
    assert listings == list(asyncio.run(shop.catalog.listings([listing.key for listing in listings])).values())
    if not reading.cheaper or key is None:
        assert all(reading.wish.budget.allows(listing.price) for listing in listings)
    nothing_is_made_up(show, shop)


async def recognised(shop: Backroom, photos: Sequence[int]) -> Show:
    said = turn(photos=[shop.media.take(number) for number in photos])
    found = (await shop.run(identify, said, reading=Reading(Intent.IDENTIFY))).update
    return (await shop.run(recommend, said, **found))["act"]


@settings(max_examples=100)
@given(shops(), st.lists(st.sampled_from((1, 2, 3)), min_size=1, max_size=3))
def test_a_photo_is_answered_with_what_there_is_and_says_what_is_sold_out(shop: Backroom, photos: list[int]) -> None:
    show = asyncio.run(recognised(shop, photos))

    assert len(show.finds) <= 5
    assert len({find.listing.key for find in show.finds}) == len(show.finds)
    for find in show.finds:
        assert find.listing.available or (find.confidence is not None and not find.similar)
    nothing_is_made_up(show, shop)
    for place, find in enumerate(show.finds):
        block = blocks(replace(show, at=place), 1, shop.profile, tongue("en"))[-1]
        said = block.text.splitlines()[2 + place] if isinstance(block, Scene) else block.shown.stock
        assert find.listing.available or "Out of stock" in said


def nothing_is_made_up(show: Show, shop: Backroom) -> None:
    """Every quote is a stored post's, about this product, word for word."""
    stored: dict[int, Post] = {each.key: each for each in shop.catalog.said}
    for find in show.finds:
        for each in show.evidence[find.listing.key]:
            assert each.post == stored[each.post.key]
            assert find.listing.product.id in {ref.product for ref in each.post.products}
            words = each.quote.text.removesuffix(" …")
            assert any(words in text for text in (each.post.text, *(moment.text for moment in each.post.moments)))
