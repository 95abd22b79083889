"""The `snaptap` command as a process of its own: started, heard, told to end, killed."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.demo.standin.server import Site
from tests.e2e.house import TOKEN
from tests.e2e.phone import PATIENCE
from tests.e2e.shops import CARD

SNAPTAP: Final = Path(sys.executable).with_name("snaptap")


@dataclass
class Running:
    """A command under way; `said` is what it has printed so far, `logged` what it has said on stderr."""

    process: asyncio.subprocess.Process
    said: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    async def until_it_says(self, pattern: str, *, patience: float = PATIENCE) -> re.Match[str]:
        """The first line of stdout, from here on, that fits. Fails where the command ends before."""
        assert self.process.stdout is not None
        async with asyncio.timeout(patience):
            while line := (await self.process.stdout.readline()).decode():
                self.said.append(line)
                if found := re.search(pattern, line):
                    return found
        raise AssertionError(f"ended without saying {pattern!r}: {self.said} {self.logged}")

    async def until_it_logs(self, pattern: str) -> re.Match[str]:
        async with asyncio.timeout(PATIENCE):
            while line := await self._log_line():
                if found := re.search(pattern, line):
                    return found
        raise AssertionError(f"ended without logging {pattern!r}: {self.said} {self.logged}")

    async def ended_by(self, number: signal.Signals, *, within: float) -> int:
        """The exit code after a signal. Raises TimeoutError where it does not end in time."""
        self.process.send_signal(number)
        async with asyncio.timeout(within):
            return await self.process.wait()

    async def kill(self) -> None:
        """`kill -9`: no farewell."""
        self.process.kill()
        await self.process.wait()

    async def _log_line(self) -> str:
        assert self.process.stderr is not None
        line = (await self.process.stderr.readline()).decode()
        self.logged.append(line)
        return line


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str


async def snaptap(*words: str | Path, data: Path, env: Mapping[str, str] | None = None) -> Finished:
    """Run a command to its end."""
    process = await _start(*words, data=data, env=env)
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    return Finished(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def started(*words: str | Path, data: Path, env: Mapping[str, str] | None = None) -> AsyncIterator[Running]:
    """A command under way, killed at the end of the block if it is still there then."""
    running = Running(await _start(*words, data=data, env=env))
    try:
        yield running
    finally:
        if running.process.returncode is None:
            await running.kill()
        # What is left in its pipes is read, or they stay open.
        await running.process.communicate()


def towards(site: Site) -> dict[str, str]:
    """The settings of a bot that talks to a stand-in."""
    return {
        "SNAPTAP_TELEGRAM__TOKEN": TOKEN,
        "SNAPTAP_TELEGRAM__BASE_URL": site.base_url,
        "SNAPTAP_TELEGRAM__BASE_FILE_URL": site.base_file_url,
        "SNAPTAP_TELEGRAM__PROVIDER_TOKEN": CARD,
    }


async def _start(*words: str | Path, data: Path, env: Mapping[str, str] | None) -> asyncio.subprocess.Process:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SNAPTAP_")}
    pipe = asyncio.subprocess.PIPE
    # Elsewhere than in the repository: a forgotten --data must not fill its folders.
    return await asyncio.create_subprocess_exec(
        SNAPTAP, *words, "--data", data, env={**own, **(env or {})}, cwd=data.parent, stdout=pipe, stderr=pipe
    )
