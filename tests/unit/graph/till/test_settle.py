from dataclasses import replace

from graph.domain.money import Money
from graph.domain.orders import OrderState
from graph.till.settle import Settlement
from tests.till_at_work import Till


async def test_a_reserved_order_that_is_charged_is_paid_and_sold(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved(quantity=2)

    settlement = await till.settle(order)

    assert settlement == Settlement(replace(order, state=OrderState.PAID), first=True)
    assert (await till.units_sold(), await till.left()) == (2, 1)


async def test_the_ledger_tells_the_whole_story(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()

    await till.settle(order)

    assert await till.ledger(order) == ["opened", "approved for ann", "telegram charge ch-1 of ann"]


async def test_a_charge_told_twice_is_settled_once(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    await till.settle(order)

    again = await till.settle(order)

    assert (again.first, again.surplus) == (False, False)
    assert (await till.units_sold(), await till.left()) == (1, 2)


async def test_a_second_charge_for_a_paid_order_is_surplus(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    await till.settle(order, "ch-1")

    second = await till.settle(order, "ch-2")

    assert (second.first, second.surplus) == (True, True)
    assert await till.charges() == ["ch-1", "ch-2"]
    assert await till.units_sold() == 1
    assert (await till.ledger(order))[-1] == "second charge: telegram charge ch-2 of ann"


async def test_money_for_an_order_nobody_knows_is_noted(till: Till) -> None:
    await till.stock(3)
    order = replace(await till.quoted(), id="unknown")

    settlement = await till.settle(order)

    assert settlement == Settlement(None, first=True)
    assert await till.charges() == ["ch-1"]


async def test_payment_after_expiry_takes_stock_again_where_there_is_some(till: Till) -> None:
    await till.stock(1)
    order = await till.reserved()
    till.clock.forward(minutes=10)
    await till.expire()

    settlement = await till.settle(order)

    assert settlement.order is not None
    assert settlement.order.state is OrderState.PAID
    assert await till.left() == 0


async def test_payment_after_expiry_without_stock_wants_attention(till: Till) -> None:
    await till.stock(1)
    order = await till.reserved("ann")
    till.clock.forward(minutes=10)
    await till.expire()
    await till.reserved("bob")

    await till.settle(order)

    assert await till.state(order) is OrderState.PAID_ATTENTION
    assert (await till.units_sold(), await till.left()) == (0, 0)
    assert (await till.ledger(order))[-1] == "paid when nothing was left: telegram charge ch-1 of ann"


async def test_payment_of_a_quote_that_was_never_approved_takes_stock(till: Till) -> None:
    await till.stock(1)
    order = await till.quoted()

    await till.settle(order)

    assert await till.state(order) is OrderState.PAID
    assert await till.left() == 0


async def test_a_wrong_amount_wants_attention_and_gives_the_stock_back(till: Till) -> None:
    await till.stock(1)
    order = await till.reserved()

    await till.settle(order, amount=Money(490, "EUR"))

    assert await till.state(order) is OrderState.PAID_ATTENTION
    assert await till.left() == 1


async def test_payment_of_a_cancelled_order_wants_attention(till: Till) -> None:
    await till.stock(1)
    order = await till.reserved()
    await till.cancel(order)

    await till.settle(order)

    assert await till.state(order) is OrderState.PAID_ATTENTION
    assert await till.left() == 1


async def test_what_is_not_counted_sells_without_counting(till: Till) -> None:
    await till.stock(None)
    order = await till.reserved(quantity=500)

    await till.settle(order)

    assert await till.state(order) is OrderState.PAID
    assert (await till.units_sold(), await till.left()) == (500, None)


async def test_a_reserved_thing_that_the_feed_withdraws_is_still_sold_to_its_shopper(till: Till) -> None:
    await till.stock(1)
    order = await till.reserved()
    await till.withdraw()

    await till.settle(order)

    assert await till.state(order) is OrderState.PAID


async def test_a_sync_between_reserve_and_pay_keeps_the_sold_unit_sold(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()

    await till.stock(3)
    till.clock.forward(minutes=1)
    await till.settle(order)

    assert await till.left() == 2
