"""Creators' posts from their sources to what a shopper is shown, over the real database; only models are doubles."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from catalog_sync.journey import sync, sync_creators
from catalog_sync.suggesting import suggestion
from catalog_sync.tools import SyncTools
from catalog_sync.wording import Suggestion, wording_key
from graph.adapters.sql.catalog import SqlCatalog
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.doubts import SqlLinkReviews, SqlPostHistory
from graph.adapters.sql.index_source import SqlIndexSource
from graph.adapters.sql.survey import SqlCatalogSurvey
from graph.domain.creators import Post, ProductRef, Stance
from graph.evidence import evidence_for
from tests.doubles.backroom import Backroom
from tests.sql_shop import fresh_database
from tests.unit.catalog_sync.doubles import Shop, StillClock, row

KETTLE, LARGER = ProductRef("acme", "k-1"), ProductRef("acme", "k-2")
VIDEO = "https://www.youtube.com/watch?v=kettle00001"
NAMED, WORDED = "Pilot Kettle 0.9 l", "the Pilot Kettle"


@dataclass(frozen=True)
class Sold:
    """A shop with a catalogue, and the doors to its database."""

    folder: Path
    tools: SyncTools
    catalog: SqlCatalog
    reviews: SqlLinkReviews
    source: SqlIndexSource

    async def sync(self, name: str, text: str, *, partial: bool = False) -> tuple[int, int, int, int]:
        """Added, changed, unchanged, removed."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        done = await sync_creators([path], tools=self.tools, partial=partial, force=True)
        assert done.rejected == ()
        return done.added, done.changed, done.unchanged, done.removed

    async def posts(self) -> dict[str, Post]:
        return {post.url: post for post in (await self.catalog.posts(range(1, 9))).values()}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_database("sqlite", tmp_path)


@pytest.fixture
async def sold(shop: Shop, url: str, tmp_path: Path) -> AsyncIterator[Sold]:
    database, clock = Database(url), StillClock()
    catalog = SqlCatalog(database, clock)

    async def suggest(_words: str) -> Sequence[Suggestion]:
        return [suggestion(product) for product in (await catalog.products([KETTLE, LARGER])).values()]

    tools = replace(
        shop.tools,
        store=SqlCatalogStore(database),
        survey=SqlCatalogSurvey(database),
        history=SqlPostHistory(database),
        suggest=suggest,
    )
    goods = shop.feed(row("k-1", "Pilot Kettle 0.9 l"), row("k-2", "Pilot Kettle 1.2 l"))
    await sync([goods], merchant="acme", tools=tools)
    source = SqlIndexSource(database, tools.text.name, tools.photo.name, clock)
    yield Sold(tmp_path, tools, catalog, SqlLinkReviews(database, clock), source)
    await database.dispose()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def line(url: str, title: str = NAMED, text: str = "It pours well.") -> str:
    said = {"url": url, "published": "2026-05-02", "kind": "review", "title": "A week", "text": text, "language": "en"}
    creator = {"handle": "@lena", "platform": "youtube"}
    content = {"creator": creator, "post": said, "products": [{"title": title}], "stance": "for", "disclosure": "none"}
    return json.dumps(content) + "\n"


def channel(*addresses: str) -> str:
    entries = "".join(
        f"<item><title>{NAMED}</title><link>{address}</link><pubDate>Sat, 02 May 2026 10:00:00 GMT</pubDate></item>"
        for address in addresses
    )
    return f"<rss version='2.0'><channel><title>Lena</title><link>https://lena.example/</link>{entries}</channel></rss>"


async def quoted(sold: Sold, stale: Post) -> list[str]:
    """What a card of the kettle quotes while the index still has `stale`."""
    product = (await sold.catalog.products([KETTLE]))[KETTLE]
    tools = replace(Backroom([product], [stale]).tools(), catalog=sold.catalog)
    (found,) = await evidence_for([product], "kettle", tools)
    return [each.post.url for each in found]


async def test_a_withdrawn_post_is_quoted_no_more_though_the_index_still_has_it(sold: Sold) -> None:
    await sold.sync("posts", line("https://lena.example/1") + line("https://lena.example/2"))
    post = (await sold.posts())["https://lena.example/1"]
    before, last = await quoted(sold, post), await sold.source.sequence()

    await sold.sync("posts", line("https://lena.example/2"))

    assert (before, await quoted(sold, post)) == (["https://lena.example/1"], [])
    assert [(each.kind, each.key, each.gone) for each in await sold.source.changes(last, 9)] == [
        ("post", post.key, True)
    ]


async def test_a_post_that_loses_a_product_is_no_longer_quoted_for_it(sold: Sold) -> None:
    await sold.sync("posts", line("https://lena.example/1"))
    post = (await sold.posts())["https://lena.example/1"]

    await sold.sync("posts", line("https://lena.example/1", "Pilot Kettle 1.2 l"))

    assert await quoted(sold, post) == []


async def test_one_video_under_two_addresses_in_two_sources_is_one_post(sold: Sold) -> None:
    await sold.sync("posts", line("https://youtu.be/kettle00001?si=abc"))
    await sold.sync("channel.xml", channel("https://m.youtube.com/watch?v=kettle00001&feature=share"))

    posts = await sold.posts()
    assert list(posts) == [VIDEO]
    assert (posts[VIDEO].stance, posts[VIDEO].creator.handle) == (Stance.FOR, "@lena")


async def test_two_sources_of_one_post_never_take_turns_in_changing_it(sold: Sold) -> None:
    said, shown = line("https://youtu.be/kettle00001"), channel(VIDEO)
    await sold.sync("posts", said)
    await sold.sync("channel.xml", shown)
    last = await sold.source.sequence()

    again = [await sold.sync("posts", said), await sold.sync("channel.xml", shown), await sold.sync("posts", said)]

    assert again == [(0, 0, 1, 0)] * 3
    assert await sold.source.changes(last, 9) == []


async def test_a_post_dropped_by_one_of_two_sources_stays_in_the_others_words(sold: Sold) -> None:
    await sold.sync("posts", line("https://youtu.be/kettle00001") + line("https://lena.example/2"))
    await sold.sync("channel.xml", channel(VIDEO))

    await sold.sync("posts", line("https://lena.example/2"))
    between = (await sold.posts())[VIDEO].stance
    await sold.sync("channel.xml", channel(VIDEO))

    assert (between, (await sold.posts())[VIDEO].stance) == (Stance.FOR, Stance.UNSTATED)


@pytest.mark.parametrize("product", [LARGER, None])
async def test_a_persons_word_holds_through_changes_withdrawal_and_return(
    sold: Sold, product: ProductRef | None
) -> None:
    url, other = "https://lena.example/1", line("https://lena.example/2")
    await sold.sync("posts", line(url, WORDED) + other)
    assert [doubt.link.words for doubt in await sold.reviews.waiting()] == [WORDED]

    await sold.reviews.decide(url, wording_key(WORDED), product, "ada")
    for text in (line(url, WORDED, "Still fine.") + other, other, line(url, WORDED.upper(), "Back.") + other):
        await sold.sync("posts", text)

    post = (await sold.posts())[url]
    assert (post.text, post.products) == ("Back.", (product,) if product else ())
    assert await sold.reviews.waiting() == []


async def test_after_a_decision_the_same_posts_settle_and_then_change_nothing(sold: Sold) -> None:
    url = "https://lena.example/1"
    await sold.sync("posts", line(url, WORDED))
    await sold.reviews.decide(url, wording_key(WORDED), KETTLE, "ada")
    await sold.sync("posts", line(url, WORDED))
    last = await sold.source.sequence()

    again = await sold.sync("posts", line(url, WORDED))

    assert again == (0, 0, 1, 0)
    assert await sold.source.changes(last, 9) == []


async def test_partial_posts_add_and_withdraw_nothing(sold: Sold) -> None:
    await sold.sync("posts", line("https://lena.example/1"))

    added = await sold.sync("posts", line("https://lena.example/2"), partial=True)

    assert added == (1, 0, 0, 0)
    assert len(await sold.posts()) == 2
