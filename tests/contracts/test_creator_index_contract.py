"""What every CreatorIndex promises, asked of the embedded engine and of the server's client."""

from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import AsyncQdrantClient

from graph.adapters.index.edge import EdgeCollection, EdgeCreatorIndex
from graph.adapters.index.points import post_layout, post_to_point
from graph.adapters.index.server import ServerCreatorIndex
from graph.adapters.index.server_publisher import ServerPublisher
from graph.adapters.index.words import WordEncoder
from graph.domain.creators import ProductRef, Stance
from graph.ports.publishing import PostPoint
from graph.ports.search import CreatorIndex, PostQuery
from tests.contracts.index_fixtures import ENCODERS, SIZE, Shop, towards

Shelve = Callable[..., Awaitable[CreatorIndex]]

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")


KETTLE_REVIEW = PostPoint(
    post=7,
    moment=None,
    words="my honest kettle review",
    creator="@slowpour",
    platform="clipper",
    stance=Stance.FOR,
    kind="review",
    language="en",
    published=20_000,
    products=("hearth/kettle", "hearth/mug"),
    text=towards(0),
)
POURS_WELL = replace(KETTLE_REVIEW, moment=0, words="it pours like a dream", text=towards(1))
LEAKS_A_BIT = replace(KETTLE_REVIEW, moment=1, words="the lid leaks a little", text=towards(2))
THROW_HAUL = replace(
    KETTLE_REVIEW,
    post=8,
    words="autumn throws haul",
    creator="nestmaker",
    stance=Stance.AGAINST,
    products=("loom/throw",),
    text=towards(3),
)


@pytest.fixture(params=["embedded", "server"])
async def shelve(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shelve]:
    """Puts posts into an index of the kind under test."""
    words = WordEncoder()

    async def on_server(*posts: PostPoint) -> CreatorIndex:
        shop = Shop(moments={(post.post, post.moment): post for post in posts})
        await ServerPublisher(client, shop, ENCODERS, words).publish()
        return ServerCreatorIndex(client, words)

    async def embedded(*posts: PostPoint) -> CreatorIndex:
        collection.upsert([post_to_point(post, words) for post in posts])
        return EdgeCreatorIndex(collection, words, threads)

    if request.param == "server":
        client = AsyncQdrantClient(":memory:")
        yield on_server
        await client.close()
    else:
        collection = EdgeCollection.create(tmp_path / "posts", post_layout(SIZE))
        with ThreadPoolExecutor(2) as threads:
            yield embedded
        collection.close()


async def met(index: CreatorIndex, query: PostQuery) -> list[tuple[int, int | None]]:
    return [(hit.post, hit.moment) for hit in await index.search(query)]


async def test_best_moment_stands_for_its_post(shelve: Shelve) -> None:
    index = await shelve(KETTLE_REVIEW, POURS_WELL, LEAKS_A_BIT, THROW_HAUL)

    found = await met(index, PostQuery(text=towards(2, 3)))

    assert found == [(7, 1), (8, None)]


async def test_post_as_a_whole_has_no_moment(shelve: Shelve) -> None:
    index = await shelve(KETTLE_REVIEW, POURS_WELL)

    found = await met(index, PostQuery(words="honest review"))

    assert found == [(7, None)]


async def test_first_moment_is_told_apart_from_the_post(shelve: Shelve) -> None:
    index = await shelve(KETTLE_REVIEW, POURS_WELL)

    found = await met(index, PostQuery(words="a dream"))

    assert found == [(7, 0)]


async def test_post_brings_its_products_along(shelve: Shelve) -> None:
    index = await shelve(replace(KETTLE_REVIEW, products=("Hearth/Kettle", "loom/throw/2")))

    (hit,) = await index.search(PostQuery(text=towards(0)))

    assert hit.products == (ProductRef("Hearth", "Kettle"), ProductRef("loom", "throw/2"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (PostQuery(products=("hearth/mug",)), [7]),
        (PostQuery(products=("HEARTH/Mug", "loom/throw")), [7, 8]),
        (PostQuery(creators=("SlowPour",)), [7]),
        (PostQuery(creators=("@nestmaker",)), [8]),
        (PostQuery(stances=(Stance.AGAINST, Stance.MIXED)), [8]),
        (PostQuery(stances=(Stance.NEUTRAL,)), []),
        (PostQuery(creators=("slowpour",), stances=(Stance.AGAINST,)), []),
    ],
)
@pytest.mark.parametrize("legs", [{}, {"text": towards(0)}, {"text": towards(3), "words": "kettle throws"}])
async def test_filters_hold_in_every_leg(
    shelve: Shelve, query: PostQuery, expected: list[int], legs: dict[str, object]
) -> None:
    index = await shelve(KETTLE_REVIEW, POURS_WELL, THROW_HAUL)

    found = await index.search(replace(query, **legs))

    assert sorted(hit.post for hit in found) == expected


async def test_stop_words_add_no_leg_that_brings_unrelated_posts_up(shelve: Shelve) -> None:
    index = await shelve(KETTLE_REVIEW, LEAKS_A_BIT, THROW_HAUL)

    with_stop_words = await index.search(PostQuery(text=towards(3, 0), words="the and of"))

    assert with_stop_words == await index.search(PostQuery(text=towards(3, 0)))


async def test_long_post_of_many_moments_leaves_room_for_others(shelve: Shelve) -> None:
    moments = [replace(KETTLE_REVIEW, moment=moment) for moment in range(60)]
    index = await shelve(*moments, THROW_HAUL)

    found = await index.search(PostQuery(text=towards(0, 3), limit=2))

    assert [hit.post for hit in found] == [7, 8]


async def test_moments_of_neighbouring_posts_do_not_share_an_id(shelve: Shelve) -> None:
    last_of_one = replace(KETTLE_REVIEW, post=7, moment=1022)
    index = await shelve(last_of_one, replace(THROW_HAUL, post=8))

    found = await met(index, PostQuery())

    assert found == [(7, 1022), (8, None)]
