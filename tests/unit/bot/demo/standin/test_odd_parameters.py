"""Whatever a bot sends, a method answers or refuses in the envelope: it never breaks."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.standin.envelope import ApiError
from bot.demo.standin.methods.call import Call
from bot.demo.standin.methods.table import find_method, played_methods
from bot.demo.standin.params import Params, Upload
from bot.demo.standin.payments import Cashier
from bot.demo.standin.records import BotIdentity, Shopper
from bot.demo.standin.webhook import Webhook
from bot.demo.standin.world import World

NAMES = [
    *("chat_id", "from_chat_id", "message_id", "text", "caption", "parse_mode", "entities", "reply_markup", "media"),
    *("reply_parameters", "photo", "prices", "title", "description", "payload", "currency", "provider_token", "scope"),
    *("commands", "message_ids", "reaction", "menu_button", "draft_id", "latitude", "longitude", "results", "ok"),
    *(
        "link_preview_options",
        "shipping_options",
        "suggested_tip_amounts",
        "language_code",
        "file_id",
        "allowed_updates",
        "action",
        "offset",
    ),
]
FINE: dict[str, Any] = {
    "text": "x",
    "title": "x",
    "description": "x",
    "payload": "x",
    "currency": "EUR",
    "provider_token": "x",
    "prices": [{"label": "x", "amount": 1}],
    "latitude": 1,
    "longitude": 1,
    "draft_id": 1,
    "action": "typing",
    "ok": True,
    "commands": [{"command": "x", "description": "x"}],
}
LEAVES = st.sampled_from(
    [None, "", 0, -1, 1, 1001, 1.5, True, False, "x", "[", "[1]", "{}", "null", "HTML", 10**30, "NaN"]
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "text",
                    "inline_keyboard",
                    "keyboard",
                    "callback_data",
                    "type",
                    "media",
                    "message_id",
                    "label",
                    "offset",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


async def outcome(method: str, values: dict[str, Any]) -> int:
    world = World(BotIdentity(1, "Bot", "bot"), [Shopper(1001, "Ana")], lambda: datetime.now(UTC))
    message = world.say(world.chat(1001), {"text": "known"})
    world.hear(world.shopper(1001), {"text": "waiting"})
    file_id = world.files.add("document", Upload("a.txt", "text/plain", b"a")).file_id
    known = {"chat_id": 1001, "from_chat_id": 1001, "message_id": message["message_id"]}
    media = {"document": file_id, "media": [{"type": "document", "media": file_id}] * 2}
    params = Params({**FINE, **known, **media, **values})
    cashier, webhook = Cashier(world), Webhook(world.updates, world.faults, world.now)
    try:
        await find_method(method)[1](Call(params, world, cashier, webhook))
    except ApiError as error:
        return error.status
    finally:
        await webhook.close()
    return 200


@settings(max_examples=300, deadline=None)
@given(method=st.sampled_from(played_methods()), values=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3))
def test_method_answers_or_refuses(method: str, values: dict[str, Any]) -> None:
    assert asyncio.run(outcome(method, values)) in (200, 400, 403, 404, 409)
