from dataclasses import replace

from graph.domain.creators import Stance
from graph.domain.money import Money
from graph.domain.wishes import Budget, Wish
from graph.search import carries, search
from tests.doubles.backroom import Backroom
from tests.doubles.goods import listed, post, product, variant
from tests.doubles.senses import BagOfWords

KETTLE, TEAPOT = listed(1, "Kettle"), listed(2, "Teapot")


async def keys(shop: Backroom, wish: Wish, **more: object) -> list[int]:
    return [hit.listing.key for hit in await search(wish, shop.tools(), **more)]


async def test_a_product_is_found_once_though_both_legs_find_it() -> None:
    shop = Backroom([KETTLE], [post(1, KETTLE, said=["a fine kettle"])])

    hits = await search(Wish("kettle"), shop.tools())

    assert [(hit.listing.key, hit.from_posts) for hit in hits] == [(1, True)]


async def test_a_critical_post_brings_no_product_along() -> None:
    shop = Backroom([KETTLE], [post(1, KETTLE, stance=Stance.AGAINST)])

    hits = await search(Wish("kettle"), shop.tools())

    assert [hit.from_posts for hit in hits] == [False]


async def test_a_post_that_takes_no_side_brings_its_product_along_like_a_neutral_one() -> None:
    found = []
    for stance in (Stance.UNSTATED, Stance.NEUTRAL):
        hits = await search(Wish("kettle"), Backroom([KETTLE], [post(1, KETTLE, stance=stance)]).tools())
        found.append([(hit.listing.key, hit.score, hit.from_posts) for hit in hits])

    assert found[0] == found[1]
    assert found[0][0][2]


async def test_a_post_brings_no_product_past_a_hard_condition() -> None:
    dear, red = listed(1, price=9_900), listed(2, color="Red")
    shop = Backroom([dear, red], [post(1, dear, red, said=["kettle"])])

    assert await keys(shop, Wish("kettle", Budget(at_most=Money(5_000, "EUR")), colours=("Blue",))) == []


async def test_a_post_brings_back_nothing_that_was_to_be_left_out() -> None:
    shop = Backroom([KETTLE], [post(1, KETTLE, said=["kettle"])])

    assert await keys(shop, Wish("kettle"), without=("hearth/P-1",)) == []


async def test_a_post_about_nothing_we_sell_brings_nothing() -> None:
    shop = Backroom([KETTLE], [post(1, said=["teapot"])])

    assert await keys(shop, Wish(creator="@creator1")) == []


async def test_what_states_no_brand_is_met_where_its_title_names_it() -> None:
    shelf = (listed(1, "Morrow kettle", brand=""), listed(2, "Kettle", brand=""), listed(3, "Kettle", brand="Norrvik"))

    assert await keys(Backroom(shelf), Wish("kettle", brands=("Morrow",))) == [1]


async def test_the_variant_is_one_that_meets_the_wish() -> None:
    shop = Backroom([product(variant(1, color="Red"), variant(2, color="Blue"))])

    assert await keys(shop, Wish("kettle", colours=("Blue",))) == [2]


async def test_a_wish_without_words_goes_by_its_conditions_and_asks_no_encoder() -> None:
    shop = Backroom([KETTLE, listed(3, color="Red")], [post(1, KETTLE)])

    assert await keys(shop, Wish(colours=("Red",))) == [3]
    assert shop.posts.queries == []


async def test_what_is_named_in_the_catalogue_is_carried() -> None:
    assert await carries(Wish("kettle"), Backroom([KETTLE]).tools())


async def test_an_empty_shop_carries_nothing() -> None:
    assert not await carries(Wish("kettle"), Backroom().tools())


async def test_a_sold_out_product_still_counts_as_carried() -> None:
    assert await carries(Wish("kettle"), Backroom([listed(1, left=0)]).tools())


async def test_by_an_encoder_that_nobody_has_measured_words_decide_what_is_carried() -> None:
    tools = replace(Backroom([KETTLE]).tools(), text=BagOfWords(nearness=None))

    carried = [await carries(Wish(words), tools) for words in ("kettle", "kettle for my guitar lessons")]

    assert carried == [True, False]
