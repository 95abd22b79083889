"""The demo shop's sample photos: what a phone would send."""

import csv
import json

import pytest
import zxingcpp
from PIL import Image

from bot.demo.shop.draw.barcodes import modules
from bot.demo.shop.draw.canvas import Canvas
from bot.demo.shop.draw.gallery import drawers, rasterise
from bot.demo.shop.draw.letters import write
from bot.demo.shop.write.catalogue import SHOP, read_catalogue

PHOTOS = SHOP / "photos"


@pytest.fixture(scope="module")
def truth() -> dict[str, str | None]:
    found: dict[str, str | None] = json.loads((PHOTOS / "truth.json").read_text("utf-8"))
    return found


def test_every_photo_is_told_of_and_known(truth: dict[str, str | None]) -> None:
    told = [entry["name"] for entry in json.loads((PHOTOS / "photos.json").read_text("utf-8"))]

    assert len(told) >= 14
    assert set(told) == set(truth) == {path.name for path in PHOTOS.glob("*.jpg")}


def test_every_photo_decodes_and_is_light(truth: dict[str, str | None]) -> None:
    for name in truth:
        with Image.open(PHOTOS / name) as photo:
            photo.load()

            assert photo.size == (900, 1200)
        assert (PHOTOS / name).stat().st_size <= 150_000


def test_what_is_on_a_photo_is_in_the_feed_or_not_sold(truth: dict[str, str | None]) -> None:
    with (SHOP / "products.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["id"] for row in csv.DictReader(file)}

    assert {sku for sku in truth.values() if sku} <= ids
    assert sum(sku is None for sku in truth.values()) >= 2


def test_barcode_on_the_box_reads_as_its_product(truth: dict[str, str | None]) -> None:
    with (SHOP / "products.csv").open(encoding="utf-8", newline="") as file:
        gtins = {row["id"]: row["gtin"] for row in csv.DictReader(file)}

    with Image.open(PHOTOS / "barcode-on-box.jpg") as photo:
        read = [found.text for found in zxingcpp.read_barcodes(photo)]

    assert read == [gtins[truth["barcode-on-box.jpg"] or ""]]


def test_bars_are_ninety_five_modules_between_guards() -> None:
    bars = modules("2090106000484")

    assert len(bars) == 95
    assert bars.startswith("101")
    assert bars.endswith("101")


def test_every_category_of_the_shop_has_a_drawing() -> None:
    assert {product.category.drawing for product in read_catalogue()} == set(drawers())


def test_letters_are_drawn_without_any_font() -> None:
    canvas = Canvas()
    write(canvas, "HARBOUR & PINE 0123456789", 240, 200, 30, "#000000")

    picture = rasterise(canvas.svg())

    assert picture.getbbox() is not None
    assert "<text" not in canvas.svg()
