"""The demo as a stranger starts it, on a folder that is filled: the time until it is ready, and what it then holds."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.bench.figures import BenchFailed, Figure
from bot.bench.photo import photos
from bot.bench.shop import Bench
from bot.bench.stage import COMMAND, PATIENCE, STARTING, stop

PART = "demo"
SHOPPER = 1001
MEGABYTE = 1024
"""In the kilobytes that the system tells."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that has said it is ready, `seconds` after it was started."""

    process: int
    url: str
    key: str
    seconds: float


async def start(bench: Bench) -> list[Figure]:
    folder = bench.folder / "demo"
    await _seed(folder)
    async with _demo(folder) as demo:
        idle = await _resident(demo.process)
        async with aiohttp.ClientSession(demo.url, headers={"X-Demo-Key": demo.key}) as doors:
            await _ask(doors, "message", json={"text": "a red mug under 30"})
            # Label reader, barcodes, look and words each load their model for this one.
            await _ask(doors, "photo", data=_form((await asyncio.to_thread(photos, 1))[0]))
        loaded = await _resident(demo.process)
    return [
        Figure(PART, "started to ready, folder filled", demo.seconds, "s", 10),
        Figure(PART, "resident memory when ready", idle, "MB"),
        Figure(PART, "resident memory, every model loaded", loaded, "MB", 900),
    ]


async def _seed(folder: Path) -> None:
    process = await asyncio.create_subprocess_exec(*COMMAND, "demo", "--seed-only", "--data", str(folder))
    if await process.wait():
        raise BenchFailed(f"the demo shop could not be filled into {folder}: snaptap demo --seed-only says why")


@asynccontextmanager
async def _demo(folder: Path) -> AsyncIterator[Demo]:
    order = (*COMMAND, "demo", "--no-browser", "--port", "0", "--data", str(folder))
    pipe = asyncio.subprocess.PIPE
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*order, env=os.environ, stdout=pipe, stderr=pipe)
    try:
        async with asyncio.timeout(STARTING):
            key = await _told(process.stderr, "control key ")
            url = await _told(process.stdout, "ready ")
        yield Demo(process.pid, url, key, time.perf_counter() - begun)
    except TimeoutError:
        raise BenchFailed(f"the demo was not ready within {STARTING:.0f} s; start it yourself to see why") from None
    finally:
        await stop(process)


async def _told(stream: asyncio.StreamReader | None, opening: str) -> str:
    """What a line says after its opening words."""
    while stream and (line := (await stream.readline()).decode()):
        if line.startswith(opening):
            return line.removeprefix(opening).strip()
    raise BenchFailed(f"the demo ended without saying {opening!r}; start it yourself to see why")


async def _ask(doors: aiohttp.ClientSession, move: str, **content: Any) -> None:  # noqa: ANN401  aiohttp's own parameters
    """Make a move and wait until the bot has answered it."""
    async with doors.post(f"/_demo/users/{SHOPPER}/{move}", **content) as answer:
        seq = (await answer.json())["seq"]
    wait = {"chat": SHOPPER, "after": seq, "timeout": PATIENCE}
    async with doors.get("/_demo/wait", params=wait) as answer:
        if not (await answer.json())["messages"]:
            raise BenchFailed(f"the demo did not answer a {move} within {PATIENCE:.0f} s")


def _form(photo: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("file", photo, filename="photo.jpg")
    return form


async def _resident(process: int) -> float:
    """Megabytes, by the system's own `ps`."""
    asked = ("ps", "-o", "rss=", "-p", str(process))
    ps = await asyncio.create_subprocess_exec(*asked, stdout=asyncio.subprocess.PIPE)
    told, _ = await ps.communicate()
    return int(told) / MEGABYTE
