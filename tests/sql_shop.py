"""What the tests of the SQL adapters and of the till share: fresh databases, a still clock, a feed's records."""

import asyncio
import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, make_url

from graph.adapters.sql.migrate import migrate
from graph.adapters.sql.schema import catalog_state, metadata
from graph.domain.catalogue import Availability
from graph.domain.money import Money
from graph.ports.supply import ListingRecord
from tests.postgres_server import postgres_url

BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
FILLED = ", ".join(table.name for table in metadata.sorted_tables if table is not catalog_state)
EMPTY = f"TRUNCATE {FILLED} RESTART IDENTITY; UPDATE catalog_state SET sequence = 0, synced = 0, edition = 0"  # noqa: S608 (our tables)
NOON = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)


@dataclass
class StillClock:
    present: datetime = NOON

    def now(self) -> datetime:
        return self.present

    def forward(self, **time: float) -> datetime:
        self.present += timedelta(**time)
        return self.present


def fresh_database(backend: str, folder: Path) -> str:
    """The url of a migrated and empty database that nobody else uses."""
    if backend == "sqlite":
        return f"sqlite:///{shutil.copy(_sqlite_template(), folder / 'shop.db')}"
    url = _postgres_database()
    _on_server(url, EMPTY)
    return url.render_as_string(hide_password=False)


def bare_database(backend: str, folder: Path) -> str:
    """The url of a database without a table: no file yet on SQLite, and no folder for it."""
    if backend == "sqlite":
        return f"sqlite:///{folder / 'data' / 'shop.db'}"
    return _new_postgres_database().render_as_string(hide_password=False)


def record(sku: str, *, quantity: int | None = None, price: int = 4_900, **more: object) -> ListingRecord:
    """A feed's line with what a test does not care about filled in."""
    given: dict[str, object] = {
        "product": sku,
        "title": f"Kettle {sku}",
        "product_title": f"Kettle {sku}",
        "description": "Boils a litre and a half in three minutes.",
        "price": Money(price, "EUR"),
        "availability": Availability.IN_STOCK,
        "fingerprint": f"{sku}/{quantity}/{price}",
        "text_hash": f"text of {sku}",
        "quantity": quantity,
    }
    return ListingRecord(sku=sku, **{**given, **more})  # type: ignore[arg-type]


@cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="snaptap-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asyncio.run(migrate(f"sqlite:///{folder / 'shop.db'}"))
    return folder / "shop.db"


@cache
def _postgres_database() -> URL:
    """One a process: emptying it before each test takes a fraction of the time that a new one takes."""
    url = _new_postgres_database()
    asyncio.run(migrate(url.render_as_string(hide_password=False)))
    return url


def _new_postgres_database() -> URL:
    server, name = make_url(postgres_url()), f"snaptap_{uuid4().hex}"
    _on_server(server, f'CREATE DATABASE "{name}"')
    atexit.register(_on_server, server, f'DROP DATABASE "{name}" WITH (FORCE)')
    return server.set(database=name)


def _on_server(url: URL, statement: str) -> None:
    import psycopg  # noqa: PLC0415 (an optional driver: without it only these tests cannot run)

    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement)
