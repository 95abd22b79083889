from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

CHUNK = 1_000
"""Values in one IN list: far below SQLite's 32,766 and PostgreSQL's 65,535 parameters."""

Value = TypeVar("Value")


def upsert(
    connection: Connection, table: Table, conflict: Sequence[str], update: Sequence[str] = ()
) -> postgresql.Insert | sqlite.Insert:
    """INSERT that sets the columns of `update` in a row with the same `conflict` columns, or leaves it alone."""
    return _upsert(connection.dialect.name, table, tuple(conflict), tuple(update))


def insert_once(connection: Connection, table: Table, conflict: Sequence[str], row: Mapping[str, object]) -> bool:
    """True where the row is new, False where one with the same `conflict` columns was there before."""
    statement = _insert_once(connection.dialect.name, table, tuple(conflict))
    return connection.execute(statement, row).first() is not None


def chunks(values: Sequence[Value], size: int = CHUNK) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


@cache
def _upsert(
    dialect: str, table: Table, conflict: tuple[str, ...], update: tuple[str, ...]
) -> postgresql.Insert | sqlite.Insert:
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    if not update:
        return insert.on_conflict_do_nothing(index_elements=conflict)
    return insert.on_conflict_do_update(
        index_elements=conflict, set_={column: insert.excluded[column] for column in update}
    )


@cache
def _insert_once(dialect: str, table: Table, conflict: tuple[str, ...]) -> ReturningInsert[Any]:
    return _upsert(dialect, table, conflict, ()).returning(table.c[conflict[0]])
