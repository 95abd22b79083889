"""The queries that search does worst on, to be looked at: what one could mend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SHOWN = 10
FILE = "retrieval.md"

Named = tuple[str, str]
"""A thing's id and title."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A query by its id, what it meant, and what was found for it, best first.

    `gain` is its nDCG@10, `score` that of the first thing found, `place` that of the first right one (0: nowhere).
    """

    part: str
    id: str
    query: str
    right: tuple[Named, ...]
    found: tuple[Named, ...]
    gain: float
    score: float
    place: int


def worst(missed: Iterable[Missed]) -> list[Missed]:
    """With the least gain, and of these the surest of what is wrong, first."""
    return sorted(missed, key=lambda each: (each.gain, -each.score))[:SHOWN]


def write(missed: Sequence[Missed], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text("\n".join(map(_said, missed)), encoding="utf-8")


def _said(missed: Missed) -> str:
    heading = f"## {missed.part} {missed.id}: {missed.query}\n"
    right = "".join(f"- right: {id_} {title}\n" for id_, title in missed.right)
    found = "".join(f"{place}. {id_} {title}\n" for place, (id_, title) in enumerate(missed.found, 1))
    return f"{heading}\n{right}\n{found}"
