"""Feeds that are made to break a reader, or might as well be: each stops with a word or loses no more than its row."""

import gzip
import json
import time
from pathlib import Path

import pytest

from catalog_sync.journey import sync
from catalog_sync.rows import SyncStopped
from tests.unit.catalog_sync.doubles import HEADINGS, Shop, row

LONG = 40 * 2**20
"""Characters of a description."""
RSS = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
BOMB = "<!DOCTYPE lolz [<!ENTITY a0 'ha'>{}]>{}<item><title>&a9;</title></item></channel></rss>".format(
    "".join(f"<!ENTITY a{at} '{f'&a{at - 1};' * 10}'>" for at in range(1, 10)), RSS
)
THIEF = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{RSS}<item><title>&x;</title></item></channel></rss>'


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def item(sku: str, description: str) -> str:
    return (
        f"<item><g:id>{sku}</g:id><title>Kettle</title><description>{description}</description>"
        f"<link>https://acme.example/{sku}</link><g:image_link/><g:availability>in stock</g:availability>"
        "<g:price>15.00 EUR</g:price></item>"
    )


def line(sku: str, description: str) -> str:
    price = {"amount": 1500, "currency": "EUR"}
    said = {"sku": sku, "title": "Kettle", "price": price, "availability": "in_stock", "description": description}
    return json.dumps(said)


def long_feeds(folder: Path) -> list[Path]:
    """A row like others, one with 40 MB in it, and another like others: as a table, as XML, as JSON lines."""
    text = "boiling " * (LONG // len("boiling "))
    between = [("A", "Boils."), ("B", text), ("C", "Boils.")]
    table = [f"{sku},Kettle,{words},https://acme.example/{sku},,in stock,15.00 EUR" for sku, words in between]
    contents = {
        "long.csv": "\n".join([HEADINGS, *table]),
        "long.xml": RSS + "".join(item(sku, words) for sku, words in between) + "</channel></rss>",
        "long.jsonl": "\n".join(line(sku, words) for sku, words in between),
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in contents]


async def test_a_description_of_40_mb_costs_no_other_row_its_place(shop: Shop, tmp_path: Path) -> None:
    for path in long_feeds(tmp_path):
        await sync([path], merchant="acme", tools=shop.tools)

        landed = shop.store.of(path.name)
        assert {"A", "C"} <= landed.keys()
        assert all(len(record.description) < 10_000 for record in landed.values())


@pytest.mark.parametrize("text", [BOMB, THIEF], ids=["entities in entities", "an entity that is a file"])
@pytest.mark.parametrize("asked", ["auto", "google"])
async def test_entities_stop_the_sync_before_any_parser_sees_them(shop: Shop, text: str, asked: str) -> None:
    (shop.folder / "feed.xml").write_text(text, encoding="utf-8")
    began = time.process_time()

    with pytest.raises(SyncStopped) as caught:
        await sync([shop.folder / "feed.xml"], merchant="acme", tools=shop.tools, format=asked)

    assert caught.value.code == "doctype_refused"
    assert time.process_time() - began < 1


async def test_a_small_file_that_unpacks_to_gigabytes_stops_at_a_limit(shop: Shop) -> None:
    packed = gzip.compress(row("K").encode() + b"\n", mtime=0)
    block = gzip.compress(b"," * 2**24, mtime=0)
    (shop.folder / "feed.csv.gz").write_bytes(gzip.compress(HEADINGS.encode() + b"\n") + packed + block * 40)

    with pytest.raises(SyncStopped) as caught:
        await sync([shop.folder / "feed.csv.gz"], merchant="acme", tools=shop.tools)

    assert caught.value.code == "too_large"
    assert not shop.store.of("feed.csv.gz")


SHOPIFY = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price"


async def test_a_column_that_is_empty_empties_and_one_that_is_absent_leaves(shop: Shop) -> None:
    cells = "mug,Mug,Heron,Title,Default Title,S-1,14.00"
    path = shop.feed(f"{cells},Holds much.", headings=f"{SHOPIFY},Body (HTML)")
    await sync([path], merchant="acme", tools=shop.tools)
    shop.feed(cells.replace("14.00", "15.00"), headings=SHOPIFY)
    await sync([path], merchant="acme", tools=shop.tools)
    absent = shop.store.of(path.name)["S-1"]
    shop.feed(f"{cells},", headings=f"{SHOPIFY},Body (HTML)")

    await sync([path], merchant="acme", tools=shop.tools)

    empty = shop.store.of(path.name)["S-1"]
    assert (absent.description, absent.price.amount) == ("Holds much.", 1500)
    assert (empty.description, empty.price.amount) == ("", 1400)
