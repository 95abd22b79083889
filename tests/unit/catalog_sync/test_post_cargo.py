"""Creators' posts beside what the shop has of them: links in words, decisions, and feeds that show the newest only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog_sync.post_cargo import PostDelivery, Posts
from catalog_sync.tools import silent
from catalog_sync.wording import Suggestion, wording_key
from graph.domain.creators import ProductRef
from graph.ports.supply import ListedPost, ProductLinks
from tests.unit.catalog_sync.doubles import MemoryStore, Shop
from tests.unit.catalog_sync.posts_on_disk import written

KETTLE, POT = ProductRef("acme", "K"), ProductRef("acme", "P")
SURELY, PERHAPS = "Skerry Pilot Kettle", "the Skerry kettle"
NO_LINKS = ProductLinks({}, {}, {}, {})


@dataclass
class MemoryHistory:
    """The port PostHistory over what the shop keeps."""

    store: MemoryStore
    decisions: dict[str, dict[str, ProductRef | None]] = field(default_factory=dict)

    async def listed(self, source: str) -> dict[str, ListedPost]:
        posts = self.store.posts.get(source, {}).values()
        return {post.url: ListedPost(post.published, post.creator.platform, post.creator.handle) for post in posts}

    async def decided(self, urls: Sequence[str]) -> dict[str, dict[str, ProductRef | None]]:
        return {url: self.decisions[url] for url in urls if url in self.decisions}


@dataclass
class Index:
    """Suggests the same two products whatever is asked."""

    asked: list[str] = field(default_factory=list)

    async def __call__(self, words: str) -> Sequence[Suggestion]:
        self.asked.append(words)
        return [Suggestion(KETTLE, "Pilot Kettle", "Skerry"), Suggestion(POT, "Moka Pot", "Tarn")]


def line(*titles: str, url: str = "https://lena.example/p/1", text: str = "") -> str:
    said = {"url": url, "published": "2026-05-02", "kind": "review", "title": "A week", "text": text, "language": "en"}
    creator = {"handle": "@lena", "platform": "instagram"}
    products = [{"title": title} for title in titles]
    content = {"creator": creator, "post": said, "products": products, "stance": "for", "disclosure": "none"}
    return json.dumps(content)


def channel(folder: Path, *days: str, name: str = "lena") -> Path:
    entries = "".join(
        f"<entry><title>A video</title><link href='https://{name}.example/{day}'/>"
        f"<published>{day}T10:00:00Z</published><summary>Words.</summary></entry>"
        for day in days
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{name}</title><link href='https://{name}.example/'/>"
    return written(folder, f"{feed}{entries}</feed>", f"{name}.xml")


def cargo(shop: Shop, history: MemoryHistory | None = None, suggest: Index | None = None) -> Posts:
    return Posts(shop.tools, NO_LINKS, history, suggest)


async def synced(posts: Posts, path: Path) -> PostDelivery:
    (source,) = await posts.gather([path])
    delivery = await posts.receive(source, silent, partial=False)
    await posts.land([delivery], silent)
    return delivery


async def test_words_that_the_index_is_sure_of_link_and_others_wait(shop: Shop) -> None:
    await synced(cargo(shop, suggest=Index()), written(shop.folder, line(SURELY, PERHAPS)))

    (record,) = shop.store.posts["posts"].values()
    assert (record.products, record.doubtful) == ((KETTLE,), (PERHAPS,))


async def test_without_an_index_all_words_wait(shop: Shop) -> None:
    await synced(cargo(shop), written(shop.folder, line(SURELY)))

    (record,) = shop.store.posts["posts"].values()
    assert (record.products, record.doubtful) == ((), (SURELY,))


async def test_a_wording_is_asked_once_however_many_posts_use_it(shop: Shop) -> None:
    index = Index()

    await synced(
        cargo(shop, suggest=index),
        written(shop.folder, "\n".join(line(PERHAPS, url=f"https://a.b/{n}") for n in (1, 2))),
    )

    assert index.asked == [PERHAPS]


async def test_the_same_posts_and_the_same_catalogue_change_nothing(shop: Shop) -> None:
    path = written(shop.folder, line(SURELY, PERHAPS))
    await synced(cargo(shop, suggest=Index()), path)

    again = await synced(cargo(shop, suggest=Index()), path)

    assert (again.difference.unchanged, again.difference.changes) == (("https://lena.example/p/1",), False)


async def test_a_product_that_came_later_is_linked_though_the_post_stayed_the_same(shop: Shop) -> None:
    path = written(shop.folder, line(SURELY))
    await synced(cargo(shop), path)

    await synced(cargo(shop, suggest=Index()), path)

    (record,) = shop.store.posts["posts"].values()
    assert record.products == (KETTLE,)


async def test_what_a_person_decided_holds_against_the_index_and_through_changes(shop: Shop) -> None:
    history = MemoryHistory(shop.store)
    history.decisions["https://lena.example/p/1"] = {wording_key(SURELY): None, wording_key(PERHAPS): POT}

    for text in ("Old words.", "New words."):
        await synced(cargo(shop, history, Index()), written(shop.folder, line(SURELY, PERHAPS, text=text)))

    (record,) = shop.store.posts["posts"].values()
    assert (record.text, record.products, record.doubtful) == ("New words.", (POT,), ())


async def test_a_decision_survives_that_its_post_goes_and_comes_back(shop: Shop) -> None:
    history = MemoryHistory(shop.store, {"https://lena.example/p/1": {wording_key(PERHAPS): POT}})
    other = line(url="https://lena.example/p/2")

    for said in (line(PERHAPS) + "\n" + other, other, line(PERHAPS) + "\n" + other):
        await synced(cargo(shop, history, Index()), written(shop.folder, said))

    assert shop.store.posts["posts"]["https://lena.example/p/1"].products == (POT,)


async def test_a_channel_that_moved_on_withdraws_what_is_missing_between_its_posts_alone(shop: Shop) -> None:
    history = MemoryHistory(shop.store)
    await synced(cargo(shop, history), channel(shop.folder, "2026-01-01", "2026-02-01", "2026-03-01"))

    later = await synced(cargo(shop, history), channel(shop.folder, "2026-04-01", "2026-02-01"))

    assert later.difference.removed == ("https://lena.example/2026-03-01",)
    assert sorted(url[-10:] for url in shop.store.posts["lena.xml"]) == ["2026-01-01", "2026-02-01", "2026-04-01"]


async def test_of_two_channels_in_a_folder_each_speaks_for_itself(shop: Shop) -> None:
    history = MemoryHistory(shop.store)
    folder = shop.folder / "channels"
    folder.mkdir()
    channel(folder, "2026-01-01", "2026-03-01")
    channel(folder, "2026-02-01", name="ines")
    await synced(cargo(shop, history), folder)

    channel(folder, "2026-03-01", "2026-05-01")
    later = await synced(cargo(shop, history), folder)

    assert later.difference.removed == ()
    assert len(shop.store.posts["channels"]) == 4


async def test_what_a_channel_shows_again_though_older_is_compared_as_ever(shop: Shop) -> None:
    history = MemoryHistory(shop.store)
    path = channel(shop.folder, "2026-01-01", "2026-02-01")
    await synced(cargo(shop, history), path)

    again = await synced(cargo(shop, history), path)

    assert (len(again.difference.unchanged), again.difference.added) == (2, ())


async def test_without_a_memory_of_days_a_channel_withdraws_nothing(shop: Shop) -> None:
    await synced(cargo(shop), channel(shop.folder, "2026-01-01", "2026-03-01"))

    later = await synced(cargo(shop), channel(shop.folder, "2026-02-01", "2026-01-01"))

    assert later.difference.removed == ()


async def test_what_our_own_lines_lack_is_withdrawn(shop: Shop) -> None:
    history = MemoryHistory(shop.store)
    both = line() + "\n" + line(url="https://lena.example/p/2")
    await synced(cargo(shop, history), written(shop.folder, both))

    later = await synced(cargo(shop, history), written(shop.folder, line()))

    assert later.difference.removed == ("https://lena.example/p/2",)
    assert list(shop.store.posts["posts"]) == ["https://lena.example/p/1"]


async def test_nothing_is_stored_before_it_lands(shop: Shop) -> None:
    posts = cargo(shop, suggest=Index())

    (source,) = await posts.gather([written(shop.folder, line(SURELY))])
    await posts.receive(source, silent, partial=False)

    assert (shop.store.posts, shop.text.encoded) == ({}, [])
