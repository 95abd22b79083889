from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.adapters.sql.database import Database
from tests.sql_shop import BACKENDS, bare_database, fresh_database


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_database(request.param, tmp_path)


@pytest.fixture(params=BACKENDS)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return bare_database(request.param, tmp_path)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.dispose()


@pytest.fixture
def embedded_url(tmp_path: Path) -> str:
    return fresh_database("sqlite", tmp_path)


@pytest.fixture
async def embedded(embedded_url: str) -> AsyncIterator[Database]:
    database = Database(embedded_url)
    yield database
    await database.dispose()
