"""Whether the digits of a barcode are read right, and what comes of those that are not."""

import asyncio
import csv
from collections.abc import Iterable
from pathlib import Path

from stdnum import ean

from bot.bench.figures import Figure
from bot.bench.groceries import Coded, codes
from bot.bench.intervals import interval
from bot.bench.readers import pixels
from bot.cli.supply import bring_feed
from graph.domain.recognition import Confidence
from graph.recognition.recognise import recognise
from graph.settings import Settings
from graph.shop import Shop
from graph.wiring import open_shop

READ = 0.77
OTHERS = 200
MERCHANT = "codes"
KINDS = ("Lamp", "Kettle", "Rug", "Vase", "Shelf", "Mirror", "Teapot", "Blanket")


async def code_figures(settings: Settings, data: Path, folder: Path) -> list[Figure]:
    """A code is right where one that was read says the same number; wrong where all that were say others.

    Then every number read gets a product, wrong ones too, and 200 others stand beside them.
    """
    coded = await asyncio.to_thread(codes, data)
    chosen = settings.model_copy(update={"data_dir": folder / "coded"})
    async with open_shop(chosen) as shop:
        read = [await _read(each, shop) for each in coded]
    right = [float(_number(each.digits) in numbers) for each, numbers in zip(coded, read, strict=True)]
    misread = [
        each for each, numbers in zip(coded, read, strict=True) if numbers and _number(each.digits) not in numbers
    ]
    feed = await asyncio.to_thread(_feed, {number for numbers in read for number in numbers}, folder)
    await bring_feed(chosen, [feed], MERCHANT)
    async with open_shop(chosen) as shop:
        deceived = sum([await _sure_of_another(each, shop) for each in coded])
    return [
        Figure(
            "barcodes",
            f"read right, of {len(right)}",
            sum(right) / len(right),
            "",
            READ,
            at_least=True,
            within=interval(right),
        ),
        Figure("barcodes", "read as another number", len(misread), ""),
        Figure("barcodes", "another product called sure", deceived, "", 0),
    ]


async def _read(coded: Coded, shop: Shop) -> set[str]:
    return {_number(code.value) for code in await shop.tools.barcode.read(await pixels(coded.photo, shop))}


async def _sure_of_another(coded: Coded, shop: Shop) -> bool:
    sighting = await recognise(await pixels(coded.photo, shop), shop.tools)
    sure = [candidate.key for candidate in sighting.candidates if candidate.confidence is Confidence.SURE]
    listings = await shop.tools.catalog.listings(sure)
    return any(_number(listing.variant.gtin or "") != _number(coded.digits) for listing in listings.values())


def _feed(numbers: Iterable[str], folder: Path) -> Path:
    """The pictures in `folder` show other things, again and again: a look that agrees with a code does so by chance."""
    pictures = sorted(folder.glob("*.jpg"))
    gtins = sorted({full for number in numbers if ean.is_valid(full := number.zfill(13))})
    feed = folder / "codes.csv"
    with feed.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("id", "title", "description", "link", "image_link", "availability", "price", "gtin"))
        for place, gtin in enumerate((*gtins, *("" for _ in range(OTHERS)))):
            title = f"{KINDS[place % len(KINDS)]} {place}"
            picture = pictures[place % len(pictures)].name
            table.writerow((place, title, f"{title}, well made.", "", picture, "in_stock", "1.00 EUR", gtin))
    return feed


def _number(digits: str) -> str:
    """A GTIN is one number, with however many zeros in front it is written."""
    return digits.lstrip("0")
