import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from catalog_sync.journey import sync_creators
from catalog_sync.rows import SyncStopped
from graph.domain.catalogue import Availability
from graph.domain.creators import Disclosure, Moment, PostKind, ProductRef, Stance
from graph.domain.money import Money
from graph.ports.supply import ListingRecord, PostRecord
from tests.unit.catalog_sync.doubles import Shop

KETTLE = ProductRef("acme", "K")


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    kettle = ListingRecord(
        sku="K-1",
        product="K",
        title="Pilot Kettle",
        product_title="Pilot Kettle",
        description="",
        price=Money(5400, "EUR"),
        availability=Availability.IN_STOCK,
        fingerprint="f",
        text_hash="t",
        brand="Skerry",
        gtin="4006381333931",
        url="https://acme.example/k-1",
    )
    shop.store.listings[("acme", "products.csv")] = {"K-1": kettle}
    return shop


def post(number: int = 1, *, without: str = "", **changed: object) -> dict[str, object]:
    """A good post; `changed` by path with "__" for a dot, `without` a path."""
    content: dict[str, object] = {
        "creator": {"handle": "@lena.brews", "platform": "Instagram", "name": "Lena", "commission": "8%"},
        "post": {
            "id": f"p{number}",
            "url": f"https://lena.example/p/{number}",
            "published": "2026-05-02",
            "kind": "review",
            "title": "A week with it",
            "text": "I poured forty cups.",
            "language": "en",
            "moments": [{"at": "02:14", "text": "The stream never splashes."}],
        },
        "products": [{"gtin": "4006381333931"}],
        "stance": "for",
        "disclosure": "gifted",
    }
    for path, value in changed.items():
        *way, last = path.split("__")
        _into(content, way)[last] = value
    if without:
        *way, last = without.split(".")
        del _into(content, way)[last]
    return content


def _into(content: dict[str, object], way: list[str]) -> dict[str, object]:
    for step in way:
        inner = content[step]
        assert isinstance(inner, dict)
        content = inner
    return content


def written(shop: Shop, *posts: Mapping[str, object]) -> Path:
    path = shop.folder / "posts.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in posts), encoding="utf-8")
    return path


async def landed(shop: Shop, *posts: Mapping[str, object]) -> PostRecord:
    await sync_creators([written(shop, *posts)], tools=shop.tools)
    (record,) = shop.store.posts["posts.jsonl"].values()
    return record


async def test_a_post_lands_as_it_was_said(stocked: Shop) -> None:
    record = await landed(stocked, post())

    assert (record.kind, record.stance, record.disclosure) == (PostKind.REVIEW, Stance.FOR, Disclosure.GIFTED)
    assert (record.published, record.creator.platform, record.creator.commission) == (
        date(2026, 5, 2),
        "instagram",
        800,
    )
    assert (record.moments, record.products) == ((Moment("The stream never splashes.", 134),), (KETTLE,))


async def test_a_post_and_each_of_its_moments_have_an_embedding(stocked: Shop) -> None:
    record = await landed(stocked, post())

    assert stocked.text.encoded == ["A week with it. I poured forty cups.", "The stream never splashes."]
    assert all(("letters", name) in stocked.embeddings.kept for name in record.text_hashes)


@pytest.mark.parametrize(
    "named",
    [
        {"gtin": "4006381333931"},
        {"gtin": 4006381333931},
        {"merchant": "acme", "sku": "K-1"},
        {"url": "https://acme.example/k-1"},
        {"url": "https://acme.example/k-1?utm_source=lena#top"},
        {"brand": "Skerry", "title": "Pilot Kettle"},
        {"brand": "SKERRY", "title": "pilot  kettle"},
    ],
)
async def test_a_product_is_linked_by_what_names_it_for_certain(stocked: Shop, named: Mapping[str, object]) -> None:
    record = await landed(stocked, post(products=[named]))

    assert (record.products, record.doubtful) == ((KETTLE,), ())


async def test_a_product_named_by_other_words_waits_in_doubt(stocked: Shop) -> None:
    report = await sync_creators(
        [written(stocked, post(products=[{"brand": "Skerry", "title": "the red kettle"}]))], tools=stocked.tools
    )

    (record,) = stocked.store.posts["posts.jsonl"].values()
    assert (record.products, record.doubtful) == ((), ("Skerry the red kettle",))
    assert (report.linked, report.doubtful) == (0, 1)


@pytest.mark.parametrize(
    "named", [{"gtin": "4006381333948"}, {"gtin": "123"}, {"merchant": "acme", "sku": "?"}, {}, "x"]
)
async def test_a_product_that_is_not_there_is_noted_and_the_post_lands(stocked: Shop, named: object) -> None:
    report = await sync_creators([written(stocked, post(products=[named]))], tools=stocked.tools)

    assert (report.added, report.linked, len(report.warnings)) == (1, 0, 1)


async def test_a_product_named_twice_is_linked_once(stocked: Shop) -> None:
    record = await landed(stocked, post(products=[{"gtin": "4006381333931"}, {"merchant": "acme", "sku": "K-1"}]))

    assert record.products == (KETTLE,)


async def test_a_post_is_linked_anew_once_its_product_is_there(shop: Shop, stocked: Shop) -> None:
    listed = stocked.store.listings.pop(("acme", "products.csv"))
    await sync_creators([written(stocked, post())], tools=stocked.tools)
    stocked.store.listings[("acme", "products.csv")] = listed

    report = await sync_creators([written(stocked, post())], tools=stocked.tools)

    assert (report.changed, report.linked) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"stance": "positive"}, "stance"),
        ({"disclosure": "sponsored"}, "disclosure"),
        ({"stance": "unstated"}, "stance"),
        ({"disclosure": "unstated", "reticent": True}, "disclosure"),
        ({"post__kind": "vlog"}, "post.kind"),
        ({"post__published": "yesterday"}, "post.published"),
        ({"post__url": "lena.example/p/1"}, "post.url"),
        ({"post__language": "English (US)"}, "post.language"),
        ({"post__moments": [{"at": "2 min", "text": "So."}]}, "post.moments.0.at"),
        ({"post__moments": [{"at": "02:14"}]}, "post.moments.0.text"),
        ({"post__moments": "02:14"}, "post.moments"),
        ({"creator__commission": 0.08}, "creator.commission"),
        ({"creator__commission": "800%"}, "creator.commission"),
        ({"creator__handle": {"at": "lena"}}, "creator.handle"),
        ({"without": "stance"}, "stance"),
        ({"without": "disclosure"}, "disclosure"),
        ({"without": "creator.platform"}, "creator.platform"),
        ({"without": "post.language"}, "post.language"),
    ],
)
async def test_what_a_post_leaves_open_is_asked_for_and_never_guessed(
    stocked: Shop, changed: dict[str, object], column: str
) -> None:
    without = str(changed.pop("without", ""))

    report = await sync_creators([written(stocked, post(without=without, **changed))], tools=stocked.tools)

    assert [(problem.column, bool(problem.fix)) for problem in report.rejected] == [(column, True)]
    assert stocked.store.posts.get("posts.jsonl", {}) == {}


@pytest.mark.parametrize(("written_as", "seconds"), [("0:05", 5), ("02:14", 134), ("75:00", 4500), ("1:02:14", 3734)])
async def test_a_place_in_a_recording_is_kept_in_seconds(stocked: Shop, written_as: str, seconds: int) -> None:
    record = await landed(stocked, post(post__moments=[{"at": written_as, "text": "Look."}]))

    assert record.moments == (Moment("Look.", seconds),)


async def test_a_creator_without_a_commission_gets_the_shops(stocked: Shop) -> None:
    record = await landed(stocked, post(without="creator.commission"))

    assert record.creator.commission == 500


async def test_the_same_posts_again_change_nothing(stocked: Shop) -> None:
    feed = written(stocked, post(1), post(2))
    await sync_creators([feed], tools=stocked.tools)
    stocked.text.encoded.clear()

    report = await sync_creators([feed], tools=stocked.tools)

    assert (report.unchanged, report.published, stocked.text.encoded) == (2, False, [])


async def test_a_post_taken_down_is_withdrawn(stocked: Shop) -> None:
    await sync_creators([written(stocked, post(1), post(2))], tools=stocked.tools)

    report = await sync_creators([written(stocked, post(1))], tools=stocked.tools)

    assert report.removed == 1


async def test_posts_half_an_emoji_long_are_cleaned_of_it(stocked: Shop) -> None:
    record = await landed(stocked, post(post__title="Fine \ud83d day"))

    assert record.title == "Fine day"


async def test_a_file_without_any_post_stops_the_sync(stocked: Shop) -> None:
    path = stocked.folder / "posts.jsonl"
    path.write_text("id,title\n1,Kettle\n", encoding="utf-8")

    with pytest.raises(SyncStopped, match=r"holds no creators' posts"):
        await sync_creators([path], tools=stocked.tools)
