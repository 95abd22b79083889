"""Killed, starved or locked out at any stage, a sync leaves nothing half done; the next one ends as if undisturbed."""

import asyncio
import os
import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from graph.adapters.index.generations import Generations
from tests.feeds.shop_on_disk import Rows, line, new_shop, shop_on_disk, told, write_feed
from tests.feeds.stopped_sync import sync_process

pytestmark = pytest.mark.full

ROWS = 1_500
CHANGED, ADDED, REMOVED = 1_200, 150, 100
SPOKEN_AT = 1_750_000_000
"""The feeds' own times, in seconds since 1970; the second one's is a day later."""
STAGES = [
    ("read", 1),
    ("read", 800),
    ("pictures", 1),
    ("words", 1),
    ("words", 1_000),
    ("begin", 1),
    ("store", 1),
    ("store", 1_001),
    ("store", 1_450),
    ("publish", 0),
    ("turn", 1),
]
BEFORE_STORING = {"read", "pictures", "words"}
TURNED_OVER = {"turn"}


def first_feed(folder: Path) -> Path:
    return dated(write_feed(folder / "feed.csv", [line(f"k{n}", group=f"g{n // 3}") for n in range(ROWS)]), 0)


def second_feed(folder: Path) -> Path:
    """Most of the first one's rows changed, some gone, some new; one broken, one said twice, ten with pictures."""
    changed = [
        line(f"k{n}", group=f"g{n // 3}", title=f"Renamed {n}", price="14.00 EUR", quantity="3") for n in range(CHANGED)
    ]
    same = [line(f"k{n}", group=f"g{n // 3}") for n in range(CHANGED, ROWS - REMOVED)]
    added = [line(f"new{n}", image_link=picture(folder, n) if n < 10 else "") for n in range(ADDED)]
    odd = [line("k5", group="g1", price="-1 EUR"), line("k7", group="g2", title="Renamed again")]
    return dated(write_feed(folder / "feed.csv", [*changed, *same, *odd, *added]), 1)


def picture(folder: Path, number: int) -> str:
    Image.new("RGB", (40, 30), (number * 20, 90, 90)).save(folder / f"{number}.png")
    return f"{number}.png"


def dated(feed: Path, day: int) -> Path:
    os.utime(feed, (SPOKEN_AT + day * 86_400,) * 2)
    return feed


@dataclass(frozen=True)
class World:
    """A shop after its first feed, its second feed, and what an undisturbed sync of that leaves and reports."""

    folder: Path
    feed: Path
    before: Mapping[str, Rows]
    after: Mapping[str, Rows]
    report: Mapping[str, Any]

    def copied(self, folder: Path) -> Path:
        return shutil.copytree(self.folder, folder)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    here = tmp_path_factory.mktemp("world")
    folder, undisturbed = new_shop(here / "shop"), here / "undisturbed"
    before, _ = asyncio.run(synced(folder, first_feed(here / "feeds")))
    shutil.copytree(folder, undisturbed)
    feed = second_feed(here / "feeds")
    after, report = asyncio.run(synced(undisturbed, feed))
    return World(folder, feed, before, after, report)


async def synced(folder: Path, feed: Path) -> tuple[dict[str, Rows], dict[str, Any]]:
    """What is in the shop after a sync, and what that reports. Nobody is waited for: no lock may be left."""
    async with shop_on_disk(folder, patience=0.0) as shop:
        report = await shop.sync(feed)
        return await shop.contents(), told(report)


async def contents(folder: Path) -> dict[str, Rows]:
    async with shop_on_disk(folder) as shop:
        return await shop.contents()


def let_in(found: Mapping[str, Rows]) -> dict[str, Rows]:
    """What shoppers can meet of it."""
    return {name: rows for name, rows in found.items() if name != "embeddings"}


def searchable(found: Mapping[str, Rows]) -> dict[str, list[str]]:
    """What `DiskShop.searched` has to find of it."""
    listed = [(merchant, product, title) for merchant, _, title, *_, product, _ in found["met"]]
    every = sorted({f"{merchant}/{product}" for merchant, product, _ in listed})
    return {
        "": every,
        "Renamed": sorted({f"{merchant}/{product}" for merchant, product, title in listed if "Renamed" in title}),
    }


def litter(folder: Path, tmp: Path) -> list[str]:
    names = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    left = [name for name in names if "partial-" in name or name.endswith((".part", ".tmp"))]
    return sorted([*left, *(path.name for path in tmp.iterdir())])


@pytest.mark.parametrize(("stage", "done"), STAGES)
async def test_sync_killed_at_any_stage_and_run_again_ends_where_an_undisturbed_one_does(
    world: World, tmp_path: Path, stage: str, done: int
) -> None:
    folder, tmp = world.copied(tmp_path / "shop"), tmp_path / "tmp"
    async with sync_process(folder, world.feed, tmp=tmp, stop=[stage, done]) as running:
        await running.stopped()
        await running.kill()
    killed = await contents(folder)

    ended, report = await synced(folder, world.feed)

    assert (let_in(killed) == let_in(world.before)) is (stage in BEFORE_STORING)
    assert killed["met"] == (world.after if stage in TURNED_OVER else world.before)["met"]
    assert ended == world.after
    counted = {"added", "changed", "removed", "unchanged", "published"} if stage in TURNED_OVER else set()
    assert {name: told for name, told in report.items() if name not in counted} == {
        name: told for name, told in world.report.items() if name not in counted
    }
    assert litter(folder, tmp) == []


async def test_sync_killed_twice_loses_and_doubles_nothing(world: World, tmp_path: Path) -> None:
    folder, tmp = world.copied(tmp_path / "shop"), tmp_path / "tmp"
    for stop in (["words", 1_000], ["store", 1]):
        async with sync_process(folder, world.feed, tmp=tmp, stop=stop) as running:
            await running.stopped()
            await running.kill()

    ended, _ = await synced(folder, world.feed)

    assert ended == world.after


async def test_sync_whose_workers_are_killed_says_so_lets_nothing_in_and_runs_again(
    world: World, tmp_path: Path
) -> None:
    folder = world.copied(tmp_path / "shop")
    async with sync_process(folder, world.feed, tmp=tmp_path / "tmp", processes=2, stop=["read", 1]) as running:
        await running.stopped()
        for worker in running.children():
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        running.go_on()
        said = await running.says()
    killed = await contents(folder)

    ended, _ = await synced(folder, world.feed)

    assert said.startswith("FAILED WorkerDied: a worker process was killed")
    assert killed == world.before
    assert ended == world.after


@pytest.mark.parametrize(("stage", "done"), [("read", 200), ("words", 1_000)])
async def test_sync_that_finds_no_room_for_its_rows_says_so_and_lets_nothing_in(
    world: World, tmp_path: Path, stage: str, done: int
) -> None:
    folder, tmp = world.copied(tmp_path / "shop"), tmp_path / "tmp"
    async with sync_process(folder, world.feed, tmp=tmp, stop=[stage, done], most_bytes=4_096) as running:
        said = await running.says()
    starved = await contents(folder)

    ended, _ = await synced(folder, world.feed)

    assert said.startswith("FAILED SyncStopped: the feed's rows cannot be kept on the disk (File too large)")
    assert let_in(starved) == let_in(world.before)
    assert ended == world.after
    assert litter(folder, tmp) == []


async def test_sync_that_finds_no_room_while_storing_ends_where_an_undisturbed_one_does_once_there_is(
    world: World, tmp_path: Path
) -> None:
    folder, tmp = world.copied(tmp_path / "shop"), tmp_path / "tmp"
    async with sync_process(folder, world.feed, tmp=tmp, stop=["store", 1], most_bytes=4_096) as running:
        said = await running.says()
    starved = await contents(folder)

    ended, _ = await synced(folder, world.feed)

    assert said.startswith("FAILED")
    assert starved["met"] == world.before["met"]
    assert ended == world.after


async def test_sync_into_a_folder_that_may_not_be_written_lets_nothing_in(world: World, tmp_path: Path) -> None:
    folder, tmp = world.copied(tmp_path / "shop"), tmp_path / "tmp"
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    async with sync_process(folder, world.feed, tmp=tmp, bound=True) as running:
        said = await running.says()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    found = await contents(folder)

    ended, _ = await synced(folder, world.feed)

    assert said.startswith("FAILED")
    assert found == world.before
    assert ended == world.after


@pytest.mark.full
@pytest.mark.parametrize("stop", [["publish", 0], ["build", 1], ["turn", 1]])
async def test_index_of_a_sync_killed_while_publishing_is_as_the_shop_and_whole_after_the_next_one(
    world: World, tmp_path: Path, stop: list[Any]
) -> None:
    folder, tmp = world.copied(tmp_path / "shop"), tmp_path / "tmp"
    async with shop_on_disk(folder, indexed=True) as shop:
        await shop.publisher.publish()
    async with sync_process(folder, world.feed, tmp=tmp, indexed=True, stop=stop) as running:
        await running.stopped()
        await running.kill()
    async with shop_on_disk(folder, indexed=True) as shop:
        meanwhile = await shop.searched()

        await shop.sync(world.feed)

        assert await shop.publisher.behind() == 0
        assert await shop.contents() == world.after
        assert meanwhile == searchable(world.after if stop[0] in TURNED_OVER else world.before)
        assert await shop.searched() == searchable(world.after)
        assert litter(folder, tmp) == []


@pytest.mark.full
async def test_sync_publishes_nothing_while_another_builds_the_index_and_the_next_one_does(
    world: World, tmp_path: Path
) -> None:
    folder, generations = world.copied(tmp_path / "shop"), Generations(tmp_path / "shop")
    with generations.lock():
        async with sync_process(folder, world.feed, tmp=tmp_path / "tmp", indexed=True, stop=["publish", 0]) as running:
            await running.stopped()
            running.go_on()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(running.says(), 3.0)
            published = generations.newest()
    async with shop_on_disk(folder, indexed=True) as shop:
        await shop.sync(world.feed)

        assert published is None
        assert await shop.searched() == searchable(world.after)
