from graph.domain.orders import OrderState
from graph.till.expire import BATCH
from tests.till_at_work import Till


async def test_a_reservation_out_of_time_gives_its_stock_back(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved(quantity=2)
    till.clock.forward(minutes=10)

    ended = await till.expire()

    assert [each.id for each in ended] == [order.id]
    assert await till.state(order) is OrderState.EXPIRED
    assert await till.left() == 3


async def test_what_still_has_time_is_left_alone(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    till.clock.forward(minutes=9)

    assert await till.expire() == []
    assert await till.state(order) is OrderState.RESERVED


async def test_a_quote_ends_after_a_day(till: Till) -> None:
    await till.stock(3)
    order = await till.quoted()
    till.clock.forward(hours=24)

    ended = await till.expire()

    assert [each.state for each in ended] == [OrderState.EXPIRED]
    assert await till.state(order) is OrderState.EXPIRED


async def test_more_than_a_batch_ends_in_one_sweep(till: Till) -> None:
    await till.stock(None)
    for _ in range(BATCH + 1):
        await till.quoted()
    till.clock.forward(hours=24)

    assert len(await till.expire()) == BATCH + 1


async def test_a_paid_order_never_expires(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    await till.settle(order)
    till.clock.forward(hours=48)

    assert await till.expire() == []
    assert await till.state(order) is OrderState.PAID
