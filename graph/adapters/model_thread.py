"""Where models live: off the event loop, loaded once, asked one call at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

Model = TypeVar("Model")
Answer = TypeVar("Answer")


class ModelThread(Generic[Model]):
    """A model with a thread of its own, in which it is loaded when first asked.

    Callers queue at the thread instead of waiting for a lock, which would fill the event loop's own pool with waiters;
    one who gives up before its turn leaves the queue.
    """

    def __init__(self, name: str, load: Callable[[], Model]) -> None:
        self._load = load
        self._loaded: list[Model] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def ask(self, question: Callable[[Model], Answer]) -> Answer:
        """`question` of the model; what loading or asking raises is raised here, and a failed load is tried again."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._put, question)

    def _put(self, question: Callable[[Model], Answer]) -> Answer:
        if not self._loaded:
            self._loaded.append(self._load())
        return question(self._loaded[0])
