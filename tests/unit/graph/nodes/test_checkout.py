import pytest

from graph.acts import AskVariant, Bill, Refuse, Say
from graph.domain.catalogue import Availability, Product
from graph.domain.conversation import Meaning, Tap
from graph.domain.money import Money
from graph.domain.orders import OrderState, Refusal
from graph.domain.wishes import Intent, Reading, Wish
from graph.nodes.checkout import checkout
from graph.state import Memory, ShownCard, ShownList
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import listed, product, variant

BUY = Reading(Intent.BUY)
TWO_SHOWN = Memory(lists=(ShownList(1, Wish(), (ShownCard(1), ShownCard(2))),), opened=1, focus=1)


async def bought(
    shop: Backroom, tap: Tap | None = None, *, recall: Memory = TWO_SHOWN, ordinal: int | None = None, **more: str
) -> object:
    said = turn(tap=tap, **more)
    return (await shop.run(checkout, said, recall, reading=Reading(Intent.BUY, ordinal=ordinal)))["act"]


def shoes(*sizes: str, gone: str = "") -> Product:
    return product(*(variant(n, size=size, left=0 if size == gone else 3) for n, size in enumerate(sizes, start=1)))


async def test_buy_opens_an_order_at_the_price_of_now() -> None:
    act = await bought(Backroom([listed(1, price=1_234)]), Tap(Meaning.BUY, key=1))

    assert isinstance(act, Bill)
    assert (act.order.total, act.order.state) == (Money(1_234, "EUR"), OrderState.QUOTED)
    assert (act.order.shopper, act.order.conversation) == ("ann", "chat")


async def test_a_tap_on_buy_that_comes_again_finds_the_order_it_opened() -> None:
    shop = Backroom([listed(1)])

    first = await bought(shop, Tap(Meaning.BUY, key=1))
    again = await bought(shop, Tap(Meaning.BUY, key=1))

    assert first == again
    assert len(shop.orders.opened) == 1


async def test_a_second_tap_on_buy_opens_a_second_order() -> None:
    shop = Backroom([listed(1)])

    await bought(shop, Tap(Meaning.BUY, key=1), id="t-1")
    await bought(shop, Tap(Meaning.BUY, key=1), id="t-2")

    assert len(shop.orders.opened) == 2


async def test_the_same_turn_number_in_two_chats_is_two_orders() -> None:
    shop = Backroom([listed(1)])

    for chat in ("one", "two"):
        await bought(shop, Tap(Meaning.BUY, key=1), chat=chat)

    assert len(shop.orders.opened) == 2


async def test_the_size_is_asked_and_nothing_ordered() -> None:
    shop = Backroom([shoes("38", "39", "40")])

    act = await bought(shop, Tap(Meaning.BUY, key=2))

    assert isinstance(act, AskVariant)
    assert [listing.key for listing in act.listings] == [1, 2, 3]
    assert shop.orders.opened == {}


async def test_a_size_that_is_gone_is_not_among_the_choices() -> None:
    act = await bought(Backroom([shoes("38", "39", "40", gone="39")]), Tap(Meaning.BUY, key=1))

    assert isinstance(act, AskVariant)
    assert [listing.key for listing in act.listings] == [1, 3]


async def test_the_last_size_is_sold_without_asking() -> None:
    act = await bought(Backroom([shoes("38", "39", gone="39")]), Tap(Meaning.BUY, key=1))

    assert isinstance(act, Bill)


async def test_another_colour_is_not_a_size() -> None:
    shop = Backroom([product(variant(1, color="Red", size="M"), variant(2, color="Blue", size="L"))])

    assert isinstance(await bought(shop, Tap(Meaning.BUY, key=1)), Bill)


async def test_a_size_chosen_is_sold() -> None:
    act = await bought(Backroom([shoes("38", "39")]), Tap(Meaning.CHOOSE, key=2))

    assert isinstance(act, Bill)
    assert act.order.lines[0].key == 2


@pytest.mark.parametrize(
    "gone", [{"left": 0}, {"availability": Availability.OUT_OF_STOCK}, {"availability": Availability.DISCONTINUED}]
)
async def test_what_is_out_of_stock_is_refused_by_name(gone: dict[str, object]) -> None:
    shop = Backroom([listed(1, **gone)])

    act = await bought(shop, Tap(Meaning.BUY, key=1))

    assert isinstance(act, Refuse)
    assert (act.refusal, act.listing.key) == (Refusal.SOLD_OUT, 1)
    assert shop.orders.opened == {}


async def test_what_is_in_no_catalogue_is_not_sold() -> None:
    assert await bought(Backroom(), Tap(Meaning.BUY, key=99)) == Refuse(Refusal.NOT_SOLD)


async def test_buy_it_means_the_product_in_view() -> None:
    act = await bought(Backroom([listed(1), listed(2)]))

    assert isinstance(act, Bill)
    assert act.listing.key == 1


async def test_buy_the_second_one_means_the_second_of_the_newest_list() -> None:
    act = await bought(Backroom([listed(1), listed(2)]), ordinal=2)

    assert isinstance(act, Bill)
    assert act.listing.key == 2


@pytest.mark.parametrize("ordinal", [0, 3, -3])
async def test_an_ordinal_beyond_the_list_buys_nothing(ordinal: int) -> None:
    shop = Backroom([listed(1), listed(2)])

    assert await bought(shop, ordinal=ordinal) == Say("buy_what")
    assert shop.orders.opened == {}


async def test_buy_it_with_nothing_in_view_asks_what() -> None:
    assert await bought(Backroom([listed(1)]), recall=Memory()) == Say("buy_what")
