"""Time, words understood, and what outlives a process of a conversation."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from graph.domain.catalogue import Vocabulary
from graph.domain.wishes import Reading, Wish


class Clock(Protocol):
    def now(self) -> datetime:
        """The present in UTC, aware."""
        ...


class Reader(Protocol):
    async def read(self, text: str, vocabulary: Vocabulary, before: Wish | None) -> Reading:
        """What a message asks for, in the catalogue's own spellings. `before` is the wish it may refine."""
        ...


class Conversations(Protocol):
    """Conversations' memory between turns."""

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """Hold the conversation for one turn, across processes too: LangGraph loses turns that overlap."""
        ...

    async def prune(self, conversation: str) -> None:
        """Forget all but the newest checkpoint."""
        ...


class Inbox(Protocol):
    """What a channel has received and not yet answered, kept across crashes."""

    async def accept(self, channel: str, number: int, content: str) -> bool:
        """Keep it before acknowledging it; False where this number was accepted before."""
        ...

    async def pending(self, channel: str) -> list[tuple[int, str]]:
        """Accepted and neither done nor set aside, oldest first."""
        ...

    async def done(self, channel: str, number: int) -> None: ...

    async def set_aside(self, channel: str, number: int, why: str) -> None:
        """It cannot be processed, now or later; kept for a person to see."""
        ...
