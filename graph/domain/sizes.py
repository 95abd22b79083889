"""Which of two stated sizes is the larger: letters, numbers, and measures of one kind. What is not sure is not said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

LETTERS = re.compile(r"(?:(\d)X|(X*))([SL])|(M)")
NUMBER = re.compile(r"(?:([A-Z]{2}) )?(\d{1,3}(?:\.5)?)")
MEASURE = re.compile(r"(\d{1,7}(?:\.\d{1,4})?(?: x \d{1,7}(?:\.\d{1,4})?){0,2}) ([A-Za-z]+(?: oz)?)")
LENGTH, LETTER, NUMBERED = "m", "letter", "number"
IN_BRACKETS = re.compile(r"[^()]*\(([^()]+)\)")
"""A merchant's own words for a measure with the common ones behind them: "1,5 Kilo (1.5 kg)"."""
UNITS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "mm": (LENGTH, -3),
        "cm": (LENGTH, -2),
        "m": (LENGTH, 0),
        "mg": ("g", -3),
        "g": ("g", 0),
        "kg": ("g", 3),
        "ml": ("l", -3),
        "cl": ("l", -2),
        "dl": ("l", -1),
        "l": ("l", 0),
    }
)
"""Metric units as powers of ten of one of their kind; any other is comparable with itself only."""


@dataclass(frozen=True, slots=True)
class Size:
    """`kind` says with which sizes it can be compared: those of the same kind."""

    kind: str
    amount: Decimal


def size_of(stated: str) -> Size | None:
    """What a size option or a measure amounts to, None where that is not sure: "XL", "42", "EU 42.5", "30 x 20 cm".

    Several sides are one area or volume, several weights one weight: comparable where there are as many.
    """
    if letters := LETTERS.fullmatch(stated):
        return _lettered(letters)
    if number := NUMBER.fullmatch(stated):
        return Size(f"{NUMBERED} {number[1] or ''}", Decimal(number[2]))
    common = IN_BRACKETS.fullmatch(stated)
    measure = MEASURE.fullmatch(common[1] if common else stated)
    return _measured(measure) if measure else None


def _lettered(match: re.Match[str]) -> Size:
    """XS < S < M < L < XL < XXL < 3XL < 4XL."""
    extra = int(match[1]) if match[1] else len(match[2] or "")
    return Size(LETTER, Decimal({"S": -1 - extra, "L": 1 + extra}.get(match[3], 0)))


def _measured(match: re.Match[str]) -> Size:
    unit, power = UNITS.get(match[2], (match[2], 0))
    amount, numbers = Decimal(1), match[1].split(" x ")
    for number in numbers:
        amount *= Decimal(number)
    sides = len(numbers) if unit == LENGTH else 1
    return Size(f"{unit} {sides}", amount.scaleb(power * sides))
