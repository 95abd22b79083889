"""Prices as feeds write them, to integer minor units. What can be read in two ways is refused: a price is no guess."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from catalog_sync.rows import Unusable
from graph.domain.money import Money

_DOLLARS = "USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP BRL"
_SIGNS = {
    "€": "EUR",
    "£": "GBP EGP LBP GIP FKP SHP",
    "¥ ￥": "JPY CNY",
    "円": "JPY",
    "元": "CNY",
    "$": _DOLLARS,
    "us$": "USD",
    "a$ au$": "AUD",
    "c$ ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "nt$": "TWD",
    "mx$": "MXN",
    "r$": "BRL",
    "s$": "SGD",
    "₹": "INR",
    "rs": "INR PKR LKR NPR MUR SCR",
    "₩": "KRW",
    "₫": "VND",
    "₺ tl": "TRY",
    "₽": "RUB",
    "₴": "UAH",
    "₪": "ILS",
    "฿": "THB",
    "₱": "PHP",
    "₦": "NGN",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "lei": "RON MDL",
    "kr": "SEK NOK DKK ISK",
    "fr sfr": "CHF",
    "rp": "IDR",
    "rm": "MYR",
    "r": "ZAR",
}
SIGNS: Mapping[str, frozenset[str]] = MappingProxyType(
    {sign: frozenset(codes.split()) for signs, codes in _SIGNS.items() for sign in signs.split()}
)
"""What a sign in small letters may stand for."""
LONGEST = 50
"""Characters; what is longer is no price."""
MARK = r"[^\W\d_]{0,4}\s?[^\w\s.,'’+-]?\.?"
PRICE = re.compile(rf"(?P<before>{MARK})\s*(?P<number>[+-]?\d[\d.,'’\s]*?)(?:[.,][-–—]{{1,2}})?\s*(?P<after>{MARK})")
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
PLAIN = re.compile(r"[+-]?\d+(?:\.\d*)?")
SPACES = re.compile(r"[\s'’]")
CODE = 3
"""Letters of a currency's code in ISO 4217."""
MOST = 10**12
"""Minor units above which a price is a slip of the keyboard."""

HOW = "write the price as in 15.00 EUR: a number with a decimal point, a space, the currency's three letters"


@lru_cache(maxsize=4096)
def read_price(text: str, sold: frozenset[str] = frozenset()) -> Money:
    """Money(1500, "USD") for "15.00 USD", or for "$15" where of all dollars `sold` has the American one only.

    Raises Unusable; whether the shop sells in a currency that is named is not asked.
    """
    match = PRICE.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if match is None:
        raise Unusable("price_unreadable", HOW)
    currency = _currency(match["before"], match["after"], sold)
    digits = _decimals(currency)
    amount = _number(SPACES.sub("", match["number"]), digits).scaleb(digits)
    if amount != amount.to_integral_value():
        raise Unusable("price_too_fine", f"{currency} has {digits} decimals; round the price to them")
    if not 0 < amount <= MOST:
        raise Unusable("price_out_of_range", "give a price above zero; leave out what is not for sale")
    return Money(int(amount), currency)


def write_price(price: Money) -> str:
    """As `read_price` reads it back: "15.00 USD"."""
    return f"{Decimal(price.amount).scaleb(-_decimals(price.currency)):f} {price.currency}"


@lru_cache(maxsize=256)
def _currency(before: str, after: str, sold: frozenset[str]) -> str:
    """Both marks have to agree: "$15.00 CAD" is one price, "EUR 15.00 USD" none.

    What is neither a code nor a sign of its own, such as "R" or "kr", is believed of a currency that is sold only.
    """
    marks = [bare for mark in (before, after) if (bare := SPACES.sub("", mark).removesuffix("."))]
    if not marks:
        raise Unusable("currency_missing", HOW)
    meant = frozenset.intersection(*map(_meant, marks))
    if not meant:
        raise Unusable("currency_unknown", "use one three-letter code of ISO 4217, such as EUR, USD or JPY")
    sure = len(meant) == 1 and any(mark.upper() in meant or not mark.isalpha() for mark in marks)
    settled = meant if sure else meant & sold
    if len(settled) != 1:
        raise Unusable("price_unreadable", f"{marks[0]} may mean {', '.join(sorted(meant))}; {HOW}")
    return next(iter(settled))


@lru_cache(maxsize=256)
def _meant(mark: str) -> frozenset[str]:
    if len(mark) == CODE and mark.isalpha() and mark.lower() not in SIGNS:
        return frozenset({mark.upper()}) & _currencies()
    if mark.lower() not in SIGNS:
        raise Unusable("price_unreadable", HOW)
    return SIGNS[mark.lower()]


def _number(text: str, digits: int) -> Decimal:
    """Which of the marks is the decimal one: the last of two kinds, or a lone one that is not followed by three digits.

    A lone mark before exactly three digits may group thousands or begin decimals: refused unless the currency decides.
    """
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        grouping, decimal = (",", ".") if point > comma else (".", ",")
        return _checked(text.replace(grouping, ""), decimal)
    if text.count(".") + text.count(",") > 1:
        if not GROUPED.fullmatch(text):
            raise Unusable("price_unreadable", HOW)
        return Decimal(re.sub("[.,]", "", text))
    if GROUPED.fullmatch(text) and digits != len("000"):
        raise Unusable("price_ambiguous", f"{text} may mean two prices; {HOW}")
    return _checked(text, "," if comma >= 0 else ".")


def _checked(text: str, decimal: str) -> Decimal:
    plain = text.replace(decimal, ".", 1)
    if not PLAIN.fullmatch(plain):
        raise Unusable("price_unreadable", HOW)
    return Decimal(plain)


@lru_cache(maxsize=256)
def _decimals(currency: str) -> int:
    from babel.numbers import get_currency_precision  # noqa: PLC0415 - a quarter of a second, and a tool may never price

    return int(get_currency_precision(currency))


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    from babel.numbers import list_currencies  # noqa: PLC0415 - as above

    return frozenset(list_currencies())
