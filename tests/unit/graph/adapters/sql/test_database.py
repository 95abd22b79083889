import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import StatementError

from graph.adapters.sql.database import Database, address
from graph.adapters.sql.schema import NaiveTime, catalog_state, inbox
from graph.domain.errors import BadInput
from tests.sql_shop import fresh_database

PRAGMAS = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.dispose()


async def count(database: Database) -> int:
    """Read, then write: what loses updates where writers overlap."""
    async with database.write() as connection:
        read = select(catalog_state.c.sequence).with_for_update()
        number: int = (await connection.execute(read)).scalar_one()
        await asyncio.sleep(0)
        await connection.execute(update(catalog_state).values(sequence=number + 1))
        return number


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:////var/lib/shop/shop.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///shop.db", "sqlite+aiosqlite"),
        ("postgresql://shop@db.example/shop", "postgresql+psycopg"),
        ("postgres://shop@db.example/shop", "postgresql+psycopg"),
        ("postgresql+psycopg://shop@db.example/shop", "postgresql+psycopg"),
    ],
)
def test_a_plain_url_gets_the_async_driver(url: str, driver: str) -> None:
    assert address(url).drivername == driver


@pytest.mark.parametrize("url", ["mysql://shop@db.example/shop", "shop.db", ""])
def test_any_other_database_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(BadInput, match="write sqlite:"):
        address(url)


async def test_writers_at_once_lose_no_update(database: Database) -> None:
    numbers = await asyncio.gather(*(count(database) for _ in range(16)))

    assert sorted(numbers) == list(range(16))


async def test_writers_of_two_processes_lose_no_update(database: Database, database_url: str) -> None:
    other = Database(database_url)

    numbers = await asyncio.gather(*(count(each) for each in (database, other) * 8))
    await other.dispose()

    assert sorted(numbers) == list(range(16))


async def test_a_reader_is_not_held_up_by_a_writer(database: Database) -> None:
    async with database.write() as writing:
        await writing.execute(update(catalog_state).values(sequence=9))

        async with database.read() as reading:
            seen = (await reading.execute(select(catalog_state.c.sequence))).scalar_one()

    assert seen == 0


async def test_sqlite_is_set_up_for_readers_beside_a_writer_and_sound_references(tmp_path: Path) -> None:
    database = Database(fresh_database("sqlite", tmp_path))

    async with database.read() as connection:
        modes = {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in PRAGMAS}
    await database.dispose()

    assert modes == PRAGMAS


async def test_a_time_without_its_zone_is_refused(database: Database) -> None:
    naive = datetime(2025, 6, 2, 12)  # noqa: DTZ001 (what is refused)

    with pytest.raises(StatementError) as refused:
        async with database.write() as connection:
            await connection.execute(inbox.insert(), {"channel": "c", "number": 1, "content": "", "received_at": naive})

    assert isinstance(refused.value.orig, NaiveTime)
