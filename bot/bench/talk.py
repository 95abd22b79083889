"""Shoppers who talk to a shop opened in this process, one turn after another in each chat."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from bot.bench.figures import BenchFailed
from bot.bench.moves import Move, Say, meant, moves
from graph.domain.conversation import Button, MediaRef, Reply, Tap, Turn
from graph.shop import Shop

LAST_STEP = "respond"


@dataclass(slots=True)
class Chat:
    """One shopper. `seconds` are the times of the turns so far."""

    shop: Shop
    number: int
    id: str = field(default_factory=lambda: f"bench:{uuid4()}")
    seconds: list[float] = field(default_factory=list)
    _buttons: tuple[Button, ...] = ()

    async def talk(self, until: float) -> None:
        """Say one thing after another, each as soon as the one before is answered."""
        for move in moves(self.number):
            if time.perf_counter() >= until:
                return
            await self._do(move)

    async def say(self, moves: Iterable[Move]) -> None:
        for move in moves:
            await self._do(move)

    async def answer(self, turn: Turn) -> None:
        """Raises BenchFailed for an apology: its time says nothing."""
        start = time.perf_counter()
        reply = await self.shop.answer(turn)
        self.seconds.append(time.perf_counter() - start)
        if LAST_STEP not in {step.node for step in reply.steps}:
            raise BenchFailed(f"the shop failed to answer {turn.text or turn.tap!r}; its log says why")
        self._buttons = _buttons(reply) or self._buttons

    async def _do(self, move: Move) -> None:
        if isinstance(move, Say):
            await self.answer(self.turn(text=move.text))
        elif tap := meant(move, self._buttons):
            await self.answer(self.turn(tap=tap))

    def turn(self, *, text: str = "", tap: Tap | None = None, photos: Iterable[MediaRef] = ()) -> Turn:
        now = self.shop.clock.now()
        return Turn(f"bench:{uuid4()}", self.id, self.id, now, text=text, tap=tap, photos=tuple(photos))


async def together(chats: Sequence[Chat], seconds: float) -> float:
    """Let all of them talk at once for so long; the seconds that it took."""
    start = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for chat in chats:
            tasks.create_task(chat.talk(start + seconds))
    return time.perf_counter() - start


def _buttons(reply: Reply) -> tuple[Button, ...]:
    rows = (row for block in reply.blocks for row in getattr(block, "rows", ()))
    return tuple(button for row in rows for button in row)
