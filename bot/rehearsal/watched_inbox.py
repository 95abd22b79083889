import asyncio
from collections.abc import Callable

from graph.ports.talk import Inbox


class WatchedInbox:
    """The shop's own inbox, with a bell that rings as updates are finished: a stage waits for it, not for time."""

    def __init__(self) -> None:
        self.finished: set[int] = set()
        self._underway: set[int] = set()
        self._kept: Inbox | None = None
        self._rung = asyncio.Event()

    def watch(self, kept: Inbox) -> None:
        """Stand before another inbox, as after a restart; what was under way is replayed from there."""
        self._kept = kept
        self._underway.clear()

    async def until(self, settled: Callable[[], bool]) -> None:
        """Wait until nothing is under way and `settled` says so."""
        while self._underway or not settled():
            rung = self._rung
            await rung.wait()

    async def accept(self, channel: str, number: int, content: str) -> bool:
        new = await self._inbox.accept(channel, number, content)
        if new:
            self._underway.add(number)
        return new

    async def pending(self, channel: str) -> list[tuple[int, str]]:
        pending = await self._inbox.pending(channel)
        self._underway |= {number for number, _ in pending}
        return pending

    async def done(self, channel: str, number: int) -> None:
        await self._inbox.done(channel, number)
        self._finish(number)

    async def set_aside(self, channel: str, number: int, why: str) -> None:
        await self._inbox.set_aside(channel, number, why)
        self._finish(number)

    @property
    def _inbox(self) -> Inbox:
        if self._kept is None:
            raise RuntimeError("there is no inbox behind this one yet: call watch() first")
        return self._kept

    def _finish(self, number: int) -> None:
        self.finished.add(number)
        self._underway.discard(number)
        self._rung.set()
        self._rung = asyncio.Event()
