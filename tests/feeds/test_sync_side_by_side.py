"""Two syncs at once end as if one had come after the other, and the till goes on selling beside them."""

import asyncio
import os
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalog_sync.rows import SyncBusy
from graph.adapters.sql.database import Database
from tests.feeds.shop_on_disk import Rows, line, new_shop, shop_on_disk, write_feed
from tests.feeds.stopped_sync import sync_process
from tests.sql_shop import BACKENDS, StillClock, fresh_database
from tests.till_at_work import Till
from tests.unit.catalog_sync.doubles import HereAndNow

pytestmark = pytest.mark.full

ROWS = 250
"""Two batches for the workers."""
SPOKEN_AT = 1_740_000_000


@dataclass
class UnhurriedWorkers(HereAndNow):
    """Let others on before each batch."""

    rest: float = 0.0

    async def run(self, work: Any, batch: Any) -> Any:  # noqa: ANN401 - the port's type variables
        await asyncio.sleep(self.rest)
        return await super().run(work, batch)


def one_feed(folder: Path) -> Path:
    return dated(write_feed(folder / "one.csv", [line(f"k{n}", title=f"One {n}") for n in range(ROWS)]))


def other_feed(folder: Path) -> Path:
    """Half of it names what the first one names, at another price."""
    rows = [line(f"k{n}", title=f"Other {n}", price="9.00 EUR") for n in range(ROWS // 2, ROWS + ROWS // 2)]
    return dated(write_feed(folder / "other.csv", rows))


def dated(feed: Path) -> Path:
    os.utime(feed, (SPOKEN_AT,) * 2)
    return feed


async def emptied_and_synced(backend: str, folder: Path, *feeds: Path) -> Mapping[str, Rows]:
    """What a shop has after these feeds one by one."""
    url = await asyncio.to_thread(fresh_database, backend, folder)
    async with shop_on_disk(folder, url) as shop:
        for feed in feeds:
            await shop.sync(feed)
        return await shop.contents()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("rests", [(0.0, 0.0), (0.0, 0.03), (0.03, 0.0)])
async def test_two_syncs_of_one_merchant_at_once_end_as_if_one_had_come_after_the_other(
    backend: str, tmp_path: Path, rests: tuple[float, float]
) -> None:
    feeds = one_feed(tmp_path / "feeds"), other_feed(tmp_path / "feeds")
    serial = [await emptied_and_synced(backend, tmp_path, *order) for order in (feeds, feeds[::-1])]
    url = await asyncio.to_thread(fresh_database, backend, tmp_path)

    async with AsyncExitStack() as stack:
        shops = [
            await stack.enter_async_context(shop_on_disk(tmp_path, url, workers=UnhurriedWorkers(rest)))
            for rest in rests
        ]
        await asyncio.gather(*(shop.sync(feed) for shop, feed in zip(shops, feeds, strict=True)))

        assert await shops[0].contents() in serial


async def test_two_merchants_synced_at_once_each_get_what_is_theirs(backend: str, tmp_path: Path) -> None:
    feeds = {"acme": one_feed(tmp_path / "feeds"), "hearth": other_feed(tmp_path / "feeds")}
    url = await asyncio.to_thread(fresh_database, backend, tmp_path)
    async with shop_on_disk(tmp_path, url) as shop:
        for merchant, feed in feeds.items():
            await shop.sync(feed, merchant=merchant)
        serial = await shop.contents()
    await asyncio.to_thread(fresh_database, backend, tmp_path)

    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(shop_on_disk(tmp_path, url)) for _ in feeds]
        await asyncio.gather(
            *(shop.sync(feed, merchant=merchant) for shop, (merchant, feed) in zip(both, feeds.items(), strict=True))
        )

        assert await both[0].contents() == serial


async def test_second_sync_of_a_merchant_says_that_the_first_is_still_at_work_and_changes_nothing(
    tmp_path: Path,
) -> None:
    feeds = one_feed(tmp_path / "feeds"), other_feed(tmp_path / "feeds")
    alone = await emptied_and_synced("sqlite", tmp_path, feeds[0])
    url = await asyncio.to_thread(fresh_database, "sqlite", tmp_path)
    async with (
        shop_on_disk(tmp_path, url, workers=UnhurriedWorkers(0.2)) as first,
        shop_on_disk(tmp_path, url, patience=0.05) as second,
    ):
        underway = asyncio.create_task(first.sync(feeds[0]))
        await asyncio.sleep(0.1)

        with pytest.raises(SyncBusy, match="another sync of acme is still at work"):
            await second.sync(feeds[1])
        await underway

        assert await first.contents() == alone


@pytest.mark.full
@pytest.mark.parametrize("stop", [["read", 200], ["words", 1], ["store", 1], ["publish", 0]])
async def test_sync_in_another_process_waits_for_one_that_stands_still_and_comes_after_it(
    tmp_path: Path, stop: list[object]
) -> None:
    feeds = one_feed(tmp_path / "feeds"), other_feed(tmp_path / "feeds")
    serial = await emptied_and_synced("sqlite", tmp_path, *feeds)
    await asyncio.to_thread(fresh_database, "sqlite", tmp_path)
    async with sync_process(tmp_path, feeds[0], tmp=tmp_path / "tmp", stop=stop) as first:
        await first.stopped()
        async with sync_process(tmp_path, feeds[1], tmp=tmp_path / "tmp", patience=100.0) as second:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(second.says(), 5.0)

            first.go_on()
            await first.says()
            said = await second.says()

    async with shop_on_disk(tmp_path) as shop:
        assert not said.startswith("FAILED")
        assert await shop.contents() == serial


@pytest.mark.full
async def test_till_sells_on_while_a_large_sync_stores_and_never_waits_for_the_whole_of_it(tmp_path: Path) -> None:
    """The longest wait is a few of the sync's transactions; the bound leaves room for a busy machine."""
    folder = await asyncio.to_thread(new_shop, tmp_path / "shop")
    kettle = dated(write_feed(tmp_path / "kettle.csv", [line("kettle", quantity="1000000")]))
    large = dated(write_feed(tmp_path / "large.csv", [line(f"k{n}", quantity="5") for n in range(20_000)]))
    async with shop_on_disk(folder) as shop:
        await shop.sync(kettle, merchant="hearth")
    till = Till(Database(f"sqlite:///{folder / 'shop.db'}"), StillClock())
    waits: list[float] = []
    async with sync_process(folder, large, tmp=tmp_path / "tmp", stop=["store", 1]) as running:
        await running.stopped()
        running.go_on()
        began = time.monotonic()
        ended = asyncio.create_task(running.says())
        while not ended.done():
            waits.append(await purchase(till, len(waits)))
        stored = time.monotonic() - began
    sold = await till.units_sold()
    await till.database.dispose()

    print(f"{len(waits)} purchases in {stored:.1f} s of storing, the longest took {max(waits):.2f} s")  # noqa: T201
    assert sold == len(waits)
    assert max(waits) < stored / 3


async def purchase(till: Till, number: int) -> float:
    """Seconds that it took to quote, approve and settle one kettle."""
    began = time.monotonic()
    order = await till.reserved(f"shopper {number}")
    await till.settle(order, f"charge {number}")
    return time.monotonic() - began
