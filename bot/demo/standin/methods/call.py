from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.demo.standin.chats import Chat
from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.keyboards import read_markup
from bot.demo.standin.params import Params
from bot.demo.standin.payments import Cashier
from bot.demo.standin.records import Json
from bot.demo.standin.webhook import Webhook
from bot.demo.standin.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method: its parameters and what it may touch."""

    params: Params
    world: World
    cashier: Cashier
    webhook: Webhook

    def chat(self, name: str = "chat_id") -> Chat:
        """Find the chat that the call is about. Raises `BadRequest` as Telegram does."""
        asked = self.params.text(name).strip()
        if not asked:
            raise BadRequest(f"{name} is empty")
        if asked.startswith("@"):
            found = (chat for chat in self.world.chats.values() if chat.json.get("username") == asked[1:])
            if chat := next(found, None):
                return chat
        try:
            return self.world.chat(int(asked))
        except ValueError as error:
            raise BadRequest("chat not found") from error

    def message(self, chat: Chat, purpose: str, name: str = "message_id") -> Json:
        """Find the message that the call is about; `purpose` completes "message to … not found"."""
        if not self.params.has(name):
            raise BadRequest("message identifier is not specified")
        message = chat.messages.get(self.params.integer(name))
        if message is None:
            raise BadRequest(f"message to {purpose} not found")
        return message

    def post(self, chat: Chat, content: Json, *, invoice: bool = False) -> Json:
        """Let the bot post what a method has read, with the reply and the keyboard that came beside it."""
        reply, markup = self.reply_to(chat), read_markup(self.params, invoice=invoice)
        if markup is None or "inline_keyboard" in markup:
            return self.world.say(chat, {**reply, **content, **({"reply_markup": markup} if markup else {})})
        message = self.world.say(chat, {**reply, **content})
        chat.show_keyboard(markup)
        return message

    def reply_to(self, chat: Chat) -> Json:
        asked = Params(self.params.record("reply_parameters"))
        message_id = asked.integer("message_id", 0) or self.params.integer("reply_to_message_id", 0)
        if not message_id:
            return {}
        replied = chat.messages.get(message_id)
        if replied is None:
            if asked.flag("allow_sending_without_reply") or self.params.flag("allow_sending_without_reply"):
                return {}
            raise BadRequest("message to be replied not found")
        return {"reply_to_message": {key: value for key, value in replied.items() if key != "reply_to_message"}}


Method: TypeAlias = Callable[[Call], Awaitable[Any]]
Family: TypeAlias = Mapping[str, Method]
