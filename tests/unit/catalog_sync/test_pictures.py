import os
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catalog_sync import pictures
from catalog_sync.journey import sync
from catalog_sync.pictures import PictureFolder, for_everybody, keep_thumbnail, small_copy, sweep, thumbnail_name
from catalog_sync.rows import Unusable
from catalog_sync.web.guard import AllowedHosts
from tests.unit.catalog_sync.doubles import NOW, Shop, row


async def test_a_picture_beside_the_feed_is_kept_by_its_content_and_embedded(shop: Shop) -> None:
    look = shop.picture("kettle.png")

    await sync([shop.feed(row("k1", picture="kettle.png"))], merchant="acme", tools=shop.tools)

    record = shop.store.of("products.csv")["k1"]
    assert (record.look_hash, record.picture) == (look, thumbnail_name(look))
    assert (shop.tools.pictures / thumbnail_name(look)).is_file()
    assert ("mean-colour", look) in shop.embeddings.kept


async def test_one_picture_of_two_variants_is_embedded_once(shop: Shop) -> None:
    shop.picture("kettle.png")

    await sync(
        [shop.feed(row("k1", picture="kettle.png"), row("k2", picture="./kettle.png"))],
        merchant="acme",
        tools=shop.tools,
    )

    assert shop.photo.encoded == 1


async def test_a_picture_painted_anew_under_its_old_name_is_a_change(shop: Shop) -> None:
    shop.picture("kettle.png", "teal")
    feed = shop.feed(row("k1", picture="kettle.png"))
    await sync([feed], merchant="acme", tools=shop.tools)
    look = shop.picture("kettle.png", "coral")

    report = await sync([feed], merchant="acme", tools=shop.tools)

    assert report.changed == 1
    assert shop.store.of("products.csv")["k1"].look_hash == look


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "picture_missing"), (b"no picture", "picture_broken")],
    ids=["missing", "broken"],
)
async def test_a_product_lands_without_a_picture_that_cannot_be_used(
    shop: Shop, content: bytes | None, code: str
) -> None:
    if content:
        (shop.folder / "kettle.png").write_bytes(content)

    report = await sync([shop.feed(row("k1", picture="kettle.png"))], merchant="acme", tools=shop.tools)

    record = shop.store.of("products.csv")["k1"]
    assert (record.look_hash, record.picture) == (None, None)
    assert [warning.code for warning in report.warnings] == [code]


async def test_a_product_gains_the_picture_that_was_mended(shop: Shop) -> None:
    (shop.folder / "kettle.png").write_bytes(b"half a pict")
    feed = shop.feed(row("k1", picture="kettle.png"))
    await sync([feed], merchant="acme", tools=shop.tools)
    look = shop.picture("kettle.png")

    await sync([feed], merchant="acme", tools=shop.tools)

    assert shop.store.of("products.csv")["k1"].look_hash == look


async def test_a_picture_at_an_address_that_cannot_be_reached_is_left_to_the_messenger(shop: Shop) -> None:
    address = "https://acme.example/kettle.jpg"

    report = await sync([shop.feed(row("k1", picture=address))], merchant="acme", tools=shop.tools)

    record = shop.store.of("products.csv")["k1"]
    assert (record.picture, record.look_hash) == (address, None)
    assert [warning.code for warning in report.warnings] == ["picture_unreachable"]


async def test_a_small_copy_that_was_lost_is_made_again_without_embedding(shop: Shop) -> None:
    look = shop.picture("kettle.png")
    feed = shop.feed(row("k1", picture="kettle.png"))
    await sync([feed], merchant="acme", tools=shop.tools)
    (shop.tools.pictures / thumbnail_name(look)).unlink()

    await sync([feed], merchant="acme", tools=shop.tools)

    assert (shop.tools.pictures / thumbnail_name(look)).is_file()
    assert shop.photo.encoded == 1


@pytest.mark.parametrize(
    "named", ["../secret.png", "/etc/hostname", "file:///etc/hostname", "..%2Fsecret.png", "link.png"]
)
def test_a_picture_outside_the_feeds_folder_is_refused(tmp_path: Path, named: str) -> None:
    feeds = tmp_path / "feeds"
    feeds.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    (feeds / "link.png").symlink_to(tmp_path / "secret.png")

    with pytest.raises(Unusable, match="picture_refused"):
        PictureFolder(feeds.resolve()).find(named)


@pytest.mark.parametrize(
    "named", ["pictures/a b.png", "pictures/a%20b.png", "pictures\\a b.png", "./pictures/../pictures/a b.png"]
)
def test_a_picture_inside_the_folder_is_found_however_it_is_spelt(tmp_path: Path, named: str) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a b.png").write_bytes(b"picture")

    assert PictureFolder(tmp_path.resolve()).find(named).path == (tmp_path / "pictures" / "a b.png").resolve()


@pytest.mark.parametrize("address", ["http://media.internal/kettle.png", "http://10.1.2.3:8080/kettle.png"])
def test_a_picture_in_a_private_network_is_taken_where_the_settings_open_it(tmp_path: Path, address: str) -> None:
    opened = PictureFolder(tmp_path.resolve(), AllowedHosts.parse("media.internal, 10.1.2.3:8080"))

    assert opened.find(address).picture == address
    with pytest.raises(Unusable, match="address_refused"):
        PictureFolder(tmp_path.resolve()).find(address)


@pytest.mark.parametrize("address", ["http://10.1.2.3/kettle.png", "http://other.internal/kettle.png"])
def test_a_host_or_port_that_is_not_opened_stays_closed(tmp_path: Path, address: str) -> None:
    opened = PictureFolder(tmp_path.resolve(), AllowedHosts.parse("media.internal, 10.1.2.3:8080"))

    with pytest.raises(Unusable, match="address_refused"):
        opened.find(address)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://shop.example/kettle.png", "https://shop.example/kettle.png"),
        ("http://media.internal/kettle.png", None),
        (None, None),
    ],
)
def test_no_address_of_a_private_network_is_passed_on(address: str | None, told: str | None) -> None:
    assert for_everybody(address) == told


def test_a_picture_above_the_limit_is_skipped(tmp_path: Path) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(pictures.MOST_BYTES + 1)

    with pytest.raises(Unusable, match="picture_too_large"):
        PictureFolder(tmp_path.resolve()).find("huge.png")


def test_a_small_copy_is_small_and_nothing_half_written_is_left(tmp_path: Path) -> None:
    copy = small_copy(np.zeros((600, 800, 3), np.uint8))
    keep_thumbnail(copy, tmp_path, "cafe")

    (kept,) = tmp_path.iterdir()
    with Image.open(kept) as picture:
        assert (kept.name, picture.size) == ("cafe.jpg", (800, 600))


def test_what_a_killed_sync_left_half_written_is_swept_away_in_time(tmp_path: Path) -> None:
    old, new, kept = tmp_path / ".abc.part", tmp_path / ".def.part", tmp_path / "abc.jpg"
    for path, written in ((old, NOW - timedelta(hours=2)), (new, NOW), (kept, NOW - timedelta(hours=2))):
        path.write_bytes(b"half")
        os.utime(path, (written.timestamp(), written.timestamp()))

    sweep(tmp_path, NOW)

    assert sorted(path.name for path in tmp_path.iterdir()) == [".def.part", "abc.jpg"]
