"""What a message can carry, read from a call's parameters."""

from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.files import StoredFile, voice_seconds
from bot.demo.standin.limits import CAPTION, MESSAGE_TEXT, UPLOAD_BYTES
from bot.demo.standin.markup.formatted import formatted_param
from bot.demo.standin.markup.rich_text import RichText
from bot.demo.standin.methods.call import Call
from bot.demo.standin.params import Params, Upload
from bot.demo.standin.records import Json

MEDIA: Final = ("photo", "video", "document", "voice")
_WEB: Final = ("http://", "https://")


def read_text(params: Params) -> Json:
    """Read `text`; raises `BadRequest` when it is empty or above 4096 UTF-16 units once markup is read."""
    rich = formatted_param(params, "text", "entities")
    if not rich.text:
        raise BadRequest("message text is empty")
    if rich.length > MESSAGE_TEXT:
        raise BadRequest("message is too long")
    return text_content(rich)


def text_content(rich: RichText) -> Json:
    return {"text": rich.text, **({"entities": rich.entities} if rich.entities else {})}


def read_caption(params: Params) -> Json:
    """Read `caption`, which may be missing; raises `BadRequest` above 1024 UTF-16 units once markup is read."""
    rich = formatted_param(params, "caption", "caption_entities")
    if rich.length > CAPTION:
        raise BadRequest("message caption is too long")
    above = {"show_caption_above_media": True} if params.flag("show_caption_above_media") else {}
    return {**caption_content(rich), **above}


def caption_content(rich: RichText) -> Json:
    if not rich.text:
        return {}
    return {"caption": rich.text, **({"caption_entities": rich.entities} if rich.entities else {})}


async def read_media(call: Call, kind: str, params: Params | None = None, name: str = "") -> Json:
    """Read a file of a kind, new or known, as message content. `params` are an album item's own."""
    own = params or call.params
    stored = await _stored(call, kind, own, name or kind)
    return {kind: stored.attachment}


async def _stored(call: Call, kind: str, own: Params, name: str) -> StoredFile:
    upload = _upload(call.params, own, name)
    if upload is None:
        return _known(call, kind, own.text(name))
    if not upload.data:
        raise BadRequest("file must be non-empty")
    if len(upload.data) > UPLOAD_BYTES:
        raise BadRequest(f"file of size {len(upload.data)} bytes is too big; the maximum size is {UPLOAD_BYTES} bytes")
    if kind == "photo":
        return await call.world.files.add_photo(upload.data)
    return call.world.files.add(kind, upload, **_facts(kind, own, upload))


def _upload(params: Params, own: Params, name: str) -> Upload | None:
    value = own.text(name)
    if not value.startswith("attach://"):
        return own.uploads.get(name)
    upload = params.uploads.get(value.removeprefix("attach://"))
    if upload is None:
        raise BadRequest("can't parse InputMedia: media not found")
    return upload


def _known(call: Call, kind: str, value: str) -> StoredFile:
    if not value:
        raise BadRequest(f"there is no {kind} in the request")
    if value.startswith(_WEB):
        # Telegram fetches the address. The stand-in has nobody to ask but this machine, so it fetches nothing.
        raise BadRequest("failed to get HTTP URL content")
    try:
        stored = call.world.files.get(value)
    except BadRequest as error:
        raise BadRequest("wrong file identifier/HTTP URL specified") from error
    if stored.kind != kind:
        wanted = {"photo": "Photo", "voice": "VoiceNote", "video": "Video"}.get(kind, "Document")
        raise BadRequest(f"can't use file of type {stored.type_name} as {wanted}")
    return stored


def _facts(kind: str, params: Params, upload: Upload) -> Json:
    if kind == "document":
        return {"file_name": upload.name}
    facts: Json = {"duration": params.integer("duration", voice_seconds(upload.data))}
    if kind == "video":
        facts |= {"width": params.integer("width", 0), "height": params.integer("height", 0), "file_name": upload.name}
    return facts
