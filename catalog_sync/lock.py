"""One sync of a shop at a time, across processes and machines; a killed one leaves nothing locked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

from filelock import AsyncFileLock, Timeout

from catalog_sync.rows import SyncBusy, SyncStopped
from catalog_sync.tools import SyncTools

LOOK = 0.5
"""Seconds between two looks whether another machine is done."""


@asynccontextmanager
async def one_at_a_time(tools: SyncTools, name: str) -> AsyncIterator[None]:
    """Hold the lock called `name`, a merchant or the creators, with what a sync that was stopped has left cleared away.

    Raises SyncBusy where another keeps it for longer than `tools.patience`.
    """
    folder = tools.pictures
    lock = AsyncFileLock(folder / f".sync-{quote(name, safe='')}.lock", timeout=tools.patience)
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await lock.acquire()
    except Timeout as busy:
        raise _busy(tools, name) from busy
    except OSError as error:
        fix = "give the shop's folder back its permissions, or make room on its disk"
        told = f"nothing can be kept in {folder} ({error.strerror}); {fix}"
        raise SyncStopped("folder_not_writable", told) from error
    try:
        async with _among_machines(tools, name):
            await tools.store.clear(name)
            yield
    finally:
        await lock.release()


@asynccontextmanager
async def _among_machines(tools: SyncTools, name: str) -> AsyncIterator[None]:
    """On this machine nobody else can ask by now."""
    loop = asyncio.get_running_loop()
    end = loop.time() + tools.patience
    while True:
        async with tools.store.hold(name) as held:
            if held:
                yield
                return
        if loop.time() >= end:
            raise _busy(tools, name)
        await asyncio.sleep(LOOK)


def _busy(tools: SyncTools, name: str) -> SyncBusy:
    return SyncBusy(f"another sync of {name} is still at work after {tools.patience:.0f} s; run this one again later")
