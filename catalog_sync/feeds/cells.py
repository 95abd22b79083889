"""What shops' tables write into a single cell: several addresses, bare prices, JSON."""

import re

import orjson

BEFORE_ADDRESS = re.compile(r"[\s,;]{1,9}(?=[a-z][a-z\d+.-]{1,15}://)", re.IGNORECASE)
BETWEEN_PATHS = re.compile(r"[,;\n]")
LETTER = re.compile(r"[^\W\d_]")


def addresses(cell: str) -> str:
    """Several in one cell, one a line. A comma inside an address should be written %2C; many are not, and stay."""
    between = BEFORE_ADDRESS if "://" in cell else BETWEEN_PATHS
    return "\n".join(part for piece in between.split(cell) if (part := piece.strip(" \t\r\n,;")))


def in_currency(price: str, currency: str | None) -> str:
    """In a shop that sells in EUR "19.99" is "19.99 EUR"; what names a currency itself stays, and so does nothing."""
    amount = price.strip()
    return f"{amount} {currency}" if amount and currency and not LETTER.search(amount) else amount


def bare(code: str) -> str:
    """Without the apostrophe by which a spreadsheet is told that digits, or what looks like a formula, are text."""
    return code.strip().removeprefix("'")


def spoken(value: str) -> str:
    """A field's value as people read it: Shopify writes lists, measures and rich text as JSON."""
    text = value.strip()
    if not text.startswith(("[", "{")):
        return text
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return (", " if isinstance(content, list) else " ").join(_words(content))


def _words(content: object) -> list[str]:
    """The words and numbers of a list, and those that an object calls its value and its unit, in their order."""
    words: list[str] = []
    waiting = [content]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict):
            waiting += [each[key] for key in ("children", "unit", "value") if key in each]
        elif isinstance(each, str | int | float) and not isinstance(each, bool) and str(each).strip():
            words.append(str(each).strip())
    return words
