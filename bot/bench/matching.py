"""Two shops' listings of the same things, and people's word on which are the same: a test of search by title."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.bench.rows import read_rows

FOLDER = "product-matching"
SEED = 7
MISSPELT = 0.2
"""Share of the longer words that are misspelt."""
FEWEST = 2
"""Words that a half has at least, where there are as many: one word alone names nothing."""
SHORT = 3
"""Letters of a word that is too short to misspell."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Set:
    """`queries` are one shop's titles, `listings` the other's rows, `matches` the ids of the same thing by query.

    `ids` are the queries' own.
    """

    name: str
    ids: tuple[str, ...]
    queries: tuple[str, ...]
    listings: tuple[Row, ...]
    matches: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Source:
    folder: str
    asking: str
    listing: str
    title: str
    delimiter: str


SOURCES = {
    "abt→buy": _Source("abt-buy", "abt.csv", "buy.csv", "name", "|"),
    "amazon→google": _Source("amazon-google", "amazon.csv", "gp.csv", "title", "#"),
}


def matching_sets(data: Path) -> list[Set]:
    """Raises BadInput where the folder of benchmark data has none."""
    return [_set(name, source, data / FOLDER / source.folder) for name, source in SOURCES.items()]


def _set(name: str, source: _Source, folder: Path) -> Set:
    asking, listing, pairs = (
        read_rows(folder / file, source.delimiter) for file in (source.asking, source.listing, "gt.csv")
    )
    matches: dict[str, set[str]] = {}
    for pair in pairs:
        matches.setdefault(pair["D1"], set()).add(pair["D2"])
    asked = [row for row in asking if row["id"] in matches]
    return Set(
        name,
        tuple(row["id"] for row in asked),
        tuple(row[source.title] for row in asked),
        tuple({**row, "title": row[source.title]} for row in listing),
        tuple(frozenset(matches[row["id"]]) for row in asked),
    )


def spellings(titles: Sequence[str]) -> dict[str, list[str]]:
    """The titles in full, a random half of the words of each in their order, and with neighbouring letters swapped.

    A half is rounded down, but has two words of a title that has two.
    """
    dice = Random(SEED)
    halves = [_half(title, dice) for title in titles]
    dice = Random(SEED)
    return {"full": list(titles), "half": halves, "typo": [_misspelt(title, dice) for title in titles]}


def _half(title: str, dice: Random) -> str:
    words = title.split()
    kept = sorted(dice.sample(range(len(words)), min(len(words), max(FEWEST, len(words) // 2))))
    return " ".join(words[place] for place in kept)


def _misspelt(title: str, dice: Random) -> str:
    return " ".join(_swapped(word, dice) if _chosen(word, dice) else word for word in title.split())


def _chosen(word: str, dice: Random) -> bool:
    return len(word) > SHORT and dice.random() < MISSPELT


def _swapped(word: str, dice: Random) -> str:
    at = dice.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def write_feed(listings: Iterable[Row], path: Path) -> None:
    """As a merchant's table. Where no price is known it is 1 USD: what cannot be sold is no listing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("id", "title", "description", "link", "image_link", "availability", "price", "brand"))
        for row in listings:
            words = (row["id"], row["title"], row["description"] or row["title"])
            table.writerow((*words, "", "", "in_stock", "1.00 USD", row.get("manufacturer", "")))
