import asyncio


class Bell:
    """Wakes everyone who waits for something to change. No ring is lost between a look and the wait after it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self) -> None:
        await self._rung.wait()
