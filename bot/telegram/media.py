"""Photos on their way in: the largest size that may be downloaded goes to the media store."""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot, Document, Message, PhotoSize
from telegram.error import BadRequest, NetworkError

from bot.telegram import limits
from bot.telegram.inbound import is_picture
from graph.domain.conversation import MediaKind, MediaRef
from graph.domain.errors import BadInput
from graph.ports.senses import MediaStore

log = logging.getLogger(__name__)

DOWNLOAD_SECONDS = 30.0
"""The longest pause between two pieces of a download."""
PAUSES = (0.5, 2.0)
"""Seconds before each further attempt at one whose line broke."""


class Photos:
    def __init__(self, bot: Bot, store: MediaStore) -> None:
        self._bot, self._store = bot, store

    async def keep(self, messages: Sequence[Message]) -> tuple[MediaRef, ...]:
        """One reference a photo, in the order sent; what is too large or no picture is left out.

        Raises TelegramError where Telegram cannot be reached.
        """
        files = [file for message in messages if (file := picture(message))]
        kept = await asyncio.gather(*map(self._keep, files))
        return tuple(ref for ref in kept if ref)

    async def _keep(self, file: PhotoSize | Document) -> MediaRef | None:
        try:
            return await self._store.save(await self._fetch(file), MediaKind.PHOTO)
        except (BadRequest, BadInput) as error:
            log.info("a photo of %s bytes is not kept: %s", file.file_size, error)
            return None

    async def _fetch(self, file: PhotoSize | Document) -> bytes:
        """Tried again where the line breaks: fetching twice harms nobody."""
        for pause in PAUSES:
            try:
                return await self._download(file)
            except NetworkError as broken:
                if type(broken) is not NetworkError:
                    raise
                log.info("a photo could not be fetched: %s; trying again in %.1f s", broken, pause)
                await asyncio.sleep(pause)
        return await self._download(file)

    async def _download(self, file: PhotoSize | Document) -> bytes:
        handle = await self._bot.get_file(file.file_id)
        return bytes(await handle.download_as_bytearray(read_timeout=DOWNLOAD_SECONDS))


def picture(message: Message) -> PhotoSize | Document | None:
    """The largest size of the photo that a bot may download, or the picture sent as a file."""
    small_enough = [size for size in message.photo if _downloadable(size)]
    if small_enough:
        return max(small_enough, key=lambda size: size.width * size.height)
    document = message.document
    return document if document and is_picture(message) and _downloadable(document) else None


def _downloadable(file: PhotoSize | Document) -> bool:
    return (file.file_size or 0) <= limits.DOWNLOAD_BYTES
