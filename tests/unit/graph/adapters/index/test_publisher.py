import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from filelock import FileLock

from graph.adapters.index.generations import Generation, GenerationPublisher, Generations
from graph.adapters.index.holder import EdgeHolder
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.embeddings import SqlEmbeddings
from graph.adapters.sql.index_source import SqlIndexSource
from graph.adapters.sql.migrate import migrate
from graph.domain.errors import IndexUnavailable, StorageFailed
from graph.ports.publishing import Coming, IndexSource
from graph.ports.search import ProductQuery
from tests.contracts.index_fixtures import ENCODERS, towards
from tests.sql_shop import NOON, StillClock, record


@pytest.fixture
async def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    await migrate(url)
    return url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """With two kettles, their words embedded, and those of a third."""
    database = Database(url)
    kettles = [record(f"K-{number}") for number in (1, 2, 3)]
    await SqlCatalogStore(database).apply("hearth", "feed", kettles[:2], [], NOON)
    vectors = {kettle.text_hash: towards(place) for place, kettle in enumerate(kettles)}
    await SqlEmbeddings(database).keep(ENCODERS.text.name, vectors)
    yield database
    await database.dispose()


@pytest.fixture
def source(database: Database) -> IndexSource:
    return SqlIndexSource(database, ENCODERS.text.name, ENCODERS.look.name, StillClock())


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


@dataclass
class Turn:
    """An edition that withdraws one kettle and brings another; what was published when it turned over is noted."""

    store: SqlCatalogStore
    generations: Generations
    edition: int = 0
    published: Generation | None = None
    turned: bool = False

    async def written(self) -> Coming:
        self.edition = await self.store.begin_edition("hearth")
        await self.store.apply("hearth", "feed", [record("K-3")], ["K-1"], NOON, edition=self.edition)
        return Coming("hearth", self.edition, 2, self._over)

    async def _over(self) -> None:
        self.published = self.generations.newest()
        self.turned = True
        await self.store.turn_over("hearth", self.edition)


@pytest.fixture
def turn(database: Database, tmp_path: Path) -> Turn:
    return Turn(SqlCatalogStore(database), Generations(tmp_path))


async def found(data: Path, source: IndexSource) -> set[str]:
    """What is in the newest index, the catalogue's later changes not taken in."""
    holder = EdgeHolder(data, source, ENCODERS)
    await holder.open()
    try:
        return {hit.product for hit in await holder.products.search(ProductQuery(available_only=False))}
    finally:
        await holder.close()


async def test_an_edition_turns_over_when_its_index_is_built_and_before_that_is_the_newest(
    source: IndexSource, url: str, tmp_path: Path, turn: Turn
) -> None:
    publisher = GenerationPublisher(tmp_path, url, source, ENCODERS)
    await publisher.publish()
    before = turn.generations.newest()

    await publisher.publish(await turn.written())

    assert turn.published == before
    assert await publisher.behind() == 0
    assert await found(tmp_path, source) == {"K-2", "K-3"}


async def test_what_changed_while_an_index_of_an_edition_was_built_is_taken_in_afterwards(
    source: IndexSource, url: str, tmp_path: Path, turn: Turn
) -> None:
    publisher = GenerationPublisher(tmp_path, url, source, ENCODERS)
    coming = await turn.written()

    async def change_and_turn() -> None:
        await turn.store.apply("quill", "feed", [record("K-1")], [], NOON)
        await coming.turn_over()

    await publisher.publish(replace(coming, turn_over=change_and_turn))

    assert await publisher.behind() == 1
    assert await found(tmp_path, source) == {"K-1", "K-2", "K-3"}


@pytest.mark.parametrize(("field", "before"), [("engine", "0.0.1/1"), ("sequence", 1_000)])
async def test_an_index_that_cannot_be_searched_any_more_counts_as_none(
    source: IndexSource, url: str, tmp_path: Path, turn: Turn, field: str, before: object
) -> None:
    publisher = GenerationPublisher(tmp_path, url, source, ENCODERS)
    await publisher.publish()
    newest = turn.generations.newest()
    assert newest is not None
    manifest = newest.directory / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {field: before}))

    assert await publisher.behind() is None


async def test_an_edition_that_cannot_turn_over_has_no_index(
    source: IndexSource, url: str, tmp_path: Path, turn: Turn
) -> None:
    coming = await turn.written()
    await turn.store.clear("hearth")

    with pytest.raises(StorageFailed, match="sync again"):
        await GenerationPublisher(tmp_path, url, source, ENCODERS).publish(coming)

    assert turn.generations.newest() is None
    with FileLock(tmp_path / "generations" / ".lock", timeout=0):
        assert list(turn.generations.directory.glob("*/manifest.json")) == []


async def test_a_holder_goes_on_with_the_old_shop_until_the_edition_turns_over_and_then_has_the_new_one(
    source: IndexSource, url: str, tmp_path: Path, turn: Turn
) -> None:
    publisher = GenerationPublisher(tmp_path, url, source, ENCODERS)
    await publisher.publish()
    holder = EdgeHolder(tmp_path, source, ENCODERS)
    await holder.open()
    coming = await turn.written()
    seen: list[set[str]] = []

    async def look() -> None:
        await holder.catch_up()
        seen.append({hit.product for hit in await holder.products.search(ProductQuery(available_only=False))})

    async def look_and_turn() -> None:
        await look()
        await coming.turn_over()

    await publisher.publish(replace(coming, turn_over=look_and_turn))
    await look()
    await holder.close()

    assert seen == [{"K-1", "K-2"}, {"K-2", "K-3"}]
