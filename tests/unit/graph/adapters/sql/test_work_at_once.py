"""What of a database's work may overlap, who waits for whom, and what becomes of work whose caller has gone."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from sqlalchemy import Connection

from graph.adapters.sql.database import Database
from tests.database_work import PATIENCE, Gate, count, number

Way = Callable[..., Coroutine[Any, Any, Any]]
either_way = pytest.mark.parametrize("way", [Database.read, Database.write], ids=["read", "write"])


@pytest.fixture
def gate() -> Gate:
    return Gate()


def counted(connection: Connection, gate: Gate) -> int:
    """One more before the gate and one more behind it: half of it would be seen."""
    found = count(connection)
    gate.stop(connection)
    count(connection)
    return found


async def test_writers_at_once_lose_no_update(database: Database) -> None:
    numbers = await asyncio.gather(*(database.write(count) for _ in range(16)))

    assert sorted(numbers) == list(range(16))


async def test_writers_of_two_processes_lose_no_update(database: Database, database_url: str) -> None:
    other = Database(database_url)

    numbers = await asyncio.gather(*(each.write(count) for each in (database, other) * 8))
    await other.dispose()

    assert sorted(numbers) == list(range(16))


async def test_writers_have_their_turns_in_the_order_they_came(embedded: Database, gate: Gate) -> None:
    turns: list[int] = []
    first = asyncio.create_task(embedded.write(gate.stop))
    await gate.arrival()
    ways = (embedded.write, embedded.write_catalogue)

    queue = [
        asyncio.create_task(ways[place % 2](lambda _, place: turns.append(place), place=place)) for place in range(16)
    ]
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(first, *queue)

    assert turns == list(range(16))


async def test_writers_of_the_catalogue_never_overlap(database_url: str) -> None:
    together = threading.Barrier(2, timeout=0.5)

    def met(_connection: Connection) -> bool:
        try:
            together.wait()
        except threading.BrokenBarrierError:
            return False
        return True

    async def in_a_process_of_its_own() -> bool:
        database = Database(database_url)
        try:
            return await database.write_catalogue(met)
        finally:
            await database.dispose()

    processes = (asyncio.to_thread(asyncio.run, in_a_process_of_its_own()) for _ in range(2))
    assert await asyncio.gather(*processes) == [False, False]


async def test_a_reader_is_not_held_up_by_a_writer(database: Database, gate: Gate) -> None:
    change = asyncio.create_task(database.write(counted, gate))
    await gate.arrival()

    seen = await database.read(number)
    gate.open()
    await change

    assert (seen, await database.read(number)) == (0, 2)


async def test_a_reader_sees_one_moment(embedded: Database, gate: Gate) -> None:
    def twice(connection: Connection) -> tuple[int, int]:
        first = number(connection)
        gate.stop(connection)
        return first, number(connection)

    look = asyncio.create_task(embedded.read(twice))
    await gate.arrival()
    await embedded.write(count)
    gate.open()

    assert (await look, await embedded.read(number)) == ((0, 0), 1)


@either_way
async def test_the_event_loop_goes_on_turning_while_work_runs(embedded: Database, way: Way) -> None:
    turned, loop = threading.Event(), asyncio.get_running_loop()

    def slow(_connection: Connection) -> bool:
        loop.call_soon_threadsafe(turned.set)
        return turned.wait(PATIENCE)

    assert await way(embedded, slow)


async def test_a_change_whose_caller_is_cancelled_is_whole_or_nothing_and_blocks_nobody(
    database: Database, gate: Gate
) -> None:
    change = asyncio.create_task(database.write(counted, gate))
    await gate.arrival()

    change.cancel()
    await asyncio.wait([change], timeout=PATIENCE)
    gate.open()

    assert change.cancelled()
    # Its thread goes on to the end.
    assert await database.write(count) == 2


async def test_a_change_that_fails_when_its_caller_has_gone_is_taken_back(embedded: Database, gate: Gate) -> None:
    def fail(connection: Connection) -> None:
        counted(connection, gate)
        raise RuntimeError("pulled the plug")

    change = asyncio.create_task(embedded.write(fail))
    await gate.arrival()
    change.cancel()
    await asyncio.wait([change])
    gate.open()

    assert await embedded.write(count) == 0


async def test_who_is_cancelled_while_waiting_for_a_writer_blocks_nobody(embedded: Database, gate: Gate) -> None:
    first = asyncio.create_task(embedded.write(counted, gate))
    await gate.arrival()
    waiting = asyncio.create_task(embedded.write(count))
    await asyncio.sleep(0)

    waiting.cancel()
    gate.open()
    await asyncio.wait([first, waiting])

    assert waiting.cancelled()
    assert await embedded.write(count) == 2


@either_way
async def test_closing_waits_for_what_is_under_way(embedded_url: str, gate: Gate, way: Way) -> None:
    database, story = Database(embedded_url), list[str]()

    def slow(connection: Connection) -> None:
        gate.stop(connection)
        story.append(f"read {number(connection)}")

    under_way = asyncio.create_task(way(database, slow))
    await gate.arrival()
    closing = asyncio.create_task(database.dispose())
    closing.add_done_callback(lambda _: story.append("closed"))
    # Time to close too early in.
    await asyncio.wait([closing], timeout=0.2)
    gate.open()
    await asyncio.gather(under_way, closing)

    assert story == ["read 0", "closed"]


async def test_what_was_waiting_when_closing_began_still_lands(embedded_url: str, gate: Gate) -> None:
    database, again = Database(embedded_url), Database(embedded_url)
    first = asyncio.create_task(database.write(counted, gate))
    await gate.arrival()
    waiting = asyncio.create_task(database.write(count))
    await asyncio.sleep(0)

    closing = asyncio.create_task(database.dispose())
    await asyncio.wait([closing], timeout=0.2)
    gate.open()
    await asyncio.gather(first, waiting, closing)

    assert await again.read(number) == 3
    await again.dispose()
