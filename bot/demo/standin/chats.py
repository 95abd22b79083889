"""One chat: its messages, and the log of everything that happened in it."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from bot.demo.standin.bell import Bell
from bot.demo.standin.records import Json

_KEPT_MESSAGES: Final = 1000
_KEPT_EVENTS: Final = 4000
_UNREAD_EVENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a chat. `name` is one of the page's stream; `seq` orders events within the chat."""

    seq: int
    name: str
    data: Json


class Chat:
    """Messages by id, newest last, and the events that led to them.

    One counter numbers everything in a chat, and a message's id is the number of its arrival: whoever asks for
    what came after a message may pass its id.
    """

    def __init__(self, json: Json, first_number: int = 1) -> None:
        self.json = json
        self.id: int = json["id"]
        self.messages: dict[int, Json] = {}
        self.pinned: int | None = None
        self.keyboard: Json | None = None
        self.changed = Bell()
        self._next = first_number
        self._events: deque[Event] = deque(maxlen=_KEPT_EVENTS)
        self._listeners: set[asyncio.Queue[Event | None]] = set()

    @property
    def last_seq(self) -> int:
        return self._next - 1

    def add(self, message: Json) -> Json:
        """Append a message and give it its id."""
        numbered = {"message_id": self._next, **message}
        self.messages[self._next] = numbered
        if len(self.messages) > _KEPT_MESSAGES:
            del self.messages[next(iter(self.messages))]
        self.publish("message", numbered)
        return numbered

    def replace(self, message: Json) -> Json:
        self.messages[message["message_id"]] = message
        self.publish("edit", message)
        return message

    def remove(self, message_ids: Iterable[int]) -> None:
        removed = [message_id for message_id in message_ids if self.messages.pop(message_id, None)]
        if removed:
            self.publish("delete", {"message_ids": removed})

    def pin(self, message_id: int | None) -> None:
        self.pinned = message_id
        self.publish("pinned", {"message_id": message_id})

    def show_keyboard(self, markup: Json) -> None:
        """Put a reply keyboard under the shopper's thumbs, or take it away."""
        self.keyboard = None if markup.get("remove_keyboard") else markup
        self.publish("keyboard", markup)

    def clear(self) -> None:
        self.messages.clear()
        self._events.clear()
        self.pinned = self.keyboard = None
        self.publish("history", self.history())

    def history(self) -> Json:
        return {"messages": list(self.messages.values()), "pinned": self.pinned, "keyboard": self.keyboard}

    def publish(self, name: str, data: Json) -> int:
        """Log an event and tell every listener; answers its number."""
        event = Event(self._next, name, data)
        self._next += 1
        self._events.append(event)
        for listener in list(self._listeners):
            self._tell(listener, event)
        self.changed.ring()
        return event.seq

    def events(self, after: int = 0) -> list[Event]:
        return [event for event in self._events if event.seq > after]

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Event | None]]:
        """Give the events from now on; `None` says that no more will come and the listener should ask again."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def hang_up(self) -> None:
        for listener in list(self._listeners):
            self._stop(listener)

    def _tell(self, listener: asyncio.Queue[Event | None], event: Event) -> None:
        # A listener that does not read must not hold the memory of all that it missed: it reconnects to the history.
        if listener.qsize() >= _UNREAD_EVENTS:
            self._stop(listener)
        else:
            listener.put_nowait(event)

    def _stop(self, listener: asyncio.Queue[Event | None]) -> None:
        self._listeners.discard(listener)
        listener.put_nowait(None)
