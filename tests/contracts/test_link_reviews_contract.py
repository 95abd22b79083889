"""Links in words: what waits for a person, and what a person's word does, then and with every later sync."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from graph.adapters.sql.database import Database
from graph.adapters.sql.doubts import SqlLinkReviews, SqlPostHistory
from graph.domain.creators import Creator, Disclosure, Guess, PostKind, ProductRef, Stance, WordedLink
from graph.ports.publishing import IndexSource
from graph.ports.shop import Catalog
from graph.ports.supply import CatalogStore, LinkReviews, PostHistory, PostRecord
from tests.sql_shop import StillClock

URL = "https://clips.example/1"
KETTLE, LARGER, POT = (ProductRef("hearth", product) for product in ("K", "L", "P"))
GUESSED = (Guess(KETTLE, 0.62), Guess(LARGER, 0.41))
IN_DOUBT = WordedLink("Brasa Kettle!", "brasa kettle", None, 0.62, GUESSED)
SURE = WordedLink("The Brasa Kettle 1.2 l", "the brasa kettle 1.2 l", LARGER, 0.91)


@pytest.fixture
def reviews(database: Database, clock: StillClock) -> LinkReviews:
    return SqlLinkReviews(database, clock)


@pytest.fixture
def history(database: Database) -> PostHistory:
    return SqlPostHistory(database)


def post(*worded: WordedLink, url: str = URL, certain: Sequence[ProductRef] = (POT,), **more: object) -> PostRecord:
    record = PostRecord(
        id=url,
        url=url,
        creator=Creator("@mira", "clips", "Mira"),
        published=date(2025, 5, 4),
        kind=PostKind.REVIEW,
        title="A month with it",
        text="",
        language="en",
        stance=Stance.FOR,
        disclosure=Disclosure.NONE,
        fingerprint="1",
        text_hashes=("post",),
        products=(*certain, *(link.product for link in worded if link.product)),
        worded=worded,
    )
    return replace(record, **more)  # type: ignore[arg-type]


async def products(catalog: Catalog) -> tuple[ProductRef, ...]:
    return (await catalog.posts([1]))[1].products


async def waiting(reviews: LinkReviews) -> list[tuple[str, WordedLink]]:
    return [(doubt.post.url, doubt.link) for doubt in await reviews.waiting()]


async def test_a_doubtful_link_waits_with_its_guesses_and_links_nothing(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])

    assert await waiting(reviews) == [(URL, IN_DOUBT)]
    assert await products(catalog) == (POT,)


async def test_what_the_index_was_sure_of_does_not_wait(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews
) -> None:
    await store.apply_posts("posts", [post(SURE)], [])

    assert await reviews.waiting() == []
    assert await products(catalog) == (POT, LARGER)


async def test_doubts_of_the_newest_post_come_first_and_of_one_post_in_its_order(
    store: CatalogStore, reviews: LinkReviews
) -> None:
    other = WordedLink("a pot", "a pot")
    newer = post(IN_DOUBT, url="https://clips.example/2", published=date(2025, 6, 1))
    await store.apply_posts("posts", [post(IN_DOUBT, other), newer], [])

    assert [(url[-1], link.key) for url, link in await waiting(reviews)] == [
        ("2", "brasa kettle"),
        ("1", "brasa kettle"),
        ("1", "a pot"),
    ]


async def test_an_accepted_link_is_there_at_once_and_the_index_is_told(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews, source: IndexSource
) -> None:
    before = await store.apply_posts("posts", [post(IN_DOUBT)], [])

    last = await reviews.decide(URL, IN_DOUBT.key, KETTLE, "ada")

    assert await products(catalog) == (POT, KETTLE)
    assert await reviews.waiting() == []
    assert [(each.sequence, each.kind, each.key, each.gone) for each in await source.changes(before, 9)] == [
        (last, "post", 1, False)
    ]


async def test_a_refused_link_is_asked_no_more(catalog: Catalog, store: CatalogStore, reviews: LinkReviews) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])

    await reviews.decide(URL, IN_DOUBT.key, None, "ada")

    assert (await products(catalog), await reviews.waiting()) == ((POT,), [])


@pytest.mark.parametrize("product", [KETTLE, None])
async def test_a_decision_is_there_for_the_next_sync(
    store: CatalogStore, reviews: LinkReviews, history: PostHistory, product: ProductRef | None
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])

    await reviews.decide(URL, IN_DOUBT.key, product, "ada")
    await store.apply_posts("posts", [], [URL])

    assert await history.decided([URL, "https://clips.example/unknown"]) == {URL: {IN_DOUBT.key: product}}


async def test_a_decision_made_while_a_sync_was_on_its_way_holds(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT, SURE)], [])
    await reviews.decide(URL, IN_DOUBT.key, KETTLE, "ada")
    await reviews.decide(URL, SURE.key, None, "ada")

    await store.apply_posts("posts", [post(IN_DOUBT, SURE, title="Two months with it")], [])

    assert (await products(catalog), await reviews.waiting()) == ((POT, KETTLE), [])


async def test_a_decision_outlives_the_withdrawal_of_its_post(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])
    await reviews.decide(URL, IN_DOUBT.key, LARGER, "ada")

    await store.apply_posts("posts", [], [URL])
    await store.apply_posts("posts", [post(IN_DOUBT)], [])

    assert (await products(catalog), await reviews.waiting()) == ((POT, LARGER), [])


async def test_words_that_a_post_no_longer_says_link_nothing_any_more(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])
    await reviews.decide(URL, IN_DOUBT.key, KETTLE, "ada")

    await store.apply_posts("posts", [post()], [])

    assert await products(catalog) == (POT,)


async def test_a_second_decision_takes_the_place_of_the_first(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])

    await reviews.decide(URL, IN_DOUBT.key, KETTLE, "ada")
    await reviews.decide(URL, IN_DOUBT.key, LARGER, "bea")
    changed = await products(catalog)
    await reviews.decide(URL, IN_DOUBT.key, None, "ada")

    assert (changed, await products(catalog)) == ((POT, LARGER), (POT,))


async def test_a_product_that_is_linked_already_is_not_linked_twice(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT, certain=(KETTLE,))], [])

    await reviews.decide(URL, IN_DOUBT.key, KETTLE, "ada")

    assert await products(catalog) == (KETTLE,)


async def test_a_post_without_any_product_gets_its_first_by_hand(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT, certain=())], [])

    await reviews.decide(URL, IN_DOUBT.key, KETTLE, "ada")

    assert await products(catalog) == (KETTLE,)


@pytest.mark.parametrize(("url", "key"), [(URL, "another"), ("https://clips.example/9", IN_DOUBT.key)])
async def test_what_nobody_asked_cannot_be_decided(
    catalog: Catalog, store: CatalogStore, reviews: LinkReviews, url: str, key: str
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])

    assert await reviews.decide(url, key, KETTLE, "ada") is None
    assert await products(catalog) == (POT,)


async def test_doubts_of_a_withdrawn_post_do_not_wait(store: CatalogStore, reviews: LinkReviews) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])

    await store.apply_posts("posts", [], [URL])

    assert await reviews.waiting() == []


async def test_a_decision_about_a_withdrawn_post_shows_it_to_nobody(
    store: CatalogStore, reviews: LinkReviews, source: IndexSource
) -> None:
    await store.apply_posts("posts", [post(IN_DOUBT)], [])
    gone = await store.apply_posts("posts", [], [URL])

    await reviews.decide(URL, IN_DOUBT.key, KETTLE, "ada")

    assert await source.changes(gone, 9) == []


async def test_history_knows_when_and_by_whom_a_sources_posts_were_published(
    store: CatalogStore, history: PostHistory
) -> None:
    await store.apply_posts("posts", [post(), post(url="https://clips.example/2")], [])
    await store.apply_posts("other", [post(url="https://clips.example/3")], [])
    await store.apply_posts("posts", [], ["https://clips.example/2"])

    assert await history.listed("posts") == {URL: (date(2025, 5, 4), "clips", "@mira")}
