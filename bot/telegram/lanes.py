"""Order within a chat, chats in parallel."""

import asyncio
from collections import Counter
from types import TracebackType
from typing import Self

PARALLEL = 64
"""Turns under way at once, over all chats."""


class Lanes:
    """A queue for each chat. `join` takes a place at once, without waiting, so the order is that of the calls."""

    def __init__(self, parallel: int = PARALLEL) -> None:
        self.slots = asyncio.Semaphore(parallel)
        self._last: dict[int, Place] = {}
        self._waiting: Counter[int] = Counter()

    def join(self, chat: int) -> "Place":
        place = Place(self, chat, self._last.get(chat))
        self._last[chat] = place
        self._waiting[chat] += 1
        return place

    def waiting(self, chat: int) -> int:
        """How many places of this chat are taken, the one being served included."""
        return self._waiting[chat]

    def leave(self, place: "Place") -> None:
        self._waiting[place.chat] -= 1
        if self._last.get(place.chat) is place:
            del self._last[place.chat], self._waiting[place.chat]


class Place:
    """`async with` waits for its turn. A place that is joined has to be entered, or those behind it wait for ever."""

    def __init__(self, lanes: Lanes, chat: int, before: "Place | None") -> None:
        self.chat = chat
        self.left: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lanes, self._before = lanes, before

    async def __aenter__(self) -> Self:
        try:
            if self._before:
                await asyncio.shield(self._before.left)
                self._before = None
            await self._lanes.slots.acquire()
        except asyncio.CancelledError:
            self._give_up()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lanes.slots.release()
        self._leave()

    def _give_up(self) -> None:
        """Those behind still wait for those before."""
        if self._before:
            self._before.left.add_done_callback(lambda _: self._leave())
        else:
            self._leave()

    def _leave(self) -> None:
        self._before = None
        self.left.set_result(None)
        self._lanes.leave(self)
