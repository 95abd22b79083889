"""Every product of a shop comes back out of the catalogue as it went in, whichever format carried it.

Its pictures are not part of the data, so that none are named.
"""

import asyncio
import csv
import json
import shutil
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from bot.bench.figures import BenchFailed, Figure
from bot.bench.shop import MERCHANT
from bot.bench.sync_run import run_sync
from graph.domain.catalogue import Listing
from graph.profile import PROFILE_FILE
from graph.settings import Settings
from graph.wiring import open_storeroom

PART = "a shop of 2,465 products"
PROFILE = f"""name = "Round Trip"

[[merchants]]
id = "{MERCHANT}"
name = "Round Trip"
currency = "USD"
"""
Product = Mapping[str, Any]
Essence = tuple[str, str, int, int | None]
"""Title, description without its spacing, price in minor units, units on hand."""


def _google(products: list[Product], path: Path) -> None:
    """RSS with g: attributes."""
    items = "".join(
        f"<item><g:id>{escape(each['id'])}</g:id><title>{escape(each['name'])}</title>"
        f"<description>{escape(each['description'])}</description><link>https://shop.example/p/{each['id']}</link>"
        f"<g:image_link/><g:availability>in_stock</g:availability><g:price>{each['price']:.2f} USD</g:price>"
        f"<g:quantity>{each['current_stock']}</g:quantity><g:product_type>{escape(_path(each))}</g:product_type></item>\n"
        for each in products
    )
    head = '<?xml version="1.0"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n'
    path.write_text(f"{head}{items}</channel></rss>\n", encoding="utf-8")


def _shopify(products: list[Product], path: Path) -> None:
    """The table that a shop exports, under its new headings."""
    headings = "Title,URL handle,Description,Vendor,Type,SKU,Price,Inventory quantity,Status"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings.split(","))
        for each in products:
            shared = (each["name"], each["id"], f"<p>{escape(each['description'])}</p>", "Demo", _path(each))
            writer.writerow((*shared, each["id"], f"{each['price']:.2f}", each["current_stock"], "active"))


def _acp(products: list[Product], path: Path) -> None:
    """The Agentic Commerce Protocol's lines."""
    with path.open("w", encoding="utf-8") as file:
        for each in products:
            variant = {
                "id": each["id"],
                "title": each["name"],
                "price": {"amount": round(each["price"] * 100), "currency": "USD"},
                "availability": {"available": True, "status": "in_stock"},
            }
            whole = {"id": each["id"], "title": each["name"], "description": {"plain": each["description"]}}
            file.write(
                json.dumps({**whole, "url": f"https://shop.example/p/{each['id']}", "variants": [variant]}) + "\n"
            )


class Format(NamedTuple):
    """How the products are written, into a file of what name, and whether the format tells how many there are."""

    write: Callable[[list[Product], Path], None]
    file: str
    counts: bool


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "google": Format(_google, "catalogue.xml", counts=True),
        "shopify": Format(_shopify, "catalogue.csv", counts=True),
        "acp": Format(_acp, "products.jsonl", counts=False),
    }
)


async def round_trip(settings: Settings, folder: Path, source: Path) -> list[Figure]:
    """Raises BenchFailed where a product is missing, or says something else than it did."""
    products = await asyncio.to_thread(_products, source)
    return [await _carried(settings, folder, products, name) for name in FORMATS]


def _products(source: Path) -> list[Product]:
    products: list[Product] = yaml.load(source.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return products


async def _carried(settings: Settings, folder: Path, products: list[Product], name: str) -> Figure:
    kind, data = FORMATS[name], folder / f"shop-{name}"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    (data / PROFILE_FILE).write_text(PROFILE, encoding="utf-8")
    kind.write(products, data / kind.file)
    run = await run_sync(data, data / kind.file, MERCHANT)
    want = {each["id"]: _given(each, counts=kind.counts) for each in products}
    found = await _found(settings.model_copy(update={"data_dir": data}), list(want), counts=kind.counts)
    if wrong := [sku for sku in want if found.get(sku) != want[sku]]:
        raise BenchFailed(f"{name}: {len(wrong)} products differ, first {want[wrong[0]]} and {found.get(wrong[0])}")
    if run.report["added"] != len(want):
        raise BenchFailed(f"{name}: {run.report['added']} came in of {len(want)}")
    return Figure(PART, f"as {name}, in and out again", len(found), "products", len(want), at_least=True)


async def _found(settings: Settings, skus: list[str], *, counts: bool) -> dict[str, Essence]:
    async with open_storeroom(settings) as room:
        listings = [listing for sku in skus for listing in await room.catalog.find(sku=sku)]
    return {listing.variant.sku: _taken(listing, counts=counts) for listing in listings}


def _given(each: Product, *, counts: bool) -> Essence:
    words, units = " ".join(str(each["description"]).split()), each["current_stock"] if counts else None
    return str(each["name"]).strip(), words, round(each["price"] * 100), units


def _taken(listing: Listing, *, counts: bool) -> Essence:
    words, units = " ".join(listing.product.description.split()), listing.variant.offer.quantity if counts else None
    return listing.variant.title, words, listing.price.amount, units


def _path(each: Product) -> str:
    return f"{each['category']} > {each['style']}"
