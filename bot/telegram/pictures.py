"""Pictures on their way out: read once, uploaded once, then sent by the file id that Telegram gave them."""

import asyncio
import logging
from collections import OrderedDict
from pathlib import Path

from telegram import Message

log = logging.getLogger(__name__)

KEPT = 10_000
"""File ids in memory, about 1 MB."""


class Pictures:
    """`folder` holds what relative names are in. A file id is good for this bot for as long as the bot exists."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._ids: OrderedDict[str, str] = OrderedDict()

    async def source(self, name: str) -> str | bytes | None:
        """A file id or an address for Telegram to use, or bytes to upload; None for a picture that is not there."""
        if known := self._ids.get(name):
            self._ids.move_to_end(name)
            return known
        if name.startswith(("http://", "https://")):
            return name
        return await asyncio.to_thread(self._read, name)

    def remember(self, name: str, sent: Message) -> None:
        if sent.photo:
            self._ids[name] = sent.photo[-1].file_id
            if len(self._ids) > KEPT:
                self._ids.popitem(last=False)

    def forget(self, name: str) -> None:
        self._ids.pop(name, None)

    def _read(self, name: str) -> bytes | None:
        try:
            path = (self._folder / name).resolve()
            return path.read_bytes() if path.is_relative_to(self._folder) else None
        except (OSError, ValueError) as error:
            log.warning("picture %r cannot be read: %s; sync the feed again or put the file there", name, error)
            return None
