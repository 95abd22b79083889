"""Methods about the bot itself and the chats it is in."""

import re
from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.limits import (
    BOT_DESCRIPTION,
    BOT_NAME,
    BOT_SHORT_DESCRIPTION,
    COMMAND_DESCRIPTION,
    COMMANDS,
)
from bot.demo.standin.methods.call import Call, Family, Method
from bot.demo.standin.records import Json

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_MENU_BUTTONS: Final = frozenset({"commands", "default", "web_app"})


async def get_me(call: Call) -> Json:
    return {
        **call.world.bot.json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def log_out(_call: Call) -> bool:
    """Serve `logOut` and `close`: there is nothing to leave, and both succeed on Telegram too."""
    return True


async def get_chat(call: Call) -> Json:
    chat = call.chat()
    pinned = chat.messages.get(chat.pinned or 0)
    facts = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return {**chat.json, **facts, **({"pinned_message": pinned} if pinned else {})}


_NO_GIFTS: Final[Json] = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


async def set_my_commands(call: Call) -> bool:
    commands = call.params.records("commands")
    if len(commands) > COMMANDS:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    return _store_commands(call, commands)


async def delete_my_commands(call: Call) -> bool:
    return _store_commands(call, [])


async def get_my_commands(call: Call) -> list[Json]:
    return call.world.profile.commands(call.params.record("scope"), call.params.text("language_code"))


def _check_command(command: Json) -> None:
    if not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
        raise BadRequest("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= COMMAND_DESCRIPTION:
        raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")


def _store_commands(call: Call, commands: list[Json]) -> bool:
    plain = [
        {"command": command["command"].removeprefix("/"), "description": command["description"]} for command in commands
    ]
    call.world.profile.set_commands(call.params.record("scope"), call.params.text("language_code"), plain)
    for chat in call.world.chats.values():
        chat.publish("commands", {})
    return True


def _text_setter(name: str, longest: int) -> Method:
    async def set_text(call: Call) -> bool:
        text = call.params.text(name)
        if len(text) > longest:
            raise BadRequest(f"bot {name.replace('_', ' ')} is too long")
        call.world.profile.texts[name, call.params.text("language_code")] = text
        return True

    return set_text


def _text_getter(name: str) -> Method:
    async def get_text(call: Call) -> Json:
        text = call.world.profile.text(name, call.params.text("language_code"))
        return {name: text or (call.world.bot.first_name if name == "name" else "")}

    return get_text


async def set_chat_menu_button(call: Call) -> bool:
    button = call.params.record("menu_button") or {"type": "default"}
    if button.get("type") not in _MENU_BUTTONS:
        raise BadRequest("can't parse menu button: invalid type specified")
    call.world.profile.menu_buttons[_menu_place(call)] = button
    return True


async def get_chat_menu_button(call: Call) -> Json:
    buttons = call.world.profile.menu_buttons
    return buttons.get(_menu_place(call)) or buttons.get(None, {"type": "commands"})


def _menu_place(call: Call) -> int | None:
    return call.chat().id if call.params.has("chat_id") else None


FAMILY: Final[Family] = {
    "getMe": get_me,
    "logOut": log_out,
    "close": log_out,
    "getChat": get_chat,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setMyName": _text_setter("name", BOT_NAME),
    "getMyName": _text_getter("name"),
    "setMyDescription": _text_setter("description", BOT_DESCRIPTION),
    "getMyDescription": _text_getter("description"),
    "setMyShortDescription": _text_setter("short_description", BOT_SHORT_DESCRIPTION),
    "getMyShortDescription": _text_getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
