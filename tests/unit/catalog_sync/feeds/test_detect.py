"""Formats told apart by what is in a file, and what a merchant hears of a file that is no feed."""

import gzip
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from catalog_sync.document import Document
from catalog_sync.feeds import detect
from catalog_sync.rows import Reading, Record, Row, SyncStopped
from tests.unit.catalog_sync.feeds.json_feeds import document, written

FEEDS = Path(__file__).parents[3] / "feeds"
FIXTURES = {
    "json/acp/metadata.json": "acp",
    "json/acp/products.jsonl": "acp",
    "json/ours.jsonl": "snaptap",
    "json/shopify.json": "shopify",
    "json/ucp.json": "ucp",
    "json/woocommerce.jsonl": "woocommerce",
    "pages/kettle.html": "markup",
    "pages/list.html": "markup",
    "pages/mug.html": "markup",
    "pages/shirt.html": "markup",
    "plain.tsv": "google",
    "excel.csv": "google",
    "excel_unicode.txt": "google",
    "marked.csv": "google",
    "real_world.csv": "google",
    "syndication/atom.xml": "google",
    "syndication/google.xml": "google",
    "syndication/undeclared.xml": "meta",
    "tables/meta.csv": "meta",
    "tables/shopify_new.csv": "shopify",
    "tables/shopify_old.csv": "shopify",
    "tables/woocommerce.csv": "woocommerce",
}
ITEM = "<item><g:id>1</g:id><title>Mug</title><link>https://a.example/1</link>{}</item>"
RSS = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>{}</channel></rss>'
LOGIN = "<!doctype html><title>Sign in</title><form><input name=user><input name=key type='password'></form>"


def told(folder: Path, text: str, asked: str = "auto") -> str:
    return detect.detect(written(folder, text, "feed"), asked)


def stopped(folder: Path, text: str, asked: str = "auto") -> SyncStopped:
    with pytest.raises(SyncStopped) as caught:
        opened(written(folder, text, "feed"), asked)
    return caught.value


def opened(found: Document, asked: str) -> Reading:
    return detect.FORMATS[detect.detect(found, asked)].read(found, "EUR")


def renamed(path: Path, folder: Path) -> Document:
    (folder / "feed.dat").write_bytes(path.read_bytes())
    return document(folder / "feed.dat")


@pytest.mark.parametrize(("file", "name"), FIXTURES.items())
def test_each_format_shows_by_its_content_whatever_the_file_is_called(tmp_path: Path, file: str, name: str) -> None:
    assert detect.detect(renamed(FEEDS / file, tmp_path)) == name


@pytest.mark.parametrize(("file", "name"), FIXTURES.items())
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_or_another_encoding_hides_no_format(tmp_path: Path, file: str, name: str, encoding: str) -> None:
    text = document(FEEDS / file).head()

    (tmp_path / "feed").write_bytes(gzip.compress(text.encode(encoding)))

    assert detect.detect(document(tmp_path / "feed")) == name


def test_a_syndicated_feed_with_attributes_of_metas_is_for_meta(tmp_path: Path) -> None:
    google, meta = ITEM.format(""), ITEM.format("<g:fb_product_category>Mugs</g:fb_product_category>")

    assert told(tmp_path, RSS.format(google)) == "google"
    assert told(tmp_path, RSS.format(meta)) == "meta"


@pytest.mark.parametrize("asked", ["google", "meta", "shopify", "woocommerce"])
def test_a_format_that_is_asked_for_is_read_in_any_of_its_shapes(asked: str) -> None:
    shapes = [FEEDS / file for file, name in FIXTURES.items() if name == asked]

    for found in map(document, shapes):
        assert detect.detect(found, asked) == asked
        assert [each for each in detect.FORMATS[asked].read(found, "EUR").records() if isinstance(each, Record)]


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("shopify", RSS, "is XML"),
        ("google", '{"sku": "1"}', "is JSON"),
        ("acp", "id,title", "is a table"),
        ("meta", "<!doctype html><p>Sold out</p>", "is a web page"),
    ],
)
def test_a_format_asked_for_that_the_content_cannot_be_is_named(
    tmp_path: Path, asked: str, text: str, found: str
) -> None:
    why = stopped(tmp_path, text, asked)

    assert why.code == "format_unknown"
    assert found in str(why)


def test_a_table_that_is_asked_for_as_googles_is_told_which_columns_it_lacks(tmp_path: Path) -> None:
    assert stopped(tmp_path, "name;colour\nMug;red", "google").code == "missing_column"


def test_a_format_that_does_not_exist_is_answered_with_all_that_do(tmp_path: Path) -> None:
    why = stopped(tmp_path, "id,title", "amazon")

    assert all(
        name in str(why) for name in ("auto", "google", "meta", "shopify", "woocommerce", "markup", "acp", "ucp")
    )


@pytest.mark.parametrize("text", ["name;colour\nMug;red", '{"id": "1", "title": "Mug"}', "<catalogue/>", "Mugs!", "{"])
def test_what_is_in_no_format_is_answered_with_all_that_there_are(tmp_path: Path, text: str) -> None:
    why = stopped(tmp_path, text)

    assert why.code == "format_unknown"
    assert ", ".join(detect.FORMATS) in str(why)


@pytest.mark.parametrize("text", ["", "\ufeff", " \n\n"])
def test_an_empty_file_is_called_so(tmp_path: Path, text: str) -> None:
    assert stopped(tmp_path, text).code == "empty"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LOGIN, "login_page"),
        ('<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>', "sitemap"),
        ('<!-- made by hand --><sm:sitemapindex xmlns:sm="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "sitemap"),
        ((FEEDS / "posts.jsonl").read_text(encoding="utf-8"), "creators_file"),
        ((FEEDS / "creators/posts.csv").read_text(encoding="utf-8"), "creators_file"),
        ((FEEDS / "creators/blog.xml").read_text(encoding="utf-8"), "creators_file"),
        ((FEEDS / "creators/channel/videos.xml").read_text(encoding="utf-8"), "creators_file"),
    ],
)
def test_what_is_handed_over_by_mistake_is_called_by_its_name(tmp_path: Path, text: str, code: str) -> None:
    assert stopped(tmp_path, text).code == code


def test_a_form_to_log_in_on_a_products_page_is_no_mistake(tmp_path: Path) -> None:
    page = LOGIN + (FEEDS / "pages/mug.html").read_text(encoding="utf-8")

    assert told(tmp_path, page) == "markup"


def readings() -> Iterator[Reading]:
    for file, name in FIXTURES.items():
        for currency in ("EUR", None):
            yield detect.FORMATS[name].read(document(FEEDS / file), currency)


def said(reading: Reading, record: Record) -> list[object]:
    """What rows say, and of problems what kind: where a cell stood is for reports."""
    found = (each for each in reading.rows(record))
    return [
        dict(each.fields) | {"silent": sorted(each.silent)} if isinstance(each, Row) else each.code for each in found
    ]


def test_readings_that_differ_in_what_they_make_of_a_record_differ_in_context() -> None:
    """Every record in every reading that can be made of its kind."""
    every = list(readings())
    for reading in every:
        others = [other for other in every if type(other) is type(reading) and _knows(other) == _knows(reading)]
        for record in (each for each in reading.records() if isinstance(each, Record)):
            for other in others:
                same = orjson.dumps(other.context) == orjson.dumps(reading.context)
                assert not same or said(other, record) == said(reading, record)


def _knows(reading: Reading) -> object:
    """Readings of one module: what another would make of the record never counts, since the format is in the mark."""
    offers = getattr(reading, "offers", None)
    return getattr(offers, "func", offers)


@pytest.mark.parametrize(
    ("file", "name"),
    [(file, name) for file, name in FIXTURES.items() if name in {"shopify", "woocommerce"}],
)
def test_the_currency_of_prices_without_one_is_part_of_the_context(file: str, name: str) -> None:
    euro, pound = (detect.FORMATS[name].read(document(FEEDS / file), each) for each in ("EUR", "GBP"))

    assert orjson.dumps(euro.context) != orjson.dumps(pound.context)


def test_the_address_of_a_listing_is_part_of_the_context() -> None:
    found = document(FEEDS / "json/shopify.json")
    here, there = (
        detect.FORMATS["shopify"].read(replace(found, name=f"https://{host}.example/products.json"), "EUR").context
        for host in ("here", "there")
    )

    assert here != there


@pytest.mark.parametrize("heading", ["Weight (kg)", "Weight (lbs)"])
def test_the_unit_in_a_heading_is_part_of_the_context(tmp_path: Path, heading: str) -> None:
    table = f"ID,Type,SKU,Name,Published,Regular price,{heading}\n1,simple,M,Mug,1,5,2\n"
    other = table.replace(heading, "Weight (oz)")

    contexts = [detect.FORMATS["woocommerce"].read(written(tmp_path, text), "EUR").context for text in (table, other)]

    assert contexts[0] != contexts[1]


@pytest.mark.parametrize(("file", "name"), FIXTURES.items())
def test_a_context_can_be_hashed_and_is_the_same_in_another_process(file: str, name: str) -> None:
    reading = detect.FORMATS[name].read(document(FEEDS / file), "EUR")
    there = pickle.loads(pickle.dumps(reading))  # noqa: S301  just made

    assert orjson.dumps(there.context) == orjson.dumps(reading.context)


def test_what_the_agents_protocol_is_sent_as_an_update_is_partial(tmp_path: Path) -> None:
    lines = (FEEDS / "json/acp/products.jsonl").read_bytes()
    products = [orjson.loads(line) for line in lines.splitlines()]
    whole, update = (
        written(tmp_path, lines, "products.jsonl"),
        orjson.dumps({"target_country": "DE", "products": products}),
    )

    assert not detect.FORMATS["acp"].read(whole, "EUR").partial
    assert detect.FORMATS["acp"].read(written(tmp_path, update, "patch.json"), "EUR").partial


@pytest.mark.parametrize("file", [file for file in FIXTURES if "products.jsonl" not in file])
def test_every_other_fixture_is_a_whole_listing(file: str) -> None:
    assert detect.FORMATS[FIXTURES[file]].read(document(FEEDS / file), "EUR").partial is False
