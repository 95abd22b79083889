"""Update -> Turn: pure. What was sent as a photo comes in as references to the media store."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from telegram import CallbackQuery, Message, MessageEntity, Update, User

from bot.telegram import buttons
from graph.domain.conversation import Meaning, MediaRef, Tap, Turn, Unreadable

DEEP_LINK = re.compile(r"[A-Za-z0-9_-]{0,64}")


def turn(update: Update, *, now: datetime, bot_name: str = "", photos: Sequence[MediaRef] = ()) -> Turn | None:
    """What a shopper did, or None for what asks for no answer: edits, channel posts, service messages, forged buttons.

    `photos` are those of the message that could be kept; `now` dates a tap, which carries no time of its own.
    `bot_name` is the bot's user name without @, to tell its commands from another bot's in a group.
    """
    if update.callback_query:
        return _tapped(update.update_id, update.callback_query, now)
    if update.message:
        return _said(update.update_id, update.message, bot_name, photos)
    return None


def album(updates: Sequence[Update], *, now: datetime, photos: Sequence[MediaRef] = ()) -> Turn | None:
    """One turn of all the parts; it takes the first part's id and the first caption there is."""
    captioned = (update for update in updates if update.message and update.message.caption)
    spoken = turn(next(captioned, updates[0]), now=now, photos=photos)
    return spoken and replace(spoken, id=f"tg:{updates[0].update_id}")


def user_id(user: User) -> str:
    return f"tg:{user.id}"


def _tapped(update_id: int, query: CallbackQuery, now: datetime) -> Turn | None:
    tap = buttons.parse(query.data or "")
    if tap is None:
        return None
    chat = query.message.chat.id if query.message else query.from_user.id
    return Turn(
        id=f"tg:{update_id}",
        shopper=user_id(query.from_user),
        conversation=f"tg:{chat}",
        at=now,
        language=query.from_user.language_code or "en",
        tap=tap,
    )


def _said(update_id: int, message: Message, bot_name: str, photos: Sequence[MediaRef]) -> Turn | None:
    """None for what a person did not say: service messages, other bots, commands for another bot."""
    user = message.from_user
    command, text = _command(message, bot_name)
    unreadable = None if photos else _unreadable(message)
    written = message.text is not None
    if user is None or user.is_bot or command is None or not (command or written or text or photos or unreadable):
        return None
    start = command == "start"
    return Turn(
        id=f"tg:{update_id}",
        shopper=user_id(user),
        conversation=f"tg:{message.chat.id}",
        at=message.date,
        language=user.language_code or "en",
        text="" if start else text,
        photos=tuple(photos),
        tap=Tap(Meaning.START, payload=text if DEEP_LINK.fullmatch(text) else "") if start else None,
        command=None if start else command or None,
        unreadable=unreadable,
    )


def _command(message: Message, bot_name: str) -> tuple[str | None, str]:
    """The command without slash, and what follows: "" where there is none, None where it is another bot's."""
    text = (message.text or message.caption or "").strip()
    first = next(iter(message.entities), None)
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return "", text
    word, rest = text[: first.length], text[first.length :]
    name, _, addressed = word.removeprefix("/").partition("@")
    if addressed and addressed.casefold() != bot_name.casefold():
        return None, ""
    return name.lower(), rest.strip()


def _unreadable(message: Message) -> Unreadable | None:
    kinds = {
        Unreadable.PHOTO: message.photo or is_picture(message),
        Unreadable.VOICE: message.voice or message.audio,
        Unreadable.VIDEO: message.video or message.video_note or message.animation,
        Unreadable.STICKER: message.sticker,
        Unreadable.LOCATION: message.location or message.venue,
        Unreadable.DOCUMENT: message.document,
        Unreadable.CONTACT: message.contact,
        Unreadable.OTHER: message.poll or message.dice or message.story or message.game or message.paid_media,
    }
    return next((kind for kind, sent in kinds.items() if sent), None)


def is_picture(message: Message) -> bool:
    """Whether the shopper sent a picture as a file."""
    return bool(message.document and (message.document.mime_type or "").startswith("image/"))
