"""Reply markup, checked as Telegram checks it."""

from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.limits import BUTTONS, CALLBACK_DATA_BYTES
from bot.demo.standin.params import Params
from bot.demo.standin.records import Json

_ACTIONS: Final = (
    "callback_data",
    "url",
    "pay",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "callback_game",
)
_LINKS: Final = ("http://", "https://", "tg://", "t.me/")


def read_markup(params: Params, *, invoice: bool = False) -> Json | None:
    """Read `reply_markup`; `None` when there is none. Pay buttons belong to invoices, first of all buttons."""
    markup = params.record("reply_markup")
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return inline_keyboard(markup, invoice=invoice)
    if "keyboard" in markup:
        return {**markup, "keyboard": [[_reply_button(button) for button in row] for row in _rows(markup["keyboard"])]}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise BadRequest("can't parse reply keyboard markup JSON object")


def inline_keyboard(markup: Json, *, invoice: bool = False) -> Json | None:
    """Check an inline keyboard. An empty one is no keyboard."""
    rows = [row for row in _rows(markup["inline_keyboard"]) if row]
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTONS:
        raise BadRequest("reply markup is too long")
    for position, button in enumerate(buttons):
        _check_inline_button(button, may_pay=invoice and position == 0)
    if invoice and buttons and not buttons[0].get("pay"):
        raise BadRequest("BUTTON_POS_INVALID")
    return {"inline_keyboard": rows} if rows else None


def _rows(value: object) -> list[list[Json]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise BadRequest("can't parse reply keyboard markup JSON object: array of arrays expected")
    return value


def _check_inline_button(button: Json, *, may_pay: bool) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"]:
        raise BadRequest("can't parse inline keyboard button: text must be non-empty")
    actions = [action for action in _ACTIONS if action in button and button[action] is not False]
    if len(actions) != 1:
        raise BadRequest("text buttons are unallowed in the inline keyboard" if not actions else "BUTTON_TYPE_INVALID")
    if actions == ["pay"] and not may_pay:
        raise BadRequest("BUTTON_TYPE_INVALID")
    if actions == ["callback_data"]:
        _check_callback_data(button["callback_data"])
    if actions == ["url"] and not str(button["url"]).startswith(_LINKS):
        raise BadRequest(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")


def _check_callback_data(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_DATA_BYTES:
        raise BadRequest("BUTTON_DATA_INVALID")


def _reply_button(button: object) -> Json:
    if isinstance(button, str) and button:
        return {"text": button}
    if isinstance(button, dict) and button.get("text"):
        return button
    raise BadRequest("can't parse keyboard button: text must be non-empty")
