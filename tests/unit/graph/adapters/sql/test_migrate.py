import asyncio

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, select

from graph.adapters.sql.database import Database
from graph.adapters.sql.migrate import migrate
from graph.adapters.sql.schema import catalog_state, metadata
from tests.database_work import PATIENCE, Gate


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def sequences(connection: Connection) -> list[int]:
    return list(connection.execute(select(catalog_state.c.sequence)).scalars())


async def test_the_migrations_build_what_the_schema_says(database_url: str) -> None:
    database = Database(database_url)

    found = await database.read(differences)
    await database.dispose()

    assert found == []


async def test_every_constraint_has_the_name_that_the_schema_gives_it(database_url: str) -> None:
    database = Database(database_url)

    named = await database.read(lambda connection: inspect(connection).get_check_constraints("order_line"))
    await database.dispose()

    assert {constraint["name"] for constraint in named} == {"ck_order_line_quantity"}


async def test_processes_that_start_at_once_build_one_schema(bare_url: str) -> None:
    await asyncio.gather(*(migrate(bare_url) for _ in range(4)))

    database = Database(bare_url)
    rows = await database.read(sequences)
    await database.dispose()
    assert rows == [0]


async def test_migrating_again_keeps_what_is_there(database_url: str) -> None:
    database = Database(database_url)
    await database.write(lambda connection: connection.execute(catalog_state.update().values(sequence=7)))

    await migrate(database_url)

    rows = await database.read(sequences)
    await database.dispose()
    assert rows == [7]


async def test_a_schema_that_is_the_newest_is_opened_beside_whoever_writes(embedded_url: str) -> None:
    database, gate = Database(embedded_url), Gate()
    writing = asyncio.create_task(database.write(gate.stop))
    await gate.arrival()

    await asyncio.wait_for(migrate(embedded_url), PATIENCE / 2)

    gate.open()
    await writing
    await database.dispose()
