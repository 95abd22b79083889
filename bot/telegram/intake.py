"""Nothing received is lost: every raw update is in the durable inbox before Telegram is told that we have it."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from telegram import Bot, Update

from graph.ports.talk import Inbox

log = logging.getLogger(__name__)

CHANNEL = "telegram"
CAPACITY = 1000
"""Updates under way or waiting in memory."""
RETRIES = (1.0, 5.0, 30.0)
"""Seconds between attempts at an update that must not be dropped; the last one repeats."""

Raw = Mapping[str, object]
Process = Callable[[Update], Awaitable[bool]]
"""Serves an update; False asks for it to be served again."""


class Intake:
    """The one door for updates, whichever way they come: polling and a webhook both call `receive`."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        process: Process,
        *,
        capacity: int = CAPACITY,
        retries: Sequence[float] = RETRIES,
    ) -> None:
        self._bot, self._inbox, self._process, self._retries = bot, inbox, process, retries
        self._room = asyncio.Semaphore(capacity)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def full(self) -> bool:
        """A webhook answers 503 while this is so, and Telegram delivers again."""
        return self._room.locked()

    async def receive(self, raw: Raw) -> None:
        """Keep an update and set out to serve it. It may be acknowledged when this returns, not before.

        A repeated one is dropped. Waits while there is no room, except for a payment's question.
        """
        number = raw.get("update_id")
        if not isinstance(number, int):
            log.error("an update without update_id is dropped: %.200r", raw)
        elif await self._inbox.accept(CHANNEL, number, json.dumps(raw)):
            await self._start(number, raw)

    async def replay(self) -> None:
        """Serve what an earlier run has received and not finished, oldest first."""
        for number, content in await self._inbox.pending(CHANNEL):
            raw = json.loads(content)
            if _urgent(raw):
                # Telegram gave this one up after ten seconds; a yes now would only reserve stock for nobody.
                await self._inbox.done(CHANNEL, number)
            else:
                await self._start(number, raw)

    async def drain(self, patience: float) -> None:
        """Let what is under way finish within `patience` seconds; the rest is left for `replay`."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _start(self, number: int, raw: Raw) -> None:
        urgent = _urgent(raw)
        if not urgent:
            await self._room.acquire()
        task = asyncio.create_task(self._work(number, raw), name=f"update {number}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if not urgent:
            task.add_done_callback(lambda _: self._room.release())

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s stays in the inbox until the next start", task.get_name(), exc_info=error)

    async def _work(self, number: int, raw: Raw) -> None:
        try:
            update = Update.de_json(dict(raw), self._bot)
        except Exception as error:
            # The boundary: one update that the library cannot read must not hold up the others.
            log.exception("update %s cannot be read and is set aside", number)
            await self._inbox.set_aside(CHANNEL, number, f"{type(error).__name__}: {error}")
            return
        await self._serve(number, update)

    async def _serve(self, number: int, update: Update) -> None:
        attempt = 0
        while not await self._process(update):
            pause = self._retries[min(attempt, len(self._retries) - 1)]
            log.error("update %s is not settled yet; trying again in %s s", number, pause)
            await asyncio.sleep(pause)
            attempt += 1
        await self._inbox.done(CHANNEL, number)


def _urgent(raw: Raw) -> bool:
    return "pre_checkout_query" in raw
