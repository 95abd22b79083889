"""What the bot says about itself: commands by scope and language, names, descriptions, menu buttons."""

import json
from dataclasses import dataclass, field

from bot.demo.standin.records import Json, Shopper

_DEFAULT_SCOPE: Json = {"type": "default"}


@dataclass(slots=True)
class Profile:
    """Texts are kept by (field, language); the empty language serves whoever has none of their own."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    _commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)

    def text(self, name: str, language: str) -> str:
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")

    def commands(self, scope: Json | None, language: str) -> list[Json]:
        return self._commands.get((_key(scope), language), [])

    def set_commands(self, scope: Json | None, language: str, commands: list[Json]) -> None:
        """Replace the commands of one scope and language; none deletes them."""
        self._commands.pop((_key(scope), language), None)
        if commands:
            self._commands[_key(scope), language] = commands

    def commands_for(self, shopper: Shopper) -> list[Json]:
        """Find the commands that a shopper sees: the narrowest scope first, the own language before none."""
        language = shopper.language_code.partition("-")[0]
        scopes: list[Json] = [
            {"type": "chat", "chat_id": shopper.id},
            {"type": "all_private_chats"},
            _DEFAULT_SCOPE,
        ]
        choices = (self.commands(scope, spoken) for scope in scopes for spoken in (language, ""))
        return next((commands for commands in choices if commands), [])


def _key(scope: Json | None) -> str:
    return json.dumps(scope or _DEFAULT_SCOPE, sort_keys=True)
