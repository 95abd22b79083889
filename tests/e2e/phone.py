"""A shopper's hands and eyes, through the stand-in's own doors."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

Json = dict[str, Any]
Shows = Callable[[Json], bool]

ENDED: Final = frozenset({"paid", "declined", "cancelled"})
PATIENCE: Final = 60.0
"""Seconds until a test gives up: generous, because the machine may be busy with others."""


class Refused(AssertionError):
    """The stand-in would not make a move."""


@dataclass
class Phone:
    """One shopper. `seq` is the number of the shopper's newest move: what is looked for came after it."""

    doors: aiohttp.ClientSession
    id: int
    seq: int = field(default=0, init=False)

    async def do(self, move: str, *, files: Sequence[tuple[str, bytes]] = (), **fields: object) -> Json:
        """Make a move and wait for nothing. Raises Refused where the stand-in will not have it."""
        content: Json = {"data": _form(files, fields)} if files else {"json": fields}
        async with self.doors.post(f"/_demo/users/{self.id}/{move}", **content) as answer:
            told: Json = await answer.json()
        if not answer.ok:
            raise Refused(f"{told['error']} {told['fix']}")
        self.seq = told["seq"]
        return told

    async def say(self, text: str) -> Json:
        return await self.do("message", text=text)

    async def pay(self, **how: Any) -> Json:  # noqa: ANN401  what the door takes
        """Press Pay; the newest invoice unless `message_id` and `chat` say which."""
        return await self.do("pay", **how)

    async def catch_up(self) -> None:
        """Look from here on only for what is still to come, as before something raw is put into the bot's queue."""
        async with self.doors.get(f"/_demo/chats/{self.id}/events") as answer:
            self.seq = (await answer.json())["seq"]

    async def heard(self, after: int | None = None) -> list[Json]:
        """What the bot has sent or edited since the newest move, oldest first, each message as it was then."""
        events = await self.events(after)
        shown = [event["data"] for event in events if event["event"] in {"message", "edit"}]
        return [message for message in shown if message["from"]["is_bot"]]

    async def events(self, after: int | None = None, name: str = "") -> list[Json]:
        query = {"after": self.seq if after is None else after}
        async with self.doors.get(f"/_demo/chats/{self.id}/events", params=query) as answer:
            events: list[Json] = (await answer.json())["events"]
        return [event for event in events if name in {"", event["event"]}]

    async def sees(self, shows: Shows, after: int | None = None) -> Json:
        """The first message or edit of the bot's after the newest move that `shows`; waits for it."""
        found = await self._await(lambda event: shows(event["data"]), {}, 1, after)
        message: Json = found[0]["data"]
        return message

    async def ends(self, attempts: int = 1, after: int | None = None) -> list[Json]:
        """How the payments pressed since the newest move ended; waits until `attempts` have."""
        kinds = {"kinds": "sheet"}
        ended = await self._await(lambda event: event["data"]["state"] in ENDED, kinds, attempts, after)
        return [event["data"] for event in ended]

    async def messages(self) -> list[Json]:
        """Everything in the chat, as it is now."""
        async with self.doors.get(f"/_demo/chats/{self.id}/messages") as answer:
            messages: list[Json] = (await answer.json())["messages"]
        return messages

    async def _await(self, fits: Shows, kinds: Json, count: int, after: int | None) -> list[Json]:
        start, seen = time.monotonic(), self.seq if after is None else after
        found: list[Json] = []
        while len(found) < count:
            left = PATIENCE - (time.monotonic() - start)
            assert left > 0, f"not seen within {PATIENCE:.0f} s; the chat has {await self.heard(after)}"
            query = {"chat": self.id, "after": seen, "timeout": left, **kinds}
            async with self.doors.get("/_demo/wait", params=query) as answer:
                events = (await answer.json())["events"]
            found += [event for event in events if fits(event)]
            seen = max([seen, *(event["seq"] for event in events)])
        return found


def words(message: Json) -> str:
    return str(message.get("text", message.get("caption", "")))


def labels(message: Json) -> list[str]:
    return [key["text"] for key in keys(message)]


def keys(message: Json) -> list[Json]:
    return [key for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for key in row]


def key_data(message: Json, label: str) -> str:
    """The callback data of the first button that begins with `label`."""
    return next(str(key["callback_data"]) for key in keys(message) if key["text"].startswith(label))


def is_card(message: Json) -> bool:
    return any(label.startswith("Buy ") for label in labels(message))


def is_invoice(message: Json) -> bool:
    return "invoice" in message


def says(*parts: str) -> Shows:
    """Whether a message has all of these words."""
    return lambda message: all(part in words(message) for part in parts)


def _form(files: Sequence[tuple[str, bytes]], fields: Json) -> aiohttp.FormData:
    form = aiohttp.FormData({name: str(value) for name, value in fields.items()})
    for number, (name, content) in enumerate(files):
        form.add_field(f"file{number}", content, filename=name)
    return form
