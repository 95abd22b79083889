"""What stands between two stages that work at the same time: a short line of things to do."""

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class Belt(Generic[T]):
    """Never holds more than `most` things: who is faster waits for who is slower. Several may put and take."""

    def __init__(self, most: int) -> None:
        self._queue: asyncio.Queue[T | None] = asyncio.Queue(most)

    async def put(self, item: T) -> None:
        await self._queue.put(item)

    async def close(self) -> None:
        """Nothing more will come."""
        await self._queue.put(None)

    async def take(self, most: int) -> list[T]:
        """What is there, up to `most`; waits for the first. Empty once it is closed and all was taken."""
        item = await self._queue.get()
        items: list[T] = []
        while item is not None:
            items.append(item)
            if len(items) == most or self._queue.empty():
                return items
            item = self._queue.get_nowait()
        self._queue.put_nowait(None)  # for the others who take
        return items
