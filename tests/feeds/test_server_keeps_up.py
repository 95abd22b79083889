"""A shop whose index is on a Qdrant server: what a small sync changes is found a moment later, as on one machine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from qdrant_client import AsyncQdrantClient

from bot.cli.supply import bring_feed
from graph.ports.search import ProductQuery
from graph.settings import QdrantSettings, Settings
from graph.wiring import open_index, open_storeroom

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

HEADINGS = "id,title,description,link,image_link,brand,price,availability"
MUGS = [f"m{number},Stoneware mug no. {number},A mug.,,,Fennel,18.00 EUR,in_stock" for number in range(9)]
KETTLE = "k1,Gooseneck kettle,It pours.,,,Morrow,49.00 EUR,in_stock"
MORROW = ProductQuery(words="gooseneck kettle", brands=("Morrow",))


class Staying(AsyncQdrantClient):
    """One server in memory, whoever connects to it; only the test ends it."""

    async def close(self, **_: object) -> None: ...


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncQdrantClient]:
    client = Staying(":memory:")
    monkeypatch.setattr("graph.wiring._client", lambda _settings: client)
    yield client
    await AsyncQdrantClient.close(client)


def feed(folder: Path, *rows: str) -> Path:
    path = folder / "mugs.csv"
    path.write_text("\n".join((HEADINGS, *rows)) + "\n", "utf-8")
    return path


@pytest.mark.usefixtures("server")
async def test_what_a_small_sync_changes_is_found_on_the_server(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "data", database_url=SecretStr(""), qdrant=QdrantSettings(url="http://qdrant.test:6333")
    )
    await bring_feed(settings, [feed(tmp_path, *MUGS)], "acme")
    async with open_storeroom(settings) as room, open_index(settings, room) as index:
        before = await index.products.search(MORROW)

        await bring_feed(settings, [feed(tmp_path, *MUGS[1:], KETTLE)], "acme")
        await index.catch_up()

        after = await index.products.search(MORROW)
        mugs = await index.products.search(ProductQuery(brands=("Fennel",), limit=20))
    assert (before, [hit.product for hit in after]) == ([], ["k1"])
    assert len(mugs) == len(MUGS) - 1
