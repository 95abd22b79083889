import asyncio
from collections.abc import AsyncIterator

import pytest

from graph.adapters.sql.database import Database
from graph.domain.orders import Order, OrderState, Refusal
from tests.till_at_work import Till

SHOPPERS = [f"shopper {number}" for number in range(16)]


@pytest.fixture
async def second(till: Till, database_url: str) -> AsyncIterator[Till]:
    """The till of another process over the same database."""
    database = Database(database_url)
    yield Till(database, till.clock)
    await database.dispose()


async def test_sixteen_approvals_of_the_last_three_units_reserve_exactly_three(till: Till) -> None:
    await till.stock(3)
    orders = [await till.quoted(shopper) for shopper in SHOPPERS]

    outcomes = await asyncio.gather(*(till.approve(order, order.shopper) for order in orders))

    assert outcomes.count(Refusal.SOLD_OUT) == 13
    assert await till.left() == 0


async def test_approvals_in_two_processes_reserve_no_more_than_there_is(till: Till, second: Till) -> None:
    await till.stock(3)
    orders = [await till.quoted(shopper) for shopper in SHOPPERS]

    tills = zip((till, second) * 8, orders, strict=True)
    outcomes = await asyncio.gather(*(each.approve(order, order.shopper) for each, order in tills))

    assert outcomes.count(Refusal.SOLD_OUT) == 13
    assert await till.left() == 0


async def test_one_order_approved_eight_times_at_once_holds_once(till: Till) -> None:
    await till.stock(3)
    order = await till.quoted()

    outcomes = await asyncio.gather(*(till.approve(order) for _ in range(8)))

    assert all(isinstance(outcome, Order) for outcome in outcomes)
    assert await till.left() == 2


async def test_one_charge_told_eight_times_at_once_is_one_sale(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()

    settlements = await asyncio.gather(*(till.settle(order) for _ in range(8)))

    assert [settlement.first for settlement in settlements].count(True) == 1
    assert (await till.units_sold(), await till.left()) == (1, 2)


async def test_one_charge_told_to_two_processes_at_once_is_one_sale(till: Till, second: Till) -> None:
    await till.stock(3)
    order = await till.reserved()

    settlements = await asyncio.gather(*(each.settle(order) for each in (till, second) * 4))

    assert [settlement.first for settlement in settlements].count(True) == 1
    assert (await till.units_sold(), await till.left()) == (1, 2)


async def test_two_charges_for_one_order_at_once_are_one_sale_and_one_surplus(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()

    settlements = await asyncio.gather(till.settle(order, "ch-1"), till.settle(order, "ch-2"))

    assert sorted(settlement.surplus for settlement in settlements) == [False, True]
    assert await till.units_sold() == 1


async def test_approval_and_expiry_at_once_agree_on_who_has_the_stock(till: Till) -> None:
    await till.stock(16)
    orders = [await till.reserved(shopper) for shopper in SHOPPERS]
    till.clock.forward(minutes=10)

    *outcomes, _ = await asyncio.gather(*(till.approve(order, order.shopper) for order in orders), till.expire())

    assert outcomes == [Refusal.EXPIRED] * 16
    await till.expire()
    assert await till.left() == 16


async def test_payment_and_expiry_at_once_sell_each_order_once(till: Till) -> None:
    await till.stock(16)
    orders = [await till.reserved(shopper) for shopper in SHOPPERS]
    till.clock.forward(minutes=10)

    await asyncio.gather(*(till.settle(order, order.shopper) for order in orders), till.expire())

    assert [await till.state(order) for order in orders] == [OrderState.PAID] * 16
    assert (await till.units_sold(), await till.left()) == (16, 0)


async def test_two_sweeps_of_two_processes_end_each_order_once(till: Till, second: Till) -> None:
    await till.stock(16)
    for shopper in SHOPPERS:
        await till.reserved(shopper)
    till.clock.forward(minutes=10)

    ended = await asyncio.gather(till.expire(), second.expire())

    assert sum(len(each) for each in ended) == 16
    assert await till.left() == 16


async def test_two_sweeps_at_once_end_each_order_once(till: Till) -> None:
    await till.stock(16)
    for shopper in SHOPPERS:
        await till.reserved(shopper)
    till.clock.forward(minutes=10)

    ended = await asyncio.gather(till.expire(), till.expire())

    assert sum(len(each) for each in ended) == 16
    assert await till.left() == 16


async def test_syncs_during_sales_lose_no_sale(till: Till) -> None:
    await till.stock(20)
    orders = [await till.reserved(shopper) for shopper in SHOPPERS]
    read_at = till.clock.now()
    till.clock.forward(minutes=1)

    syncs = [till.stock(20, read_at=read_at) for _ in range(4)]
    await asyncio.gather(*(till.settle(order, order.shopper) for order in orders), *syncs)

    assert await till.left() == 4


async def test_a_settlement_cut_off_half_way_can_be_told_again(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    cut_off = [asyncio.create_task(till.settle(order)) for _ in range(4)]
    await asyncio.sleep(0)
    for each in cut_off:
        each.cancel()
    await asyncio.wait(cut_off)

    await till.settle(order)

    assert await till.charges() == ["ch-1"]
    assert (await till.units_sold(), await till.state(order)) == (1, OrderState.PAID)
