"""A conversation's state: what is kept between turns, and what lives for one turn only."""

from dataclasses import dataclass
from typing import Annotated, TypedDict

from langgraph.channels import UntrackedValue

from graph.acts import Act, Find, Remark
from graph.domain.conversation import Button, Meaning, Reply, Tap, Turn
from graph.domain.money import Money
from graph.domain.recognition import Sighting
from graph.domain.wishes import NOTHING, Budget, Reading, Wish

KEPT_LISTS = 12
"""Lists of cards that can still be paged through; older ones ask to be looked for again."""


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card once shown; its price and stock are read again each time."""

    key: int
    met: tuple[str, ...] = ()
    confidence: str | None = None
    clues: tuple[tuple[str, str], ...] = ()
    similar: bool = False


@dataclass(frozen=True, slots=True)
class ShownList:
    number: int
    wish: Wish
    cards: tuple[ShownCard, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What a conversation remembers. `focus` is the variant in view, `buttons` those of the newest reply.

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
    """`memory` is checkpointed; everything else belongs to one turn and is never written down."""

    memory: Memory
    turn: Annotated[Turn, UntrackedValue]
    recall: Annotated[Memory, UntrackedValue]
    reading: Annotated[Reading, UntrackedValue]
    sightings: Annotated[tuple[Sighting, ...], UntrackedValue]
    finds: Annotated[tuple[Find, ...], UntrackedValue]
    remarks: Annotated[tuple[Remark, ...], UntrackedValue]
    act: Annotated[Act, UntrackedValue]
    reply: Annotated[Reply, UntrackedValue]


CHECKPOINTED = (Memory, ShownList, ShownCard, Wish, Budget, Money, Button, Tap, Meaning)
"""The types that may come back out of a checkpoint; an unlisted one would return as a bare dict."""
