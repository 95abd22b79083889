"""“typing…” while a turn runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

log = logging.getLogger(__name__)

REFRESH = 4.5
"""Seconds; a phone shows a chat action for five."""
PATIENCE = 0.3
"""Seconds. An answer that is faster needs no sign that it is coming."""


@asynccontextmanager
async def typing_sign(bot: Bot, chat: int, patience: float = PATIENCE, refresh: float = REFRESH) -> AsyncIterator[None]:
    sign = asyncio.create_task(_keep_typing(bot, chat, patience, refresh))
    try:
        yield
    finally:
        sign.cancel()
        await asyncio.gather(sign, return_exceptions=True)


async def _keep_typing(bot: Bot, chat: int, patience: float, refresh: float) -> None:
    """Best effort: a sign that cannot be given is no reason to stop working."""
    try:
        await asyncio.sleep(patience)
        while True:
            await bot.send_chat_action(chat, ChatAction.TYPING)
            await asyncio.sleep(refresh)
    except TelegramError as error:
        log.info("no chat action in chat %s: %s", chat, error)
