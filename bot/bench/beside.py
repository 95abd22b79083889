"""How a bot answers while a large feed comes in beside it, against how it answers at rest."""

import asyncio
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from bot.bench.feed import Row, listings
from bot.bench.figures import Figure, percentile
from bot.bench.http import PHONES, asked
from bot.bench.shop import MERCHANT, Bench
from bot.bench.stage import Phone, phones
from bot.bench.sync_run import run_sync

PART = "a bot beside a sync"
ROWS = 20_000
AT_ONCE = 5.0
"""Seconds of asking between two looks at whether the sync still runs."""


async def beside(bench: Bench, written: Callable[[Iterable[Row]], Path]) -> list[Figure]:
    """The shop is a copy: the sync makes it half as large again."""
    data = bench.folder / "shop-beside"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(bench.settings.data_dir, data)
    copy = replace(bench, settings=bench.settings.model_copy(update={"data_dir": data}))
    feed = written(_others(ROWS))
    async with phones(copy, PHONES + 1) as made:
        rest = await asked(made[1:], bench.seconds)
        busy = await _while_syncing(made[1:], data, feed)
    quiet, loud = (percentile(times, 95) * 1000 for times in (rest, busy))
    return [
        Figure(PART, "p95 at rest", quiet, "ms"),
        Figure(PART, f"p95 while {ROWS:,} rows come in", loud, "ms"),
        Figure(PART, "of the p95 at rest", loud / quiet, "×", 2),
        Figure(PART, f"the longest wait while {ROWS:,} rows come in", max(busy) * 1000, "ms"),
    ]


async def _while_syncing(made: list[Phone], data: Path, feed: Path) -> list[float]:
    syncing = asyncio.create_task(run_sync(data, feed, MERCHANT, weighed=False))
    times: list[float] = []
    while not syncing.done():
        times += await asked(made, AT_ONCE)
    await syncing
    # Now the bot goes over to the new index.
    return times + await asked(made, AT_ONCE)


def _others(count: int) -> Iterable[Row]:
    """Listings that the shop has not got yet."""
    rows = islice(listings(count), count)
    return (
        {**row, "id": f"b-{row['id']}", "item_group_id": f"b-{row['item_group_id']}", "image_link": ""} for row in rows
    )
