"""What shoppers do, read from a file, and which button they then find under their thumb."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from graph.domain.conversation import Button, Meaning, Tap

CONVERSATIONS = Path(__file__).with_name("conversations.txt")


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    meaning: Meaning


Move = Say | Press


def conversations(path: Path = CONVERSATIONS) -> list[list[Move]]:
    """Raises KeyError for a tap that has no such meaning."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    told = ([_move(line) for line in block.splitlines() if line and not line.startswith("#")] for block in blocks)
    return [moves for moves in told if moves]


def moves(first: int) -> Iterator[Move]:
    """Without end, beginning with the conversation of that number, so that chats side by side say different things."""
    told = conversations()
    first %= len(told)
    return cycle(move for conversation in told[first:] + told[:first] for move in conversation)


def meant(press: Press, buttons: Iterable[Button]) -> Tap | None:
    return next((button.tap for button in buttons if button.tap and button.tap.meaning is press.meaning), None)


def _move(line: str) -> Move:
    return Press(Meaning[line[2:].upper()]) if line.startswith("> ") else Say(line)
