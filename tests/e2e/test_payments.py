"""What must hold about money, whoever pays what and when: one charge, one unit, one order."""

import asyncio
from datetime import timedelta

import pytest

from graph.domain.orders import OrderState
from graph.till.approve import RESERVED_FOR
from graph.till.expire import expire
from graph.till.quote import VALID
from tests.e2e.house import House
from tests.e2e.phone import Json, Phone, words

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_second_payer_of_the_same_invoice_is_refused(house: House, ana: Phone, ben: Phone) -> None:
    invoice = await house.invoiced(ana, "LT-KETTLE")
    before = await house.stock("LT-KETTLE")

    ended = await house.paid(ben, message_id=invoice["message_id"], chat=ana.id)

    assert [sheet["state"] for sheet in ended] == ["declined"]
    assert "belongs to somebody else" in ended[0]["error"]
    assert (await house.order(ana)).state is OrderState.QUOTED
    assert await house.stock("LT-KETTLE") == before


async def test_paid_invoice_cannot_be_paid_again(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-KETTLE")
    await house.paid(ana)
    before = await house.stock("LT-KETTLE")

    ended = await house.paid(ana)

    assert [sheet["state"] for sheet in ended] == ["declined"]
    assert "already paid" in ended[0]["error"]
    assert await house.stock("LT-KETTLE") == before


async def test_payment_update_delivered_twice_is_settled_and_acknowledged_once(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-KETTLE")
    before = await _stock(house, "LT-KETTLE")
    # The first of these is the question before the payment, the second the payment.
    await house.trouble("getUpdates", duplicate=True, times=2)

    await house.paid(ana)

    assert (await house.order(ana)).state is OrderState.PAID
    assert await house.stock("LT-KETTLE") == before - 1
    assert len(await _receipts(ana)) == 1


async def test_charge_told_again_in_a_new_update_takes_no_second_unit(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-KETTLE")
    await house.paid(ana)
    before = await house.stock("LT-KETTLE")
    told = next(message for message in await ana.messages() if "successful_payment" in message)

    await house.update(message={**told, "message_id": told["message_id"] + 1_000_000})
    await house.settled()

    assert (await house.order(ana)).state is OrderState.PAID
    assert await house.stock("LT-KETTLE") == before
    assert not [message for message in await ana.heard() if "one too many" in words(message)]


async def test_second_charge_for_a_paid_order_is_told_to_be_refunded_and_takes_no_unit(
    house: House, ana: Phone
) -> None:
    await house.invoiced(ana, "LT-KETTLE")
    await house.paid(ana)
    before = await house.stock("LT-KETTLE")
    told = next(message for message in await ana.messages() if "successful_payment" in message)
    payment = {**told["successful_payment"], "telegram_payment_charge_id": "another-charge"}

    await house.update(message={**told, "message_id": told["message_id"] + 1, "successful_payment": payment})
    await house.settled()

    assert (await house.order(ana)).state is OrderState.PAID
    assert await house.stock("LT-KETTLE") == before
    assert "the shop will refund it" in words((await ana.heard())[-1])


@pytest.mark.full
async def test_price_that_changed_after_the_quote_is_not_charged(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-LAMP")
    await house.world.change("LT-LAMP", price="69.00 EUR")

    ended = await house.paid(ana)

    assert [sheet["state"] for sheet in ended] == ["declined"]
    assert "price has changed" in ended[0]["error"]
    assert (await house.order(ana)).state is OrderState.QUOTED
    assert (await house.invoiced(ana, "LT-LAMP"))["invoice"]["total_amount"] == 6900


@pytest.mark.full
async def test_product_that_sold_out_at_the_merchants_after_the_quote_is_not_charged(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-TEA")
    await house.world.change("LT-TEA", availability="out_of_stock")

    ended = await house.paid(ana)

    assert [sheet["state"] for sheet in ended] == ["declined"]
    assert "Sold out" in ended[0]["error"]


async def test_last_unit_goes_to_one_of_two_who_pay_at_the_same_moment(house: House, ana: Phone, ben: Phone) -> None:
    await asyncio.gather(house.invoiced(ana, "LT-CANDLE"), house.invoiced(ben, "LT-CANDLE"))

    endings = await asyncio.gather(house.paid(ana), house.paid(ben))

    states = sorted(sheet["state"] for ended in endings for sheet in ended)
    orders = [(await house.order(phone)).state for phone in (ana, ben)]
    refusal = next(sheet["error"] for ended in endings for sheet in ended if sheet["state"] == "declined")
    assert states == ["declined", "paid"]
    assert sorted(orders) == [OrderState.PAID, OrderState.QUOTED]
    assert "Sold out" in refusal
    assert await house.stock("LT-CANDLE") == 0


async def test_double_tap_on_pay_is_one_sale_and_a_second_charge_is_told_to_be_refunded(
    house: House, ana: Phone
) -> None:
    await house.invoiced(ana, "LT-DRIPPER")
    before = await _stock(house, "LT-DRIPPER")

    ended = await house.paid(ana, action="twice", attempts=2)

    charged = [sheet for sheet in ended if sheet["state"] == "paid"]
    returned = [message for message in await ana.heard() if "the shop will refund it" in words(message)]
    assert (await house.order(ana)).state is OrderState.PAID
    assert await house.stock("LT-DRIPPER") == before - 1
    assert len(await _receipts(ana)) == 1
    assert len(returned) == len(charged) - 1


async def test_declined_card_can_be_tried_again(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-DRIPPER")
    before = await _stock(house, "LT-DRIPPER")
    declined = await house.paid(ana, action="decline")

    ended = await house.paid(ana)

    assert [sheet["state"] for sheet in (*declined, *ended)] == ["declined", "paid"]
    assert (await house.order(ana)).state is OrderState.PAID
    assert await house.stock("LT-DRIPPER") == before - 1


async def test_offer_that_expired_is_not_charged_and_can_be_asked_for_again(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-BLANKET")
    house.world.clock.advance(VALID + timedelta(minutes=1))

    ended = await house.paid(ana)

    assert "has expired" in ended[0]["error"]
    await house.invoiced(ana, "LT-BLANKET")
    assert [sheet["state"] for sheet in await house.paid(ana)] == ["paid"]


async def test_payment_after_the_reservation_ran_out_is_honoured_while_there_is_stock(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-BLANKET")
    before = await _stock(house, "LT-BLANKET")
    await ana.pay(delay=1)
    await _reserved(house, ana)
    await _run_out(house)

    await ana.ends()
    await house.settled()

    assert (await house.order(ana)).state is OrderState.PAID
    assert await house.stock("LT-BLANKET") == before - 1


@pytest.mark.full
async def test_payment_after_the_last_unit_went_to_another_is_kept_and_a_person_looks_at_it(
    house: House, ana: Phone, ben: Phone
) -> None:
    await house.invoiced(ana, "LT-VASE")
    await house.invoiced(ben, "LT-VASE")
    await ana.pay(delay=4)
    await _reserved(house, ana)
    await _run_out(house)
    # The offer to Ben is as old as Ana's: only the reservation is a matter of minutes.
    theirs = await house.paid(ben)

    mine = await ana.ends()
    await house.settled()

    assert [sheet["state"] for sheet in (*theirs, *mine)] == ["paid", "paid"]
    assert (await house.order(ben)).state is OrderState.PAID
    assert (await house.order(ana)).state is OrderState.PAID_ATTENTION
    assert await house.stock("LT-VASE") == 0
    assert "the goods are gone" in words((await ana.heard())[-1])


async def test_forged_pre_checkout_for_anothers_order_is_answered_with_a_no(
    house: House, ana: Phone, ben: Phone
) -> None:
    await house.invoiced(ana, "LT-KETTLE")
    order = await house.order(ana)
    forged = _pre_checkout(ben, order.id, order.total.amount)

    await house.update(pre_checkout_query=forged)
    await house.settled()

    answer = await _answer(house, forged["id"])
    assert not answer["ok"]
    assert "belongs to somebody else" in answer["error_message"]
    assert (await house.order(ana)).state is OrderState.QUOTED


@pytest.mark.parametrize(
    ("payload", "amount"),
    [
        ("no-such-order", 100),
        ("", 100),
        ("'; DROP TABLE orders; --", 100),
        ("💸" * 32, 100),
        ("no-such-order", 2**62),
        ("no-such-order", -1),
    ],
)
async def test_pre_checkout_of_an_order_nobody_made_is_answered_with_a_no(
    house: House, ana: Phone, payload: str, amount: int
) -> None:
    await ana.say("hello")
    forged = _pre_checkout(ana, payload, amount)

    await house.update(pre_checkout_query=forged)
    await house.settled()

    answer = await _answer(house, forged["id"])
    assert not answer["ok"]
    assert "Nothing was charged" in answer["error_message"]


async def test_pre_checkout_with_another_amount_than_the_orders_is_answered_with_a_no(house: House, ana: Phone) -> None:
    await house.invoiced(ana, "LT-KETTLE")
    forged = _pre_checkout(ana, (await house.order(ana)).id, 1)

    await house.update(pre_checkout_query=forged)
    await house.settled()

    assert "amount does not match" in (await _answer(house, forged["id"]))["error_message"]
    assert (await house.order(ana)).state is OrderState.QUOTED


async def test_money_for_an_unknown_order_is_noted_and_told(house: House, ana: Phone) -> None:
    hello = await ana.say("hello")
    await house.settled()
    await ana.catch_up()

    await house.update(message=_payment(ana, hello["message_id"] + 50, "no-such-order", 4_900))
    await house.settled()

    assert "belongs to no open order" in words((await ana.heard())[-1])


async def test_payment_of_an_odd_currency_and_amount_is_noted_and_told(house: House, ana: Phone) -> None:
    hello = await ana.say("hello")
    await house.settled()
    await ana.catch_up()

    await house.update(message=_payment(ana, hello["message_id"] + 50, "no-such-order", 0, currency="ZZZ"))
    await house.settled()

    assert "belongs to no open order" in words((await ana.heard())[-1])


async def _stock(house: House, sku: str) -> int:
    left = await house.stock(sku)
    assert left is not None
    return left


async def _receipts(phone: Phone) -> list[Json]:
    return [message for message in await phone.heard() if "Paid, thank you!" in words(message)]


async def _reserved(house: House, phone: Phone) -> None:
    """Until the bot has said yes and the money is on its way."""
    await house.settled()
    assert (await house.order(phone)).state is OrderState.RESERVED


async def _run_out(house: House) -> None:
    house.world.clock.advance(RESERVED_FOR + timedelta(minutes=1))
    await expire(house.shop.orders, house.world.clock)


def _pre_checkout(phone: Phone, payload: str, amount: int) -> Json:
    payer = {"id": phone.id, "is_bot": False, "first_name": "Mallory"}
    query = f"forged-{phone.id}"
    return {"id": query, "from": payer, "currency": "EUR", "total_amount": amount, "invoice_payload": payload}


def _payment(phone: Phone, number: int, payload: str, amount: int, currency: str = "EUR") -> Json:
    payer = {"id": phone.id, "is_bot": False, "first_name": "Mallory"}
    charge = {"telegram_payment_charge_id": f"charge-{number}", "provider_payment_charge_id": "p"}
    payment = {"currency": currency, "total_amount": amount, "invoice_payload": payload, **charge}
    chat = {"id": phone.id, "type": "private"}
    return {"message_id": number, "date": 1_767_300_000, "from": payer, "chat": chat, "successful_payment": payment}


async def _answer(house: House, query: str) -> Json:
    """What the bot answered to a question before a payment."""
    calls = await house.calls("answerPreCheckoutQuery")
    params: Json = next(call["params"] for call in calls if call["params"]["pre_checkout_query_id"] == query)
    return {**params, "ok": str(params["ok"]).lower() == "true"}
