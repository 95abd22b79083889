"""Carries calls out on the Bot API, through its refusals: floods, messages that are gone, pictures it does not like."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, LabeledPrice, LinkPreviewOptions
from telegram import Message as Sent
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.telegram.calls import Call, Key, Keyboard, Replace, SendInvoice, SendPhoto, SendText
from bot.telegram.pictures import Picture, Pictures
from graph.domain.conversation import MediaRef

log = logging.getLogger(__name__)

LONGEST_WAIT = 30.0
"""Seconds. A flood limit longer than this is given up: the answer would come too late to be one."""
ATTEMPTS = 4
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer goes. `message` is the one whose button was tapped, `pictured` whether it shows a photo."""

    chat: int
    message: int | None = None
    pictured: bool = False


class Sender:
    """Raises TelegramError for what cannot be delivered."""

    def __init__(self, bot: Bot, pictures: Pictures, longest_wait: float = LONGEST_WAIT) -> None:
        self._bot, self._pictures, self._longest_wait = bot, pictures, longest_wait

    async def send(self, to: Target, calls: Sequence[Call]) -> None:
        for call in calls:
            match call:
                case Replace():
                    await self._replace(to, call.message)
                case SendPhoto():
                    await self._photo(to.chat, call)
                case SendText():
                    await self._text(to.chat, call)
                case SendInvoice():
                    await self._invoice(to.chat, call)

    async def _text(self, chat: int, call: SendText) -> None:
        await self._patiently(
            lambda: self._bot.send_message(
                chat,
                call.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(call.keyboard),
                link_preview_options=NO_PREVIEW,
            )
        )

    async def _photo(self, chat: int, call: SendPhoto) -> None:
        """A picture that is missing, or that Telegram cannot fetch or read, must not cost the shopper the answer."""
        source = await self._pictures.source(call.picture)
        if source is None:
            return await self._text(chat, _wordy(call))
        try:
            sent = await self._patiently(
                lambda: self._bot.send_photo(
                    chat,
                    source,
                    caption=call.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=_markup(call.keyboard),
                    filename=_filename(call.picture),
                )
            )
        except BadRequest as error:
            self._distrust(call.picture, error)
            return await self._text(chat, _wordy(call))
        self._pictures.remember(call.picture, sent)
        return None

    async def _replace(self, to: Target, message: SendText | SendPhoto) -> None:
        """Edit the tapped message; where it is gone or of another kind, send anew and take the old one away."""
        if to.message is not None:
            try:
                if await self._edited(to, to.message, message):
                    return
            except BadRequest as error:
                if "not modified" in str(error).lower():
                    return
                log.info("message %s in chat %s cannot be edited (%s); sending it anew", to.message, to.chat, error)
        await self.send(Target(to.chat), [message])
        if to.message is not None:
            await self._take_away(to.chat, to.message)

    async def _edited(self, to: Target, number: int, message: SendText | SendPhoto) -> bool:
        """Whether Telegram has a way to make the one message of the other; a photo never becomes plain text."""
        if isinstance(message, SendPhoto):
            return await self._edited_to_photo(to.chat, number, message)
        if to.pictured:
            return False
        await self._patiently(
            lambda: self._bot.edit_message_text(
                message.html,
                to.chat,
                number,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(message.keyboard),
                link_preview_options=NO_PREVIEW,
            )
        )
        return True

    async def _edited_to_photo(self, chat: int, number: int, call: SendPhoto) -> bool:
        source = await self._pictures.source(call.picture)
        if source is None:
            return False
        media = InputMediaPhoto(source, call.html, ParseMode.HTML, filename=_filename(call.picture))
        edited = await self._patiently(
            lambda: self._bot.edit_message_media(media, chat, number, reply_markup=_markup(call.keyboard))
        )
        if isinstance(edited, Sent):
            self._pictures.remember(call.picture, edited)
        return True

    async def _take_away(self, chat: int, number: int) -> None:
        try:
            await self._bot.delete_message(chat, number)
        except TelegramError as error:
            log.info("message %s in chat %s stays: %s", number, chat, error)

    async def _invoice(self, chat: int, call: SendInvoice) -> None:
        await self._patiently(
            lambda: self._bot.send_invoice(
                chat,
                call.title,
                call.description,
                call.payload,
                call.currency,
                [LabeledPrice(price.label, price.amount) for price in call.prices],
                provider_token=call.provider_token,
                start_parameter=call.start,
                photo_url=call.picture_url,
            )
        )

    def _distrust(self, picture: Picture, error: BadRequest) -> None:
        log.warning("Telegram refused picture %r (%s); sending the words alone", picture, error)
        self._pictures.forget(picture)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Wait out a flood limit and a broken connection. A timeout is not repeated: the message may have arrived."""
        for attempt in range(1, ATTEMPTS):
            try:
                return await call()
            except RetryAfter as flood:
                await self._wait(_seconds(flood), flood)
            except NetworkError as broken:
                if type(broken) is not NetworkError:
                    raise
                await self._wait(2.0 ** (attempt - 2), broken)
        return await call()

    async def _wait(self, seconds: float, why: TelegramError) -> None:
        if seconds > self._longest_wait:
            raise why
        log.info("Telegram: %s; trying again in %.1f s", why, seconds)
        await asyncio.sleep(seconds)


def _seconds(flood: RetryAfter) -> float:
    """The library answers with a number or, where PTB_TIMEDELTA is set, with a timedelta."""
    after = flood.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _wordy(call: SendPhoto) -> SendText:
    return SendText(call.html, call.keyboard)


def _filename(picture: Picture) -> str:
    return f"{picture.id}.jpg" if isinstance(picture, MediaRef) else PurePosixPath(picture).name


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup([[_button(key) for key in row] for row in keyboard])


def _button(key: Key) -> InlineKeyboardButton:
    style = "success" if key.stands_out else None
    return InlineKeyboardButton(key.label, callback_data=key.data or None, url=key.url or None, style=style)
