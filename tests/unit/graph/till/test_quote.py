from datetime import timedelta

from graph.domain.money import Money
from graph.domain.orders import OrderState, Refusal
from tests.till_at_work import Till


async def test_a_quote_is_an_order_at_todays_price(till: Till) -> None:
    await till.stock(3)

    order = await till.quoted(quantity=2)

    assert (order.merchant, order.shopper, order.conversation) == ("hearth", "ann", "chat")
    assert (order.state, order.total) == (OrderState.QUOTED, Money(9_800, "EUR"))
    assert order.expires - order.created == timedelta(hours=24)
    assert await till.orders.get(order.id) == order


async def test_a_quote_takes_no_stock(till: Till) -> None:
    await till.stock(1)

    for shopper in ("ann", "bob", "cleo"):
        await till.quoted(shopper)

    assert await till.left() == 1


async def test_more_than_there_is_is_sold_out(till: Till) -> None:
    await till.stock(1)

    assert await till.quote(quantity=2) is Refusal.SOLD_OUT


async def test_what_the_shop_no_longer_lists_is_not_sold(till: Till) -> None:
    await till.stock(1)
    await till.withdraw()

    assert await till.quote() is Refusal.NOT_SOLD


async def test_what_another_shopper_has_reserved_is_sold_out(till: Till) -> None:
    await till.stock(1)
    await till.reserved("bob")

    assert await till.quote("ann") is Refusal.SOLD_OUT
