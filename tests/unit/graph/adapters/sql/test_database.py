import asyncio
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import StatementError

from graph.adapters.sql import database as database_module
from graph.adapters.sql.columns import NaiveTime
from graph.adapters.sql.database import Database, address
from graph.adapters.sql.schema import inbox
from graph.domain.errors import BadInput
from tests.database_work import PATIENCE, count, number

PRAGMAS = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 30_000, "wal_autocheckpoint": 0}


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


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("mysql://shop@db.example/shop", id="another database"),
        pytest.param("sqlite+aiosqlite:///shop.db", id="another driver of SQLite"),
        pytest.param("postgresql+asyncpg://shop@db.example/shop", id="another driver of PostgreSQL"),
        pytest.param("shop.db", id="a file name"),
        pytest.param("", id="nothing"),
    ],
)
def test_any_other_database_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(BadInput, match="write sqlite:"):
        address(url)


async def test_what_a_function_needs_is_handed_on_and_its_answer_back(database: Database) -> None:
    def answer(connection: Connection, first: int, *, second: int) -> tuple[int, int, int]:
        return number(connection), first, second

    ways = (database.read, database.write, database.write_catalogue)

    assert [await way(answer, 7, second=8) for way in ways] == [(0, 7, 8)] * 3


async def test_an_exception_takes_the_whole_change_back(database: Database) -> None:
    def fail(connection: Connection) -> None:
        count(connection)
        raise RuntimeError("pulled the plug")

    for way in (database.read, database.write, database.write_catalogue):
        with pytest.raises(RuntimeError, match="pulled the plug"):
            await way(fail)

    assert await database.read(number) == 0


async def test_looks_that_fail_keep_no_connection_and_no_old_moment(database: Database) -> None:
    def fail(connection: Connection) -> None:
        number(connection)
        raise RuntimeError("looked in vain")

    for _ in range(20):
        with pytest.raises(RuntimeError, match="looked in vain"):
            await database.read(fail)
    await database.write(count)

    assert await database.read(number) == 1


async def test_sqlite_is_set_up_for_readers_beside_a_writer_and_sound_references(embedded: Database) -> None:
    def modes(connection: Connection) -> dict[str, object]:
        return {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in PRAGMAS}

    assert await embedded.read(modes) == PRAGMAS
    assert await embedded.write(modes) == PRAGMAS


async def test_what_is_committed_is_soon_in_the_file_itself_and_nobody_who_writes_carries_it_there(
    embedded: Database, embedded_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "KEPT_WITHIN", 0.05)
    await embedded.write(count)
    copy = tmp_path / "copy.db"

    async def kept() -> list[int]:
        await asyncio.to_thread(shutil.copy, embedded_url.removeprefix("sqlite:///"), copy)
        with closing(sqlite3.connect(copy)) as alone:
            return [row[0] for row in alone.execute("SELECT sequence FROM catalog_state")]

    at_once = await kept()
    async with asyncio.timeout(PATIENCE):
        while await kept() != [1]:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)

    assert at_once == [0]


async def test_a_log_that_never_gets_empty_begins_anew_beyond_a_length(
    embedded: Database, embedded_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "KEPT_WITHIN", 0.01)
    monkeypatch.setattr(database_module, "LONGEST_LOG", 50)
    log = Path(embedded_url.removeprefix("sqlite:///") + "-wal")

    for _ in range(400):
        await embedded.write(count)

    assert (await asyncio.to_thread(log.stat)).st_size < 400 * 4_096


async def test_a_new_file_that_another_process_writes_to_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "shop.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    database = Database(f"sqlite:///{tmp_path / 'shop.db'}")

    opening = asyncio.create_task(database.read(lambda _: None))
    await asyncio.wait([opening], timeout=0.2)
    other.execute("COMMIT")
    other.close()

    await opening
    await database.dispose()


async def test_a_writer_meets_the_pauses_of_one_in_another_process_that_hardly_pauses(
    embedded: Database, embedded_url: str
) -> None:
    """SQLite's own handler looks ten times a second and would miss four pauses of five."""
    held, writes, done = 0, 6, threading.Event()

    def keep_on_writing() -> None:
        nonlocal held
        other = sqlite3.connect(embedded_url.removeprefix("sqlite:///"), isolation_level=None)
        while not done.is_set():
            other.execute("BEGIN IMMEDIATE")
            held += 1
            time.sleep(0.25)
            other.execute("COMMIT")
            time.sleep(0.03)
        other.close()

    writing = asyncio.create_task(asyncio.to_thread(keep_on_writing))
    for _ in range(writes):
        await asyncio.sleep(0.1)  # into the other's transaction
        await embedded.write(count)
    done.set()
    await writing

    assert held <= 2 * writes


async def test_a_time_without_its_zone_is_refused(database: Database) -> None:
    naive = datetime(2025, 6, 2, 12)  # noqa: DTZ001 (what is refused)
    row = {"channel": "c", "number": 1, "content": "", "received_at": naive}

    with pytest.raises(StatementError) as refused:
        await database.write(lambda connection: connection.execute(inbox.insert(), row))

    assert isinstance(refused.value.orig, NaiveTime)
