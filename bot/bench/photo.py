"""A photo turn with label reading switched off, from the moment its bytes are there."""

import asyncio
import io
from itertools import cycle
from pathlib import Path

from bot.bench.figures import Figure, percentile
from bot.bench.shop import Bench
from bot.bench.talk import Chat
from bot.demo.seed import FEED
from graph.domain.conversation import MediaKind
from graph.wiring import open_shop

PART = "photo turn"
PHOTOS = 12
SIDE = 1280
"""Pixels of the larger side of a photo as Telegram hands it over."""


async def photo(bench: Bench) -> list[Figure]:
    senses = bench.settings.senses.model_copy(update={"label": False})
    async with open_shop(bench.settings.model_copy(update={"senses": senses})) as shop:
        refs = [await shop.media.save(picture, MediaKind.PHOTO) for picture in await asyncio.to_thread(photos)]
        warm, chat = Chat(shop, 0), Chat(shop, 1)
        await warm.answer(warm.turn(photos=refs[:1]))
        for ref in cycle(refs):
            await chat.answer(chat.turn(photos=[ref]))
            if sum(chat.seconds) >= bench.seconds:
                break
    return [
        Figure(PART, "one chat, p50", percentile(chat.seconds, 50) * 1000, "ms"),
        Figure(PART, "one chat, p95", percentile(chat.seconds, 95) * 1000, "ms", 600),
    ]


def photos(wanted: int = PHOTOS) -> list[bytes]:
    """Pictures of the demo shop, evenly picked, as a phone would send them."""
    pictures = sorted((FEED.parent / "pictures").glob("*.webp"))
    return [_as_sent(path) for path in pictures[:: len(pictures) // wanted][:wanted]]


def _as_sent(path: Path) -> bytes:
    from PIL import Image  # noqa: PLC0415  only this part needs it

    encoded = io.BytesIO()
    with Image.open(path) as picture:
        picture.convert("RGB").resize((SIDE, SIDE)).save(encoded, "JPEG", quality=85)
    return encoded.getvalue()
