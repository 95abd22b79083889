from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.adapters.sql.catalog import SqlCatalog
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.index_source import SqlIndexSource
from graph.ports.publishing import IndexSource
from graph.ports.shop import Catalog
from graph.ports.supply import CatalogStore
from tests.sql_shop import BACKENDS, StillClock, fresh_database


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_database(request.param, tmp_path)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.dispose()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def catalog(database: Database, clock: StillClock) -> Catalog:
    return SqlCatalog(database, clock)


@pytest.fixture
def store(database: Database) -> CatalogStore:
    return SqlCatalogStore(database)


@pytest.fixture
def source(database: Database, clock: StillClock) -> IndexSource:
    return SqlIndexSource(database, "text", "look", clock)
