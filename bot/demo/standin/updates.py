"""Updates on their way to the bot: kept in order until the bot says it has them."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.demo.standin.bell import Bell
from bot.demo.standin.envelope import Conflict
from bot.demo.standin.limits import UPDATES_AT_ONCE
from bot.demo.standin.records import Json

_KEPT: Final = 10_000
# Kinds that Telegram sends only to a bot that names them in allowed_updates.
_ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update. Updates of one `lane` (a chat, or a person outside of chats) are delivered in order."""

    id: int
    lane: int
    body: Json


class UpdateQueue:
    """Waiting updates, oldest first, for one poller at a time or for a webhook."""

    def __init__(self, first_id: int) -> None:
        self.pending: deque[Update] = deque(maxlen=_KEPT)
        self.changed = Bell()
        self._next_id = first_id
        self._allowed: frozenset[str] = frozenset()
        self._poller = 0
        self._taken_by = ""
        self._closed = False

    def allow(self, kinds: Iterable[str]) -> None:
        """Choose the kinds that the bot wants from now on; none named means the usual ones."""
        self._allowed = frozenset(kinds)

    @property
    def allowed(self) -> list[str]:
        return sorted(self._allowed)

    def push(self, kind: str, payload: Json) -> int:
        """Queue an update of a kind; answers its id, even when the bot does not want that kind."""
        update_id = self._next_id
        self._next_id += 1
        if kind in self._allowed or (not self._allowed and kind not in _ON_REQUEST):
            self._queue(Update(update_id, lane_of(payload), {"update_id": update_id, kind: payload}))
        return update_id

    def push_raw(self, body: Json) -> int:
        """Queue an update as it is, whatever is in it; it gets an id only when it brings none."""
        update_id = body.get("update_id", self._next_id)
        if not isinstance(update_id, int):
            update_id = self._next_id
        self._next_id = max(self._next_id, update_id + 1)
        payload = next((value for key, value in body.items() if key != "update_id"), None)
        self._queue(Update(update_id, lane_of(payload), {"update_id": update_id, **body}))
        return update_id

    async def poll(self, offset: int, limit: int, wait: float) -> list[Update]:
        """Give what waits from `offset` on, or wait for it some seconds. What is before `offset` is acknowledged.

        Raises `Conflict` in a poll that a later one overtakes.
        """
        mine = self.take_over("other getUpdates request; make sure that only one bot instance is running")
        self.acknowledge(offset)
        try:
            async with asyncio.timeout(wait):
                while not self.pending and not self._closed and self._poller == mine:
                    await self.changed.wait()
        except TimeoutError:
            return []
        if self._poller != mine:
            raise Conflict(f"terminated by {self._taken_by}")
        return list(self.pending)[: min(limit, UPDATES_AT_ONCE)]

    def take_over(self, by: str) -> int:
        """End the poll that is under way, if any, with a `Conflict` that says why; answers the new poller's number."""
        self._poller += 1
        self._taken_by = by
        self.changed.ring()
        return self._poller

    def acknowledge(self, offset: int) -> None:
        """Forget what is before `offset`; a negative offset counts from the end, as Telegram's does."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while self.pending and self.pending[0].id < offset:
            self.pending.popleft()

    def first(self, lane: int) -> Update | None:
        return next((update for update in self.pending if update.lane == lane), None)

    def waits(self, update: Update) -> bool:
        return any(waiting is update for waiting in self.pending)

    def done(self, update: Update) -> None:
        if self.waits(update):
            self.pending.remove(update)

    def clear(self) -> None:
        self.pending.clear()

    def close(self) -> None:
        """Let waiting polls end."""
        self._closed = True
        self.changed.ring()

    def _queue(self, update: Update) -> None:
        self.pending.append(update)
        self.changed.ring()


def lane_of(payload: object) -> int:
    """Find the chat that an update belongs to, or else the person it comes from."""
    if not isinstance(payload, dict):
        return 0
    message = payload.get("message")
    for place in (payload, message):
        if isinstance(place, dict) and isinstance(place.get("chat"), dict):
            return _id(place["chat"])
    return _id(payload.get("from"))


def _id(place: object) -> int:
    found = place.get("id") if isinstance(place, dict) else None
    return found if isinstance(found, int) else 0
