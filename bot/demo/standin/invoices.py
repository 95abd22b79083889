"""What a bot asks money for, checked as Telegram checks it."""

from dataclasses import dataclass
from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.limits import INVOICE_DESCRIPTION, INVOICE_PAYLOAD_BYTES, INVOICE_TITLE, SUGGESTED_TIPS
from bot.demo.standin.markup.rich_text import utf16_length
from bot.demo.standin.params import Params
from bot.demo.standin.records import Json

STARS: Final = "XTR"
# https://core.telegram.org/bots/payments#supported-currencies
_CODES: Final = (
    "AED AFN ALL AMD ARS AUD AZN BAM BDT BGN BHD BND BOB BRL BYN CAD CHF CLP CNY COP CRC CZK DKK DOP DZD EGP ETB EUR "
    "GBP GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KRW KZT LBP LKR MAD MDL MMK MNT MOP "
    "MUR MVR MXN MYR MZN NGN NIO NOK NPR NZD PAB PEN PHP PKR PLN PYG QAR RON RSD RUB SAR SEK SGD SYP THB TJS TRY TTD "
    "TWD TZS UAH UGX USD UYU UZS VEF VND YER ZAR XTR"
)
_CURRENCIES: Final = frozenset(_CODES.split())
_NEEDS: Final = ("need_name", "need_phone_number", "need_email", "need_shipping_address")


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as the bot made it. Amounts are in the currency's minor units."""

    title: str
    description: str
    payload: str
    currency: str
    total: int
    start_parameter: str = ""
    flexible: bool = False
    max_tip: int = 0
    needs: frozenset[str] = frozenset()

    def json(self) -> Json:
        return {
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": self.currency,
            "total_amount": self.total,
        }


def read_invoice(params: Params) -> Invoice:
    """Read the parameters of `sendInvoice` and `createInvoiceLink`. Raises `BadRequest`."""
    title, description = params.required("title"), params.required("description")
    payload, currency = params.required("payload"), params.required("currency").upper()
    if utf16_length(title) > INVOICE_TITLE:
        raise BadRequest("INVOICE_TITLE_INVALID")
    if utf16_length(description) > INVOICE_DESCRIPTION:
        raise BadRequest("INVOICE_DESCRIPTION_INVALID")
    if len(payload.encode()) > INVOICE_PAYLOAD_BYTES:
        raise BadRequest("INVOICE_PAYLOAD_INVALID")
    prices = params.records("prices")
    _check_provider(currency, params.text("provider_token"), len(prices))
    return Invoice(
        title=title,
        description=description,
        payload=payload,
        currency=currency,
        total=read_total(prices),
        start_parameter=params.text("start_parameter"),
        flexible=params.flag("is_flexible"),
        max_tip=_read_tips(params),
        needs=frozenset(need.removeprefix("need_") for need in _NEEDS if params.flag(need)),
    )


def read_total(prices: list[Json]) -> int:
    """Add up labelled prices. Raises `BadRequest` unless each is well formed and the sum is above zero."""
    for price in prices:
        if not isinstance(price.get("label"), str) or not price["label"] or not isinstance(price.get("amount"), int):
            raise BadRequest("can't parse labeled price: label and integer amount are required")
    total = sum(int(price["amount"]) for price in prices)
    if total <= 0:
        raise BadRequest("CURRENCY_TOTAL_AMOUNT_INVALID")
    return total


def _check_provider(currency: str, provider_token: str, prices: int) -> None:
    if currency not in _CURRENCIES:
        raise BadRequest("CURRENCY_INVALID")
    if currency == STARS and (provider_token or prices != 1):
        raise BadRequest("STARS_INVOICE_INVALID")
    if currency != STARS and not provider_token:
        raise BadRequest("PAYMENT_PROVIDER_INVALID")


def _read_tips(params: Params) -> int:
    most = params.integer("max_tip_amount", 0)
    tips = params.array("suggested_tip_amounts")
    amounts = [tip for tip in tips if isinstance(tip, int)]
    rising = all(low < high for low, high in zip([0, *amounts], amounts, strict=False))
    if len(amounts) != len(tips) or len(amounts) > SUGGESTED_TIPS or not rising or max(amounts, default=0) > most:
        raise BadRequest("SUGGESTED_TIP_AMOUNTS_INVALID")
    return most
