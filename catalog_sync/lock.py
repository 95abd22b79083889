"""One sync of a shop at a time, across processes; a killed one leaves nothing locked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import AsyncFileLock, Timeout

from catalog_sync.rows import SyncBusy


@asynccontextmanager
async def one_at_a_time(folder: Path, name: str, patience: float) -> AsyncIterator[None]:
    """Hold the lock called `name`. Raises SyncBusy where another keeps it for longer than `patience` seconds."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    lock = AsyncFileLock(folder / f".sync-{quote(name, safe='')}.lock", timeout=patience)
    try:
        await lock.acquire()
    except Timeout as busy:
        raise SyncBusy(
            f"another sync of {name} is still at work after {patience:.0f} s; run this one again later"
        ) from busy
    try:
        yield
    finally:
        await lock.release()
