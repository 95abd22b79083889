"""Long polling over raw JSON, so that one update that cannot be read does not take its whole batch along."""

import asyncio
import json
import logging
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.telegram.intake import Intake, Raw

log = logging.getLogger(__name__)

WANTED = ("message", "callback_query", "pre_checkout_query")
"""The kinds of update that are asked for; no other leads to an answer."""
LONG_POLL = 30
"""Seconds that Telegram holds a request for want of news."""
SLACK = 10.0
LONGEST_PAUSE = 30.0


async def poll(bot: Bot, intake: Intake, *, long_poll: int = LONG_POLL) -> None:
    """Fetch and hand over until cancelled. Raises InvalidToken; outlasts everything else.

    Telegram is told that a batch has arrived by the next request's offset, and that is after all of it was kept.
    """
    offset: int | None = None
    failures = 0
    while True:
        try:
            for raw in await fetch(bot, offset, long_poll):
                await intake.receive(raw)
                offset = _next(raw, offset)
            failures = 0
        except InvalidToken:
            raise
        except Exception as error:  # noqa: BLE001  the boundary: Telegram or the inbox is out of reach; _pause logs it
            failures += 1
            await _pause(error, failures)


async def fetch(bot: Bot, offset: int | None, long_poll: int) -> list[Raw]:
    """One getUpdates, unparsed. The library's own method parses the batch as a whole and loses it to one bad update."""
    asked = {"timeout": long_poll, "allowed_updates": json.dumps(WANTED)} | ({"offset": offset} if offset else {})
    body = await bot.request.retrieve(f"{bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=long_poll + SLACK)
    batch = json.loads(body)["result"]
    return [raw for raw in batch if isinstance(raw, dict)]


def _next(raw: Raw, offset: int | None) -> int | None:
    number = raw.get("update_id")
    return max(number + 1, offset or 0) if isinstance(number, int) else offset


async def _pause(error: Exception, failures: int) -> None:
    pause = min(2.0 ** min(failures - 1, 10), LONGEST_PAUSE)
    if isinstance(error, Conflict):
        log.error(
            "Telegram answers 409: another process polls with this token, or a webhook is set. Stop the other one, or "
            "switch the webhook off (deleteWebhook). Trying again in %.0f s",
            pause,
        )
    elif isinstance(error, RetryAfter | TimedOut):
        log.info("polling: %s; again in %.0f s", error, pause)
    elif isinstance(error, TelegramError):
        log.warning("polling: %s; again in %.0f s", error, pause)
    else:
        log.error("polling: what came in cannot be kept; again in %.0f s", pause, exc_info=error)
    await asyncio.sleep(pause)
