"""The journey with the real store, encoders and index beneath it: nothing here is a double but the counting."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from catalog_sync.journey import sync, sync_creators
from catalog_sync.sources import WebTools
from catalog_sync.tools import SyncTools
from graph.adapters.encoders.pooled import PortableLookEncoder
from graph.adapters.encoders.text import BundledTextEncoder
from graph.adapters.index.generations import GenerationPublisher
from graph.adapters.index.manifest import EncoderId, Encoders
from graph.adapters.media.photos import decode_photo
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.doubts import SqlPostHistory
from graph.adapters.sql.embeddings import SqlEmbeddings
from graph.adapters.sql.index_source import SqlIndexSource
from graph.adapters.sql.migrate import migrate
from graph.adapters.sql.survey import SqlCatalogSurvey
from graph.adapters.workers import WorkerProcesses
from graph.ports.senses import Vectors
from tests.unit.catalog_sync.doubles import StillClock

FEEDS = Path(__file__).parent


class _IdleTextEncoder:
    """Has the name of the bundled one and must not be asked."""

    name, size = BundledTextEncoder.name, BundledTextEncoder.size

    async def encode(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"embedded again: {texts}")


@pytest.fixture
async def tools(tmp_path: Path) -> AsyncIterator[SyncTools]:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    await migrate(url)
    database, clock = Database(url), StillClock()
    text, photo = BundledTextEncoder(), PortableLookEncoder()
    encoders = Encoders(EncoderId(text.name, text.size), EncoderId(photo.name, photo.size))
    source = SqlIndexSource(database, text.name, photo.name, clock)
    workers = WorkerProcesses(2)
    yield SyncTools(
        store=SqlCatalogStore(database),
        survey=SqlCatalogSurvey(database),
        history=SqlPostHistory(database),
        embeddings=SqlEmbeddings(database),
        text=text,
        photo=photo,
        publisher=GenerationPublisher(tmp_path, url, source, encoders),
        workers=workers,
        web=WebTools(tmp_path / "fetched"),
        decode=decode_photo,
        clock=clock,
        pictures=tmp_path / "pictures",
        currencies={"acme": frozenset({"EUR"})},
    )
    await workers.close()
    await database.dispose()


async def test_a_feed_and_its_posts_synced_twice_land_once_and_are_embedded_once(tools: SyncTools) -> None:
    await sync([FEEDS / "real_world.csv"], merchant="acme", tools=tools)
    await sync_creators([FEEDS / "posts.jsonl"], tools=tools)
    again = replace(tools, text=_IdleTextEncoder())

    products = await sync([FEEDS / "real_world.csv"], merchant="acme", tools=again)
    posts = await sync_creators([FEEDS / "posts.jsonl"], tools=again)

    assert (products.unchanged, products.added, products.changed, products.removed) == (6, 0, 0, 0)
    assert (posts.unchanged, posts.added, posts.changed, posts.removed) == (4, 0, 0, 0)


async def test_after_a_sync_the_index_lacks_nothing(tools: SyncTools) -> None:
    await sync([FEEDS / "real_world.csv"], merchant="acme", tools=tools)

    await sync_creators([FEEDS / "posts.jsonl"], tools=tools)

    assert await tools.publisher.behind() == 0
