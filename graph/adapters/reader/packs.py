"""Language packs: what the rules know of each language, read once from TOML. A message is read by the pack it fits."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

PACKS = Path(__file__).parent / "packs"
FIRST = "en"
"""The language of a message that fits no pack better than another."""


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """One language. Patterns are compiled against plain text (see `plain`); word tables map to one spelling.

    `intents`, `smalltalk`, `likeness` and `rankings` keep the order of their file: the first that matches wins.
    `concepts` are kinds of products under their English name, with what people call them. `known` are the words that
    speak for this language. `weights` are currencies that people weigh in as well ("pounds"), and `weighing` tells
    which is meant. `asks` is what asks for goods of whatever kind, `makers` are words said before the maker asked for;
    `likeness` is what asks for a thing as the one in view, `rankings` what puts those in view in an order, `few` how
    many of the first are meant, `less` says for less money; `idle` are words that, like fillers, name none, though a
    search may hold them.
    """

    language: str
    intents: Mapping[str, re.Pattern[str]]
    smalltalk: Mapping[str, re.Pattern[str]]
    likeness: Mapping[str, re.Pattern[str]]
    rankings: Mapping[str, re.Pattern[str]]
    few: Mapping[str, re.Pattern[str]]
    less: re.Pattern[str]
    budget: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    currencies: Mapping[str, str]
    measures: str
    weights: str
    weighing: re.Pattern[str]
    recipients: Mapping[str, re.Pattern[str]]
    ordinals: Mapping[str, re.Pattern[str]]
    colours: Mapping[str, str]
    sizes: Mapping[str, str]
    size_keywords: str
    concepts: Mapping[str, tuple[str, ...]]
    asks: re.Pattern[str]
    makers: str
    fillers: frozenset[str]
    idle: frozenset[str]
    elisions: re.Pattern[str] | None
    refines: re.Pattern[str]
    points: re.Pattern[str]
    known: frozenset[str]


def plain(text: str) -> str:
    """Lower case, no accents, straight quotes, single spaces: what patterns are matched against."""
    lowered = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("œ", "oe"))
    return " ".join("".join(sign for sign in lowered if not unicodedata.combining(sign)).split())


@cache
def packs() -> Mapping[str, Pack]:
    """Every language's pack by its code, the one that wins ties first."""
    paths = sorted(PACKS.glob("*.toml"), key=lambda path: (path.stem != FIRST, path.stem))
    return {path.stem: _pack(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths}


def pack_for(text: str) -> Pack:
    """The pack that knows most words of a plain text."""
    words = set(re.findall(r"[a-z]+", text))
    return max(packs().values(), key=lambda pack: len(words & pack.known))


@cache
def colour_words() -> frozenset[str]:
    """Of every language."""
    return frozenset(word for pack in packs().values() for word in pack.colours)


def any_of(words: Iterable[str]) -> str:
    """An alternation of literal words that prefers the longest."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _pack(language: str, file: Mapping[str, Any]) -> Pack:
    colours, sizes, fillers = _inflected(file["colours"]), dict(file["sizes"]), _plain(file["fillers"]["words"])
    keywords = _plain(sizes.pop("keywords"))
    concepts = {name: _plain(words) for name, words in file["concepts"].items()}
    budget = {name: _plain(words) for name, words in file["budget"].items()}
    numbers = {plain(word): value for word, value in file["numbers"].items()}
    elisions = file["fillers"].get("elisions")
    people = chain.from_iterable(file["recipients"].values())
    lists = {name: f"(?:{'|'.join(words)})" for name, words in {**file["lists"], "person": people}.items()}
    told = chain(fillers, colours, numbers, keywords, _plain(file["language"]["marks"]), *concepts.values())
    return Pack(
        language=language,
        intents={name: _either(patterns, lists) for name, patterns in file["intents"].items()},
        smalltalk={name: _either(patterns, lists) for name, patterns in file["smalltalk"].items()},
        likeness={name: _either(patterns, lists) for name, patterns in file["likeness"].items()},
        rankings={name: _either(patterns, lists) for name, patterns in file["rankings"].items()},
        few=_whole_words(file["few"]),
        less=_either(file["refine"]["less"], lists),
        budget=budget,
        numbers=numbers,
        currencies=_spellings(file["currencies"]),
        measures="|".join(file["measures"]["words"]),
        weights="|".join(file["measures"]["weights"]),
        weighing=re.compile(rf"\b(?:{'|'.join(file['measures']['weighing'])})\b"),
        recipients=_whole_words(file["recipients"]),
        ordinals=_whole_words(file["ordinals"]),
        colours=colours,
        sizes=_spellings(sizes),
        size_keywords=any_of(keywords),
        concepts=concepts,
        asks=_either(file["wish"]["asks"], lists),
        makers=any_of(_plain(file["wish"]["makers"])),
        fillers=frozenset(fillers),
        idle=frozenset(_plain(file["fillers"]["idle"])),
        elisions=re.compile(rf"\b{elisions}") if elisions else None,
        refines=_either(file["refine"]["starts"], lists),
        points=_either(file["refine"]["points"], lists),
        known=frozenset(re.findall(r"[a-z]{2,}", " ".join((*told, *chain(*budget.values()))))),
    )


def _plain(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(plain(word) for word in words)


def _either(patterns: Iterable[str], lists: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for all of them, the lists of words that they name filled in."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(re.sub(r"<(\w+)>", lambda name: lists[name.group(1)], joined))


def _whole_words(table: Mapping[str, list[str]]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") for name, patterns in table.items()}


def _spellings(table: Mapping[str, list[str]]) -> dict[str, str]:
    """From each spelling to the one name it stands for."""
    return {plain(word): name for name, words in table.items() for word in words}


def _inflected(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Colours agree with their nouns: each spelling with each of the language's endings."""
    endings = table.get("endings", [""])
    spellings = _spellings({name: words for name, words in table.items() if name != "endings"})
    return {word + ending: name for word, name in spellings.items() for ending in endings}
