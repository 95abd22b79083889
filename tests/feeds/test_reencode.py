"""A shop's goods and posts for an encoder that is new: encoded from what the shop has kept, feed or no feed."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from catalog_sync.journey import sync, sync_creators
from catalog_sync.reencode import Reencoded, reencode
from catalog_sync.tools import SyncTools
from graph.adapters.sql.records import SqlCatalogRecords
from graph.adapters.sql.schema import embedding
from graph.ports.supply import CatalogRecords
from tests.feeds.shop_on_disk import DiskShop, line, new_shop, shop_on_disk, write_feed
from tests.unit.catalog_sync.doubles import LetterEncoder, MeanColourEncoder

POST = {
    "creator": {"handle": "@tilda", "platform": "clips"},
    "post": {
        "url": "https://clips.example/1",
        "published": "2026-05-02",
        "kind": "review",
        "language": "en",
        "title": "A year with it",
        "text": "It boils.",
        "moments": [{"at": "00:10", "text": "And it is red."}],
    },
    "products": [{"merchant": "acme", "sku": "A"}],
    "stance": "for",
    "disclosure": "none",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_shop(tmp_path / "shop")


@pytest.fixture
async def shop(folder: Path, tmp_path: Path) -> AsyncIterator[DiskShop]:
    """Two kettles, each with a picture of its own, and a post with a moment."""
    for name, colour in (("a", "red"), ("b", "blue")):
        Image.new("RGB", (64, 64), colour).save(tmp_path / f"{name}.png")
    feed = write_feed(tmp_path / "products.csv", [line("A", image_link="a.png"), line("B", image_link="b.png")])
    posts = tmp_path / "posts.jsonl"
    posts.write_text(json.dumps(POST), encoding="utf-8")
    async with shop_on_disk(folder) as shop:
        await shop.sync(feed)
        await sync_creators([posts], tools=shop.tools)
        yield shop


def other(shop: DiskShop) -> SyncTools:
    """By encoders that the shop has never seen."""
    return replace(shop.tools, text=LetterEncoder("other letters"), photo=MeanColourEncoder("other colours"))


def records(shop: DiskShop) -> CatalogRecords:
    return SqlCatalogRecords(shop.database)


async def hashes(shop: DiskShop, encoder: str) -> set[str]:
    kept = await shop.rows(select(embedding.c.hash).where(embedding.c.encoder == encoder))
    return {name for (name,) in kept}


async def test_what_one_encoder_had_encoded_the_other_has(shop: DiskShop) -> None:
    made = await reencode(records(shop), other(shop))

    assert made == Reencoded(texts=4, pictures=2, lacking=0)
    assert await hashes(shop, "other letters") == await hashes(shop, "letters")
    assert await hashes(shop, "other colours") == await hashes(shop, "mean-colour")


async def test_words_are_encoded_as_a_sync_does(shop: DiskShop) -> None:
    tools = other(shop)

    await reencode(records(shop), tools)

    assert sorted(tools.text.encoded) == sorted(set(shop.text.encoded))


async def test_what_is_encoded_already_is_left_alone(shop: DiskShop) -> None:
    await reencode(records(shop), other(shop))

    assert await reencode(records(shop), other(shop)) == Reencoded(texts=0, pictures=0, lacking=0)


async def test_a_picture_without_a_copy_and_a_damaged_copy_are_counted(shop: DiskShop) -> None:
    first, second = sorted((shop.folder / "pictures").glob("*.jpg"))
    first.unlink()
    second.write_bytes(b"no picture")

    made = await reencode(records(shop), other(shop))

    assert made == Reencoded(texts=4, pictures=0, lacking=2)


async def test_what_is_withdrawn_is_not_encoded(shop: DiskShop, tmp_path: Path) -> None:
    await shop.sync(write_feed(tmp_path / "products.csv", [line("A", image_link="a.png")]), force=True)

    made = await reencode(records(shop), other(shop))

    assert (made.texts, made.pictures) == (3, 1)


async def test_a_sync_encodes_what_others_say_too_where_its_encoder_is_new(shop: DiskShop, tmp_path: Path) -> None:
    tools = replace(other(shop), records=records(shop))
    shop.publisher.published = None  # as where another encoder made the index

    await sync([write_feed(tmp_path / "hearth" / "lamps.csv", [line("L")])], merchant="hearth", tools=tools)

    assert await hashes(shop, "other letters") >= await hashes(shop, "letters")
    assert await hashes(shop, "other colours") == await hashes(shop, "mean-colour")
