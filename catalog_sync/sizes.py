"""Sizes in one spelling, so that a filter finds all of one size. EU 42 never becomes UK 8."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from catalog_sync.measures import measure

_WORDS = {
    "S": "small/klein/petit/petite/pequeño/pequeña",
    "M": "medium/med/mittel/moyen/moyenne/mediano/mediana",
    "L": "large/groß/gross/grand/grande",
    "One size": "os/onesize/one-size/one size/one size fits all/einheitsgröße/taille unique/talla única/taglia unica",
}
WORDS: Mapping[str, str] = MappingProxyType(
    {word: size for size, others in _WORDS.items() for word in (size.lower(), *others.split("/"))}
)
NAMED = re.compile(
    r"(?:(?:size|größe|groesse|gr|taille|pointure|talla|taglia|tamanho|maat|storlek)(?:\s*[:.]\s*|\s+))+(?=\w)",
    re.IGNORECASE,
)
EXTRA = re.compile(r"(?:([2-9])[\s-]?x|((?:(?:x|extra)[\s-]?)+))(s|l|small|large)", re.IGNORECASE)
LONGEST_RUN = 3
"""Of X: XXXL, then 4XL."""
TROUSERS = re.compile(r"w\s?(\d\d)[\s/x-]{0,3}l\s?(\d\d)|(\d\d)\s?w[\s/x-]{0,3}(\d\d)\s?l", re.IGNORECASE)
NUMBER = r"(\d{1,3}(?:[.,]5|\s?½|\s1/2)?)"
SYSTEM = re.compile(
    rf"(?:(EUR?|UK|US|FR|IT|DE|AU|JP)[\s-]?)?{NUMBER}(?:[\s-]?(EUR?|UK|US|FR|IT|DE|AU|JP))?", re.IGNORECASE
)


@lru_cache(maxsize=2048)
def size(text: str) -> str:
    """As in "XL" for "Extra Large", "EU 42.5" for "eu42,5", "W32/L34", "350 ml"; a word before it ("Größe 42") goes.

    What is none of these stays as it is.
    """
    named = WORDS.get(text.lower())
    match = None if named else NAMED.match(text)
    bare = text[match.end() :] if match else text
    return (
        named or WORDS.get(bare.lower()) or _extra(bare) or _trousers(bare) or _numbered(bare) or measure(bare) or bare
    )


def _extra(text: str) -> str | None:
    match = EXTRA.fullmatch(text)
    if match is None:
        return None
    count = int(match[1]) if match[1] else match[2].lower().count("x")
    letter = match[3][0].upper()
    return ("X" * count if count <= LONGEST_RUN else f"{count}X") + letter


def _trousers(text: str) -> str | None:
    match = TROUSERS.fullmatch(text)
    return f"W{match[1] or match[3]}/L{match[2] or match[4]}" if match else None


def _numbered(text: str) -> str | None:
    match = SYSTEM.fullmatch(text)
    if match is None or (match[1] and match[3]):
        return None
    number = re.sub(r"[.,]5|\s?½|\s1/2", ".5", match[2])
    system = (match[1] or match[3] or "").upper().replace("EUR", "EU")
    return f"{system} {number}".strip()
