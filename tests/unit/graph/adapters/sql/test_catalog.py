import asyncio
import time

import pytest
from sqlalchemy import Connection

from graph.adapters.sql import catalog as module
from graph.adapters.sql.catalog import PATIENCE, SqlCatalog
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.vocabulary import read_vocabulary
from graph.domain.catalogue import Vocabulary
from tests.sql_shop import NOON, StillClock, record


async def brands(catalog: SqlCatalog) -> frozenset[str]:
    return (await catalog.vocabulary()).brands


async def test_no_turn_waits_for_the_words_of_a_large_catalogue_that_changes(
    embedded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading: list[float] = []

    def slowly(connection: Connection) -> Vocabulary:
        reading.append(time.monotonic())
        time.sleep(10 * PATIENCE)
        return read_vocabulary(connection)

    monkeypatch.setattr(module, "read_vocabulary", slowly)
    catalog, store = SqlCatalog(embedded, StillClock()), SqlCatalogStore(embedded)
    await store.apply("hearth", "feed", [record("K-1", brand="Brasa")], [], NOON)
    first = await brands(catalog)

    await store.apply("hearth", "feed", [record("K-2", brand="Lumo")], [], NOON)
    meanwhile = [await brands(catalog) for _ in range(5)]
    for _ in range(500):
        if await brands(catalog) != first:
            break
        await asyncio.sleep(PATIENCE)

    assert first == {"Brasa"}
    assert meanwhile == [first] * 5
    assert await brands(catalog) == {"Brasa", "Lumo"}
    assert len(reading) == 2, "one is waited for, the other is everybody's"


async def test_a_reading_that_fails_is_tried_again(embedded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog, store = SqlCatalog(embedded, StillClock()), SqlCatalogStore(embedded)
    await store.apply("hearth", "feed", [record("K-1", brand="Brasa")], [], NOON)

    def fail(_connection: Connection) -> Vocabulary:
        raise RuntimeError("pulled the plug")

    with monkeypatch.context() as broken:
        broken.setattr(module, "read_vocabulary", fail)
        with pytest.raises(RuntimeError, match="pulled the plug"):
            await catalog.vocabulary()

    assert await brands(catalog) == {"Brasa"}
