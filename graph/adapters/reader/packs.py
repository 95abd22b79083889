"""Language packs: what the rules know of each language, read once from TOML and joined, since people mix languages."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PACKS = Path(__file__).parent / "packs"


@dataclass(frozen=True, slots=True)
class Pack:
    """All languages together. Patterns are compiled against plain text (see `plain`); word tables map to one spelling.

    `intents` and `smalltalk` keep the order of their file: the first that matches wins.
    """

    intents: Mapping[str, re.Pattern[str]]
    smalltalk: Mapping[str, re.Pattern[str]]
    budget: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    currencies: Mapping[str, str]
    recipients: Mapping[str, str]
    ordinals: Mapping[str, str]
    colours: Mapping[str, str]
    sizes: Mapping[str, str]
    size_keywords: tuple[str, ...]
    synonyms: Mapping[str, str]
    fillers: frozenset[str]
    refines: re.Pattern[str]


def plain(text: str) -> str:
    """Lower case, no accents, straight quotes, single spaces: what patterns are matched against."""
    lowered = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("ß", "ss"))
    return " ".join("".join(sign for sign in lowered if not unicodedata.combining(sign)).split())


@cache
def pack() -> Pack:
    """Every language's rules joined."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(PACKS.glob("*.toml"))]
    return Pack(
        intents=_patterns(files, "intents"),
        smalltalk=_patterns(files, "smalltalk"),
        budget={name: tuple(plain(word) for word in words) for name, words in _joined(files, "budget").items()},
        numbers={plain(word): value for file in files for word, value in file.get("numbers", {}).items()},
        currencies=_spellings(files, "currencies"),
        recipients=_spellings(files, "recipients"),
        ordinals=_spellings(files, "ordinals"),
        colours=_spellings(files, "colours"),
        sizes={word: size for word, size in _spellings(files, "sizes").items() if size != "keywords"},
        size_keywords=tuple(plain(word) for word in _joined(files, "sizes")["keywords"]),
        synonyms=_spellings(files, "synonyms"),
        fillers=frozenset(plain(word) for word in _joined(files, "fillers")["words"]),
        refines=_any_of(_joined(files, "refine")["starts"]),
    )


def words_pattern(words: Iterable[str]) -> str:
    """An alternation that prefers the longest."""
    return "|".join(sorted(words, key=len, reverse=True))


def _joined(files: list[dict[str, Any]], section: str) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = {}
    for file in files:
        for name, entries in file.get(section, {}).items():
            joined.setdefault(name, []).extend(entries)
    return joined


def _patterns(files: list[dict[str, Any]], section: str) -> dict[str, re.Pattern[str]]:
    return {name: _any_of(patterns) for name, patterns in _joined(files, section).items()}


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _spellings(files: list[dict[str, Any]], section: str) -> dict[str, str]:
    """From each spelling to the one name it stands for."""
    return {plain(word): name for name, words in _joined(files, section).items() for word in words}
