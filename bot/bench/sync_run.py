"""`snaptap sync` as anybody starts it, with a stopwatch and a look at what memory it and its helpers take."""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bench.figures import BenchFailed
from bot.bench.stage import COMMAND, stop

LOOK = 0.25
"""Seconds between two looks at the memory."""
BUILDER = "graph.adapters.index.build"


@dataclass(frozen=True, slots=True)
class SyncRun:
    """`report` is that of `--json`. Megabytes at the highest look: of the sync with its workers, of the index builder.

    Pages that several processes share count once. 0 where the system does not tell (it does on Linux).
    """

    seconds: float
    report: dict[str, Any]
    pipeline: float
    builder: float


async def run_sync(data: Path, feed: Path, merchant: str, *, weighed: bool = True) -> SyncRun:
    """From the start of the process to its end. Raises BenchFailed where it does not succeed.

    Not `weighed`, its memory is 0: to look at that four times a second disturbs whoever is measured beside it.
    """
    order = (*COMMAND, "sync", str(feed), "--merchant", merchant, "--data", str(data), "--json")
    pipe = asyncio.subprocess.PIPE
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*order, env=os.environ, stdout=pipe, stderr=pipe)
    memory = _Memory(process.pid)
    watch = asyncio.create_task(memory.watch()) if weighed else None
    try:
        told, complaint = await process.communicate()
        seconds = time.perf_counter() - begun
    finally:
        if watch:
            watch.cancel()
        await stop(process)
    if process.returncode:
        raise BenchFailed(f"snaptap sync {feed}: {complaint.decode()[-500:]}")
    return SyncRun(seconds, json.loads(told), memory.pipeline, memory.builder)


@dataclass(slots=True)
class _Memory:
    """The highest megabytes met of a process and all it has started."""

    process: int
    pipeline: float = 0.0
    builder: float = 0.0

    async def watch(self) -> None:
        while True:
            family = await asyncio.to_thread(lambda: list(_family(self.process)))
            building = sum(size for command, size in family if BUILDER in command)
            self.builder = max(self.builder, building)
            self.pipeline = max(self.pipeline, sum(size for _, size in family) - building)
            await asyncio.sleep(LOOK)


def _family(process: int) -> Iterator[tuple[str, float]]:
    """Command and megabytes of a process and those it has started; what ends meanwhile is left out."""
    folder = Path("/proc") / str(process)
    with suppress(OSError, ValueError):
        yield (folder / "cmdline").read_text(), _megabytes(folder / "smaps_rollup")
    with suppress(OSError):
        for task in (folder / "task").iterdir():
            with suppress(OSError):
                for child in (task / "children").read_text().split():
                    yield from _family(int(child))


def _megabytes(rollup: Path) -> float:
    """Its share of what it has in memory: a page that three processes hold counts a third for each."""
    lines = (line.split() for line in rollup.read_text().splitlines())
    return next(int(line[1]) for line in lines if line[0] == "Pss:") / 1024
