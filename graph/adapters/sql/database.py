import asyncio
import gc
import logging
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from stamina import retry_context

from graph.domain.errors import BadInput, StorageFailed

BUSY_MS = 30_000
"""How long SQLite waits for a writer in another process before it gives up."""
BRIEF_MS = 50
"""How long it waits for readers to let the log begin anew, with writers waiting for it."""
LOOK = 0.002
"""Seconds between two looks for whether that writer is done."""
KEPT_WITHIN = 1.0
"""Seconds between a commit and the next carrying over of the log, which is synced with it."""
LONGEST_LOG = 16_384
"""Pages (64 MB) after which writers wait for a moment, so that the log can begin anew."""
CONNECTIONS = 8
"""To a PostgreSQL server, from each process."""
READERS = 4
"""Threads that read an SQLite file: looks are short, and the interpreter runs one at a time."""
DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
CATALOGUE_WRITERS = 7_305_101
"""The PostgreSQL advisory lock that whoever writes the catalogue holds until it commits. The number means nothing."""

log = logging.getLogger(__name__)

T = TypeVar("T")
P = ParamSpec("P")
Work = Callable[[Connection], T]


class Database:
    """One engine and two ways in: `read` for a look at one moment, `write` for a transaction.

    What is done inside is a plain function of a connection. It runs from its first statement to its last without
    coming back to the event loop: nothing slow can get between them, and a turn pays for one change of threads where a
    driver that awaits each statement pays for a dozen.
    """

    def __init__(self, url: str, *, foreign_keys: bool = True) -> None:
        """`url` names the database, not the driver: "sqlite:////var/lib/shop/shop.db", "postgresql://user@host/shop".

        Without `foreign_keys` SQLite lets them be; PostgreSQL never does.
        """
        self.url = address(url)
        self._engine: _Engine = _Sqlite(self.url, foreign_keys) if self.embedded else _Postgres(self.url)

    @property
    def embedded(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    async def read(self, look: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `look` returns; on SQLite all its statements see one moment, on PostgreSQL each its own."""
        return await self._engine.read(partial(_called, look, args, kwargs))

    async def write(self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `change` returns, once it is committed; an exception from it takes everything back.

        Whoever is cancelled while waiting does not know which of the two happened: changes are made to be repeated.
        """
        return await self._engine.write(partial(_called, change, args, kwargs))

    async def write_catalogue(
        self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A transaction that no other writer of the catalogue overlaps: two syncs never wait for each other's rows."""
        return await self.write(_alone, partial(_called, change, args, kwargs))

    def hold(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Whether nobody else on another machine holds what is called so; if so, it is held for the block.

        Always so on SQLite: machines do not share a file.
        """
        return self._engine.hold(name)

    async def dispose(self) -> None:
        await self._engine.dispose()


class _Engine(Protocol):
    async def read(self, work: Work[T]) -> T: ...

    async def write(self, work: Work[T]) -> T: ...

    def hold(self, name: str) -> AbstractAsyncContextManager[bool]: ...

    async def dispose(self) -> None: ...


class _Sqlite:
    """Work in threads. SQLite has one writer at a time whatever a program does.

    Left to its busy handler, waiting writers starve (p99 of 1.6 s with sixteen): at last it looks ten times a second,
    and misses the pauses between a sync's transactions. So the writers of this process queue for one thread, which
    begins IMMEDIATE and looks more often while another process writes. Nor do they carry the write-ahead log over into
    the file, as SQLite has whoever commits its thousandth page do (0.2 s, whoever wrote the pages): a thread of its own
    does, a moment after a write.
    """

    def __init__(self, url: URL, foreign_keys: bool) -> None:
        # isolation_level None takes BEGIN out of Python's hands: its own begins no transaction for a SELECT or for DDL.
        self._reading = create_engine(url, connect_args={"isolation_level": None})
        event.listen(self._reading, "connect", partial(_prepare, foreign_keys))
        event.listen(self._reading, "begin", _begin)
        self._writing = self._reading.execution_options(immediate=True)
        self._readers = ThreadPoolExecutor(READERS, "sql-reader")
        self._writer = ThreadPoolExecutor(1, "sql-writer")
        self._keeper = ThreadPoolExecutor(1, "sql-keeper")
        self._ending = threading.Event()
        self._unkept = False

    async def read(self, work: Work[T]) -> T:
        return await _in_thread(self._readers, self._reading, work)

    async def write(self, work: Work[T]) -> T:
        try:
            written = await _in_thread(self._writer, self._writing, partial(_uncollected, work))
        except OperationalError as error:
            fix = "make room on the disk, or give the file back its permissions; nothing of this change is kept"
            raise StorageFailed(f"the database cannot be written ({error.orig}); {fix}") from error
        if not self._unkept:
            self._unkept = True
            self._keeper.submit(self._keep)
        return written

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[bool]:  # noqa: ARG002 - there is nobody else
        yield True

    async def dispose(self) -> None:
        self._ending.set()
        for threads in (self._readers, self._writer, self._keeper):
            await asyncio.to_thread(threads.shutdown)
        self._reading.dispose()

    def _keep(self) -> None:
        self._ending.wait(KEPT_WITHIN)
        self._unkept = False
        connection = self._reading.raw_connection()
        try:
            _carry_over(connection.cursor())
        except sqlite3.OperationalError as error:
            log.warning("the database's log is not carried over yet (%s); it grows until it can be", error)
        finally:
            connection.close()


class _Postgres:
    """Work in threads, a connection each. PostgreSQL locks rows, so nobody queues here but for a connection.

    On the event loop, through SQLAlchemy's greenlets, the till made half as many sales a second.
    """

    def __init__(self, url: URL) -> None:
        self._engine = _pooled(url)
        self._holding = create_async_engine(url, pool_pre_ping=True)
        self._threads = ThreadPoolExecutor(CONNECTIONS, "sql")

    async def read(self, work: Work[T]) -> T:
        return await _in_thread(self._threads, self._engine, work)

    async def write(self, work: Work[T]) -> T:
        return await _in_thread(self._threads, self._engine, work)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[bool]:
        """By a lock that goes with its connection, so that a killed process leaves none behind."""
        named = {"name": name}
        async with self._holding.connect() as connection:
            lock = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
            held = bool((await connection.execute(lock, named)).scalar_one())
            await connection.commit()
            try:
                yield held
            finally:
                if held:
                    await connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), named)

    async def dispose(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()
        await self._holding.dispose()


def address(url: str) -> URL:
    """The url with the driver in it. Raises BadInput for a database that is neither SQLite nor PostgreSQL."""
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


def _called(work: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object], connection: Connection) -> T:
    return work(connection, *args, **kwargs)


def _alone(connection: Connection, change: Work[T]) -> T:
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CATALOGUE_WRITERS})
    return change(connection)


def _uncollected(work: Work[T], connection: Connection) -> T:
    """Without the garbage collector: everybody who writes, in other processes too, would wait until it is done.

    Among the objects of a large sync it takes a tenth of a second.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return work(connection)
    finally:
        if collects:
            gc.enable()


async def _in_thread(threads: Executor, engine: Engine, work: Work[T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(threads, _in_transaction, engine, work)


def _in_transaction(engine: Engine, work: Work[T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _pooled(url: URL) -> Engine:
    try:
        return create_engine(url, pool_size=CONNECTIONS, pool_pre_ping=True)
    except ModuleNotFoundError as missing:
        raise BadInput(
            "PostgreSQL needs its driver; in the project's folder run: pip install -e '.[postgres]'"
        ) from missing


def _prepare(foreign_keys: bool, connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's own connection has no public type)
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "synchronous=NORMAL",
        f"foreign_keys={foreign_keys:d}",
        "wal_autocheckpoint=0",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    # Those who open a new file at once are in each other's way here, and the busy handler is not asked.
    for attempt in retry_context(sqlite3.OperationalError, attempts=None, timeout=BUSY_MS / 1_000, wait_initial=0.01):
        with attempt:
            cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def _carry_over(cursor: Any) -> None:  # noqa: ANN401 (the driver's)
    """Write the log's pages into the file, which keeps nobody waiting; where the log never gets empty so, once more."""
    _busy, pages, _done = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if pages > LONGEST_LOG:
        cursor.execute(f"PRAGMA busy_timeout={BRIEF_MS}")
        cursor.execute("PRAGMA wal_checkpoint(RESTART)")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("immediate", False):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        _begin_to_write(connection)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MS}")


def _begin_to_write(connection: Connection) -> None:
    patience = time.monotonic() + BUSY_MS / 1_000
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if not _is_busy(error) or time.monotonic() > patience:
                raise
            time.sleep(LOOK)
        else:
            return


def _is_busy(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY  # the upper bits tell why
