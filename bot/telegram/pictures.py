"""Pictures on their way out: read once, uploaded once, then sent by the file id that Telegram gave them."""

import asyncio
import logging
from collections import OrderedDict
from pathlib import Path

from telegram import Message

from graph.domain.conversation import MediaRef
from graph.domain.errors import UnreadablePhoto
from graph.ports.senses import MediaStore

log = logging.getLogger(__name__)

Picture = str | MediaRef
"""A path in the pictures folder or an address, or one that the media store keeps."""
KEPT = 10_000
"""File ids in memory, about 1 MB."""


class Pictures:
    """`folder` holds what relative names are in, `media` shoppers' photos and what is made of them.

    A file id is good for this bot for as long as the bot exists.
    """

    def __init__(self, folder: Path, media: MediaStore) -> None:
        self._folder, self._media = folder.resolve(), media
        self._ids: OrderedDict[Picture, str] = OrderedDict()

    async def source(self, name: Picture) -> str | bytes | None:
        """A file id or an address for Telegram to use, or bytes to upload; None for a picture that is not there."""
        if known := self._ids.get(name):
            self._ids.move_to_end(name)
            return known
        if isinstance(name, MediaRef):
            return await self._kept(name)
        if name.startswith(("http://", "https://")):
            return name
        return await asyncio.to_thread(self._read, name)

    def remember(self, name: Picture, sent: Message) -> None:
        if sent.photo:
            self._ids[name] = sent.photo[-1].file_id
            if len(self._ids) > KEPT:
                self._ids.popitem(last=False)

    def forget(self, name: Picture) -> None:
        self._ids.pop(name, None)

    async def _kept(self, ref: MediaRef) -> bytes | None:
        try:
            return await self._media.content(ref)
        except UnreadablePhoto as error:
            log.warning("a picture of photos cannot be sent: %s", error)
            return None

    def _read(self, name: str) -> bytes | None:
        try:
            path = (self._folder / name).resolve()
            return path.read_bytes() if path.is_relative_to(self._folder) else None
        except (OSError, ValueError) as error:
            log.warning("picture %r cannot be read: %s; sync the feed again or put the file there", name, error)
            return None
