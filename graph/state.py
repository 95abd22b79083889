"""A conversation's state: what is kept between turns, and what lives for one turn only."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypedDict

from langgraph.channels import UntrackedValue
from pydantic import TypeAdapter

from graph.acts import Act, Find, Remark
from graph.domain.conversation import Button, MediaRef, Reply, Turn
from graph.domain.wishes import NOTHING, Reading, Wish

KEPT_LISTS = 12
"""Lists of cards that can still be paged through; older ones ask to be looked for again."""
KEPT_BUTTONS = 24


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card once shown; its price and stock are read again each time.

    `photo` names the stored photo that it may show: what the photo looks like is seen again when that is asked for.
    """

    key: int
    met: tuple[str, ...] = ()
    confidence: str | None = None
    clues: tuple[tuple[str, str], ...] = ()
    similar: bool = False
    photo: MediaRef | None = None


@dataclass(frozen=True, slots=True)
class ShownList:
    number: int
    wish: Wish
    cards: tuple[ShownCard, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What a conversation remembers. `focus` is the variant in view, `buttons` those of late, newest first.

    `before` is the memory as it was before `turn`: a turn that is delivered again starts from there.
    """

    turn: str = ""
    wish: Wish = NOTHING
    focus: int | None = None
    lists: tuple[ShownList, ...] = ()
    opened: int = 0
    buttons: tuple[Button, ...] = ()
    before: "Memory | None" = None

    def list(self, number: int | None) -> ShownList | None:
        return next((shown for shown in self.lists if shown.number == number), None)


class State(TypedDict, total=False):
    """`memory` is a frozen `Memory` and checkpointed; all else belongs to one turn and is never written down."""

    memory: dict[str, Any]
    turn: Annotated[Turn, UntrackedValue]
    recall: Annotated[Memory, UntrackedValue]
    reading: Annotated[Reading, UntrackedValue]
    scene: Annotated[MediaRef | None, UntrackedValue]
    finds: Annotated[tuple[Find, ...], UntrackedValue]
    remarks: Annotated[tuple[Remark, ...], UntrackedValue]
    act: Annotated[Act, UntrackedValue]
    reply: Annotated[Reply, UntrackedValue]


def freeze(memory: Memory) -> dict[str, Any]:
    """Plain JSON types: a checkpoint gives tuples back as lists and unlisted types as bare dicts."""
    frozen: dict[str, Any] = _memories().dump_python(memory, mode="json", exclude_defaults=True)
    return frozen


def thaw(frozen: dict[str, Any] | None) -> Memory:
    """The memory as it was frozen; a conversation's first turn has none."""
    return _memories().validate_python(frozen) if frozen else Memory()


@cache
def _memories() -> TypeAdapter[Memory]:
    return TypeAdapter(Memory)
