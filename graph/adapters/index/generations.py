"""Publishing for the embedded engine: complete, immutable directories of which the newest counts.

`generations/<sequence>-<short id>/` holds `manifest.json`, `products/` and `posts/`. Nobody works in one: every process
opens a copy of its own, so an old one can go as soon as two newer ones are there.
"""

import asyncio
import json
import logging
import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import cast

from filelock import FileLock

from graph.adapters.index.manifest import REBUILD, Encoders, Manifest
from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import Coming, IndexSource

log = logging.getLogger(__name__)

MANIFEST = "manifest.json"
PARTIAL = "partial-"
COMING = ".coming"
"""Its age is that of the announcement."""
KEPT = 2
"""A process may still be copying the one before the newest."""


@dataclass(frozen=True, slots=True)
class Generation:
    directory: Path
    manifest: Manifest


class Generations:
    """The generations under a shop's data directory. All methods block."""

    def __init__(self, data: Path) -> None:
        self.directory = data / "generations"

    def newest(self) -> Generation | None:
        """The complete one with the highest number."""
        return max(self._all(), key=lambda generation: generation.manifest.number, default=None)

    def lock(self) -> FileLock:
        """Whoever builds holds it, so that two never interleave; the system lets go of it when its holder dies."""
        self.directory.mkdir(parents=True, exist_ok=True)
        return FileLock(self.directory / ".lock")

    def announce(self, *, coming: bool) -> None:
        """That another generation is to be waited for, or no longer."""
        mark = self.directory / COMING
        if coming:
            self.directory.mkdir(parents=True, exist_ok=True)
            mark.touch()
        else:
            mark.unlink(missing_ok=True)

    def announced(self, patience: float) -> bool:
        """Within the last `patience` seconds, and not here yet: whoever announced it may have died."""
        try:
            return time.time() - (self.directory / COMING).stat().st_mtime < patience
        except FileNotFoundError:
            return False

    def begin(self) -> Path:
        """A new directory to build in, after clearing away what killed builders left. Only under the lock."""
        for leftover in self.directory.glob(f"{PARTIAL}*"):
            shutil.rmtree(leftover, ignore_errors=True)  # what cannot go now may the next time
        directory = self.directory / f"{PARTIAL}{token_hex(4)}"
        directory.mkdir()
        return directory

    def complete(self, directory: Path, manifest: Manifest) -> Generation:
        """Make what was built the newest, surely on disk before it has its name. Only under the lock."""
        (directory / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        for path in (*directory.rglob("*"), directory):
            settle(path)
        final = self.directory / f"{manifest.sequence:012d}-{token_hex(4)}"
        directory.rename(final)
        settle(self.directory)
        self.announce(coming=False)
        self._remove_superseded()
        return Generation(final, manifest)

    def _remove_superseded(self) -> None:
        by_age = sorted(self._all(), key=lambda generation: generation.manifest.number)
        for generation in by_age[:-KEPT]:
            doomed = generation.directory.rename(self.directory / f"{PARTIAL}{generation.directory.name}")
            shutil.rmtree(doomed)

    def _all(self) -> list[Generation]:
        found = (
            _read(path) for path in self.directory.glob(f"*/{MANIFEST}") if not path.parent.name.startswith(PARTIAL)
        )
        return [generation for generation in found if generation is not None]


class GenerationPublisher:
    """IndexPublisher for the embedded engine: builds in a process of its own, since optimizing holds the interpreter.

    `on_progress` hears how many points are written and of about how many: the newest index had so many.
    """

    def __init__(
        self,
        data: Path,
        database_url: str,
        source: IndexSource,
        encoders: Encoders,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._data = data
        self._database_url = database_url
        self._source = source
        self._encoders = encoders
        self._on_progress = on_progress

    async def publish(self, coming: Coming | None = None) -> int:
        order = {
            "data": str(self._data),
            "database_url": self._database_url,
            "encoders": asdict(self._encoders),
            "coming": {coming.merchant: coming.edition} if coming else {},
        }
        # Over stdin, since everybody on the machine can read the arguments of a process.
        builder = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "graph.adapters.index.build"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            return await self._follow(builder, json.dumps(order).encode() + b"\n", coming)
        finally:
            if builder.returncode is None:
                builder.kill()
                await builder.wait()

    async def behind(self) -> int | None:
        newest = await asyncio.to_thread(Generations(self._data).newest)
        if newest is None:
            return None
        try:
            newest.manifest.require(self._encoders, await self._source.sequence())
        except IndexUnavailable:
            return None
        return await self._source.behind(newest.manifest.sequence, newest.manifest.editions)

    async def announce(self, *, coming: bool) -> None:
        await asyncio.to_thread(Generations(self._data).announce, coming=coming)

    async def _follow(self, builder: asyncio.subprocess.Process, order: bytes, coming: Coming | None) -> int:
        stderr = cast("asyncio.StreamReader", builder.stderr)
        sequence, complaint = await asyncio.gather(self._listen(builder, order, coming), stderr.read())
        if await builder.wait() != 0 or sequence is None:
            said = complaint.decode(errors="replace").strip()
            log.error("the builder of the index failed: %s", said)
            reason = said.rpartition("\n")[2] or "its process was killed"
            raise IndexUnavailable(f"the index could not be built ({reason}); mend that, then: {REBUILD}")
        return sequence

    async def _listen(self, builder: asyncio.subprocess.Process, order: bytes, coming: Coming | None) -> int | None:
        """Hand over the order and pass on progress until the builder ends; the sequence it published, if it did."""
        stdin, stdout = cast("asyncio.StreamWriter", builder.stdin), cast("asyncio.StreamReader", builder.stdout)
        with suppress(ConnectionError):  # it died before it could read: its exit code tells
            stdin.write(order)
            await stdin.drain()
        sequence = None
        async for line in stdout:
            news = json.loads(line)
            sequence = news.get("published", sequence)
            if self._on_progress is not None and "done" in news:
                self._on_progress(news["done"], news["total"])
            if coming is not None and "built" in news:
                await coming.turn_over()
                stdin.write(b"\n")
        return sequence


def _read(path: Path) -> Generation | None:
    """None where it has just been removed, or where its manifest says things this version does not know."""
    try:
        return Generation(path.parent, Manifest.parse(json.loads(path.read_text(encoding="utf-8"))))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def settle(path: Path) -> None:
    """Have the system write a file or a directory's entries to the disk now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
