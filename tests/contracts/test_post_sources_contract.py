"""One post that several sources list."""

from dataclasses import replace
from datetime import date

import pytest

from graph.domain.creators import Creator, Disclosure, PostKind, Stance
from graph.ports.publishing import IndexSource
from graph.ports.shop import Catalog
from graph.ports.supply import CatalogStore, PostRecord

URL = "https://clips.example/1"
TOLD = PostRecord(
    id="1",
    url=URL,
    creator=Creator("@mira", "clips", "Mira"),
    published=date(2025, 5, 4),
    kind=PostKind.REVIEW,
    title="Told",
    text="",
    language="en",
    stance=Stance.FOR,
    disclosure=Disclosure.NONE,
    fingerprint="told",
    text_hashes=("told",),
)
SILENT = replace(
    TOLD,
    title="Silent",
    stance=Stance.UNSTATED,
    disclosure=Disclosure.UNSTATED,
    fingerprint="silent",
    text_hashes=("s",),
)


async def titles(catalog: Catalog) -> list[str]:
    return [post.title for post in (await catalog.posts([1, 2])).values()]


async def test_a_post_of_two_sources_is_one_and_both_know_it(catalog: Catalog, store: CatalogStore) -> None:
    await store.apply_posts("list", [TOLD], [])
    await store.apply_posts("other list", [replace(TOLD, title="Told anew", fingerprint="anew")], [])

    assert await titles(catalog) == ["Told anew"]
    assert await store.post_fingerprints("list") == {URL: "told"}
    assert await store.post_fingerprints("other list") == {URL: "anew"}


@pytest.mark.parametrize("order", [("list", "channel"), ("channel", "list")])
async def test_whoever_states_more_speaks_whichever_came_first(
    catalog: Catalog, store: CatalogStore, order: tuple[str, str]
) -> None:
    for name in order:
        await store.apply_posts(name, [{"list": TOLD, "channel": SILENT}[name]], [])

    assert await titles(catalog) == ["Told"]


async def test_what_is_not_told_changes_nothing_for_the_index(store: CatalogStore, source: IndexSource) -> None:
    last = await store.apply_posts("list", [TOLD], [])

    await store.apply_posts("channel", [SILENT], [])

    assert await source.changes(last, 9) == []


@pytest.mark.parametrize(("first", "second"), [("list", "channel"), ("channel", "list")])
async def test_a_post_goes_only_when_its_last_source_drops_it(
    catalog: Catalog, store: CatalogStore, source: IndexSource, first: str, second: str
) -> None:
    await store.apply_posts("list", [TOLD], [])
    await store.apply_posts("channel", [SILENT], [])

    await store.apply_posts(first, [], [URL])
    kept = await titles(catalog)
    last = await source.sequence()
    await store.apply_posts(second, [], [URL])

    assert (kept, await titles(catalog)) == (["Told"], [])
    assert [(change.key, change.gone) for change in await source.changes(last, 9)] == [(1, True)]


async def test_who_is_left_speaks_at_its_next_sync(catalog: Catalog, store: CatalogStore) -> None:
    await store.apply_posts("list", [TOLD], [])
    await store.apply_posts("channel", [SILENT], [])

    await store.apply_posts("list", [], [URL])
    known = await store.post_fingerprints("channel")
    await store.apply_posts("channel", [SILENT], [])

    assert known == {URL: ""}
    assert await titles(catalog) == ["Silent"]


async def test_a_source_drops_its_own_posts_only(catalog: Catalog, store: CatalogStore) -> None:
    await store.apply_posts("list", [TOLD], [])

    await store.apply_posts("channel", [], [URL])

    assert await titles(catalog) == ["Told"]
