from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.adapters.sql.database import Database
from tests.sql_shop import BACKENDS, StillClock, fresh_database
from tests.till_at_work import Till


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_database(request.param, tmp_path)


@pytest.fixture
async def till(database_url: str) -> AsyncIterator[Till]:
    database = Database(database_url)
    yield Till(database, StillClock())
    await database.dispose()
