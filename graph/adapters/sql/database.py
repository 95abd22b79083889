import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from graph.domain.errors import BadInput

BUSY_MS = 30_000
"""How long SQLite waits for a writer in another process before it gives up."""
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
CATALOGUE_WRITERS = 7_305_101
"""The PostgreSQL advisory lock that whoever writes the catalogue holds until it commits. The number means nothing."""


class Database:
    """One engine and two ways in: `read()` for a look at one moment, `write()` for a transaction.

    SQLite has one writer at a time whatever a program does. Left to its busy handler, waiting writers starve (p99 of
    1.6 s with sixteen); so the writers of this process queue for a lock and begin IMMEDIATE, and the busy handler is
    left to other processes. PostgreSQL locks rows, so nobody queues there.
    """

    def __init__(self, url: str) -> None:
        """`url` names the database, not the driver: "sqlite:////var/lib/shop/shop.db", "postgresql://user@host/shop"."""
        self.url = address(url)
        self.engine = _engine(self.url)
        self._writing = self.engine.execution_options(immediate=True)
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if self.embedded else nullcontext()

    @property
    def embedded(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; on SQLite all its statements see one moment, on PostgreSQL each its own."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed on leaving, rolled back on an exception or a cancellation."""
        async with self._turn, self._writing.begin() as connection:
            yield connection

    @asynccontextmanager
    async def write_catalogue(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that no other writer of the catalogue overlaps: two syncs never wait for each other's rows."""
        async with self.write() as connection:
            if not self.embedded:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CATALOGUE_WRITERS})
            yield connection

    async def dispose(self) -> None:
        await self.engine.dispose()


def address(url: str) -> URL:
    """The url with the async driver in it. Raises BadInput for a database that is neither SQLite nor PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError as unreadable:
        raise BadInput(
            "the database url cannot be read; write sqlite:////path/shop.db or postgresql://…"
        ) from unreadable
    if parsed.drivername in DRIVERS.values():
        return parsed
    if parsed.drivername not in DRIVERS:
        raise BadInput(f"no support for {parsed.drivername}; write sqlite:////path/shop.db or postgresql://…")
    return parsed.set(drivername=DRIVERS[parsed.drivername])


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    try:
        return create_async_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as missing:
        raise BadInput(
            "PostgreSQL needs its driver; in the project's folder run: pip install -e '.[postgres]'"
        ) from missing


def _sqlite(url: URL) -> AsyncEngine:
    # isolation_level None takes BEGIN out of Python's hands: its own begins no transaction for a SELECT or for DDL.
    engine = create_async_engine(url, connect_args={"isolation_level": None})
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's own connection has no public type)
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
