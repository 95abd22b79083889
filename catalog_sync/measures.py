"""Measures in one spelling where they can be read surely. Nothing is converted from one unit into another."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_SPELLINGS = {
    "mm": "millimeter millimetre millimeters millimetres millimètre millimètres milímetro milímetros",
    "cm": "centimeter centimetre centimeters centimetres zentimeter centimètre centimètres centímetro centímetros",
    "m": "meter metre meters metres mètre mètres metro metros",
    "in": '" ″ ” inch inches zoll pouce pouces pulgada pulgadas',
    "ft": "foot feet",
    "mg": "milligram milligrams milligramm milligramme milligrammes miligramo miligramos",
    "g": "gr gram grams gramm gramme grammes gramo gramos",
    "kg": "kgs kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogramo kilogramos",
    "oz": "ounce ounces",
    "lb": "lbs pound pounds",
    "ml": "milliliter millilitre milliliters millilitres mililitro mililitros",
    "cl": "centiliter centilitre centiliters centilitres zentiliter centilitro centilitros",
    "l": "liter litre liters litres litro litros",
    "floz": "",
}
UNITS: Mapping[str, str] = MappingProxyType(
    {spelling: unit for unit, others in _SPELLINGS.items() for spelling in (unit, *others.split())} | {"floz": "fl oz"}
)
"""By spellings without dots and spaces. A single capital letter is none of them: 34 L is a length of trousers."""
LONGEST = 60
"""Characters; what is longer is a sentence, not a measure."""
PART = re.compile(r"(\d{1,7}(?:[.,]\d{1,4})?)\s?(\D*)", re.ASCII)
TIMES = re.compile(r"\s?[x×]\s?(?=\d)", re.IGNORECASE)
UNSURE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
"""Thousands to one merchant, three decimals to the next."""


def measure(text: str) -> str | None:
    """What is written as 350ml, 1,5 Kilo or 30cm × 40cm is 350 ml, 1.5 kg, 30 x 40 cm; None for anything else."""
    return _measure(text) if text[:1].isdecimal() and len(text) <= LONGEST else None


def with_measure(text: str) -> str:
    """The merchant's words, and where their measure is spelt otherwise by most, that spelling behind them.

    "350ml" is "350 ml" to everybody; "1,5 Kilo" becomes "1,5 Kilo (1.5 kg)", so that either is found.
    """
    plain = measure(text)
    if plain is None:
        return text
    return plain if _letters(plain) == _letters(text) else f"{text} ({plain})"


@lru_cache(maxsize=2048)
def _measure(text: str) -> str | None:
    numbers, units = [], []
    for part in TIMES.split(text):
        match = PART.fullmatch(part)
        if match is None or UNSURE.fullmatch(match[1]):
            return None
        numbers.append(match[1].replace(",", "."))
        units.append(match[2])
    unit = _unit(units[-1])
    if unit is None or any(other and _unit(other) != unit for other in units):
        return None
    return f"{' x '.join(numbers)} {unit}"


def _unit(text: str) -> str | None:
    word = text.replace(".", "").replace(" ", "")
    return None if len(word) == 1 and word.isupper() else UNITS.get(word.lower())


def _letters(text: str) -> str:
    return text.lower().replace(" ", "").replace("×", "x")
