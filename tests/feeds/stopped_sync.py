"""A sync as a process of its own, seen from the test that stops, kills and starves it."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 100.0
REST = 0.02


@dataclass
class SyncProcess:
    process: asyncio.subprocess.Process

    async def says(self) -> str:
        """Its next line, empty at its end."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            return (await self.process.stdout.readline()).decode().strip()

    async def stopped(self) -> None:
        line = await self.says()
        assert line.startswith("STOPPED"), line

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in path.read_text().split()]

    async def kill(self) -> None:
        """`kill -9`, of it alone; returns when what it had started is gone too."""
        orphans = self.children()
        self.process.kill()
        await self.process.wait()
        async with asyncio.timeout(PATIENCE):
            while any(alive(orphan) for orphan in orphans):  # noqa: ASYNC110 - they tell nobody
                await asyncio.sleep(REST)


@asynccontextmanager
async def sync_process(
    folder: Path,
    *feeds: Path,
    tmp: Path,
    bound: bool = False,
    **order: Any,  # noqa: ANN401 - what JSON can carry
) -> AsyncIterator[SyncProcess]:
    """With `tmp` for its temporary files; `bound`: to the permissions of files, though it be root's."""
    tmp.mkdir(exist_ok=True)  # noqa: ASYNC240 - nobody else is on this loop
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(_bound() if bound else ()),
        *(sys.executable, "-m", "tests.feeds.sync_process"),
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp)},
        stdin=pipe,
        stdout=pipe,
    )
    assert process.stdin is not None
    order |= {"folder": str(folder), "feeds": [str(feed) for feed in feeds]}
    process.stdin.write(json.dumps(order).encode() + b"\n")
    try:
        yield SyncProcess(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _bound() -> tuple[str, ...]:
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may write anywhere, and there is no setpriv here to take that from a process")
    return (setpriv, "--bounding-set=-dac_override,-dac_read_search")
