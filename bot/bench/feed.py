"""A large shop made of the demo shop: its products over and over, under other names and at other prices."""

import csv
import json
import shutil
from collections.abc import Iterable, Iterator
from itertools import count, groupby, islice
from pathlib import Path
from random import Random
from typing import Any

from bot.demo.seed import FEED, POSTS

Row = dict[str, str]

SERIES = (
    "Alder Birch Cedar Dune Ember Fern Grove Hazel Inlet Juniper Kelp Linden Maple Nettle Oak Pebble Quarry Reed"
    " Sorrel Thistle Umber Vale Willow Yarrow Amber Brook Clover Drift Elm Flint Gorse Heath Iris Jade Knoll"
    " Larch Moss North Orchard Pine Quill Ridge Sedge Tarn Upland Violet Wren Yew Ash Bay Cove Dell Eddy Fjord"
    " Glen Haven Isle Jetty"
)
"""What a copy's name begins with, so that no two products have one name."""
VARIANTS = 2
"""Variants kept of a product: as many as a shop of this size has on average."""
POST_COPIES = 5
ON_HAND = "100000"
"""Counted, so that the till does its whole work, and never sold out, so that every run finds the same shop."""


def listings(products: int) -> Iterator[Row]:
    """Rows of a Google Merchant feed with so many products. Each time the same ones."""
    for number, (copy, rows) in enumerate(islice(_copies(), products)):
        dice = Random(f"product {number}")
        factor = dice.uniform(0.6, 1.8)
        for row in rows:
            yield _listing(row, copy, factor)


def first_sku() -> str:
    """A product without sizes to choose from: a tap on Buy is answered with its invoice."""
    return next(listings(1))["id"]


def posts(products: int, merchant: str) -> Iterator[dict[str, Any]]:
    """The demo's posts about some of these products: about a third of them is covered."""
    skus = _skus()
    copies = -(-products // len({row["item_group_id"] or row["id"] for row in _demo_rows()}))
    known = {row["id"] for row in listings(products)}
    lines = [json.loads(line) for line in POSTS.read_text(encoding="utf-8").splitlines()]
    for edition in range(POST_COPIES):
        for line in lines:
            dice = Random(f"post {edition} {line['post']['id']}")
            meant = (_copied(skus[ref], dice.randrange(copies)) for ref in _refs(line["products"]) if ref in skus)
            linked = [{"merchant": merchant, "sku": sku} for sku in meant if sku in known]
            yield {**line, "post": _post(line["post"], edition), "products": linked}


def write(folder: Path, products: int, merchant: str) -> tuple[Path, Path]:
    """The feed and the posts as files, pictures beside them; their paths."""
    rows = list(listings(products))
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    for picture in {row["image_link"] for row in rows}:
        shutil.copyfile(FEED.parent / picture, folder / picture)
    feed, told = folder / "products.csv", folder / "creators.jsonl"
    with feed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    told.write_text("".join(json.dumps(post) + "\n" for post in posts(products, merchant)), encoding="utf-8")
    return feed, told


def _copies() -> Iterator[tuple[int, list[Row]]]:
    groups = [list(islice(rows, VARIANTS)) for _, rows in groupby(_demo_rows(), _group)]
    return ((copy, rows) for copy in count() for rows in groups)


def _demo_rows() -> list[Row]:
    with FEED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _group(row: Row) -> str:
    return row["item_group_id"] or row["id"]


def _listing(row: Row, copy: int, factor: float) -> Row:
    number, currency = row["price"].split()
    return row | {
        "id": _copied(row["id"], copy),
        "item_group_id": _copied(_group(row), copy),
        "title": f"{_series(copy)} {row['title']}",
        "price": f"{float(number) * factor:.2f} {currency}",
        "sale_price": "",
        "sale_price_effective_date": "",
        "availability": "in_stock",
        "quantity": ON_HAND,
        "gtin": "",
        "link": f"https://bench.example/p/{_copied(row['id'], copy)}",
        "additional_image_link": "",
    }


def _series(copy: int) -> str:
    names = SERIES.split()
    turn, place = divmod(copy, len(names))
    return f"{names[place]} {turn + 1}" if turn else names[place]


def _copied(sku: str, copy: int) -> str:
    return f"{copy:02}-{sku}"


def _skus() -> dict[str, str]:
    """From whatever a post names a product by to the sku that stands for it: its group's first."""
    rows = _demo_rows()
    first = {group: next(members)["id"] for group, members in groupby(rows, _group)}
    return {row[column]: first[_group(row)] for row in rows for column in ("id", "gtin", "link") if row[column]}


def _refs(products: Iterable[dict[str, str]]) -> Iterator[str]:
    for named in products:
        yield from map(named.__getitem__, named.keys() & {"sku", "gtin", "url"})


def _post(post: dict[str, Any], edition: int) -> dict[str, Any]:
    return {**post, "id": f"{post['id']}-{edition}", "url": f"{post['url']}-{edition}"}
