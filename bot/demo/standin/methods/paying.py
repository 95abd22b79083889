"""Methods about money."""

from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.invoices import Invoice, read_invoice, read_total
from bot.demo.standin.methods.call import Call, Family
from bot.demo.standin.records import Json

_PAY: Final[Json] = {"inline_keyboard": [[{"text": "Pay", "pay": True}]]}


async def send_invoice(call: Call) -> Json:
    chat, invoice = call.chat(), read_invoice(call.params)
    content: Json = {"invoice": invoice.json(), "reply_markup": _PAY}
    message = call.post(chat, content, invoice=True)
    call.cashier.register(chat.id, message["message_id"], invoice)
    return message


async def create_invoice_link(call: Call) -> str:
    invoice: Invoice = read_invoice(call.params)
    return call.cashier.register_link(invoice)


async def answer_shipping_query(call: Call) -> bool:
    answer = _answer(call)
    if answer["ok"]:
        options = call.params.records("shipping_options")
        if not options:
            raise BadRequest("SHIPPING_OPTIONS_EMPTY")
        for option in options:
            _check_option(option)
        answer["shipping_options"] = options
    call.cashier.answer(call.params.required("shipping_query_id"), answer)
    return True


async def answer_pre_checkout_query(call: Call) -> bool:
    call.cashier.answer(call.params.required("pre_checkout_query_id"), _answer(call))
    return True


async def refund_star_payment(call: Call) -> bool:
    call.cashier.refund(call.params.integer("user_id"), call.params.required("telegram_payment_charge_id"))
    return True


def _answer(call: Call) -> Json:
    accepted, error = call.params.flag("ok"), call.params.text("error_message")
    if not accepted and not error:
        raise BadRequest("ERROR_TEXT_EMPTY")
    return {"ok": accepted, "error_message": error}


def _check_option(option: Json) -> None:
    if not option.get("id") or not option.get("title") or not isinstance(option.get("prices"), list):
        raise BadRequest("can't parse shipping option: id, title and prices are required")
    read_total(option["prices"])


FAMILY: Final[Family] = {
    "sendInvoice": send_invoice,
    "createInvoiceLink": create_invoice_link,
    "answerShippingQuery": answer_shipping_query,
    "answerPreCheckoutQuery": answer_pre_checkout_query,
    "refundStarPayment": refund_star_payment,
}
