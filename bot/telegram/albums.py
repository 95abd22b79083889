"""Albums: Telegram delivers the photos of one album as separate updates; together they are one turn."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram import Update

GAP = 0.7
"""Seconds after the last part. Parts of one album come within a few hundred milliseconds."""

Key = tuple[int, str]
"""The chat and the album's `media_group_id`."""
Serve = Callable[[list[Update]], Awaitable[None]]


@dataclass(slots=True)
class Gathering:
    parts: list[Update]
    grown: asyncio.Event = field(default_factory=asyncio.Event)


class Albums:
    """`open` and `join` return at once; `served` waits until the album that a part belongs to is answered."""

    def __init__(self, gap: float = GAP) -> None:
        self._gap = gap
        self._open: dict[Key, Gathering] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def open(self, key: Key, first: Update, serve: Serve) -> None:
        """Start gathering; `serve` gets all parts in the order of their ids once no more come."""
        gathering = self._open[key] = Gathering([first])
        self._tasks[first.update_id] = asyncio.create_task(self._gather(key, gathering, serve))

    def join(self, key: Key, part: Update) -> bool:
        """Add a part to an album that is being gathered; False where there is none."""
        gathering = self._open.get(key)
        if gathering is None:
            return False
        self._tasks[part.update_id] = self._tasks[gathering.parts[0].update_id]
        gathering.parts.append(part)
        gathering.grown.set()
        return True

    async def served(self, update_id: int) -> None:
        if task := self._tasks.get(update_id):
            await asyncio.shield(task)

    async def close(self) -> None:
        """Give up what is being gathered or answered; a durable inbox still has it."""
        tasks = set(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _gather(self, key: Key, gathering: Gathering, serve: Serve) -> None:
        try:
            while await self._grows(gathering.grown):
                gathering.grown.clear()
            del self._open[key]
            await serve(sorted(gathering.parts, key=lambda part: part.update_id))
        finally:
            for part in gathering.parts:
                del self._tasks[part.update_id]

    async def _grows(self, grown: asyncio.Event) -> bool:
        try:
            async with asyncio.timeout(self._gap):
                await grown.wait()
        except TimeoutError:
            return False
        return True
