"""Updates delivered to the bot's own address, in order within a chat, until it says 2xx."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import aiohttp

from bot.demo.standin.faults import Faults
from bot.demo.standin.records import Json
from bot.demo.standin.updates import Update, UpdateQueue

_LONGEST_WAIT: Final = 60.0
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bot listens. `secret` travels in X-Telegram-Bot-Api-Secret-Token when there is one."""

    url: str
    secret: str = ""
    max_connections: int = 40


class Webhook:
    """Delivers while an address is set. A refused update is tried again, each time after twice the wait."""

    def __init__(self, updates: UpdateQueue, faults: Faults, now: Callable[[], int], first_wait: float = 0.5) -> None:
        self.address: Address | None = None
        self._updates = updates
        self._faults = faults
        self._now = now
        self._first_wait = first_wait
        self._running: asyncio.Task[None] | None = None
        self._last_error: Json = {}

    async def point_to(self, address: Address | None) -> None:
        """Deliver to an address from now on, or to none. Deliveries under way to another address are broken off."""
        await self.close()
        self.address = address
        self._last_error = {}
        if address is not None:
            self._running = asyncio.create_task(self._deliver_to(address))

    async def close(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    def json(self) -> Json:
        """Give the state as `getWebhookInfo` does."""
        info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(self._updates.pending)}
        if self.address is not None:
            info |= {"url": self.address.url, "max_connections": self.address.max_connections, **self._last_error}
        return info | ({"allowed_updates": self._updates.allowed} if self._updates.allowed else {})

    async def _deliver_to(self, address: Address) -> None:
        connector = aiohttp.TCPConnector(limit=address.max_connections)
        lanes: set[int] = set()
        async with (
            aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session,
            asyncio.TaskGroup() as group,
        ):
            while True:
                for lane in {update.lane for update in self._updates.pending} - lanes:
                    lanes.add(lane)
                    group.create_task(self._empty_lane(lane, lanes, session, address))
                await self._updates.changed.wait()

    async def _empty_lane(self, lane: int, lanes: set[int], session: aiohttp.ClientSession, address: Address) -> None:
        while update := self._updates.first(lane):
            await self._deliver(update, session, address)
            self._updates.done(update)
        lanes.discard(lane)

    async def _deliver(self, update: Update, session: aiohttp.ClientSession, address: Address) -> None:
        wait = self._first_wait
        for _ in range(2 if self._faults.duplicates() else 1):
            while (error := await self._post(update, session, address)) and self._updates.waits(update):
                self._last_error = {"last_error_date": self._now(), "last_error_message": error}
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT)

    async def _post(self, update: Update, session: aiohttp.ClientSession, address: Address) -> str:
        """Try once; answers what went wrong, nothing when the bot took the update."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": address.secret} if address.secret else {}
        try:
            async with session.post(address.url, json=update.body, headers=headers, allow_redirects=False) as response:
                taken = HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES
                return "" if taken else f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"
