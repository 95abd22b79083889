from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Delete, Insert, Update, delete, insert, update

from graph.adapters.sql.books import SqlBooks
from graph.adapters.sql.schema import charge, hold, order_event, orders, sale
from graph.domain.books import Fault
from graph.domain.money import Money
from graph.domain.orders import Order
from tests.till_at_work import Till


async def test_the_books_agree_all_along_the_way(till: Till) -> None:
    await till.stock(3)
    order = await till.quoted()
    assert await till.differences() == []

    await till.approve(order)
    assert await till.differences() == []

    await till.settle(order)
    await till.settle(order)
    assert await till.differences() == []


async def test_the_books_agree_about_what_came_to_nothing(till: Till) -> None:
    await till.stock(3)
    await till.cancel(await till.reserved("ann"))
    await till.reserved("bob")
    await till.quoted("eve")
    till.clock.forward(days=2)
    await till.expire()

    assert await till.differences() == []


async def test_what_was_paid_when_nothing_was_left_waits_for_a_person(till: Till) -> None:
    await till.stock(1)
    late = await till.reserved("ann")
    till.clock.forward(hours=1)
    await till.expire()
    await till.settle(await till.reserved("bob"), "ch-bob")
    await till.settle(late, "ch-ann")

    (difference,) = await till.differences()

    assert (difference.fault, difference.about, difference.to_do) == (Fault.ATTENTION, late.id, True)
    assert difference.detail == "paid when nothing was left: telegram charge ch-ann of ann"


async def test_money_that_came_twice_is_named(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    await till.settle(order, "ch-1")
    till.clock.forward(seconds=1)
    await till.settle(order, "ch-2")

    (difference,) = await till.differences()

    assert (difference.fault, difference.about) == (Fault.SECOND_CHARGE, order.id)
    assert difference.detail == "telegram/ch-2 took 4900 EUR more"


async def test_money_for_an_order_that_nobody_knows_is_named(till: Till) -> None:
    await till.stock(1)
    unknown = await till.quoted()
    await till.settle(replace(unknown, id="gone"), "ch-9")

    (difference,) = await till.differences()

    assert (difference.fault, difference.about) == (Fault.CHARGE_WITHOUT_ORDER, "telegram/ch-9")
    assert difference.detail == "4900 EUR for order gone"


async def test_more_promised_than_the_feed_counts_is_named(till: Till) -> None:
    await till.stock(3)
    await till.reserved(quantity=3)
    till.clock.forward(minutes=1)
    await till.stock(2)

    (difference,) = await till.differences()

    assert (difference.fault, difference.about) == (Fault.OVERSOLD, "hearth/kettle")
    assert difference.detail == "1 more promised than the feed counts"


async def test_a_reservation_that_nobody_ends_is_named(till: Till) -> None:
    await till.stock(3)
    order = await till.reserved()
    till.clock.forward(minutes=40)

    assert await till.faults() == [Fault.OVERDUE]
    assert (await till.differences())[0].about == order.id


Tampering = Callable[[Order], Delete | Update | Insert]
PAST_THE_TILL: list[tuple[str, Tampering, Fault]] = [
    ("paid", lambda order: delete(charge).where(charge.c.order_id == order.id), Fault.PAID_WITHOUT_CHARGE),
    ("paid", lambda order: update(charge).values(amount=1), Fault.PAID_WITHOUT_CHARGE),
    ("paid", lambda order: delete(sale).where(sale.c.order_id == order.id), Fault.WRONG_GOODS),
    ("paid", lambda order: update(sale).values(quantity=2), Fault.WRONG_GOODS),
    ("paid", lambda order: delete(order_event).where(order_event.c.became == "reserved"), Fault.BROKEN_LEDGER),
    ("paid", lambda order: delete(order_event), Fault.BROKEN_LEDGER),
    ("reserved", lambda order: delete(hold).where(hold.c.order_id == order.id), Fault.WRONG_HOLD),
    ("reserved", lambda order: insert(charge).values(_charge(order)), Fault.CHARGED_BUT_NOT_PAID),
    ("quoted", lambda order: insert(hold).values(order_id=order.id, variant_key=1, quantity=1), Fault.WRONG_HOLD),
    ("quoted", lambda order: update(orders).values(state="cancelled"), Fault.BROKEN_LEDGER),
]


@pytest.mark.parametrize(("state", "tampering", "fault"), PAST_THE_TILL)
async def test_what_was_written_past_the_till_is_found(
    state: str, tampering: Tampering, fault: Fault, till: Till
) -> None:
    await till.stock(3)
    order = await till.quoted() if state == "quoted" else await till.reserved()
    if state == "paid":
        await till.settle(order)
    await till.database.write(lambda connection: connection.execute(tampering(order)))

    found = await till.differences()

    assert [difference.fault for difference in found] == [fault]
    assert not found[0].to_do


async def test_many_orders_are_all_read(till: Till) -> None:
    await till.stock(9)
    ordered = [await till.reserved(f"shopper {number}") for number in range(5)]

    accounts = [account async for account in SqlBooks(till.database, till.clock, page=2).accounts()]

    assert [account.order.id for account in accounts] == sorted(order.id for order in ordered)


def _charge(order: Order) -> dict[str, object]:
    total: Money = order.total
    charged = {"provider": "telegram", "id": "ch-x", "order_id": order.id, "payer": "ann", "at": order.created}
    return {**charged, "currency": total.currency, "amount": total.amount}
