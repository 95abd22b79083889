import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pytest
from qdrant_client import AsyncQdrantClient

from graph.adapters.index.manifest import EncoderId
from graph.adapters.index.server import ServerCatalogIndex
from graph.adapters.index.server_publisher import ServerPublisher
from graph.adapters.index.words import WordEncoder
from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import NOTHING_COMING, Coming, ProductPoint
from graph.ports.search import ProductQuery
from tests.contracts.index_fixtures import ENCODERS, Shop, kettle

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")


@pytest.fixture
async def client() -> AsyncIterator[AsyncQdrantClient]:
    client = AsyncQdrantClient(":memory:")
    yield client
    await client.close()


def publisher(client: AsyncQdrantClient, shop: Shop) -> ServerPublisher:
    return ServerPublisher(client, shop, ENCODERS, WordEncoder())


async def listed(client: AsyncQdrantClient) -> list[int]:
    index = ServerCatalogIndex(client, WordEncoder())
    return [hit.key for hit in await index.search(ProductQuery())]


async def test_publish_replaces_what_was_published_before(client: AsyncQdrantClient, shop: Shop) -> None:
    await publisher(client, shop).publish()
    shop.withdraw_product(1)

    await publisher(client, shop).publish()

    collections = (await client.get_collections()).collections
    assert (await listed(client), len(collections)) == ([2], 2)


class Overtaken(Shop):
    """A shop that another publisher reads and publishes, more changed, while the first is still reading."""

    client: AsyncQdrantClient

    async def product_points(
        self, keys: Sequence[int] | None = None, coming: Mapping[str, int] = NOTHING_COMING
    ) -> AsyncIterator[ProductPoint]:
        read = list(self.products.values())
        if 3 not in self.products:
            self.list_product(kettle(3))
            await publisher(self.client, self).publish()
        for product in read:
            yield product


async def test_slow_publisher_does_not_replace_a_later_catalogue(client: AsyncQdrantClient, shop: Shop) -> None:
    overtaken = Overtaken(shop.products, shop.moments, shop.log)
    overtaken.client = client

    sequence = await publisher(client, overtaken).publish()

    assert (sequence, await listed(client)) == (4, [1, 2, 3])


async def test_index_of_another_database_is_replaced_though_it_has_seen_more(
    client: AsyncQdrantClient, shop: Shop
) -> None:
    await publisher(client, shop).publish()
    anew = Shop()
    anew.list_product(kettle(9))

    await publisher(client, anew).publish()

    assert await listed(client) == [9]


class Failing(Shop):
    async def product_points(
        self, keys: Sequence[int] | None = None, coming: Mapping[str, int] = NOTHING_COMING
    ) -> AsyncIterator[ProductPoint]:
        yield kettle(1)
        raise ConnectionError("the database went away")


async def test_publish_that_fails_leaves_the_published_index_and_nothing_else(
    client: AsyncQdrantClient, shop: Shop
) -> None:
    await publisher(client, shop).publish()

    with pytest.raises(ConnectionError):
        await publisher(client, Failing(log=shop.log)).publish()

    collections = (await client.get_collections()).collections
    assert (await listed(client), len(collections)) == ([1, 2], 2)


async def test_of_two_merchants_whose_editions_turn_over_at_once_the_index_has_both(
    client: AsyncQdrantClient, shop: Shop
) -> None:
    async def bring(key: int) -> None:
        shop.list_product(kettle(key))

    await asyncio.gather(
        publisher(client, shop).publish(Coming("hearth", 7, 1, partial(bring, 3))),
        publisher(client, shop).publish(Coming("quill", 8, 1, partial(bring, 4))),
    )

    assert await listed(client) == [1, 2, 3, 4]
    assert await publisher(client, shop).behind() == 0


async def test_index_is_behind_by_the_changes_since(client: AsyncQdrantClient, shop: Shop) -> None:
    await publisher(client, shop).publish()
    shop.list_product(kettle(3))

    assert await publisher(client, shop).behind() == 1


async def test_nothing_published_is_told_apart_from_nothing_changed(client: AsyncQdrantClient, shop: Shop) -> None:
    assert await publisher(client, shop).behind() is None


async def test_index_of_another_encoder_counts_as_none(client: AsyncQdrantClient, shop: Shop) -> None:
    await publisher(client, shop).publish()
    other = replace(ENCODERS, text=EncoderId("another", 8))

    assert await ServerPublisher(client, shop, other, WordEncoder()).behind() is None


async def test_server_that_is_not_there_is_named_with_the_setting_to_look_at(unused_tcp_port: int) -> None:
    client = AsyncQdrantClient(f"http://127.0.0.1:{unused_tcp_port}", check_compatibility=False)

    with pytest.raises(IndexUnavailable, match="SNAPTAP_QDRANT__URL"):
        await listed(client)

    await client.close()
