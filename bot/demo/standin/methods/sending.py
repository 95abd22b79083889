"""Methods that post something new."""

from collections.abc import Awaitable, Callable
from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.limits import ALBUM
from bot.demo.standin.methods.call import Call, Family
from bot.demo.standin.methods.content import MEDIA, read_caption, read_media, read_text
from bot.demo.standin.params import Params
from bot.demo.standin.records import Json
from bot.demo.standin.world import random_id

_ACTIONS: Final = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
_LATITUDE: Final = 90
_LONGITUDE: Final = 180


async def send_message(call: Call) -> Json:
    chat, content = call.chat(), read_text(call.params)
    preview = call.params.record("link_preview_options")
    return call.post(chat, {**content, **({"link_preview_options": preview} if preview else {})})


def sender_of(kind: str) -> Callable[[Call], Awaitable[Json]]:
    """Make `sendPhoto` and its sisters: a file of one kind with a caption."""

    async def send(call: Call) -> Json:
        chat, caption = call.chat(), read_caption(call.params)
        return call.post(chat, {**await read_media(call, kind), **caption})

    return send


async def send_media_group(call: Call) -> list[Json]:
    """Post an album: nothing is posted unless every item can be."""
    chat, items = call.chat(), call.params.records("media")
    _check_album(items)
    contents = [await read_item(call, item) for item in items]
    shared = {**call.reply_to(chat), "media_group_id": random_id()}
    return [call.world.say(chat, {**shared, **content}) for content in contents]


def _check_album(items: list[Json]) -> None:
    if not items:
        raise BadRequest("there are no messages to send")
    if len(items) == 1:
        raise BadRequest("too few messages to send as an album")
    if len(items) > ALBUM:
        raise BadRequest("too many messages to send as an album")
    kinds = {item.get("type") for item in items}
    if "document" in kinds and len(kinds) > 1:
        raise BadRequest("document can't be mixed with other media types")
    if unfit := kinds - {"photo", "video", "document"}:
        raise BadRequest(f"can't parse InputMedia: type \"{unfit.pop()}\" can't be used in sendMediaGroup")


async def read_item(call: Call, item: Json) -> Json:
    """Read an `InputMedia`: its file by `attach://` or id, with its own caption."""
    kind = item.get("type")
    if kind not in MEDIA:
        raise BadRequest(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    own = Params(item)
    return {**await read_media(call, kind, own, "media"), **read_caption(own)}


async def send_location(call: Call) -> Json:
    latitude, longitude = call.params.number("latitude"), call.params.number("longitude")
    if abs(latitude) > _LATITUDE or abs(longitude) > _LONGITUDE:
        raise BadRequest("wrong coordinates specified")
    return call.post(call.chat(), {"location": {"latitude": latitude, "longitude": longitude}})


async def send_chat_action(call: Call) -> bool:
    action = call.params.text("action")
    if action not in _ACTIONS.split():
        raise BadRequest("wrong parameter action in request")
    call.chat().publish("action", {"action": action})
    return True


async def send_message_draft(call: Call) -> bool:
    """Show a preview of a message that is still being written; it is no message and is not kept."""
    draft_id = call.params.integer("draft_id")
    if draft_id == 0:
        raise BadRequest("draft_id must be non-zero")
    content = read_text(call.params) if call.params.has("text") else {"text": ""}
    call.chat().publish("draft", {"draft_id": draft_id, "entities": [], **content})
    return True


FAMILY: Final[Family] = {
    "sendMessage": send_message,
    "sendPhoto": sender_of("photo"),
    "sendVideo": sender_of("video"),
    "sendDocument": sender_of("document"),
    "sendVoice": sender_of("voice"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendChatAction": send_chat_action,
    "sendMessageDraft": send_message_draft,
}
