"""Several requests at a time, but never more than a shop's server bears."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def at_once(work: Callable[[T], Awaitable[R]], items: Iterable[T], most: int) -> list[R]:
    """The results in the order of the items. The first failure ends all the others and is raised."""
    places = asyncio.Semaphore(most)

    async def one(item: T) -> R:
        async with places:
            return await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(item)) for item in items]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]
