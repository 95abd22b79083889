"""Edits, deletions, copies and pins, with Telegram's own errors."""

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest

from tests.unit.bot.demo.standin.drivers import Json, MakePicture, Phone, RawApi

CHAT = 1001
PAGER = InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="next")]])


async def test_card_is_edited_in_place(bot: Bot, jpeg: bytes, picture: MakePicture, phone: Phone) -> None:
    card = await bot.send_photo(CHAT, jpeg, caption="one", reply_markup=PAGER)

    edited = await card.edit_media(InputMediaPhoto(picture(50, 50), caption="two"), reply_markup=PAGER)

    shown = (await phone.messages())[0]
    assert (edited.message_id, edited.caption) == (card.message_id, "two")
    assert (shown["caption"], shown["photo"][-1]["width"]) == ("two", 50)
    assert "edit_date" in shown


async def test_same_content_is_not_modified(bot: Bot) -> None:
    message = await bot.send_message(CHAT, "same", reply_markup=PAGER)

    with pytest.raises(BadRequest, match="Message is not modified: specified new"):
        await message.edit_text("same", reply_markup=PAGER)


async def test_keyboard_goes_away_unless_it_is_sent_again(bot: Bot, phone: Phone) -> None:
    message = await bot.send_message(CHAT, "one", reply_markup=PAGER)

    await message.edit_text("two")

    assert "reply_markup" not in (await phone.messages())[0]


@pytest.mark.parametrize(
    ("method", "params", "what"),
    [
        ("editMessageText", {"text": "x"}, "there is no text in the message to edit"),
        ("editMessageText", {"message_id": 5, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"text": ""}, "there is no text in the message to edit"),
        ("editMessageCaption", {"caption": "x" * 1025}, "message caption is too long"),
        ("editMessageMedia", {"media": {"type": "photo", "media": "?"}}, "wrong file identifier/HTTP URL specified"),
        (
            "editMessageMedia",
            {"media": {"type": "photo", "media": "attach://a"}},
            "can't parse InputMedia: media not found",
        ),
        ("deleteMessage", {"message_id": 5}, "message to delete not found"),
        ("pinChatMessage", {"message_id": 5}, "message to pin not found"),
        ("unpinChatMessage", {}, "message to unpin not found"),
        ("copyMessage", {"from_chat_id": CHAT, "message_id": 5}, "message to copy not found"),
        ("deleteMessages", {"message_ids": []}, "wrong number of message identifiers specified"),
    ],
)
async def test_edits_that_cannot_be_made(
    method: str, params: Json, what: str, api: RawApi, bot: Bot, jpeg: bytes
) -> None:
    photo = await bot.send_photo(CHAT, jpeg)

    assert (
        await api.refusal(method, **{"chat_id": CHAT, "message_id": photo.message_id} | params)
        == f"Bad Request: {what}"
    )


async def test_shoppers_own_message_cannot_be_edited_by_the_bot(api: RawApi, phone: Phone) -> None:
    sent = await phone.say("mine")

    refusal = await api.refusal("editMessageText", chat_id=CHAT, message_id=sent["message_id"], text="yours")

    assert refusal == "Bad Request: message can't be edited"


async def test_deleted_messages_are_gone_and_missing_ones_passed_over(bot: Bot, phone: Phone) -> None:
    first, second = await bot.send_message(CHAT, "a"), await bot.send_message(CHAT, "b")

    await bot.delete_messages(CHAT, [first.message_id, second.message_id, 5])

    assert await phone.messages() == []
    assert (await phone.events(name="delete"))[0]["data"] == {"message_ids": [first.message_id, second.message_id]}


async def test_pin_is_shown_and_taken_away(bot: Bot, phone: Phone) -> None:
    message = await bot.send_message(CHAT, "terms")

    await bot.pin_chat_message(CHAT, message.message_id)
    pinned = (await bot.get_chat(CHAT)).pinned_message
    await bot.unpin_chat_message(CHAT)

    assert pinned.text == "terms"
    assert [event["data"]["message_id"] for event in await phone.events(name="pinned")] == [message.message_id, None]


async def test_copy_has_no_origin_and_forward_has(bot: Bot) -> None:
    message = await bot.send_message(CHAT, "hello")

    copy = await bot.copy_message(1002, CHAT, message.message_id)
    forward = await bot.forward_message(1002, CHAT, message.message_id)

    assert copy.message_id != forward.message_id
    assert forward.forward_origin.sender_user.id == 4242


async def test_reply_carries_what_it_answers_or_is_refused(bot: Bot, phone: Phone) -> None:
    sent = await phone.say("a gift?")

    reply = await bot.send_message(CHAT, "yes", reply_to_message_id=sent["message_id"])

    assert reply.reply_to_message.text == "a gift?"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(CHAT, "no", reply_to_message_id=5)


async def test_draft_typing_and_reaction_are_shown(bot: Bot, phone: Phone) -> None:
    sent = await phone.say("hello")

    await bot.send_chat_action(CHAT, "typing")
    await bot.send_message_draft(CHAT, 1, "Looking <b>for</b>", parse_mode="HTML")
    await bot.set_message_reaction(CHAT, sent["message_id"], "👍")

    shown = {event["event"]: event["data"] for event in await phone.events(sent["seq"])}
    assert shown["action"] == {"action": "typing"}
    assert (shown["draft"]["text"], shown["draft"]["entities"][0]["type"]) == ("Looking for", "bold")
    assert shown["edit"]["reactions"] == [{"type": "emoji", "emoji": "👍"}]


async def test_reply_keyboard_is_shown_beside_the_message_and_its_buttons_speak(
    bot: Bot, phone: Phone, api: RawApi
) -> None:
    await bot.send_message(CHAT, "choose", reply_markup=ReplyKeyboardMarkup([["Gifts", "Deals"]]))
    await phone.post("callback", label="Gifts")
    await bot.send_message(CHAT, "done", reply_markup=ReplyKeyboardRemove())

    keyboards = [event["data"] for event in await phone.events(name="keyboard")]
    assert keyboards[0]["keyboard"] == [[{"text": "Gifts"}, {"text": "Deals"}]]
    assert keyboards[1]["remove_keyboard"] is True
    assert (await api.result("getUpdates"))[0]["message"]["text"] == "Gifts"


async def test_tap_is_answered_by_a_toast_once(bot: Bot, phone: Phone, api: RawApi) -> None:
    message = await bot.send_message(CHAT, "page 1", reply_markup=PAGER)
    await phone.post("callback", message_id=message.message_id, data="next")
    query = (await bot.get_updates())[0].callback_query

    await query.answer("No more pages", show_alert=True)

    toast = (await phone.events(name="toast"))[0]["data"]
    assert (query.data, query.message.text, query.chat_instance) == ("next", "page 1", "-1001")
    assert toast == {"text": "No more pages", "alert": True, "message_id": message.message_id}
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
