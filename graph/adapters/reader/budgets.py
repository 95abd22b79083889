"""A budget in its many spellings: "under 60", "€20-40", "max. 1.299,00 EUR", "thirty dollars or less", "about 50"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision

from graph.adapters.reader.packs import pack, words_pattern
from graph.domain.money import Money
from graph.domain.wishes import Budget

SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zl": "PLN", "kr": "SEK", "chf": "CHF"}
CODES = ("eur", "usd", "gbp", "chf", "jpy", "pln", "sek", "nok", "dkk", "czk", "cad", "aud")
AROUND = Decimal("0.2")
"""How far "about 50" reaches to either side."""


FIGURE = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
MEASURES = (
    r"(?! ?(?:%|cm|mm|ml|cl|l|m|kg|g|oz|inch(?:es)?|in|w|watts?|litres?|liters?|people|persons?|pieces|years?)\b)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A budget and the stretch of plain text that spelt it."""

    budget: Budget
    start: int
    end: int


def find_budget(text: str, currency: str) -> Found | None:
    """The first budget in plain text, its amounts taken as the shop's `currency` (`spelt` keeps another one)."""
    for shape, pattern in _patterns():
        match = pattern.search(text)
        if match:
            return Found(_budget(shape, match, currency), match.start(), match.end())
    return None


def _budget(shape: str, match: re.Match[str], shop_currency: str) -> Budget:
    groups = {name: value for name, value in match.groupdict().items() if value}
    amounts = [_amount(groups[name]) for name in ("low", "high") if name in groups]
    at_least, at_most = _bounds(shape, [_minor(amount, shop_currency) for amount in amounts])
    spelt = next((_code(value) for name, value in groups.items() if name.startswith("unit")), None)
    return Budget(
        at_most=None if at_most is None else Money(at_most, shop_currency),
        at_least=None if at_least is None else Money(at_least, shop_currency),
        spelt=spelt if spelt != shop_currency else None,
    )


def _bounds(shape: str, minor: list[int]) -> tuple[int | None, int | None]:
    """Inclusive bounds; "under" and "over" leave their own amount out."""
    bounds: dict[str, tuple[int | None, int | None]] = {
        "between": (min(minor), max(minor)),
        "below": (None, minor[0] - 1),
        "above": (minor[0] + 1, None),
        "at_least": (minor[0], None),
        "about": (int(minor[0] * (1 - AROUND)), int(minor[0] * (1 + AROUND))),
        "at_most": (None, minor[0]),
    }
    return bounds[shape]


def _minor(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(get_currency_precision(currency)))


def _amount(written: str) -> Decimal:
    """1,299.00 and 1.299,00 are one number; a lone separator before three digits groups, else it is the decimal one."""
    if written in pack().numbers:
        return Decimal(pack().numbers[written])
    number = written.replace(" ", "").replace("'", "")
    decimals = re.search(r"[.,](\d{1,2})$", number)
    whole = number[: decimals.start()] if decimals else number
    return Decimal(f"{re.sub('[.,]', '', whole)}.{decimals.group(1) if decimals else 0}")


def _code(word: str) -> str | None:
    if word in SIGNS or word in CODES:
        return SIGNS.get(word, word.upper())
    return next((code for spelling, code in pack().currencies.items() if re.fullmatch(spelling, word)), None)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Shapes of budgets, the most telling first."""
    said = {kind: rf"(?<![\w]){_either(words)}" for kind, words in pack().budget.items()}
    after = {kind: _either(words) for kind, words in pack().budget.items()}
    low, high, paid_low = _sum("low"), _sum("high"), _paid("low")
    shapes = [
        ("between", rf"{said['between']} ?{low} ?{after['and']} ?{high}"),
        ("between", rf"{said['at_least']} ?{low} ?{after['and']} ?{high}"),
        ("between", rf"{paid_low} ?{after['and']} ?{high}"),
        ("between", rf"(?<![\w]){_number('low')} ?{after['and']} ?{_paid('high')}"),
        ("at_most", rf"(?<![\w.,]){low} {after['or_less']}(?!\w)"),
        ("at_least", rf"(?<![\w.,]){low} {after['or_more']}(?!\w)"),
        *((kind, rf"{said[kind]} ?{low}") for kind in ("below", "at_most", "above", "at_least", "about")),
        ("at_most", paid_low),
    ]
    return [(shape, re.compile(pattern)) for shape, pattern in shapes]


def _either(words: Iterable[str]) -> str:
    return f"(?:{words_pattern(re.escape(word) for word in words)})"


def _number(name: str) -> str:
    spelt = words_pattern(re.escape(word) for word in pack().numbers)
    return rf"(?P<{name}>{FIGURE}|\b(?:{spelt})\b){MEASURES}"


def _unit(name: str) -> str:
    signs = words_pattern(re.escape(sign) for sign in (*SIGNS, *CODES))
    return rf"(?P<unit_{name}>{signs}|{'|'.join(pack().currencies)})"


def _sum(name: str) -> str:
    """A number with a currency before it, after it, or without one."""
    return rf"(?:{_unit(name + '_before')} ?)?{_number(name)}(?: ?{_unit(name + '_after')}(?!\w))?"


def _paid(name: str) -> str:
    """A sum that has its currency beside it: looked ahead for, then read as any sum."""
    unit, number = re.sub(r"\?P<\w+>", "?:", _unit(name)), re.sub(r"\?P<\w+>", "?:", _number(name))
    return rf"(?<![\w.,])(?={unit} ?{number}|{number} ?{unit}(?!\w)){_sum(name)}"
