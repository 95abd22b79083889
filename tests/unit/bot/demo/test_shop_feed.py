"""The demo shop's Google Merchant feed and its pictures."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from stdnum import ean

from bot.demo.shop.write.catalogue import SHOP, read_catalogue
from bot.demo.shop.write.feed import COLUMNS, feed_row

Row = dict[str, str]
BRANDS = 18
NINE_MEGABYTES = 9 * 1024 * 1024


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (SHOP / "products.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def groups(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["item_group_id"] or row["id"]].append(row)
    return found


def test_feed_is_large_enough_to_search_in(rows: list[Row], groups: dict[str, list[Row]]) -> None:
    assert len(groups) >= 250
    assert 700 <= len(rows) <= 1100
    assert len({row["product_type"] for row in rows}) >= 14
    assert len({row["brand"] for row in rows}) >= BRANDS


def test_feed_on_disk_is_what_the_tables_make(rows: list[Row]) -> None:
    made = [feed_row(variant) for product in read_catalogue() for variant in product.variants]

    assert rows == [{column: row.get(column, "") for column in COLUMNS} for row in made]


def test_every_id_is_there_once(rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]

    assert len(set(ids)) == len(ids)
    assert max(map(len, ids)) <= 50


def test_variants_begin_with_their_group(rows: list[Row]) -> None:
    strays = [row["id"] for row in rows if not row["id"].startswith(row["item_group_id"])]

    assert strays == []


def test_gtins_are_unique_valid_and_from_the_range_for_shops(rows: list[Row]) -> None:
    gtins = [row["gtin"] for row in rows]

    assert len(set(gtins)) == len(gtins)
    assert all(ean.is_valid(gtin) and len(gtin) == 13 and gtin.startswith("2") for gtin in gtins)


def test_no_description_is_told_of_two_products(groups: dict[str, list[Row]]) -> None:
    told = [members[0]["description"] for members in groups.values()]

    assert len(set(told)) == len(told)


def test_descriptions_are_two_to_four_sentences(groups: dict[str, list[Row]]) -> None:
    lengths = {group: len(members[0]["description"].split(". ")) for group, members in groups.items()}

    assert {group: count for group, count in lengths.items() if not 2 <= count <= 5} == {}


def _pictures(row: Row) -> Iterator[Path]:
    yield SHOP / row["image_link"]
    if row["additional_image_link"]:
        yield SHOP / row["additional_image_link"]


def test_every_picture_of_the_feed_exists_and_is_square(rows: list[Row]) -> None:
    sizes = set()
    for path in {picture for row in rows for picture in _pictures(row)}:
        with Image.open(path) as picture:
            picture.verify()
            sizes.add((picture.format, *picture.size))

    assert sizes == {("WEBP", 480, 480)}


def test_no_picture_is_left_over(rows: list[Row]) -> None:
    used = {picture.name for row in rows for picture in _pictures(row)}

    assert {path.name for path in (SHOP / "pictures").iterdir()} == used


def test_pictures_stay_light() -> None:
    assert sum(path.stat().st_size for path in (SHOP / "pictures").iterdir()) <= NINE_MEGABYTES


def test_stock_has_every_case_a_shop_meets(rows: list[Row]) -> None:
    cases = {(row["availability"], row["quantity"] if row["quantity"] in {"", "0", "1"} else "some") for row in rows}

    assert cases >= {
        ("in_stock", "some"),
        ("in_stock", "1"),
        ("in_stock", ""),
        ("out_of_stock", "0"),
        ("preorder", "some"),
    }


def test_preorders_say_when(rows: list[Row]) -> None:
    assert all(row["availability_date"] for row in rows if row["availability"] == "preorder")


def test_a_sale_is_cheaper_than_the_price(rows: list[Row]) -> None:
    on_sale = [row for row in rows if row["sale_price"]]

    assert on_sale
    assert all(_cents(row["sale_price"]) < _cents(row["price"]) for row in on_sale)


@pytest.mark.parametrize("budget", [20, 40, 60, 100])
def test_many_categories_have_something_within_the_budget(rows: list[Row], budget: int) -> None:
    within = {row["product_type"] for row in rows if _cents(row["price"]) <= budget * 100}

    assert len(within) >= 14


def test_a_coffee_lover_can_be_given_something_under_sixty(groups: dict[str, list[Row]]) -> None:
    gifts = [
        members[0]["title"]
        for members in groups.values()
        if "coffee" in (members[0]["product_type"] + members[0]["title"]).lower()
        and any(_cents(row["price"]) <= 6000 and row["availability"] == "in_stock" for row in members)
    ]

    assert len(gifts) >= 12


def _cents(price: str) -> int:
    amount, currency = price.split(" ")
    assert currency == "EUR"
    return round(float(amount) * 100)
