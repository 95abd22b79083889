from datetime import timedelta

import pytest

from graph.domain.money import Money
from graph.domain.orders import Order, OrderState, Refusal
from graph.till.approve import approve
from tests.till_at_work import Till


async def test_an_approved_order_is_reserved_for_ten_minutes(till: Till) -> None:
    await till.stock(3)

    order = await till.reserved(quantity=2)

    assert order.state is OrderState.RESERVED
    assert order.expires == till.clock.now() + timedelta(minutes=10)
    assert await till.left() == 1


async def test_approving_again_lengthens_the_reservation_and_takes_nothing_more(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    till.clock.forward(minutes=9)

    again = await till.approve(order)

    assert isinstance(again, Order)
    assert again.expires == till.clock.now() + timedelta(minutes=10)
    assert await till.left() == 2


async def test_an_order_nobody_knows_is_refused(till: Till) -> None:
    total = Money(4_900, "EUR")

    refusal = await approve(till.orders, till.clock, order_id="unknown", payer="ann", total=total)

    assert refusal is Refusal.UNKNOWN_ORDER


async def test_second_payer_of_the_same_invoice_is_refused(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved("ann")

    assert await till.approve(order, payer="bob") is Refusal.NOT_YOURS


async def test_a_paid_order_is_not_paid_again(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    await till.settle(order)

    assert await till.approve(order) is Refusal.ALREADY_PAID


async def test_a_cancelled_order_is_refused(till: Till) -> None:
    await till.stock(3)
    order = await till.quoted()
    await till.cancel(order)

    assert await till.approve(order) is Refusal.CANCELLED


@pytest.mark.parametrize("swept", [True, False])
async def test_a_quote_out_of_time_is_refused_whether_or_not_it_was_swept(till: Till, swept: bool) -> None:
    await till.stock(3)
    order = await till.quoted()
    till.clock.forward(hours=24)
    if swept:
        await till.expire()

    assert await till.approve(order) is Refusal.EXPIRED


async def test_an_invoice_with_another_total_is_refused(till: Till) -> None:
    await till.stock(3)
    order = await till.quoted()

    assert await till.approve(order, total=Money(4_800, "EUR")) is Refusal.WRONG_AMOUNT


async def test_a_price_that_changed_between_quote_and_pay_is_refused(till: Till) -> None:
    await till.stock(3, price=4_900)
    order = await till.quoted()

    await till.stock(3, price=5_900)

    assert await till.approve(order) is Refusal.PRICE_CHANGED
    assert await till.left() == 3


async def test_what_sold_out_between_quote_and_pay_is_refused(till: Till) -> None:
    await till.stock(1)
    order = await till.quoted("ann")
    await till.reserved("bob")

    assert await till.approve(order) is Refusal.SOLD_OUT


async def test_what_was_withdrawn_between_quote_and_pay_is_not_sold(till: Till) -> None:
    await till.stock(1)
    order = await till.quoted()
    await till.withdraw()

    assert await till.approve(order) is Refusal.NOT_SOLD


async def test_the_last_unit_is_approved_again_for_its_own_shopper(till: Till) -> None:
    await till.stock(1)
    order = await till.reserved()

    assert isinstance(await till.approve(order), Order)
    assert await till.left() == 0
