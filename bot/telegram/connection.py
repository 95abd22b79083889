"""How an Application reaches a Bot API server: token, addresses and the aiohttp transport."""

from telegram.ext import ApplicationBuilder

from bot.telegram.application import Builder
from bot.telegram.transport import AiohttpRequest


def connection(token: str, base_url: str, base_file_url: str) -> Builder:
    """A builder for any Bot API server; `base_url` ends in /bot, `base_file_url` in /file/bot."""
    builder: Builder = ApplicationBuilder()
    return (
        builder.token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest())
    )
