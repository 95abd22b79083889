"""Functions of a connection that the tests of `Database` have it run, and a gate to stop one half-way."""

import asyncio
import threading
import time
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, text, update

from graph.adapters.sql.schema import catalog_state

PATIENCE = 10.0
"""Seconds until a test gives up on what never comes."""
REST = 0.005
"""Seconds between two looks at a gate."""


def number(connection: Connection) -> int:
    found: int = connection.execute(select(catalog_state.c.sequence)).scalar_one()
    return found


def count(connection: Connection) -> int:
    """The number there was, one more from now on. Read, then written: what loses updates where writers overlap."""
    found: int = connection.execute(select(catalog_state.c.sequence).with_for_update()).scalar_one()
    connection.execute(update(catalog_state).values(sequence=found + 1))
    return found


@dataclass
class Gate:
    """Where a function of a connection stops, inside its transaction, until the test lets it through."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def stop(self, connection: Connection) -> None:
        self.reached.set()
        deadline = time.monotonic() + PATIENCE
        while not self.opened.is_set():
            assert time.monotonic() < deadline, "nobody opened the gate"
            _rest(connection)

    async def arrival(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, PATIENCE), "nobody came to the gate"

    def open(self) -> None:
        self.opened.set()


def _rest(connection: Connection) -> None:
    """On PostgreSQL the function shares the event loop with the test, which goes on at a statement only."""
    if connection.dialect.name == "sqlite":
        time.sleep(REST)
    else:
        connection.execute(text(f"SELECT pg_sleep({REST})"))
