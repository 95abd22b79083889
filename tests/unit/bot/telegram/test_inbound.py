from typing import Any

import pytest
from telegram import Bot, Update

from bot.telegram import buttons, inbound
from graph.domain.conversation import Meaning, MediaKind, MediaRef, Tap, Turn, Unreadable
from tests.unit.bot.telegram.pretend import ANA, NOON, command, photo, said, tapped

REF = MediaRef("abc", MediaKind.PHOTO, 3)


def turn(raw: dict[str, Any], bot: Bot, *photos: MediaRef) -> Turn | None:
    update = Update.de_json(raw, bot)
    return inbound.turn(update, now=NOON, bot_name="shop_bot", photos=photos)


async def test_words_become_a_turn_with_who_where_and_when(bot: Bot) -> None:
    spoken = turn(said(7, "a red mug", chat=-99), bot)

    assert spoken
    assert (spoken.id, spoken.shopper, spoken.conversation, spoken.text) == ("tg:7", "tg:11", "tg:-99", "a red mug")
    assert spoken.at.timestamp() == 1_700_000_000
    assert spoken.language == "en"


async def test_a_shopper_whose_language_is_unknown_is_spoken_to_in_english(bot: Bot) -> None:
    nobody = {key: value for key, value in ANA.items() if key != "language_code"}

    spoken = turn(said(7, "hi", **{"from": nobody}), bot)

    assert spoken
    assert spoken.language == "en"


async def test_a_start_link_becomes_a_tap_with_its_payload(bot: Bot) -> None:
    spoken = turn(command(7, "/start p123"), bot)

    assert spoken
    assert (spoken.tap, spoken.command, spoken.text) == (Tap(Meaning.START, payload="p123"), None, "")


async def test_a_forged_start_payload_is_left_out(bot: Bot) -> None:
    spoken = turn(command(7, "/start ../../etc"), bot)

    assert spoken
    assert spoken.tap == Tap(Meaning.START)


async def test_a_command_for_this_bot_is_one_whatever_its_case(bot: Bot) -> None:
    spoken = turn(command(7, "/Help@Shop_Bot me"), bot)

    assert spoken
    assert (spoken.command, spoken.text) == ("help", "me")


async def test_a_command_for_another_bot_asks_for_no_answer(bot: Bot) -> None:
    assert turn(command(7, "/help@other_bot"), bot) is None


async def test_a_captioned_photo_carries_words_and_reference(bot: Bot) -> None:
    spoken = turn(said(7, photo=photo("f"), caption="this in blue?"), bot, REF)

    assert spoken
    assert (spoken.text, spoken.photos, spoken.unreadable) == ("this in blue?", (REF,), None)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (Unreadable.PHOTO, {"photo": photo("f")}),
        (Unreadable.PHOTO, {"document": {"file_id": "f", "file_unique_id": "u", "mime_type": "image/png"}}),
        (Unreadable.VOICE, {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 2}}),
        (Unreadable.DOCUMENT, {"document": {"file_id": "f", "file_unique_id": "u", "mime_type": "text/plain"}}),
        (Unreadable.LOCATION, {"location": {"latitude": 1.0, "longitude": 2.0}}),
        (Unreadable.CONTACT, {"contact": {"phone_number": "1", "first_name": "B"}}),
        (Unreadable.OTHER, {"dice": {"emoji": "🎲", "value": 3}}),
    ],
)
async def test_what_cannot_be_read_is_named(kind: Unreadable, sent: dict[str, Any], bot: Bot) -> None:
    spoken = turn(said(7, **sent), bot)

    assert spoken
    assert spoken.unreadable is kind


@pytest.mark.parametrize(
    "raw",
    [
        said(7, new_chat_title="ours"),
        said(7, "hi", **{"from": ANA | {"is_bot": True}}),
        {"update_id": 7, "edited_message": said(7, "hi")["message"]},
        {"update_id": 7, "channel_post": said(7, "hi")["message"]},
        {"update_id": 7},
        tapped(7, "forged"),
    ],
    ids=["service message", "bot", "edit", "channel post", "unknown kind", "forged button"],
)
async def test_what_asks_for_no_answer_is_no_turn(raw: dict[str, Any], bot: Bot) -> None:
    assert turn(raw, bot) is None


async def test_a_tap_is_dated_by_the_clock(bot: Bot) -> None:
    tap = Tap(Meaning.BUY, key=5)

    spoken = turn(tapped(7, buttons.write(tap)), bot)

    assert spoken
    assert (spoken.tap, spoken.at, spoken.conversation) == (tap, NOON, "tg:11")


async def test_an_album_is_one_turn_with_the_first_id_and_the_one_caption(bot: Bot) -> None:
    parts = [said(7, photo=photo("a")), said(8, photo=photo("b"), caption="which is it?")]
    updates = [Update.de_json(part, bot) for part in parts]

    spoken = inbound.album(updates, now=NOON, photos=[REF, REF])

    assert spoken
    assert (spoken.id, spoken.text, len(spoken.photos)) == ("tg:7", "which is it?", 2)
