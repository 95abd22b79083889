import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest

from graph.adapters.index.following import follow
from graph.adapters.index.generations import Generation, Generations
from graph.adapters.index.holder import EdgeHolder
from graph.adapters.index.manifest import EncoderId
from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import MOST_TAILED, Change
from graph.ports.search import PostQuery, ProductQuery
from tests.contracts.index_fixtures import ENCODERS, Shop, kettle, moment

Publish = Callable[[], Awaitable[Generation]]

HAS_A_COPY_OPEN = """
import sys
from pathlib import Path
from graph.adapters.index.copies import Copies
from graph.adapters.index.generations import Generations
copies = Copies(Path(sys.argv[1]))
opened = copies.add(Generations(Path(sys.argv[1])).newest())
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def holder(shop: Shop, tmp_path: Path) -> AsyncIterator[EdgeHolder]:
    holder = EdgeHolder(tmp_path, shop, ENCODERS)
    yield holder
    await holder.close()


async def listed(holder: EdgeHolder) -> list[int]:
    return [hit.key for hit in await holder.products.search(ProductQuery())]


async def quoted(holder: EdgeHolder, words: str) -> list[tuple[int, int | None]]:
    return [(hit.post, hit.moment) for hit in await holder.posts.search(PostQuery(words=words))]


async def test_opening_without_an_index_says_how_to_fill_the_shop(holder: EdgeHolder) -> None:
    with pytest.raises(IndexUnavailable, match="snaptap sync"):
        await holder.open()


async def test_searching_before_opening_is_refused(holder: EdgeHolder, published: Generation) -> None:
    with pytest.raises(IndexUnavailable):
        await holder.products.search(ProductQuery())


async def test_index_of_another_encoder_is_refused_with_the_command_that_mends(
    published: Generation, shop: Shop, tmp_path: Path
) -> None:
    holder = EdgeHolder(tmp_path, shop, replace(ENCODERS, look=EncoderId("another look", 8)))

    with pytest.raises(IndexUnavailable, match="snaptap index rebuild"):
        await holder.open()


async def test_searching_an_index_of_another_encoder_is_refused_with_the_same_command(
    published: Generation, shop: Shop, tmp_path: Path
) -> None:
    holder = EdgeHolder(tmp_path, shop, replace(ENCODERS, look=EncoderId("another look", 8)))
    with pytest.raises(IndexUnavailable):
        await holder.open()

    with pytest.raises(IndexUnavailable, match=r"another look .* snaptap index rebuild"):
        await holder.products.search(ProductQuery())


async def test_index_of_another_database_is_refused(holder: EdgeHolder, published: Generation, shop: Shop) -> None:
    shop.log.clear()

    with pytest.raises(IndexUnavailable, match="another database"):
        await holder.open()


async def test_what_was_published_is_found(holder: EdgeHolder, published: Generation) -> None:
    await holder.open()

    assert (await listed(holder), await quoted(holder, "dream")) == ([1, 2], [(7, 0)])


async def test_changes_since_the_publish_are_taken_in_on_opening(
    holder: EdgeHolder, published: Generation, shop: Shop
) -> None:
    shop.list_product(kettle(3))

    await holder.open()

    assert await listed(holder) == [1, 2, 3]


async def test_catching_up_takes_in_new_changed_and_withdrawn_products(
    holder: EdgeHolder, published: Generation, shop: Shop
) -> None:
    await holder.open()
    shop.list_product(kettle(1, available=False))
    shop.withdraw_product(2)
    shop.list_product(kettle(3))

    await holder.catch_up()

    assert await listed(holder) == [3]


async def test_catching_up_forgets_moments_no_longer_quoted(holder: EdgeHolder, publish: Publish, shop: Shop) -> None:
    shop.quote(7, moment(7, 0, "pours like a dream"), moment(7, 1, "the lid leaks"))
    shop.quote(8, moment(8, 0, "the lid sings"))
    await publish()
    await holder.open()
    shop.quote(7, moment(7, 0, "pours like a song"))

    await holder.catch_up()

    assert (await quoted(holder, "lid"), await quoted(holder, "song")) == ([(8, 0)], [(7, 0)])


async def test_catching_up_forgets_withdrawn_posts(holder: EdgeHolder, published: Generation, shop: Shop) -> None:
    await holder.open()
    shop.withdraw_post(7)

    await holder.catch_up()

    assert await quoted(holder, "dream") == []


async def test_more_changes_than_one_batch_are_all_taken_in(
    holder: EdgeHolder, published: Generation, shop: Shop
) -> None:
    await holder.open()
    for key in range(100, 300):
        shop.list_product(kettle(key))

    await holder.catch_up()

    hits = await holder.products.search(ProductQuery(limit=500))
    assert len(hits) == 202


async def test_newer_generation_takes_over_and_the_old_copy_goes(
    holder: EdgeHolder, published: Generation, publish: Publish, shop: Shop, tmp_path: Path
) -> None:
    await holder.open()
    shop.list_product(kettle(3))
    newer = await publish()

    await holder.catch_up()
    await holder.settled()

    (copy,) = copies(tmp_path)
    assert copy.name.startswith(newer.directory.name)


def copies(data: Path) -> list[Path]:
    return list(data.glob("open/*/*"))


async def test_searches_go_on_while_a_newer_generation_takes_over(
    holder: EdgeHolder, published: Generation, publish: Publish
) -> None:
    await holder.open()
    await publish()
    over = asyncio.Event()
    searching = [asyncio.create_task(keep_searching(holder, over)) for _ in range(4)]

    await holder.catch_up()
    over.set()

    assert all(await asyncio.gather(*searching))


async def keep_searching(holder: EdgeHolder, over: asyncio.Event) -> bool:
    """Whether every search found both kettles."""
    answers = [await listed(holder)]
    while not over.is_set():
        answers.append(await listed(holder))
    return all(answer == [1, 2] for answer in answers)


class Stumbling(Shop):
    """A shop whose database fails when it is next asked, and then answers again."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.products, shop.moments, shop.log)
        self.stumbles = False
        self.recovered = asyncio.Event()

    async def changes(self, after: int, limit: int, editions: Collection[int] = ()) -> list[Change]:
        if self.stumbles:
            self.stumbles = False
            raise ConnectionError("the database went away")
        found = await super().changes(after, limit, editions)
        if not found:
            self.recovered.set()
        return found


async def test_follower_outlives_a_failure(published: Generation, shop: Shop, tmp_path: Path) -> None:
    stumbling = Stumbling(shop)
    holder = EdgeHolder(tmp_path, stumbling, ENCODERS)
    await holder.open()
    stumbling.recovered.clear()
    stumbling.list_product(kettle(3))
    stumbling.stumbles = True

    following = asyncio.create_task(follow(holder.catch_up, interval=0.01))
    await stumbling.recovered.wait()
    following.cancel()

    assert await listed(holder) == [1, 2, 3]
    await holder.close()


async def test_two_holders_have_a_copy_each(
    holder: EdgeHolder, published: Generation, shop: Shop, tmp_path: Path
) -> None:
    await holder.open()
    other = EdgeHolder(tmp_path, shop, ENCODERS)
    await other.open()

    await other.close()

    assert await listed(holder) == [1, 2]


async def test_closing_leaves_no_copy_behind(published: Generation, shop: Shop, tmp_path: Path) -> None:
    holder = EdgeHolder(tmp_path, shop, ENCODERS)
    await holder.open()

    await holder.close()

    assert homes(tmp_path) == []


async def test_copy_of_a_killed_process_is_cleared_away_and_a_live_one_is_not(
    holder: EdgeHolder, published: Generation, tmp_path: Path
) -> None:
    dead, alive = await another_process(tmp_path), await another_process(tmp_path)
    dead.kill()
    await dead.wait()

    await holder.open()

    owners = {int(home.name.partition("-")[0]) for home in homes(tmp_path)}
    await alive.communicate(b"")
    assert owners == {alive.pid, os.getpid()}


def homes(data: Path) -> list[Path]:
    return [path for path in (data / "open").iterdir() if path.is_dir()]


async def another_process(data: Path) -> asyncio.subprocess.Process:
    """One that has a copy open until its stdin ends."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-c", HAS_A_COPY_OPEN, str(data))
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"open\n"
    return process


async def test_many_changes_are_left_to_the_new_index_that_a_large_sync_builds(
    holder: EdgeHolder, published: Generation, publish: Publish, shop: Shop
) -> None:
    await holder.open()
    for _ in range(MOST_TAILED):
        shop.list_product(kettle(3))
    shop.list_product(kettle(4))

    await holder.catch_up()
    before = await listed(holder)
    await publish()
    await holder.catch_up()

    assert (before, await listed(holder)) == ([1, 2], [1, 2, 3, 4])


async def test_what_is_announced_is_left_to_the_new_index_from_the_first_change_on(
    holder: EdgeHolder, published: Generation, publish: Publish, shop: Shop, tmp_path: Path
) -> None:
    await holder.open()
    Generations(tmp_path).announce(coming=True)
    shop.list_product(kettle(3))

    await holder.catch_up()
    before = await listed(holder)
    await publish()
    shop.list_product(kettle(4))
    await holder.catch_up()
    await holder.catch_up()

    assert (before, await listed(holder)) == ([1, 2], [1, 2, 3, 4])


@pytest.mark.parametrize("patience", [0.0, 900.0], ids=["its announcer died", "it was called off"])
async def test_what_was_announced_and_does_not_come_is_not_waited_for(
    tmp_path: Path, published: Generation, shop: Shop, patience: float
) -> None:
    holder = EdgeHolder(tmp_path, shop, ENCODERS, patience=patience)
    await holder.open()
    Generations(tmp_path).announce(coming=True)
    if patience:
        Generations(tmp_path).announce(coming=False)
    shop.list_product(kettle(3))

    await holder.catch_up()

    assert await listed(holder) == [1, 2, 3]
    await holder.close()


async def test_a_new_index_that_never_comes_is_not_waited_for_for_ever(
    tmp_path: Path, published: Generation, shop: Shop
) -> None:
    holder = EdgeHolder(tmp_path, shop, ENCODERS, patience=0.0)
    await holder.open()
    for _ in range(MOST_TAILED + 1):
        shop.list_product(kettle(3))

    await holder.catch_up()

    assert await listed(holder) == [1, 2, 3]
    await holder.close()
