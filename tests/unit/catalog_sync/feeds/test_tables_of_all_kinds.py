"""What holds for every format that is a table."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.feeds import google, meta, shopify_table, woocommerce_table
from catalog_sync.feeds.cells import addresses
from catalog_sync.feeds.detect import FeedFormat
from catalog_sync.rows import Row, SyncStopped
from tests.unit.catalog_sync.feeds.tables import FIXTURES, fixture, read, written

PLAIN_GOOGLE = "id,title,description,link,image_link,availability,price"
IN_ORDER: dict[str, FeedFormat] = {
    "shopify": shopify_table,
    "woocommerce": woocommerce_table,
    "meta": meta,
    "google": google,
}
"""Google's names are the plainest: its reader is asked last."""
HEADINGS = {
    name: (FIXTURES / file).read_bytes().splitlines(keepends=True)
    for name, file in (("shopify", "shopify_new.csv"), ("woocommerce", "woocommerce.csv"), ("meta", "meta.csv"))
} | {"google": [PLAIN_GOOGLE.encode() + b",additional_image_link,product_detail\n"]}


def told(head: str) -> str:
    return next((name for name, feed in IN_ORDER.items() if feed.recognises(head)), "none")


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("meta.csv", "meta"),
        ("shopify_old.csv", "shopify"),
        ("shopify_new.csv", "shopify"),
        ("woocommerce.csv", "woocommerce"),
    ],
)
def test_a_table_shows_by_its_heading_whose_it_is(file: str, expected: str) -> None:
    assert told(fixture(file).head()) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (PLAIN_GOOGLE, "google"),
        (f"{PLAIN_GOOGLE},condition,brand,status", "google"),
        (f"{PLAIN_GOOGLE},condition,brand,fb_product_category", "meta"),
        (f"# ref_application_id 1\n{PLAIN_GOOGLE},condition", "meta"),
        (f'{PLAIN_GOOGLE}\n1,Mug,"d\n# Required | but only in words",,,,', "google"),
        ("Title,URL handle,Vendor,Price", "shopify"),
        ("ID,Type,SKU,Name,Published,Description,Regular price,Categories", "woocommerce"),
        ("name;colour\nMug;red", "none"),
        ('{"id": "1", "title": "Mug"}', "none"),
        ("<rss><channel><item><title>Mug</title></item></channel></rss>", "none"),
        ("", "none"),
    ],
)
def test_formats_are_told_apart(head: str, expected: str) -> None:
    assert told(head) == expected


@pytest.mark.parametrize("name", IN_ORDER)
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300))
def test_arbitrary_bytes_stop_the_sync_or_are_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    document = written(tmp_path_factory.mktemp("feed"), content)

    with suppress(SyncStopped):
        read(IN_ORDER[name], document)


CELLS = st.text(alphabet="a1-,;\"'\n\\[]{}:>#|.€\x00", max_size=8)


@pytest.mark.parametrize("name", IN_ORDER)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=40), max_size=6), garbage=st.binary(max_size=60))
def test_below_a_good_heading_nothing_stops_the_sync(
    tmp_path_factory: pytest.TempPathFactory, name: str, rows: list[list[str]], garbage: bytes
) -> None:
    heading = b"".join(HEADINGS[name][: 2 if name == "meta" else 1])
    width = heading.splitlines()[-1].count(b",") + 1
    below = "\n".join(",".join((row * width)[:width]) for row in rows).encode()

    found = read(IN_ORDER[name], written(tmp_path_factory.mktemp("feed"), heading + below + b"\n" + garbage))

    assert all(all(row.fields.values()) for row in found if isinstance(row, Row))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("https://a.example/1.jpg", "https://a.example/1.jpg"),
        ("https://a.example/1.jpg, https://a.example/2.jpg,", "https://a.example/1.jpg\nhttps://a.example/2.jpg"),
        ("https://a.example/w_5,h_5/1.jpg,HTTPS://a.example/2", "https://a.example/w_5,h_5/1.jpg\nHTTPS://a.example/2"),
        ("pictures/1.png,pictures/2.png", "pictures/1.png\npictures/2.png"),
        (",", ""),
    ],
)
def test_several_addresses_in_a_cell_come_one_a_line(cell: str, expected: str) -> None:
    assert addresses(cell) == expected


def test_a_run_of_commas_takes_no_time() -> None:
    assert addresses("https://a.example" + "," * 100_000 + "b") == "https://a.example" + "," * 100_000 + "b"


def test_googles_pictures_come_one_a_line_from_one_column_or_several(tmp_path: Path) -> None:
    heading = f"{PLAIN_GOOGLE},additional_image_link,Additional Image Link"
    cells = '1,Mug,d,l,i,in stock,5 EUR,"https://a.example/1,https://a.example/2",https://a.example/3'

    (row,) = read(google, written(tmp_path, f"{heading}\n{cells}\n"))

    assert isinstance(row, Row)
    assert row.fields["additional_image_link"].splitlines() == [f"https://a.example/{number}" for number in (1, 2, 3)]
