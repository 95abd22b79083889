"""Everything the stand-in knows, in memory: people, chats, updates, files, the bot's own profile."""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.demo.standin.calls import CallLog
from bot.demo.standin.chats import Chat
from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.faults import Faults
from bot.demo.standin.files import FileStore
from bot.demo.standin.profile import Profile
from bot.demo.standin.records import BotIdentity, Json, Shopper
from bot.demo.standin.updates import UpdateQueue

_SHOPPERS: Final = 10_000
_OPEN_QUERIES: Final = 1000
_NUMBERS_PER_SECOND: Final = 100
_NUMBERING_BEGAN: Final = 1_767_225_600  # 2026-01-01


@dataclass(frozen=True, slots=True)
class Heard:
    """What a shopper did, as the bot will learn of it. `seq` is its number in the chat's log."""

    update_id: int
    message: Json
    seq: int

    def json(self) -> Json:
        return {"update_id": self.update_id, "message_id": self.message.get("message_id"), "seq": self.seq}


def random_id() -> str:
    """Make an id as Telegram makes those of queries and albums: a large number as text."""
    return str(secrets.randbits(62))


class Shelf(dict[str, Any]):
    """Open questions by id; the oldest fall off the end of a full shelf."""

    def put(self, value: object) -> str:
        """Keep a value; answers the new id it is kept under."""
        key = random_id()
        self[key] = value
        if len(self) > _OPEN_QUERIES:
            del self[next(iter(self))]
        return key


class World:
    """The state that methods and doors share. Every change is made between two awaits, so none is seen half done."""

    def __init__(self, bot: BotIdentity, shoppers: Iterable[Shopper], clock: Callable[[], datetime]) -> None:
        self.bot = bot
        self.clock = clock
        self.profile = Profile()
        self.files = FileStore()
        self.faults = Faults()
        self.calls = CallLog()
        self.callbacks = Shelf()
        self.inline_queries = Shelf()
        self._first_number = _first_number()
        self.updates = UpdateQueue(self._first_number)
        self.shoppers: dict[int, Shopper] = {}
        self.chats: dict[int, Chat] = {}
        for shopper in shoppers:
            self.introduce(shopper)

    def now(self) -> int:
        return int(self.clock().timestamp())

    def introduce(self, shopper: Shopper) -> Shopper:
        """Add a shopper, or change what is known of one."""
        if len(self.shoppers) >= _SHOPPERS and shopper.id not in self.shoppers:
            raise BadRequest(f"no more than {_SHOPPERS} shoppers fit in; reset the world")
        self.shoppers[shopper.id] = shopper
        self.open_chat(shopper.chat_json())
        return shopper

    def shopper(self, shopper_id: int) -> Shopper:
        """Find a shopper; a stranger is introduced, so that a test may use any id above zero."""
        if shopper_id <= 0:
            raise BadRequest("chat not found")
        return self.shoppers.get(shopper_id) or self.introduce(Shopper(shopper_id, f"Shopper {shopper_id}"))

    def open_chat(self, json: Json) -> Chat:
        chat = self.chats.setdefault(json["id"], Chat(json, self._first_number))
        chat.json = json
        return chat

    def chat(self, chat_id: int) -> Chat:
        """Find a chat. Raises `BadRequest` when nobody there has been heard of."""
        try:
            return self.chats[chat_id]
        except KeyError as error:
            raise BadRequest("chat not found") from error

    def say(self, chat: Chat, content: Json) -> Json:
        """Let the bot post a message; answers it."""
        return chat.add({"from": self.bot.json(), "chat": chat.json, "date": self.now(), **content})

    def hear(self, shopper: Shopper, content: Json) -> Heard:
        """Let a shopper post a message to the bot."""
        chat = self.chat(shopper.id)
        message = chat.add({"from": shopper.json(), "chat": chat.json, "date": self.now(), **content})
        return Heard(self.updates.push("message", message), message, message["message_id"])

    def reset(self) -> None:
        """Empty the world. What the bot has registered stays, and numbering goes on: the bot remembers old ids."""
        for chat in self.chats.values():
            chat.clear()
        for part in (self.updates, self.files, self.faults, self.calls, self.callbacks, self.inline_queries):
            part.clear()


def _first_number() -> int:
    """Start numbering above any earlier run: a bot with a memory takes a number it has seen for a repeat.

    The wall clock, not the injected one, which a test may have stopped.
    """
    return max(int((time.time() - _NUMBERING_BEGAN) * _NUMBERS_PER_SECOND), 1)
