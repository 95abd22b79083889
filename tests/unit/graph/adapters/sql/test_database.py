import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import StatementError

from graph.adapters.sql.database import Database, address
from graph.adapters.sql.schema import NaiveTime, catalog_state, inbox
from graph.domain.errors import BadInput
from tests.sql_shop import fresh_database

PRAGMAS = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 30_000}


PATIENCE = 30.0


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(fresh_database("sqlite", tmp_path))
    yield database
    await database.dispose()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.dispose()


def number(connection: Connection) -> int:
    found: int = connection.execute(select(catalog_state.c.sequence)).scalar_one()
    return found


def count(connection: Connection) -> int:
    """Read, then write: what loses updates where writers overlap."""
    found: int = connection.execute(select(catalog_state.c.sequence).with_for_update()).scalar_one()
    connection.execute(update(catalog_state).values(sequence=found + 1))
    return found


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:////var/lib/shop/shop.db", "sqlite+pysqlite"),
        ("sqlite+pysqlite:///shop.db", "sqlite+pysqlite"),
        ("postgresql://shop@db.example/shop", "postgresql+psycopg"),
        ("postgres://shop@db.example/shop", "postgresql+psycopg"),
        ("postgresql+psycopg://shop@db.example/shop", "postgresql+psycopg"),
    ],
)
def test_a_plain_url_gets_our_driver(url: str, driver: str) -> None:
    assert address(url).drivername == driver


@pytest.mark.parametrize("url", ["mysql://shop@db.example/shop", "shop.db", ""])
def test_any_other_database_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(BadInput, match="write sqlite:"):
        address(url)


async def test_writers_at_once_lose_no_update(database: Database) -> None:
    numbers = await asyncio.gather(*(database.write(count) for _ in range(16)))

    assert sorted(numbers) == list(range(16))


async def test_writers_of_two_processes_lose_no_update(database: Database, database_url: str) -> None:
    other = Database(database_url)

    numbers = await asyncio.gather(*(each.write(count) for each in (database, other) * 8))
    await other.dispose()

    assert sorted(numbers) == list(range(16))


async def test_an_exception_takes_the_whole_change_back(database: Database) -> None:
    def fail(connection: Connection) -> None:
        count(connection)
        raise RuntimeError("pulled the plug")

    with pytest.raises(RuntimeError, match="pulled the plug"):
        await database.write(fail)

    assert await database.read(number) == 0


async def test_a_reader_is_not_held_up_by_a_writer(embedded: Database) -> None:
    writing, read = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        count(connection)
        writing.set()
        assert read.wait(PATIENCE)

    change = asyncio.create_task(embedded.write(slow))
    await asyncio.to_thread(writing.wait, PATIENCE)
    seen = await embedded.read(number)
    read.set()
    await change

    assert (seen, await embedded.read(number)) == (0, 1)


async def test_a_reader_sees_one_moment(embedded: Database) -> None:
    looking, written = threading.Event(), threading.Event()

    def twice(connection: Connection) -> tuple[int, int]:
        first = number(connection)
        looking.set()
        assert written.wait(PATIENCE)
        return first, number(connection)

    look = asyncio.create_task(embedded.read(twice))
    await asyncio.to_thread(looking.wait, PATIENCE)
    await embedded.write(count)
    written.set()

    assert await look == (0, 0)


async def test_who_is_cancelled_while_waiting_for_a_writer_blocks_nobody(embedded: Database) -> None:
    writing, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        writing.set()
        assert go_on.wait(PATIENCE)
        count(connection)

    first = asyncio.create_task(embedded.write(slow))
    await asyncio.to_thread(writing.wait, PATIENCE)
    waiting = asyncio.create_task(embedded.write(count))
    await asyncio.sleep(0)
    waiting.cancel()
    go_on.set()
    await asyncio.wait([first, waiting])

    assert waiting.cancelled()
    assert await embedded.write(count) == 1


async def test_closing_waits_for_what_is_under_way(tmp_path: Path) -> None:
    url = fresh_database("sqlite", tmp_path)
    database, writing, go_on = Database(url), threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        writing.set()
        assert go_on.wait(PATIENCE)
        count(connection)

    change = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(writing.wait, PATIENCE)
    closing = asyncio.create_task(database.dispose())
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(change, closing)

    again = Database(url)
    assert await again.read(number) == 1
    await again.dispose()


async def test_sqlite_is_set_up_for_readers_beside_a_writer_and_sound_references(embedded: Database) -> None:
    def modes(connection: Connection) -> dict[str, object]:
        return {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in PRAGMAS}

    assert await embedded.read(modes) == PRAGMAS


async def test_a_time_without_its_zone_is_refused(database: Database) -> None:
    naive = datetime(2025, 6, 2, 12)  # noqa: DTZ001 (what is refused)
    row = {"channel": "c", "number": 1, "content": "", "received_at": naive}

    with pytest.raises(StatementError) as refused:
        await database.write(lambda connection: connection.execute(inbox.insert(), row))

    assert isinstance(refused.value.orig, NaiveTime)
