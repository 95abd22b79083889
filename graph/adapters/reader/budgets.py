"""A budget in its many spellings: "under 60", "€20-40", "max. 1.299,00 EUR", "thirty dollars or less", "about 50"."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision

from graph.adapters.reader.packs import Pack, any_of
from graph.domain.money import Money
from graph.domain.wishes import Budget

SIGNS = {"€": "EUR", "$": "USD", "us$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zl": "PLN", "kr": "SEK"}
CODES = ("eur", "usd", "gbp", "chf", "jpy", "pln", "sek", "nok", "dkk", "czk", "cad", "aud")
AROUND = Decimal("0.2")
"""How far "about 50" reaches to either side."""

FIGURE = r"(?:\d{1,3}(?:[.,' ]\d{3})+(?![\d])|\d+)(?:[.,]\d{1,2})?(?![\d]|[.,]\d)(?:[.,](?:-{1,2}|–))?"
PRICE = r"(?:\d{1,3}(?:[.,' ]\d{3})+|\d+)[.,]\d{2}"
FREE = r"(?<![\w.,])(?<![a-z]-)"
"""Where a number may begin: not inside another one, nor after the hyphen of one in words."""
BY = r" ?(?:x|×|by|mal|por|par|sur) ?"
"""What stands between the sides of a thing."""
NAMED_AFTER = re.compile(r"(?:\bmaxi?|\bmini?|\+|\d)$")
NAMED_BEFORE = re.compile(r"\d+[a-z]+|[a-z]+\d+|air|mad|pro")
"""Words that "max" makes a name with."""
THEREOF = r" (?:of (?:them|these|those|each)|davon|de ellos|de ellas|d'entre)\b"
DATE = r"\d{1,2}\.\d{1,2}\.(?:\d{2,4})?(?!\d)"


@dataclass(frozen=True, slots=True)
class Found:
    """A budget and the stretch of plain text that spelt it."""

    budget: Budget
    start: int
    end: int


def find_budget(text: str, currency: str, pack: Pack) -> Found | None:
    """The first budget in plain text, its amounts taken as the shop's `currency` (`spelt` keeps another one)."""
    if not _numerals(pack).search(text):
        return None
    money_only = _no_money(pack).sub(lambda measure: "_" * len(measure.group()), text)
    for shape, pattern in _shapes(pack):
        match = next((each for each in pattern.finditer(money_only) if _is_money(each, currency, pack)), None)
        if match:
            return Found(_budget(shape, match, currency, pack), match.start(), match.end())
    return None


def _is_money(match: re.Match[str], currency: str, pack: Pack) -> bool:
    """A number with its currency is money; one without where it neither counts things nor belongs to a name."""
    units = [value for name, value in match.groupdict().items() if value and name.startswith("unit")]
    if units:
        return not any(_is_weight(unit, match, currency, pack) for unit in units)
    return not (_counts(match.string[match.end() :], pack) or _is_name(match, pack))


def _is_weight(unit: str, match: re.Match[str], currency: str, pack: Pack) -> bool:
    """By itself "5 pounds" is a weight where money is another, "under 5 pounds" only beside a word of weighing."""
    if not re.fullmatch(pack.weights, unit):
        return False
    alone = match.start() == match.start("low") and match[0].endswith(unit)
    return (alone and _code(unit, pack) != currency) or pack.weighing.search(match.string) is not None


def _counts(after: str, pack: Pack) -> bool:
    """Whether things follow, in the plural: "up to 5 players", "10 of them", but not "under 50 cordless"."""
    if re.match(THEREOF, after):
        return True
    word = re.match(r" ?([a-z]+[^s\W]s)\b", after)
    return word is not None and word[1] not in pack.known


def _is_name(match: re.Match[str], pack: Pack) -> bool:
    """What a name ends in is no limit: "3ds Max 9", "iPhone 12 max", "SPF 50+"."""
    before = re.search(r"(\w+) $", match.string[: match.start()])
    if before is None:
        return False
    if match.start() == match.start("low"):
        return NAMED_AFTER.search(match[0]) is not None and before[1] not in pack.known
    return match[0].startswith("max ") and NAMED_BEFORE.fullmatch(before[1]) is not None


def _budget(shape: str, match: re.Match[str], shop_currency: str, pack: Pack) -> Budget:
    groups = {name: value for name, value in match.groupdict().items() if value}
    amounts = [_amount(groups[name], pack) for name in ("low", "high") if name in groups]
    at_least, at_most = _bounds(shape, [_minor(amount, shop_currency) for amount in amounts])
    spelt = next((_code(value, pack) for name, value in groups.items() if name.startswith("unit")), None)
    return Budget(
        at_most=None if at_most is None else Money(at_most, shop_currency),
        at_least=None if at_least is None else Money(at_least, shop_currency),
        spelt=spelt if spelt != shop_currency else None,
    )


def _bounds(shape: str, minor: list[int]) -> tuple[int | None, int | None]:
    """Inclusive bounds; "under" and "over" leave their own amount out."""
    bounds: dict[str, tuple[int | None, int | None]] = {
        "between": (min(minor), max(minor)),
        "below": (None, max(minor[0] - 1, 0)),
        "above": (minor[0] + 1, None),
        "at_least": (minor[0], None),
        "about": (int(minor[0] * (1 - AROUND)), int(minor[0] * (1 + AROUND))),
        "at_most": (None, minor[0]),
    }
    return bounds[shape]


def _minor(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(get_currency_precision(currency)))


def _amount(written: str, pack: Pack) -> Decimal:
    """1,299.00 and 1.299,00 are one number; a lone separator before three digits groups, else it is the decimal one."""
    if written in pack.numbers:
        return Decimal(pack.numbers[written])
    number = re.sub(r"[ '\-–]|[.,](?=[-–])", "", written)
    decimals = re.search(r"[.,](\d{1,2})$", number)
    whole = number[: decimals.start()] if decimals else number
    return Decimal(f"{re.sub('[.,]', '', whole)}.{decimals.group(1) if decimals else 0}")


def _code(word: str, pack: Pack) -> str | None:
    if word in SIGNS or word in CODES:
        return SIGNS.get(word, word.upper())
    return next((code for spelling, code in pack.currencies.items() if re.fullmatch(spelling, word)), None)


@cache
def _numerals(pack: Pack) -> re.Pattern[str]:
    """Most messages name no number at all, and are done here."""
    return re.compile(rf"\d|\b(?:{any_of(pack.numbers)})\b")


@cache
def _no_money(pack: Pack) -> re.Pattern[str]:
    """Numbers that are no money: dimensions, weights, ages, sizes, dates."""
    number, joint = _number(pack), rf"(?:{BY}| ?(?:-|–|{any_of(pack.budget['and'])}) ?)"
    measured = rf"(?<![\w.,])(?:{number}{joint}){{0,2}}{number}\+?(?:[ -]?(?:{pack.measures})\b| ?[%\"”″])"
    sides = rf"(?<![\w.,]){number}(?:{BY}{number})+(?! ?(?:{_units(pack)})(?!\w))"
    sized = rf"\b(?:{pack.size_keywords}) ?:?(?: of)? ?\d++(?:[.,]\d+)?+\b(?! ?(?:{_units(pack)})(?!\w))"
    return re.compile(rf"{measured}|{sides}|{sized}|(?<![\w.]){DATE}")


@cache
def _shapes(pack: Pack) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Shapes of budgets, the most telling first. Where no currency is named, a word may not follow "over 3" at once.

    A price alone, "lamp 19.99", ends what is said.
    """
    words = {kind: f"(?:{any_of(spellings)})" for kind, spellings in pack.budget.items()}
    said = {kind: rf"(?<!\w){spellings}" for kind, spellings in words.items()}
    low, high, paid = _sum(pack, "low"), _sum(pack, "high"), _paid(pack, "low")
    alone = rf"(?! ?(?!(?:{any_of(pack.fillers)})\b)[a-z])"
    lower, upper = ("below", "at_most"), ("above", "at_least", "about")
    shapes = [
        ("between", rf"(?:{said['between']}|{said['at_least']}) ?{low} ?{words['and']} ?{high}"),
        ("between", rf"{paid} ?{words['and']} ?{high}"),
        ("between", rf"{FREE}(?P<low>{_number(pack)}) ?{words['and']} ?{_paid(pack, 'high')}"),
        ("at_most", rf"{FREE}{low} ?{words['or_less']}(?!\w| ?\d)"),
        ("at_least", rf"{FREE}{low} ?{words['or_more']}(?!\w)"),
        ("about", rf"{FREE}{low} ?{words['or_so']}(?!\w)"),
        *((kind, rf"{said[kind]} ?{low}") for kind in lower),
        ("at_most", rf"{said['have']} ?(?:{_paid(pack, 'low')})"),
        ("at_most", rf"{said['have']} ?{low}{alone}"),
        *((kind, rf"{said[kind]} ?(?:{_paid(pack, 'low')})") for kind in upper),
        *((kind, rf"{said[kind]} ?{low}{alone}") for kind in upper),
        ("at_most", paid),
        ("at_most", rf"{FREE}(?P<low>{PRICE})(?!\w|[.,]\d)(?= ?(?:[^\w .]|\.? *$))"),
    ]
    return tuple((shape, re.compile(pattern)) for shape, pattern in shapes)


def _number(pack: Pack) -> str:
    """Figures or words; what is read as one number is never taken apart again ("thirty-five" is no 30 to 5)."""
    return rf"(?:{FIGURE}|\b(?>{any_of(pack.numbers)})\b)"


def _units(pack: Pack) -> str:
    return rf"{any_of((*SIGNS, *CODES))}|{'|'.join(pack.currencies)}"


def _sum(pack: Pack, name: str) -> str:
    """A number with a currency before it, after it, or without one."""
    before, after = (rf"(?P<unit_{name}_{side}>{_units(pack)})" for side in ("before", "after"))
    return rf"(?:{before} ?)?(?P<{name}>{_number(pack)})(?: ?{after}(?!\w))?"


def _paid(pack: Pack, name: str) -> str:
    """A sum that has its currency beside it: looked ahead for, then read as any sum."""
    unit, number = f"(?:{_units(pack)})", _number(pack)
    return rf"{FREE}(?={unit} ?{number}|{number} ?{unit}(?!\w)){_sum(pack, name)}"
