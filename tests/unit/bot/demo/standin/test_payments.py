"""Every ending of a payment, told by the updates the bot gets and the sheet the payer sees."""

import asyncio

import aiohttp
import pytest

from bot.demo.standin.server import Site, Standin
from tests.unit.bot.demo.standin.drivers import Json, Phone, RawApi, Till

INVOICE = {
    "chat_id": 1001,
    "title": "Kettle",
    "description": "A kettle",
    "payload": "order-1",
    "currency": "EUR",
    "provider_token": "provider",
    "prices": [{"label": "Kettle", "amount": 4900}],
}
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
def till(api: RawApi) -> Till:
    return Till(api)


@pytest.fixture
async def invoice(api: RawApi) -> Json:
    return await api.result("sendInvoice", **INVOICE)


async def states(phone: Phone, after: int = 0) -> list[tuple[str, str | None]]:
    return [(event["data"]["state"], event["data"]["error"]) for event in await phone.events(after, "sheet")]


async def ending(phone: Phone) -> tuple[str, str | None]:
    """Wait until a sheet says how it ended."""
    last, after = "", 0
    while last not in ("paid", "declined", "cancelled"):
        seen = await phone.wait(after, kinds="sheet")
        last, after = seen["events"][-1]["data"]["state"], seen["seq"]
    return last, seen["events"][-1]["data"]["error"]


async def test_approved_payment_reaches_the_bot_from_its_payer(phone: Phone, till: Till, invoice: Json) -> None:
    await phone.post("pay", message_id=invoice["message_id"], action="approve")
    query = await till.next("pre_checkout_query")
    await till.approve(query)

    message = await till.next("message")
    paid = message["successful_payment"]

    assert (query["currency"], query["total_amount"], query["invoice_payload"]) == ("EUR", 4900, "order-1")
    assert (paid["currency"], paid["total_amount"], paid["invoice_payload"]) == ("EUR", 4900, "order-1")
    assert paid["telegram_payment_charge_id"] != paid["provider_payment_charge_id"]
    assert message["from"]["id"] == query["from"]["id"] == 1001
    assert await states(phone) == [("created", None), ("pre_checkout", None), ("paid", None)]


async def test_refusal_by_the_bot_is_shown_to_the_payer(phone: Phone, till: Till, invoice: Json) -> None:
    await phone.post("pay", message_id=invoice["message_id"], action="approve")
    await till.refuse(await till.next("pre_checkout_query"), "Sold out a moment ago.")

    assert await ending(phone) == ("declined", "Sold out a moment ago.")
    assert await till.nothing_more()


@pytest.mark.parametrize("answer_within", [0.1])
async def test_bot_that_does_not_answer_in_time_loses_the_payment(
    phone: Phone, till: Till, invoice: Json, api: RawApi
) -> None:
    await phone.post("pay", message_id=invoice["message_id"], action="approve")
    query = await till.next("pre_checkout_query")

    assert await ending(phone) == ("cancelled", "the bot did not answer in time")
    assert await api.refusal("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True) == TOO_OLD
    assert await till.nothing_more()


async def test_declined_card_tells_the_bot_nothing(phone: Phone, till: Till, invoice: Json) -> None:
    await phone.post("pay", message_id=invoice["message_id"], action="decline")
    await till.approve(await till.next("pre_checkout_query"))

    assert await ending(phone) == ("declined", "The card was declined.")
    assert await till.nothing_more()


async def test_payer_who_never_finishes_tells_the_bot_nothing(phone: Phone, till: Till, invoice: Json) -> None:
    await phone.post("pay", message_id=invoice["message_id"], action="timeout")
    await till.approve(await till.next("pre_checkout_query"))

    assert (await ending(phone))[0] == "cancelled"
    assert await till.nothing_more()


async def test_double_tap_asks_twice_and_each_ends_as_the_bot_says(phone: Phone, till: Till, invoice: Json) -> None:
    await phone.post("pay", message_id=invoice["message_id"], action="twice")
    first, second = await till.next("pre_checkout_query"), await till.next("pre_checkout_query")
    await till.approve(first)
    await till.refuse(second, "Already being paid.")

    paid = await till.paid()

    assert first["id"] != second["id"]
    assert paid["total_amount"] == 4900
    assert await till.nothing_more()
    endings = {state for state, _ in await states(phone)}
    assert {"paid", "declined"} <= endings


async def test_invoice_can_be_paid_again_with_another_charge(phone: Phone, till: Till, invoice: Json) -> None:
    charges = set()
    for _ in range(2):
        await phone.post("pay", message_id=invoice["message_id"], action="approve")
        await till.approve(await till.next("pre_checkout_query"))
        charges.add((await till.paid())["telegram_payment_charge_id"])

    assert len(charges) == 2


async def test_another_shopper_can_pay_the_same_invoice(
    phone: Phone, other_phone: Phone, till: Till, invoice: Json
) -> None:
    await other_phone.post("pay", message_id=invoice["message_id"], chat=1001, action="approve")
    query = await till.next("pre_checkout_query")
    await till.approve(query)

    message = await till.next("message")

    assert query["from"]["id"] == message["from"]["id"] == message["chat"]["id"] == 1002
    assert await states(phone) == []


async def test_payment_may_succeed_long_after_the_approval(phone: Phone, till: Till, invoice: Json) -> None:
    await phone.post("pay", message_id=invoice["message_id"], action="approve", delay=1)
    await till.approve(await till.next("pre_checkout_query"))

    assert await till.nothing_more()
    assert (await till.paid())["total_amount"] == 4900


async def test_flexible_invoice_asks_for_shipping_first_and_adds_it(phone: Phone, till: Till, api: RawApi) -> None:
    invoice = await api.result("sendInvoice", **INVOICE, is_flexible=True, need_shipping_address=True)
    await phone.post("pay", message_id=invoice["message_id"], shipping={"country_code": "DE", "option": "fast"})
    shipping = await till.next("shipping_query")
    options = [
        {"id": "slow", "title": "Post", "prices": [{"label": "Post", "amount": 300}]},
        {"id": "fast", "title": "Courier", "prices": [{"label": "Courier", "amount": 900}]},
    ]
    await api.result("answerShippingQuery", shipping_query_id=shipping["id"], ok=True, shipping_options=options)
    query = await till.next("pre_checkout_query")
    await till.approve(query)

    paid = await till.paid()

    assert shipping["shipping_address"]["country_code"] == "DE"
    assert (query["shipping_option_id"], query["total_amount"]) == ("fast", 5800)
    assert (paid["shipping_option_id"], paid["total_amount"]) == ("fast", 5800)
    assert paid["order_info"]["shipping_address"]["country_code"] == "DE"


async def test_address_that_is_not_delivered_to_ends_the_payment(phone: Phone, till: Till, api: RawApi) -> None:
    invoice = await api.result("sendInvoice", **INVOICE, is_flexible=True)
    await phone.post("pay", message_id=invoice["message_id"])
    query = await till.next("shipping_query")

    await api.result("answerShippingQuery", shipping_query_id=query["id"], ok=False, error_message="Not on islands.")

    assert await ending(phone) == ("declined", "Not on islands.")


async def test_tip_is_added_up_to_the_most_that_is_allowed(phone: Phone, till: Till, api: RawApi) -> None:
    invoice = await api.result("sendInvoice", **INVOICE, max_tip_amount=500, suggested_tip_amounts=[100, 200])

    refused = await phone.post("pay", message_id=invoice["message_id"], tip=501)
    await phone.post("pay", message_id=invoice["message_id"], tip=200)

    assert refused["fix"] == "Tip 0 to 500 minor units."
    assert (await till.next("pre_checkout_query"))["total_amount"] == 5100


async def test_stars_are_refunded_once_and_only_to_their_payer(phone: Phone, till: Till, api: RawApi) -> None:
    stars = {"currency": "XTR", "provider_token": "", "prices": [{"label": "Guide", "amount": 50}]}
    invoice = await api.result("sendInvoice", **INVOICE | stars)
    await phone.post("pay", message_id=invoice["message_id"])
    await till.approve(await till.next("pre_checkout_query"))
    charge = {"telegram_payment_charge_id": (await till.paid())["telegram_payment_charge_id"]}

    wrong = await api.refusal("refundStarPayment", user_id=1002, **charge)
    done = await api.result("refundStarPayment", user_id=1001, **charge)
    again = await api.refusal("refundStarPayment", user_id=1001, **charge)

    assert (wrong, done, again) == ("Bad Request: CHARGE_NOT_FOUND", True, "Bad Request: CHARGE_ALREADY_REFUNDED")
    assert (await till.next("message"))["refunded_payment"]["total_amount"] == 50


async def test_link_opens_the_same_sheet(phone: Phone, till: Till, api: RawApi) -> None:
    link = await api.result("createInvoiceLink", **{key: value for key, value in INVOICE.items() if key != "chat_id"})

    await phone.post("pay", link=link)
    await till.approve(await till.next("pre_checkout_query"))

    assert (await till.paid())["invoice_payload"] == "order-1"


async def test_forwarded_invoice_can_be_paid_unless_it_has_a_start_parameter(
    other_phone: Phone, till: Till, api: RawApi, invoice: Json
) -> None:
    guarded = await api.result("sendInvoice", **INVOICE, start_parameter="order-1")
    to_ben = {"chat_id": 1002, "from_chat_id": 1001}
    live = await api.result("forwardMessage", **to_ben, message_id=invoice["message_id"])
    dead = await api.result("forwardMessage", **to_ben, message_id=guarded["message_id"])

    refused = await other_phone.post("pay", message_id=dead["message_id"])
    await other_phone.post("pay", message_id=live["message_id"])

    assert dead["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://t.me/harbour_helper_bot?start=order-1"
    assert refused["error"] == "There is no invoice to pay."
    assert (await till.next("pre_checkout_query"))["from"]["id"] == 1002


async def test_newest_invoice_is_paid_when_none_is_named(phone: Phone, till: Till, api: RawApi, invoice: Json) -> None:
    await api.result("sendInvoice", **INVOICE | {"payload": "order-2"})

    await phone.post("pay", action="approve")

    assert (await till.next("pre_checkout_query"))["invoice_payload"] == "order-2"


async def test_many_shoppers_pay_at_once_and_each_gets_one_charge(
    phone: Phone, standin: Standin, session: aiohttp.ClientSession, site: Site, till: Till, api: RawApi, invoice: Json
) -> None:
    payers = [type(phone)(session, site, 2000 + number) for number in range(20)]
    await asyncio.gather(*(payer.post("pay", message_id=invoice["message_id"], chat=1001) for payer in payers))
    queries = [await till.next("pre_checkout_query") for _ in payers]
    await asyncio.gather(*(till.approve(query) for query in queries))

    paid = [await till.next("message") for _ in payers]

    assert {message["from"]["id"] for message in paid} == {payer.shopper_id for payer in payers}
    assert len({message["successful_payment"]["telegram_payment_charge_id"] for message in paid}) == 20
