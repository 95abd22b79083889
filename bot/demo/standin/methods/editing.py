"""Methods that change, repeat, take back or pin what has been posted."""

from typing import Final

from bot.demo.standin.chats import Chat
from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.keyboards import read_markup
from bot.demo.standin.limits import DELETABLE_SECONDS, DELETED_AT_ONCE
from bot.demo.standin.methods.call import Call, Family
from bot.demo.standin.methods.content import MEDIA, read_caption, read_text
from bot.demo.standin.methods.sending import read_item
from bot.demo.standin.records import Json

_TEXT: Final = frozenset({"text", "entities", "link_preview_options"})
_CAPTION: Final = frozenset({"caption", "caption_entities", "show_caption_above_media"})
_CONTENT: Final = _TEXT | _CAPTION | set(MEDIA) | {"location"}
_NOT_COPIED: Final = frozenset({"invoice", "successful_payment", "refunded_payment"})
_UNCHANGED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


async def edit_message_text(call: Call) -> Json:
    chat, message = _editable(call)
    if "text" not in message:
        raise BadRequest("there is no text in the message to edit")
    return _edit(call, chat, message, _TEXT, read_text(call.params))


async def edit_message_caption(call: Call) -> Json:
    chat, message = _editable(call)
    if not any(kind in message for kind in MEDIA):
        raise BadRequest("there is no caption in the message to edit")
    return _edit(call, chat, message, _CAPTION, read_caption(call.params))


async def edit_message_media(call: Call) -> Json:
    chat, message = _editable(call)
    if "invoice" in message or "location" in message:
        raise BadRequest("there is no media in the message to edit")
    media = call.params.record("media")
    if media is None:
        raise BadRequest("can't parse InputMedia: media is empty")
    content = await read_item(call, media)
    # Reading a picture takes a while: the message may have been edited or deleted since.
    chat, message = _editable(call)
    return _edit(call, chat, message, _CONTENT, content)


async def edit_message_reply_markup(call: Call) -> Json:
    chat, message = _editable(call)
    return _edit(call, chat, message, frozenset(), {})


def _editable(call: Call) -> tuple[Chat, Json]:
    if call.params.has("inline_message_id"):
        raise BadRequest("MESSAGE_ID_INVALID")
    chat = call.chat()
    message = call.message(chat, "edit")
    if message["from"]["id"] != call.world.bot.id:
        raise BadRequest("message can't be edited")
    return chat, message


def _edit(call: Call, chat: Chat, message: Json, replaced: frozenset[str], content: Json) -> Json:
    """Replace part of a message and its keyboard, which goes away unless it is sent again."""
    markup = read_markup(call.params, invoice="invoice" in message)
    if markup is not None and "inline_keyboard" not in markup:
        raise BadRequest("inline keyboard expected")
    kept = {key: value for key, value in message.items() if key not in replaced and key != "reply_markup"}
    edited = {**kept, **content, **({"reply_markup": markup} if markup else {})}
    if edited == message:
        raise BadRequest(_UNCHANGED)
    return chat.replace({**edited, "edit_date": call.world.now()})


async def delete_message(call: Call) -> bool:
    chat = call.chat()
    message = call.message(chat, "delete")
    if call.world.now() - message["date"] > DELETABLE_SECONDS:
        raise BadRequest("message can't be deleted for everyone")
    chat.remove([message["message_id"]])
    return True


async def delete_messages(call: Call) -> bool:
    """Delete up to a hundred messages; those that are not there are passed over."""
    chat, ids = call.chat(), call.params.array("message_ids")
    if not 1 <= len(ids) <= DELETED_AT_ONCE:
        raise BadRequest("wrong number of message identifiers specified")
    chat.remove([message_id for message_id in ids if isinstance(message_id, int)])
    return True


async def copy_message(call: Call) -> Json:
    message = call.message(call.chat("from_chat_id"), "copy")
    content = {key: value for key, value in message.items() if key in _CONTENT}
    if not content or _NOT_COPIED & message.keys():
        raise BadRequest("message can't be copied")
    if call.params.has("caption") and any(kind in content for kind in MEDIA):
        kept = {key: value for key, value in content.items() if key not in _CAPTION}
        content = {**kept, **read_caption(call.params)}
    return {"message_id": call.post(call.chat(), content)["message_id"]}


async def forward_message(call: Call) -> Json:
    """Forward a message. An invoice's copy can be paid too, unless it was made with a start parameter."""
    source = call.chat("from_chat_id")
    message, chat = call.message(source, "forward"), call.chat()
    content = {key: value for key, value in message.items() if key in _CONTENT | {"invoice"}}
    if not content:
        raise BadRequest("message can't be forwarded")
    origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    invoice = call.cashier.invoice_at(source.id, message["message_id"])
    markup = message.get("reply_markup") if invoice else None
    if invoice and invoice.start_parameter:
        link = f"https://t.me/{call.world.bot.username}?start={invoice.start_parameter}"
        markup = {"inline_keyboard": [[{"text": "Pay", "url": link}]]}
    posted = {**content, "forward_origin": origin, **({"reply_markup": markup} if markup else {})}
    forwarded = call.world.say(chat, posted)
    if invoice and not invoice.start_parameter:
        call.cashier.register(chat.id, forwarded["message_id"], invoice)
    return forwarded


async def pin_chat_message(call: Call) -> bool:
    chat = call.chat()
    chat.pin(call.message(chat, "pin")["message_id"])
    return True


async def unpin_chat_message(call: Call) -> bool:
    chat = call.chat()
    if chat.pinned is None or (call.params.has("message_id") and call.params.integer("message_id") != chat.pinned):
        raise BadRequest("message to unpin not found")
    chat.pin(None)
    return True


async def unpin_all_chat_messages(call: Call) -> bool:
    call.chat().pin(None)
    return True


async def set_message_reaction(call: Call) -> bool:
    """Put the bot's reaction under a message; the page finds it in the extra field `reactions`."""
    chat = call.chat()
    message = call.message(chat, "react")
    reactions = call.params.records("reaction")
    if len(reactions) > 1:
        raise BadRequest("REACTIONS_TOO_MANY")
    chat.replace({**message, "reactions": reactions})
    return True


FAMILY: Final[Family] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
}
