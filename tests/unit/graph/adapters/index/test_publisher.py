import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from filelock import FileLock

from graph.adapters.index.generations import GenerationPublisher, Generations
from graph.adapters.index.holder import EdgeHolder
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.embeddings import SqlEmbeddings
from graph.adapters.sql.index_source import SqlIndexSource
from graph.adapters.sql.migrate import migrate
from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import IndexSource
from graph.ports.search import ProductQuery
from tests.contracts.index_fixtures import ENCODERS, towards
from tests.sql_shop import NOON, StillClock, record


@pytest.fixture
async def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    await migrate(url)
    return url


@pytest.fixture
async def source(url: str) -> AsyncIterator[IndexSource]:
    """A database with two kettles, their words embedded."""
    database = Database(url)
    kettles = [record("K-1"), record("K-2")]
    await SqlCatalogStore(database).apply("hearth", "feed", kettles, [], NOON)
    vectors = {kettle.text_hash: towards(place) for place, kettle in enumerate(kettles)}
    await SqlEmbeddings(database).keep(ENCODERS.text.name, vectors)
    yield SqlIndexSource(database, ENCODERS.text.name, ENCODERS.look.name, StillClock())
    await database.dispose()


async def test_index_is_built_from_the_database_in_a_process_of_its_own(
    source: IndexSource, url: str, tmp_path: Path
) -> None:
    holder = EdgeHolder(tmp_path, source, ENCODERS)

    await GenerationPublisher(tmp_path, url, source, ENCODERS).publish()
    await holder.open()

    hits = await holder.products.search(ProductQuery(text=towards(1)))
    assert [hit.product for hit in hits] == ["K-2", "K-1"]
    await holder.close()


async def test_publish_tells_the_number_of_the_last_change_inside(
    source: IndexSource, url: str, tmp_path: Path
) -> None:
    sequence = await GenerationPublisher(tmp_path, url, source, ENCODERS).publish()

    assert sequence == await source.sequence()


async def test_publish_tells_how_far_it_has_come(source: IndexSource, url: str, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    publisher = GenerationPublisher(tmp_path, url, source, ENCODERS, lambda done, total: told.append((done, total)))

    await publisher.publish()

    assert told == [(2, 2)]


async def test_two_publishers_at_once_build_one_after_the_other(source: IndexSource, url: str, tmp_path: Path) -> None:
    publishers = [GenerationPublisher(tmp_path, url, source, ENCODERS) for _ in range(2)]

    await asyncio.gather(*(publisher.publish() for publisher in publishers))

    newest = Generations(tmp_path).newest()
    assert newest is not None
    assert newest.manifest.number == 2


async def test_publish_that_fails_says_why_and_how_to_go_on(source: IndexSource, tmp_path: Path) -> None:
    publisher = GenerationPublisher(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}", source, ENCODERS)

    with pytest.raises(IndexUnavailable, match=r"no such table.*snaptap index rebuild"):
        await publisher.publish()


async def test_cancelled_publish_leaves_no_builder_behind(source: IndexSource, url: str, tmp_path: Path) -> None:
    begun = asyncio.Event()
    publisher = GenerationPublisher(tmp_path, url, source, ENCODERS, lambda _done, _total: begun.set())
    publishing = asyncio.create_task(publisher.publish())
    await begun.wait()

    publishing.cancel()
    await asyncio.wait([publishing])

    with FileLock(tmp_path / "generations" / ".lock", timeout=0):
        assert Generations(tmp_path).newest() is None
