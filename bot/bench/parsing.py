"""Parsing alone: each reader's records beside what the library under it takes for the same file."""

import csv
import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

import orjson
from lxml import etree

from catalog_sync.document import Document
from catalog_sync.feeds import detect
from catalog_sync.rows import Record

RUNS = 5
"""Of each, in turn; the fastest counts, as it was disturbed least."""
WORDS = (
    "kettle",
    "mug",
    "lamp",
    "stool",
    "copper",
    "oak",
    "linen",
    "glass",
    "Größe",
    "élan",
    "small",
    "heavy",
    "keeps",
)

Product = dict[str, str]
Baseline = Callable[[Path], Iterator[object]]
"""The pieces of a file as the library has them."""


def parsing_ratios(rows: int) -> dict[str, float]:
    """CPU time of our records() over that of csv.reader, lxml or orjson, by "format.shape", on files of `rows` rows."""
    with TemporaryDirectory() as folder:
        return {name: _ratio(name, Path(folder), rows) for name in SHAPES}


def _ratio(name: str, folder: Path, rows: int) -> float:
    write, baseline = SHAPES[name]
    path = folder / name
    path.write_text(write(list(_products(rows))), encoding="utf-8", newline="")
    document = Document(name, path, folder, datetime.now(UTC))
    feed = name.partition(".")[0]
    if (told := detect.detect(document)) != feed:
        raise ValueError(f"{name} is taken for {told}")
    reading = detect.FORMATS[feed].read(document, "EUR")
    if not all(isinstance(each, Record) for each in reading.records()):
        raise ValueError(f"{name} has records that are none")
    times = [(_seconds(reading.records()), _seconds(baseline(path))) for _ in range(RUNS)]
    return min(ours for ours, _ in times) / min(theirs for _, theirs in times)


def _seconds(pieces: Iterable[object]) -> float:
    """Of going through all of them, each held until the next is there, as whoever makes something of it does."""
    gc.collect()
    began = time.process_time()
    for _ in pieces:
        pass
    return time.process_time() - began


def _products(rows: int) -> Iterator[Product]:
    """The same ones each time; every tenth description has quotes, commas and line breaks."""
    dice = Random(7)
    for number in range(rows):
        words = dice.choices(WORDS, k=dice.randint(20, 60))
        told = " ".join(words)
        sku = f"SKU-{number:06}"
        yield {
            "id": sku,
            "title": " ".join(words[:5]).title(),
            "description": f'"{told}",\nsaid, "twice": {told}' if number % 10 == 0 else told,
            "link": f"https://shop.example/p/{sku}?ref=feed",
            "image_link": f"https://cdn.shop.example/{sku}/1.jpg",
            "availability": dice.choice(("in_stock", "out_of_stock")),
            "price": f"{dice.randint(1, 300)}.{dice.randint(10, 99)}",
            "brand": dice.choice(WORDS).title(),
            "gtin": f"{dice.randrange(10**12):013}",
            "color": dice.choice(WORDS),
            "size": dice.choice("SML"),
            "product_type": f"Home > {words[0]} > {words[1]}",
        }


def _table(rows: Iterable[Mapping[str, str]]) -> str:
    listed, text = list(rows), StringIO(newline="")
    writer = csv.DictWriter(text, list(listed[0]))
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()


def _google_table(products: list[Product]) -> str:
    return _table({**each, "price": f"{each['price']} EUR"} for each in products)


def _meta_table(products: list[Product]) -> str:
    extra = {"condition": "new", "fb_product_category": "Home", "rich_text_description": ""}
    return _table({**each, **extra, "price": f"{each['price']} EUR"} for each in products)


def _shopify_table(products: list[Product]) -> str:
    """Two variants a product."""
    return _table(
        {
            "Handle": products[at - at % 2]["id"].lower(),
            "Title": "" if at % 2 else each["title"],
            "Body (HTML)": "" if at % 2 else each["description"],
            "Vendor": each["brand"],
            "Option1 Name": "Size",
            "Option1 Value": f"{each['size']}{at % 2}",
            "Variant SKU": each["id"],
            "Variant Price": each["price"],
            "Variant Barcode": each["gtin"],
            "Variant Inventory Qty": "3",
            "Image Src": each["image_link"],
            "Tags": each["color"],
        }
        for at, each in enumerate(products)
    )


def _woocommerce_table(products: list[Product]) -> str:
    """One variable product in four, with three variations."""
    return _table(
        {
            "ID": str(at + 1),
            "Type": "variation" if at % 4 else "variable",
            "SKU": each["id"],
            "Name": each["title"],
            "Published": "1",
            "Short description": "",
            "Description": each["description"],
            "In stock?": "1",
            "Stock": "3",
            "Regular price": each["price"],
            "Categories": each["product_type"],
            "Images": each["image_link"],
            "Parent": products[at - at % 4]["id"] if at % 4 else "",
            "Attribute 1 name": "Color",
            "Attribute 1 value(s)": each["color"],
        }
        for at, each in enumerate(products)
    )


def _syndicated(products: list[Product]) -> str:
    def item(each: Product) -> str:
        said = {**each, "price": f"{each['price']} EUR"}
        return "<item>\n{}</item>".format(
            "".join(f"<g:{name}>{escape(text)}</g:{name}>\n" for name, text in said.items())
        )

    items = "\n".join(map(item, products))
    return f'<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n{items}\n</channel></rss>\n'


def _lines(product: Callable[[Product], object]) -> Callable[[list[Product]], str]:
    return lambda products: "".join(orjson.dumps(product(each)).decode() + "\n" for each in products)


def _listed(product: Callable[[Product], object], **around: object) -> Callable[[list[Product]], str]:
    return lambda products: orjson.dumps({**around, "products": list(map(product, products))}).decode()


def _shopify_json(each: Product) -> object:
    variant: dict[str, Any] = {
        "id": 1,
        "title": each["size"],
        "sku": each["id"],
        "price": each["price"],
        "compare_at_price": None,
    }
    variant |= {"option1": each["size"], "option2": None, "option3": None, "available": True, "grams": 100}
    said: dict[str, Any] = {
        "id": 1,
        "title": each["title"],
        "handle": each["id"].lower(),
        "body_html": each["description"],
    }
    said |= {"vendor": each["brand"], "product_type": each["product_type"], "tags": [each["color"]]}
    return {**said, "variants": [variant], "images": [{"src": each["image_link"]}], "options": [{"name": "Size"}]}


def _woocommerce_json(each: Product) -> object:
    said: dict[str, Any] = {
        "id": 1,
        "name": each["title"],
        "type": "simple",
        "status": "publish",
        "permalink": each["link"],
    }
    said |= {"sku": each["id"], "price": each["price"], "regular_price": each["price"], "sale_price": ""}
    said |= {"stock_status": "instock", "description": each["description"], "images": [{"src": each["image_link"]}]}
    return {**said, "attributes": [{"name": "Color", "options": [each["color"]], "visible": True}]}


def _acp(each: Product) -> dict[str, Any]:
    variant: dict[str, Any] = {"id": each["id"], "title": each["title"], "price": {"amount": 1999, "currency": "EUR"}}
    variant |= {"availability": {"available": True, "status": "in_stock"}}
    variant |= {"barcodes": [{"type": "GTIN", "value": each["gtin"]}]}
    said: dict[str, Any] = {"id": each["id"], "title": each["title"], "description": {"plain": each["description"]}}
    return {**said, "url": each["link"], "media": [{"type": "image", "url": each["image_link"]}], "variants": [variant]}


def _ucp(each: Product) -> object:
    return {**_acp(each), "price_range": {"min": {"amount": 1999, "currency": "EUR"}}}


def _ours(each: Product) -> object:
    said: dict[str, Any] = {
        "sku": each["id"],
        "title": each["title"],
        "description": each["description"],
        "url": each["link"],
    }
    said |= {"price": {"amount": 1999, "currency": "EUR"}, "availability": "in_stock", "gtin": each["gtin"]}
    return {**said, "brand": each["brand"], "options": {"color": each["color"]}, "images": [each["image_link"]]}


def _by_csv(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8", newline="") as text:
        yield from csv.reader(text)


def _by_iterparse(path: Path) -> Iterator[object]:
    for _, element in etree.iterparse(path, tag="item"):
        yield element
        element.clear()


def _by_orjson_lines(path: Path) -> Iterator[object]:
    with path.open("rb") as lines:
        yield from map(orjson.loads, lines)


def _by_orjson(path: Path) -> Iterator[object]:
    yield from orjson.loads(path.read_bytes())["products"]


SHAPES: Mapping[str, tuple[Callable[[list[Product]], str], Baseline]] = {
    "google.csv": (_google_table, _by_csv),
    "google.xml": (_syndicated, _by_iterparse),
    "meta.csv": (_meta_table, _by_csv),
    "shopify.csv": (_shopify_table, _by_csv),
    "shopify.json": (_listed(_shopify_json), _by_orjson),
    "woocommerce.csv": (_woocommerce_table, _by_csv),
    "woocommerce.jsonl": (_lines(_woocommerce_json), _by_orjson_lines),
    "acp.jsonl": (_lines(_acp), _by_orjson_lines),
    "ucp.json": (_listed(_ucp, ucp={"version": "2026-01-23"}), _by_orjson),
    "snaptap.jsonl": (_lines(_ours), _by_orjson_lines),
}
