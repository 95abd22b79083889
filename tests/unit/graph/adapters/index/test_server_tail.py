"""A shop on a Qdrant server is kept up with its catalogue, by however many processes have it open."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

import pytest
from qdrant_client import AsyncQdrantClient

from graph.adapters.index.manifest import EncoderId
from graph.adapters.index.server import ServerCatalogIndex, ServerCreatorIndex
from graph.adapters.index.server_publisher import ServerPublisher
from graph.adapters.index.server_tail import BATCH, ServerTail
from graph.adapters.index.words import WordEncoder
from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import MOST_TAILED, NOTHING_COMING, ProductPoint
from graph.ports.search import PostQuery, ProductQuery
from tests.contracts.index_fixtures import ENCODERS, Shop, kettle, moment

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")


@pytest.fixture
async def client(shop: Shop) -> AsyncIterator[AsyncQdrantClient]:
    """A server on which the shop is published."""
    client = AsyncQdrantClient(":memory:")
    await publisher(client, shop).publish()
    yield client
    await client.close()


def publisher(client: AsyncQdrantClient, shop: Shop) -> ServerPublisher:
    return ServerPublisher(client, shop, ENCODERS, WordEncoder())


def tail(client: AsyncQdrantClient, shop: Shop, patience: float = 900.0) -> ServerTail:
    return ServerTail(client, shop, ENCODERS, WordEncoder(), patience)


async def listed(client: AsyncQdrantClient) -> list[int]:
    found = await ServerCatalogIndex(client, WordEncoder()).search(ProductQuery(limit=1000))
    return sorted(hit.key for hit in found)


async def quoted(client: AsyncQdrantClient) -> list[tuple[int, int | None]]:
    found = await ServerCreatorIndex(client, WordEncoder()).search(PostQuery(limit=100))
    return sorted((hit.post, hit.moment) for hit in found)


async def test_what_came_changed_and_went_is_found_so(client: AsyncQdrantClient, shop: Shop) -> None:
    shop.list_product(kettle(3))
    shop.list_product(kettle(2, brand="Fennel"))
    shop.withdraw_product(1)

    await tail(client, shop).catch_up()

    fennel = await ServerCatalogIndex(client, WordEncoder()).search(ProductQuery(brands=("Fennel",)))
    assert (await listed(client), [hit.key for hit in fennel]) == ([2, 3], [2])
    assert await publisher(client, shop).behind() == 0


async def test_a_post_has_the_moments_it_is_quoted_with_now(client: AsyncQdrantClient, shop: Shop) -> None:
    catch_up = tail(client, shop).catch_up
    shop.quote(7, moment(7, 0, "pours well"), moment(7, 1, "drips"))
    shop.quote(8, moment(8, 0, "too heavy"))
    await catch_up()
    before = await quoted(client)
    shop.quote(7, moment(7, 1, "drips"))
    shop.withdraw_post(8)

    await catch_up()

    assert {post for post, _ in before} >= {7, 8}
    assert [place for place in await quoted(client) if place[0] in {7, 8}] == [(7, 1)]


async def test_nothing_changed_is_nothing_done(client: AsyncQdrantClient, shop: Shop) -> None:
    await tail(client, shop).catch_up()

    assert await listed(client) == [1, 2]


async def test_more_than_one_batch_is_taken_in_whole(client: AsyncQdrantClient, shop: Shop) -> None:
    for key in range(3, 2 * BATCH + 10):
        shop.list_product(kettle(key))

    await tail(client, shop).catch_up()

    assert await listed(client) == list(range(1, 2 * BATCH + 10))


async def test_many_changes_are_left_to_the_index_that_a_sync_publishes(client: AsyncQdrantClient, shop: Shop) -> None:
    for _ in range(MOST_TAILED + 1):
        shop.list_product(kettle(3))

    await tail(client, shop).catch_up()

    assert await listed(client) == [1, 2]


async def test_an_index_that_is_never_published_is_not_waited_for_for_ever(
    client: AsyncQdrantClient, shop: Shop
) -> None:
    for _ in range(MOST_TAILED + 1):
        shop.list_product(kettle(3))

    await tail(client, shop, patience=0.0).catch_up()

    assert await listed(client) == [1, 2, 3]


async def test_several_processes_at_once_end_where_one_would(client: AsyncQdrantClient, shop: Shop) -> None:
    for key in range(3, 60):
        shop.list_product(kettle(key))
    shop.withdraw_product(1)

    await asyncio.gather(*(tail(client, shop).catch_up() for _ in range(4)))

    assert await listed(client) == list(range(2, 60))
    assert await publisher(client, shop).behind() == 0


class Followed(Shop):
    """A shop that changes, and is followed, while somebody publishes it."""

    client: AsyncQdrantClient

    async def product_points(
        self, keys: Sequence[int] | None = None, coming: Mapping[str, int] = NOTHING_COMING
    ) -> AsyncIterator[ProductPoint]:
        read = [product async for product in super().product_points(keys, coming)]
        if keys is None and 3 not in self.products:
            self.list_product(kettle(3))
            await tail(self.client, self).catch_up()
        for product in read:
            yield product


async def test_what_changes_while_an_index_is_published_is_taken_into_the_new_one(
    client: AsyncQdrantClient, shop: Shop
) -> None:
    followed = Followed(shop.products, shop.moments, shop.log)
    followed.client = client
    await publisher(client, followed).publish()
    before = await listed(client)

    await tail(client, followed).catch_up()

    assert (before, await listed(client)) == ([1, 2], [1, 2, 3])


async def test_where_nothing_is_published_the_way_to_fill_the_shop_is_named(shop: Shop) -> None:
    empty = AsyncQdrantClient(":memory:")

    with pytest.raises(IndexUnavailable, match="snaptap sync"):
        await tail(empty, shop).catch_up()

    await empty.close()


async def test_vectors_of_another_encoder_are_not_mixed_in(client: AsyncQdrantClient, shop: Shop) -> None:
    other = replace(ENCODERS, text=EncoderId("another", 8))

    with pytest.raises(IndexUnavailable, match="index rebuild"):
        await ServerTail(client, shop, other, WordEncoder()).catch_up()


async def test_an_index_of_another_database_is_left_alone(client: AsyncQdrantClient) -> None:
    with pytest.raises(IndexUnavailable, match="another database"):
        await tail(client, Shop()).catch_up()


async def test_searches_by_another_encoder_are_refused_until_it_has_published(
    client: AsyncQdrantClient, shop: Shop
) -> None:
    others = replace(ENCODERS, text=EncoderId("another text", ENCODERS.text.size))
    theirs = ServerTail(client, shop, others, WordEncoder())
    products = ServerCatalogIndex(client, WordEncoder(), allow=theirs.allow)
    with pytest.raises(IndexUnavailable):
        await theirs.catch_up()

    with pytest.raises(IndexUnavailable, match=r"another text .* snaptap index rebuild"):
        await products.search(ProductQuery())

    await ServerPublisher(client, shop, others, WordEncoder()).publish()
    await theirs.catch_up()
    assert await products.search(ProductQuery())
