"""Who and what a stand-in is started with. Plain records; `json()` gives the Bot API's shape."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object as it crosses the wire. Objects are replaced, never changed in place, so old ones can be shared."""


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """The bot as `getMe` describes it."""

    id: int
    first_name: str
    username: str

    def json(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


@dataclass(frozen=True, slots=True)
class Shopper:
    """A person with a phone. `language_code` is an IETF tag such as `en` or `pt-br`."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}

    def json(self) -> Json:
        """Give the shopper as a `User`."""
        return {"id": self.id, "is_bot": False, **self._names(), "language_code": self.language_code}

    def chat_json(self) -> Json:
        """Give the shopper's private chat with the bot as a `Chat`; its id is the shopper's own."""
        return {"id": self.id, "type": "private", **self._names()}


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture that the page offers to send. `name` is a file name, unique among samples."""

    name: str
    title: str
    path: Path
