"""Photos of groceries taken in shops, a catalogue picture of each thing, and photos of barcodes with their digits."""

import csv
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.bench.rows import read_rows

GROCERY = "grocery"
PACKAGES = "Packages"
"""The department whose things bear a label."""
BARCODES = "barcodes"
SYMBOLS = ("ean13-1", "ean13-2", "ean8-1", "upca-1", "upca-2", "upce-1", "upce-2")


@dataclass(frozen=True, slots=True)
class Snap:
    """A photo and what it shows: the SKU of the thing, and whether that is a package."""

    photo: Path
    sku: str
    package: bool


@dataclass(frozen=True, slots=True)
class Coded:
    """A photo of a barcode, and the digits it has."""

    photo: Path
    digits: str


def snaps(data: Path) -> list[Snap]:
    """The photos that nothing is learned from. Raises BadInput where `data` has none."""
    return _snaps(data, "photos_val.csv")


def learned_from(data: Path) -> list[Snap]:
    """The photos that shoppers may confirm. Raises BadInput where `data` has none."""
    return _snaps(data, "photos_train.csv")


def pictures(data: Path) -> dict[str, Path]:
    """The catalogue's own picture of each thing, by SKU."""
    folder = data / GROCERY
    return {row["fine_id"]: folder / row["iconic_image"] for row in read_rows(folder / "catalog.csv")}


def _snaps(data: Path, table: str) -> list[Snap]:
    folder = data / GROCERY
    rows = read_rows(folder / table)
    return [Snap(folder / row["query_image"], row["fine_id"], row["department"] == PACKAGES) for row in rows]


def codes(data: Path) -> list[Coded]:
    """Of EAN and UPC; what is written short as UPC-E, in full."""
    texts = (text for name in SYMBOLS for text in sorted((data / BARCODES / name).glob("*.txt")))
    return [Coded(text.with_suffix(".png"), _in_full(text)) for text in texts if text.with_suffix(".png").is_file()]


def _in_full(text: Path) -> str:
    digits = text.read_text(encoding="utf-8").strip()
    return upc_a(digits) if text.parent.name.startswith("upce") else digits


def upc_a(short: str) -> str:
    """The twelve digits that the eight of a UPC-E stand for: the seventh says where zeros were left out."""
    system, digits, last, check = short[0], short[1:6], short[6], short[7]
    body = {"3": f"{digits[:3]}00000{digits[3:]}", "4": f"{digits[:4]}00000{digits[4]}"}
    other = f"{digits[:2]}{last}0000{digits[2:]}" if last in "012" else f"{digits}0000{last}"
    return f"{system}{body.get(last, other)}{check}"


def write_catalogue(data: Path, folder: Path) -> Path:
    """The 81 things as a merchant's table with their pictures beside it; the table's path."""
    source = data / GROCERY
    gtins = {row["fine_class_dir"]: row["gtin13"] for row in read_rows(source / "gtin.csv")}
    feed = folder / "groceries.csv"
    with feed.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            ("id", "title", "description", "link", "image_link", "availability", "price", "product_type", "gtin")
        )
        for row in read_rows(source / "catalog.csv"):
            picture = f"{row['fine_id']}{Path(row['iconic_image']).suffix}"
            shutil.copyfile(source / row["iconic_image"], folder / picture)
            table.writerow(
                (*_named(row), "", picture, "in_stock", "1.00 EUR", _path(row), gtins.get(row["fine_class"], ""))
            )
    return feed


def _named(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["fine_id"], row["fine_class"].replace("-", " "), row["description_en"]


def _path(row: Mapping[str, str]) -> str:
    return f"{row['department']} > {row['coarse_class'].replace('-', ' ')}"
