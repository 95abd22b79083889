from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from graph.adapters.sql.database import Database, address
from graph.domain.errors import StorageFailed

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

STEPS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema, making a missing SQLite file and its folder.

    One transaction under the catalogue writers' lock: a second process that starts at the same time waits, then finds
    nothing left to do, and a process killed half-way leaves no half schema. Where there is nothing to do nobody is kept
    from writing. Foreign keys are let be, as SQLite asks of whoever makes a table anew, and looked through at the end.
    """
    _make_room(url)
    database = Database(url, foreign_keys=False)
    try:
        steps = _steps()
        if await database.read(_heads) != set(steps.get_heads()):
            await database.write_catalogue(_upgrade)
    finally:
        await database.dispose()


def _make_room(url: str) -> None:
    where = address(url)
    if where.get_backend_name() == "sqlite" and where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)


def _steps() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory  # noqa: PLC0415 (0.2 s that only a start pays)

    return ScriptDirectory(str(STEPS))


def _heads(connection: Connection) -> set[str]:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 (same)

    return set(MigrationContext.configure(connection).get_current_heads())


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 (same)
    from alembic.config import Config  # noqa: PLC0415 (same)

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise StorageFailed(f"the database cannot be brought up to date, it has lost rows that others refer to: {lost}")
