import pytest

from graph.acts import Find, Remark
from graph.domain.conversation import Meaning, Tap, Turn
from graph.domain.money import Money
from graph.domain.wishes import Budget, Intent, Reading, Wish
from graph.nodes.retrieve import retrieve
from graph.state import Memory, State
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import listed, listing, post, product, variant

SAID = turn("said")


def euros(amount: int) -> Money:
    return Money(100 * amount, "EUR")


def under(amount: int) -> Budget:
    return Budget(at_most=euros(amount))


async def sought(
    shop: Backroom, wish: Wish, *, by: Turn = SAID, recall: Memory | None = None, **reading: object
) -> State:
    return await shop.run(retrieve, by, recall, reading=Reading(reading.pop("intent", Intent.FIND), wish, **reading))


def keys(state: State) -> list[int]:
    return [find.listing.key for find in state["finds"]]


async def test_what_fits_is_found_best_first_and_nothing_is_remarked() -> None:
    shop = Backroom([listed(1, "Teapot"), listed(2, "Red kettle"), listed(3, "Kettle")])

    state = await sought(shop, Wish("red kettle"))

    assert keys(state)[:1] == [2]
    assert state["remarks"] == ()


async def test_what_the_shop_does_not_carry_is_not_answered_with_something_else() -> None:
    state = await sought(Backroom([listed(1, "Kettle")]), Wish("snowboard"))

    assert (keys(state), state["remarks"]) == ([], (Remark("not_carried", {"words": "snowboard"}),))


async def test_a_category_of_the_shops_own_is_carried_whatever_the_other_words() -> None:
    state = await sought(Backroom([listed(1, "Ember 2")]), Wish("something whistling", categories=("Kettles",)))

    assert keys(state) == [1]


async def test_a_colour_that_nothing_has_is_left_aside_aloud() -> None:
    shop = Backroom([listed(1, color="Black")])

    state = await sought(shop, Wish("kettle", colours=("Red",)))

    assert (keys(state), state["remarks"]) == ([1], (Remark("without_colour", {"value": "Red"}),))


async def test_colour_goes_before_size_and_size_before_brand() -> None:
    fits_without_brand = listed(1, brand="Morrow", color="Red", size="M")
    fits_without_size = listed(2, brand="Norrvik", color="Red", size="L")
    fits_without_colour = listed(3, brand="Norrvik", color="Blue", size="M")
    wish = Wish("kettle", colours=("Red",), sizes=("M",), brands=("Norrvik",))

    shelves = [
        (fits_without_brand, fits_without_size, fits_without_colour),
        (fits_without_brand, fits_without_size),
        (fits_without_brand,),
    ]
    topics = [(await sought(Backroom(shelf), wish))["remarks"][0].topic for shelf in shelves]

    assert topics == ["without_colour", "without_size", "without_brand"]


async def test_what_was_left_aside_is_not_remembered_as_given_up() -> None:
    wish = Wish("kettle", colours=("Red",))

    state = await sought(Backroom([listed(1, color="Black")]), wish)

    assert state["reading"].wish == wish


@pytest.mark.parametrize("condition", [{"colours": ("Red",)}, {"sizes": ("M",)}, {"brands": ("Norrvik",)}])
async def test_a_budget_is_never_left_aside(condition: dict[str, tuple[str, ...]]) -> None:
    shop = Backroom([listed(1, "Kettle", price=9_900)])

    assert keys(await sought(shop, Wish("kettle", under(50), **condition))) == []


async def test_over_budget_names_the_least_expensive_and_shows_nothing() -> None:
    shop = Backroom([listed(1, "Kettle", price=9_900), listed(2, "Ember kettle", price=7_900)])

    state = await sought(shop, Wish("kettle", under(50)))

    assert keys(state) == []
    assert state["remarks"] == (Remark("over_budget", {"price": euros(79), "title": "Ember kettle"}),)


async def test_a_price_that_has_risen_since_the_index_was_made_is_kept_out() -> None:
    shop = Backroom([listed(1, "Kettle", price=4_900)])
    shop.catalog.replace(listed(1, "Kettle", price=5_100))

    assert keys(await sought(shop, Wish("kettle", under(50)))) == []


async def test_what_has_sold_out_since_the_index_was_made_is_kept_out() -> None:
    shop = Backroom([listed(1, "Kettle"), listed(2, "Kettle")])
    shop.catalog.replace(listed(1, "Kettle", left=0))

    assert keys(await sought(shop, Wish("kettle"))) == [2]


async def test_what_has_gone_since_the_index_was_made_is_kept_out() -> None:
    shop = Backroom([listed(1, "Kettle"), listed(2, "Kettle")])
    shop.catalog.withdraw(1)

    assert keys(await sought(shop, Wish("kettle"))) == [2]


async def test_a_price_in_another_currency_since_the_index_was_made_is_kept_out() -> None:
    shop = Backroom([listed(1, "Kettle", price=4_900)])
    shop.catalog.replace(listed(1, "Kettle", price=4_900, currency="SEK"))

    assert keys(await sought(shop, Wish("kettle", under(50)))) == []


async def test_dollars_are_read_as_the_shops_currency_aloud() -> None:
    shop = Backroom([listed(1, "Kettle")])

    state = await sought(shop, Wish("kettle", Budget(euros(50), spelt="USD")))

    assert state["remarks"] == (Remark("currency", {"theirs": "USD", "ours": "EUR"}),)


async def test_cheaper_stays_strictly_below_the_product_tapped() -> None:
    shop = Backroom([listed(1, price=5_000), listed(2, price=5_000), listed(3, price=4_999)])

    state = await sought(
        shop, Wish("kettle"), by=turn(tap=Tap(Meaning.CHEAPER, key=1)), intent=Intent.MORE, cheaper=True
    )

    assert keys(state) == [3]


async def test_cheaper_keeps_to_a_budget_that_is_lower_still() -> None:
    shop = Backroom([listed(1, price=5_000), listed(2, price=4_500), listed(3, price=3_900)])

    state = await sought(
        shop, Wish("kettle", under(40)), by=turn(tap=Tap(Meaning.CHEAPER, key=1)), intent=Intent.MORE, cheaper=True
    )

    assert keys(state) == [3]


async def test_cheaper_than_a_product_in_another_currency_leaves_the_budget_aside() -> None:
    shop = Backroom([listed(1, price=50_000, currency="SEK"), listed(2, price=40_000, currency="SEK")])

    state = await sought(
        shop, Wish("kettle", under(40)), by=turn(tap=Tap(Meaning.CHEAPER, key=1)), intent=Intent.MORE, cheaper=True
    )

    assert keys(state) == [2]


async def test_nothing_cheaper_is_said_and_the_thing_itself_is_not_offered() -> None:
    shop = Backroom([listed(1, price=5_000), listed(2, price=6_000)])

    state = await sought(
        shop, Wish("kettle"), by=turn(tap=Tap(Meaning.CHEAPER, key=1)), intent=Intent.MORE, cheaper=True
    )

    assert (keys(state), state["remarks"][0].topic) == ([], "nothing_cheaper")


async def test_more_like_this_leaves_out_this_and_says_similar() -> None:
    shop = Backroom([listed(1), listed(2), listed(3, "Teapot", category=("Kitchen", "Teapots"))])

    state = await sought(shop, Wish(), recall=Memory(focus=1), intent=Intent.MORE)

    assert [(find.listing.key, find.similar) for find in state["finds"]] == [(2, True)]


async def test_the_product_tapped_goes_before_the_one_in_view() -> None:
    shop = Backroom([listed(1), listed(2), listed(3)])

    state = await sought(
        shop, Wish(), by=turn(tap=Tap(Meaning.SIMILAR, key=2)), recall=Memory(focus=1), intent=Intent.MORE
    )

    assert set(keys(state)) == {1, 3}


async def test_the_product_recognised_goes_before_the_one_in_view() -> None:
    shop = Backroom([listed(1, price=1_000), listed(2, price=5_000), listed(3, price=4_000)])
    seen = (Find(listing(shop.catalog.goods[1])),)

    state = await shop.run(
        retrieve,
        turn("cheaper", photos=[shop.media.take(1)]),
        Memory(focus=1),
        reading=Reading(Intent.MORE, cheaper=True),
        finds=seen,
    )

    assert set(keys(state)) == {1, 3}


async def test_a_shop_without_categories_still_shows_five() -> None:
    shop = Backroom([listed(key, category=()) for key in range(1, 9)])

    assert len(keys(await sought(shop, Wish("kettle")))) == 5


async def test_one_category_does_not_fill_the_screen_unasked() -> None:
    kettles = [listed(key) for key in range(1, 9)]
    teapot = listed(9, "Teapot for a kettle", category=("Kitchen", "Teapots"))

    assert set(keys(await sought(Backroom([*kettles, teapot]), Wish("kettle")))) == {1, 2, 9}


async def test_a_category_asked_for_may_fill_the_screen() -> None:
    shop = Backroom([listed(key) for key in range(1, 9)])

    assert len(keys(await sought(shop, Wish("kettle", categories=("Kettles",))))) == 5


async def test_a_creators_products_are_those_of_the_creators_posts() -> None:
    kettle, teapot = listed(1), listed(2, "Teapot")
    shop = Backroom([kettle, teapot], [post(1, teapot, by="@ada"), post(2, kettle, by="@ben")])

    assert keys(await sought(shop, Wish(creator="@ada"), intent=Intent.CREATOR)) == [2]


async def test_a_product_brought_along_by_a_post_says_so() -> None:
    kettle = listed(1, "Ember 2")
    shop = Backroom([kettle, listed(2, "Ember 3")], [post(1, kettle, said=["the quietest"])])

    state = await sought(shop, Wish("ember"))

    brought = {find.listing.key: "creators" in find.met for find in state["finds"]}
    assert brought == {1: True, 2: False}


async def test_what_is_met_is_spelt_as_the_catalogue_spells_it() -> None:
    sized = product(variant(1, color="Off White", size="38"), brand="Norrvik")
    wish = Wish("kettle", under(60), colours=("Off White",), sizes=("38",), brands=("Norrvik",))

    state = await sought(Backroom([sized]), wish)

    assert state["finds"][0].met == ("colour:Off White", "size:38", "brand:Norrvik", "budget")
