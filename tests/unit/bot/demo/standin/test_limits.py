"""Telegram's limits are enforced, not assumed."""

import pytest

from tests.unit.bot.demo.standin.drivers import Json, Phone, RawApi

CHAT = {"chat_id": 1001}


def keyboard(*buttons: dict) -> dict:
    return {"inline_keyboard": [[button] for button in buttons]}


async def test_text_is_measured_after_markup_is_read(api: RawApi) -> None:
    text = "<b>" + "x" * 4096 + "</b>"

    message = await api.result("sendMessage", **CHAT, text=text, parse_mode="HTML")

    assert len(message["text"]) == 4096


@pytest.mark.parametrize("text", ["x" * 4097, "🫖" * 2049])
async def test_text_above_4096_utf16_units_is_too_long(text: str, api: RawApi) -> None:
    assert await api.refusal("sendMessage", **CHAT, text=text) == "Bad Request: message is too long"


async def test_caption_above_1024_is_too_long(api: RawApi, phone: Phone, jpeg: bytes) -> None:
    file_id = (await phone.send_files("photo", jpeg)) and (await phone.messages())[0]["photo"][0]["file_id"]

    refusal = await api.refusal("sendPhoto", **CHAT, photo=file_id, caption="x" * 1025)

    assert refusal == "Bad Request: message caption is too long"


@pytest.mark.parametrize("data", ["", "x" * 65, "é" * 33])
async def test_callback_data_has_1_to_64_bytes(data: str, api: RawApi) -> None:
    markup = keyboard({"text": "Buy", "callback_data": data})

    assert await api.refusal("sendMessage", **CHAT, text="x", reply_markup=markup) == "Bad Request: BUTTON_DATA_INVALID"


async def test_callback_data_of_64_bytes_is_taken(api: RawApi) -> None:
    markup = keyboard({"text": "Buy", "callback_data": "é" * 32})

    assert (await api.result("sendMessage", **CHAT, text="x", reply_markup=markup))["reply_markup"] == markup


async def test_more_than_100_buttons_are_refused(api: RawApi) -> None:
    markup = keyboard(*({"text": str(n), "callback_data": "x"} for n in range(101)))

    refusal = await api.refusal("sendMessage", **CHAT, text="x", reply_markup=markup)

    assert refusal == "Bad Request: reply markup is too long"


@pytest.mark.parametrize(
    "markup",
    [
        keyboard({"text": "Buy"}),
        keyboard({"text": "", "callback_data": "x"}),
        keyboard({"text": "Pay", "pay": True}),
        keyboard({"text": "Look", "url": "javascript:alert(1)"}),
        {"inline_keyboard": "rubbish"},
        {"inline_keyboard": [["rubbish"]]},
        {"unknown": 1},
        "rubbish",
        [1],
    ],
)
async def test_malformed_keyboards_are_refused(markup: Json, api: RawApi) -> None:
    status, _ = await api.call("sendMessage", **CHAT, text="x", reply_markup=markup)

    assert status == 400


async def test_callback_answer_has_at_most_200_characters(api: RawApi, phone: Phone) -> None:
    message = await api.result("sendMessage", **CHAT, text="x")
    await phone.post("callback", message_id=message["message_id"], data="a")
    query = (await api.result("getUpdates"))[0]["callback_query"]

    refusal = await api.refusal("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)

    assert refusal == "Bad Request: MESSAGE_TOO_LONG"


INVOICE = {
    **CHAT,
    "title": "Kettle",
    "description": "A kettle",
    "payload": "order-1",
    "currency": "EUR",
    "provider_token": "provider",
    "prices": [{"label": "Kettle", "amount": 4900}],
}


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"title": ""}, 'parameter "title" is required'),
        ({"description": "x" * 256}, "INVOICE_DESCRIPTION_INVALID"),
        ({"payload": "é" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"currency": "XYZ"}, "CURRENCY_INVALID"),
        ({"provider_token": ""}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "XTR"}, "STARS_INVOICE_INVALID"),
        ({"prices": []}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"prices": [{"label": "a", "amount": 5}, {"label": "b", "amount": -5}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"max_tip_amount": 500, "suggested_tip_amounts": [100, 600]}, "SUGGESTED_TIP_AMOUNTS_INVALID"),
        ({"max_tip_amount": 500, "suggested_tip_amounts": [1, 2, 3, 4, 5]}, "SUGGESTED_TIP_AMOUNTS_INVALID"),
        ({"reply_markup": keyboard({"text": "Back", "callback_data": "x"})}, "BUTTON_POS_INVALID"),
    ],
)
async def test_invoice_limits(changed: Json, what: str, api: RawApi) -> None:
    assert await api.refusal("sendInvoice", **INVOICE | changed) == f"Bad Request: {what}"


async def test_pay_button_may_come_first_on_an_invoice(api: RawApi) -> None:
    markup = keyboard({"text": "Pay 49", "pay": True}, {"text": "Back", "callback_data": "x"})

    assert (await api.result("sendInvoice", **INVOICE, reply_markup=markup))["reply_markup"] == markup
