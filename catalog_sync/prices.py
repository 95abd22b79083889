"""Prices as feeds write them, to integer minor units. What can be read in two ways is refused: a price is no guess."""

import re
from decimal import Decimal
from functools import lru_cache

from catalog_sync.rows import Unusable
from graph.domain.money import Money

PRICE = re.compile(r"(?:(?P<before>[A-Za-z]{3})\s*)?(?P<number>[+-]?\d[\d.,'’\s]*?)(?:\s*(?P<after>[A-Za-z]{3}))?")
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
SPACES = re.compile(r"[\s'’]")
MOST = 10**12
"""Minor units above which a price is a slip of the keyboard."""

HOW = "write the price as in 15.00 EUR: a number with a decimal point, a space, the currency's three letters"


def read_price(text: str) -> Money:
    """Money(1500, "USD") for "15.00 USD". Raises Unusable; whether the shop sells in that currency is not asked."""
    match = PRICE.fullmatch(text.strip())
    if match is None:
        raise Unusable("price_unreadable", HOW)
    currency = _currency(match["before"], match["after"])
    digits = _decimals(currency)
    amount = _number(SPACES.sub("", match["number"]), digits).scaleb(digits)
    if amount != amount.to_integral_value():
        raise Unusable("price_too_fine", f"{currency} has {digits} decimals; round the price to them")
    if not 0 < amount <= MOST:
        raise Unusable("price_out_of_range", "give a price above zero; leave out what is not for sale")
    return Money(int(amount), currency)


def _currency(before: str | None, after: str | None) -> str:
    code = (after or before or "").upper()
    if not code:
        raise Unusable("currency_missing", HOW)
    if code not in _currencies() or (before and after):
        raise Unusable("currency_unknown", "use one three-letter code of ISO 4217, such as EUR, USD or JPY")
    return code


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
    if not re.fullmatch(r"[+-]?\d+(\.\d*)?", plain):
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
