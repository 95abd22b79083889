"""Pictures by link, from a server on this machine to their vectors, beside the encoder's own time for the same."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from aiohttp import web
from pydantic import SecretStr

from bot.bench.figures import BenchFailed
from bot.cli.supply import sync_tools
from catalog_sync.looks import open_gallery
from catalog_sync.pictures import LONGEST_SIDE, Found
from catalog_sync.tools import SyncTools
from graph.ports.senses import PhotoEncoder, Pixels
from graph.settings import Settings
from graph.wiring import Storeroom, open_storeroom

SIDES = (1000, 1200, 1400, 1600)
"""Pixels of the longer side of what shops have on their pages."""
ROUNDS = 4
"""The encoder alone and the whole take turns, so that a busy machine is busy for both; the median counts."""
WARM_UP = 8
ALONE = 32
"""Pictures encoded to see how long that takes by itself."""


@dataclass(frozen=True, slots=True)
class PictureFigures:
    """Milliseconds a picture: the encoder's own on decoded pictures, and of everything; and how they relate."""

    encoder: float
    stage: float
    ratio: float


async def picture_figures(count: int) -> PictureFigures:
    """Of `count` pictures, each another one. Raises BenchFailed where one of them comes to nothing."""
    drawn = await asyncio.to_thread(lambda: [_picture(number) for number in range(WARM_UP + count)])
    with TemporaryDirectory() as folder:
        async with _served(drawn) as address, _room(Path(folder), address) as room:
            tools = sync_tools(room)
            addresses = [f"{address}/{number}.jpg" for number in range(len(drawn))]
            await _stage(tools, addresses[:WARM_UP])
            pixels = [tools.decode(content, LONGEST_SIDE) for content in drawn[:ALONE]]
            await room.photo.encode(pixels[:1])
            rest = addresses[WARM_UP:]
            rounds = [await _round(room.photo, pixels, tools, rest[number::ROUNDS]) for number in range(ROUNDS)]
    encoder, stage = zip(*rounds, strict=True)
    ratio = median(whole / alone for alone, whole in rounds)
    return PictureFigures(median(encoder) * 1000, median(stage) * 1000, ratio)


async def _round(
    encoder: PhotoEncoder, pixels: Sequence[Pixels], tools: SyncTools, addresses: Sequence[str]
) -> tuple[float, float]:
    """Seconds a picture of the encoder, before and after, and of the stage in between."""
    before = await _alone(encoder, pixels)
    stage = await _stage(tools, addresses)
    return (before + await _alone(encoder, pixels)) / 2, stage


async def _alone(encoder: PhotoEncoder, pixels: Sequence[Pixels]) -> float:
    """In one process, on all the cores that the encoder asks for."""
    began = time.perf_counter()
    await encoder.encode(pixels)
    return (time.perf_counter() - began) / len(pixels)


async def _stage(tools: SyncTools, addresses: Sequence[str]) -> float:
    began = time.perf_counter()
    async with open_gallery(tools) as gallery:
        looks = await gallery.look_at({address: Found(picture=address) for address in addresses})
    if looks.lacking:
        why = next(iter(looks.lacking.values()))
        raise BenchFailed(f"{len(looks.lacking)} pictures have no look, the first for {why.code}: {why.fix}")
    return (time.perf_counter() - began) / len(addresses)


@asynccontextmanager
async def _room(folder: Path, address: str) -> AsyncIterator[Storeroom]:
    settings = Settings(data_dir=folder, database_url=SecretStr(""))
    sync = settings.sync.model_copy(update={"allow_hosts": address.removeprefix("http://")})
    async with open_storeroom(settings.model_copy(update={"sync": sync})) as room:
        yield room


@asynccontextmanager
async def _served(drawn: Sequence[bytes]) -> AsyncIterator[str]:
    pictures: Mapping[str, bytes] = {f"/{number}.jpg": content for number, content in enumerate(drawn)}

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=pictures[request.path], content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/{name}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _picture(number: int) -> bytes:
    """Something bright before something else, with the grain of a photo: a few hundred KB."""
    from PIL import Image, ImageChops, ImageDraw  # noqa: PLC0415 - only this part needs it

    dice, side = Random(number), SIDES[number % len(SIDES)]
    size = (side, side * dice.choice((3, 4)) // 4)
    ground = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * dice.randrange(4)) for _ in "RGB"]).resize(size)
    draw = ImageDraw.Draw(ground)
    for _ in range(12):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        draw.ellipse((x, y, x + side // 3, y + side // 4), fill=tuple(dice.choices(range(256), k=3)))
    grain = Image.merge("RGB", [Image.effect_noise(size, 16)] * 3)
    content = io.BytesIO()
    ImageChops.add(ground, grain, 2).save(content, "JPEG", quality=88)
    return content.getvalue()
