"""What a shopper can do with the phone; each move becomes the update that Telegram would send."""

import asyncio
import re
from collections.abc import Sequence
from typing import Final

from bot.demo.standin.chats import Chat
from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.files import voice_seconds
from bot.demo.standin.limits import ALBUM, CAPTION, INLINE_QUERY, MESSAGE_TEXT
from bot.demo.standin.markup.formatted import formatted
from bot.demo.standin.methods.content import caption_content, text_content
from bot.demo.standin.params import Upload
from bot.demo.standin.records import Json, Shopper
from bot.demo.standin.world import Heard, World, random_id

_START_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{0,64}")
_INLINE_ANSWER_WITHIN: Final = 10.0


class MoveError(Exception):
    """A move that cannot be made; `fix` says how it could."""

    def __init__(self, error: str, fix: str) -> None:
        super().__init__(error)
        self.error = error
        self.fix = fix


class ShopperMoves:
    """The moves of one shopper in the private chat with the bot."""

    def __init__(self, world: World, shopper: Shopper) -> None:
        self._world = world
        self._shopper = shopper
        self._chat: Chat = world.chat(shopper.id)

    def say(self, text: str, reply_to: int = 0) -> Heard:
        reply = {"reply_to_message": self._message(reply_to)} if reply_to else {}
        return self._world.hear(self._shopper, {**_text(text), **reply})

    def start(self, payload: str) -> Heard:
        """Press Start, or come by a deep link that carries a payload."""
        if not _START_PAYLOAD.fullmatch(payload):
            raise MoveError("This is no start payload.", "Use at most 64 of A-Z, a-z, 0-9, _ and -.")
        return self.say(f"/start {payload}".strip())

    async def photo(self, upload: Upload, caption: str) -> Heard:
        return self._world.hear(self._shopper, {**await self._photo(upload), **_caption(caption)})

    async def album(self, uploads: Sequence[Upload], caption: str) -> list[Heard]:
        """Send two to ten photos as one album: as many messages with one `media_group_id`, words under the first."""
        if not 1 < len(uploads) <= ALBUM:
            raise MoveError("An album holds 2 to 10 photos.", "Send several parts named file, or use /photo for one.")
        words = _caption(caption)
        photos = [await self._photo(upload) for upload in uploads]
        group = {"media_group_id": random_id()}
        contents = [{**group, **photos[0], **words}, *({**group, **photo} for photo in photos[1:])]
        return [self._world.hear(self._shopper, content) for content in contents]

    def voice(self, upload: Upload, duration: int | None = None) -> Heard:
        seconds = voice_seconds(upload.data) if duration is None else duration
        stored = self._world.files.add("voice", upload, duration=seconds)
        return self._world.hear(self._shopper, {"voice": stored.attachment})

    def edit(self, message_id: int, text: str) -> Heard:
        message = self._message(message_id)
        if message["from"]["id"] != self._shopper.id or "text" not in message:
            raise MoveError("Only one's own words can be edited.", "Give the id of a text message of this shopper.")
        kept = {key: value for key, value in message.items() if key != "entities"}
        edited = self._chat.replace({**kept, **_text(text), "edit_date": self._world.now()})
        return Heard(self._world.updates.push("edited_message", edited), edited, self._chat.last_seq)

    def tap(self, message_id: int, data: str) -> Heard:
        """Tap a callback button. Any data is sent on: a changed client could do the same."""
        message = self._message(message_id)
        key = self._world.callbacks.put((self._chat.id, message_id))
        query = {"id": key, "from": self._shopper.json(), "message": message, "data": data}
        instance = {"chat_instance": str(-self._chat.id)}
        return Heard(self._world.updates.push("callback_query", {**query, **instance}), message, self._chat.last_seq)

    def tap_label(self, label: str, message_id: int = 0) -> Heard:
        """Tap the newest button that says `label`, under a message or in the reply keyboard."""
        messages = [self._message(message_id)] if message_id else list(reversed(self._chat.messages.values()))
        for message in messages:
            if button := _button(message.get("reply_markup", {}).get("inline_keyboard", []), label):
                return self.tap(message["message_id"], _callback_data(button))
        if self._chat.keyboard and _button(self._chat.keyboard.get("keyboard", []), label):
            return self.say(label)
        raise MoveError(f"No button says “{label}”.", "Look at /_demo/chats/{id}/messages for the buttons on show.")

    def react(self, message_id: int, emoji: str) -> Heard:
        message = self._message(message_id)
        reaction = [{"type": "emoji", "emoji": emoji}] if emoji else []
        told = {"chat": self._chat.json, "message_id": message_id, "user": self._shopper.json()}
        told |= {"date": self._world.now(), "old_reaction": [], "new_reaction": reaction}
        return Heard(self._world.updates.push("message_reaction", told), message, self._chat.last_seq)

    async def ask_inline(self, query: str, offset: str = "") -> Json:
        """Type after the bot's name in another chat; answers what the bot offers, `None` when it says nothing."""
        if len(query) > INLINE_QUERY:
            raise MoveError("An inline query has at most 256 characters.", "Shorten it.")
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        key = self._world.inline_queries.put(answer)
        told = {"id": key, "from": self._shopper.json(), "query": query, "offset": offset, "chat_type": "private"}
        update_id = self._world.updates.push("inline_query", told)
        try:
            async with asyncio.timeout(_INLINE_ANSWER_WITHIN):
                return {"update_id": update_id, **await answer}
        except TimeoutError:
            return {"update_id": update_id, "results": None}
        finally:
            self._world.inline_queries.pop(key, None)

    async def _photo(self, upload: Upload) -> Json:
        try:
            stored = await self._world.files.add_photo(upload.data)
        except BadRequest as error:
            raise MoveError(f"This picture cannot be sent: {error.what}.", "Send a JPEG, PNG or WebP.") from error
        return {"photo": stored.attachment}

    def _message(self, message_id: int) -> Json:
        message = self._chat.messages.get(message_id)
        if message is None:
            raise MoveError(
                f"There is no message {message_id} in this chat.", "Take an id from /_demo/chats/…/messages."
            )
        return message


def _text(text: str) -> Json:
    rich = formatted(text)
    if not 0 < rich.length <= MESSAGE_TEXT:
        raise MoveError("A message has 1 to 4096 characters.", "Send words, or fewer of them.")
    return text_content(rich)


def _caption(caption: str) -> Json:
    rich = formatted(caption)
    if rich.length > CAPTION:
        raise MoveError("A caption has at most 1024 characters.", "Shorten it, or send it as a message.")
    return caption_content(rich)


def _button(rows: list[list[Json]], label: str) -> Json | None:
    buttons = [button for row in rows for button in row]
    exact = next((button for button in buttons if button["text"] == label), None)
    return exact or next((button for button in buttons if label.casefold() in button["text"].casefold()), None)


def _callback_data(button: Json) -> str:
    if "callback_data" not in button:
        raise MoveError(
            f"“{button['text']}” sends nothing to the bot.", "Follow its link, or use /pay for a Pay button."
        )
    return str(button["callback_data"])
