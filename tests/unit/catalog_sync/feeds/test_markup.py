import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_sync.document import Document
from catalog_sync.feeds import markup
from catalog_sync.normalise import availability
from catalog_sync.prices import read_price
from catalog_sync.rows import Problem, Row, SyncStopped
from graph.domain.catalogue import Availability
from tests.unit.catalog_sync.doubles import NOW

PAGES = Path(__file__).parents[3] / "feeds" / "pages"
ADDRESS = "https://shop.example/p/kettle"
OFFER = {"@type": "Offer", "price": "19.90", "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}
KETTLE: dict[str, Any] = {"@type": "Product", "name": "Kettle", "sku": "K-1", "offers": OFFER}


def read(path: Path, name: str = ADDRESS, currency: str | None = None) -> list[Row | Problem]:
    return list(_read(Document(name, path, path.parent, NOW), currency))


def _read(document: Document, currency: str | None) -> Iterator[Row | Problem]:
    reading = pickle.loads(pickle.dumps(markup.read(document, currency)))  # noqa: S301  our own
    for record in reading.records():
        if isinstance(record, Problem):
            yield record
        else:
            orjson.dumps(record.content)
            yield from reading.rows(record)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def script(*data: object) -> str:
    written = (each if isinstance(each, str) else json.dumps(each) for each in data)
    scripts = "\n".join(f'<script type="application/ld+json">{each}</script>' for each in written)
    return f"<!doctype html><html>{scripts}<h1>Kettle</h1></html>"


def rows_of(page: Path, *data: object, name: str = ADDRESS, currency: str | None = None) -> list[Row]:
    page.write_text(script(*data), encoding="utf-8")
    found = read(page, name, currency)
    assert not [each for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, Row)]


def fields_of(page: Path, *data: object, name: str = ADDRESS, currency: str | None = None) -> dict[str, str]:
    (row,) = rows_of(page, *data, name=name, currency=currency)
    return dict(row.fields)


def test_a_page_with_a_graph_is_a_whole_product() -> None:
    (row,) = read(PAGES / "kettle.html", "https://beispielhaus.example/kueche/wasserkessel-nordlicht")

    assert isinstance(row, Row)
    assert dict(row.fields) == {
        "id": "WK-17",
        "title": "Wasserkessel Nordlicht &amp; Co",
        "description": "<p>Kocht 1,7 l in vier Minuten.</p>",
        "link": "https://beispielhaus.example/kueche/wasserkessel-nordlicht",
        "image_link": "https://beispielhaus.example/bilder/kessel-1.jpg",
        "additional_image_link": "https://bilder.example/kessel-2.jpg",
        "availability": "https://schema.org/InStock",
        "price": "59.9 EUR",
        "sale_price": "49.9 EUR",
        "condition": "new",
        "brand": "Nordlicht",
        "gtin": "4006381333931",
        "mpn": "NL-17",
        "color": "silber",
        "material": "Edelstahl",
        "product_type": "Küche",
        "content_language": "de",
        "detail.Height": "24.5 cm",
        "detail.Leistung": "2200 W",
        "detail.Kabel": "75 cm",
    }


def test_a_row_stands_where_its_script_begins() -> None:
    (row,) = read(PAGES / "kettle.html", "https://beispielhaus.example/kueche/wasserkessel-nordlicht")

    assert isinstance(row, Row)
    assert row.line == 7
    assert row.problem("price", "code", "fix").column == "offers.priceSpecification.price"
    assert row.problem("gtin", "code", "fix").column == "gtin13"


def test_microdata_says_the_same() -> None:
    (row,) = read(PAGES / "mug.html", "https://shop.example/p/mug")

    assert isinstance(row, Row)
    assert dict(row.fields) == {
        "id": "MUG-7",
        "title": "Harbour mug",
        "description": "Holds 350 ml and keeps its glaze.",
        "link": "https://shop.example/p/mug",
        "image_link": "https://shop.example/img/mug.jpg",
        "availability": "http://schema.org/OutOfStock",
        "price": "12.50 GBP",
        "brand": "Pier",
        "gtin": "96385074",
        "product_type": "Mugs",
        "content_language": "en",
    }
    assert row.line == 10


def test_a_groups_variants_are_rows_of_one_group() -> None:
    red, blue = read(PAGES / "shirt.html", "https://shop.example/p/shirt")

    assert isinstance(red, Row)
    assert isinstance(blue, Row)
    assert dict(red.fields) == {
        "id": "SHIRT-S-RED",
        "item_group_id": "SHIRT",
        "item_group_title": "Fjord shirt",
        "title": "Fjord shirt, red, S",
        "description": "Washed cotton.",
        "link": "https://shop.example/p/shirt?size=s&color=red",
        "image_link": "https://shop.example/img/red.jpg",
        "availability": "https://schema.org/InStock",
        "price": "29 USD",
        "quantity": "4",
        "brand": "Fjord",
        "color": "red",
        "size": "S",
        "gender": "unisex",
        "content_language": "en",
    }
    assert (blue.fields["id"], blue.fields["size"], blue.fields["price"]) == ("SHIRT-M-BLUE", "M", "31.50 USD")


def test_a_group_is_one_record() -> None:
    document = Document("https://shop.example/p/shirt", PAGES / "shirt.html", PAGES, NOW)

    assert len(list(markup.read(document, None).records())) == 1


def test_a_list_is_not_the_page_of_its_products() -> None:
    (problem,) = read(PAGES / "list.html", "https://shop.example/harbour")

    assert isinstance(problem, Problem)
    assert (problem.code, problem.found) == ("list_page", "Harbour mug, Harbour teapot")


@pytest.mark.parametrize("body", ["<p>Kettle, 19.90 EUR</p>", '<script type="application/ld+json">[]</script>', ""])
def test_a_page_without_data_says_what_to_add(page: Path, body: str) -> None:
    page.write_text(f"<!doctype html><html>{body}</html>")

    (problem,) = read(page)

    assert isinstance(problem, Problem)
    assert (problem.file, problem.code) == (ADDRESS, "no_product_data")
    assert "priceCurrency" in problem.fix


@pytest.mark.parametrize("head", ["<!DOCTYPE HTML>", "\ufeff\n<html>", "<!-- x -->\n<!doctype html>", "<?xml?><html>"])
def test_a_page_is_told_by_its_beginning(head: str) -> None:
    assert markup.recognises(head)


@pytest.mark.parametrize("head", ["id,title\n1,<html>", "<?xml?><rss>", '{"a": "<html>"}', "", "<htmlx>", "<urlset>"])
def test_so_is_what_is_none(head: str) -> None:
    assert not markup.recognises(head)


@pytest.mark.parametrize(
    "written",
    [
        "// a comment\n" + json.dumps(KETTLE),
        "/* a comment */" + json.dumps(KETTLE),
        "<!-- a comment -->\n" + json.dumps(KETTLE),
        "//<![CDATA[\n" + json.dumps(KETTLE) + "\n//]]>",
        "<![CDATA[" + json.dumps(KETTLE) + "]]>",
        json.dumps(KETTLE)[:-1] + ",}",
        json.dumps(KETTLE).replace('"', "&quot;"),
        json.dumps(KETTLE).replace("Kettle", "Kettle\n\t"),
        json.dumps([[KETTLE]]),
        json.dumps({"@graph": [KETTLE]}),
        json.dumps({"@graph": {"@type": "WebPage", "mainEntity": KETTLE}}),
        json.dumps(KETTLE).replace('"Product"', '["Thing", "http://schema.org/Product"]'),
        json.dumps({f"schema:{name}" if name[0] != "@" else name: value for name, value in KETTLE.items()}),
        json.dumps({**KETTLE, "name": {"@value": "Kettle", "@language": "en"}}),
    ],
)
def test_json_is_read_as_shops_write_it(page: Path, written: str) -> None:
    fields = fields_of(page, written)

    assert (fields["id"], fields["title"].strip(), fields["price"]) == ("K-1", "Kettle", "19.90 EUR")


def test_a_script_may_state_its_charset(page: Path) -> None:
    page.write_text(script(KETTLE).replace("ld+json", "LD+JSON; charset=utf-8"))

    assert isinstance(read(page)[0], Row)


def test_one_broken_script_costs_no_other(page: Path) -> None:
    page.write_text(script("{broken", KETTLE))

    problem, row = read(page)

    assert isinstance(problem, Problem)
    assert (problem.code, problem.line) == ("json_broken", 1)
    assert isinstance(row, Row)


@pytest.mark.parametrize(
    ("offers", "price", "currency"),
    [
        ({"price": 19.9, "priceCurrency": "EUR"}, "19.9 EUR", None),
        ({"price": "€ 19,90", "priceCurrency": "eur"}, "19,90 EUR", None),
        ({"price": "19.90"}, "19.90 CHF", "CHF"),
        ({"price": "19.90"}, "19.90", None),
        ([{"price": "19.90", "priceCurrency": "EUR"}] * 2, "19.90 EUR", None),
        ({"priceSpecification": {"price": 5, "priceCurrency": "EUR"}}, "5 EUR", None),
        ({"lowPrice": "7", "highPrice": "7", "priceCurrency": "EUR"}, "7 EUR", None),
        ({"lowPrice": "7", "highPrice": "9", "price": "8", "priceCurrency": "EUR"}, "8 EUR", None),
        ({"priceCurrency": "EUR", "lowPrice": "7", "offers": [{"price": "8"}]}, "8 EUR", None),
        (
            {
                "price": "8",
                "priceSpecification": {"price": 80, "referenceQuantity": {"value": 1}},
                "priceCurrency": "EUR",
            },
            "8 EUR",
            None,
        ),
    ],
)
def test_the_price_is_what_one_pays(page: Path, offers: object, price: str, currency: str | None) -> None:
    assert fields_of(page, {**KETTLE, "offers": offers}, currency=currency)["price"] == price


@pytest.mark.parametrize(
    ("offers", "price"),
    [
        ({"lowPrice": "7", "highPrice": "9", "priceCurrency": "EUR"}, "7 EUR"),
        ({"lowPrice": "7", "priceCurrency": "EUR"}, "7 EUR"),
        ([{"price": "9", "priceCurrency": "EUR"}, {"price": "7", "priceCurrency": "EUR"}], "7 EUR"),
        ([{"price": "9", "priceCurrency": "EUR", "availability": "InStock"}, {"price": "7"}], "9 EUR"),
    ],
)
def test_a_price_that_is_only_the_lowest_is_noted(page: Path, offers: object, price: str) -> None:
    page.write_text(script({**KETTLE, "offers": offers}))

    row, note = read(page)

    assert isinstance(row, Row)
    assert isinstance(note, Problem)
    assert (row.fields["price"], note.code) == (price, "price_from")


def test_offers_with_numbers_of_their_own_are_variants(page: Path) -> None:
    offers = [{**OFFER, "sku": f"K-{size}", "name": f"{size} l", "url": f"?variant={size}"} for size in (1, 2)]

    one, two = rows_of(page, {**KETTLE, "sku": "K", "offers": offers})

    assert (one.fields["id"], one.fields["item_group_id"], one.fields["title"]) == ("K-1", "K", "Kettle - 1 l")
    assert (two.fields["id"], two.fields["link"]) == ("K-2", f"{ADDRESS}?variant=2")


def test_variants_beside_their_group_are_put_in_it(page: Path) -> None:
    group = {"@type": "ProductGroup", "@id": "#g", "productGroupID": "G", "name": "Kettle"}
    variants = [{**KETTLE, "sku": f"K-{color}", "color": color, "isVariantOf": {"@id": "#g"}} for color in ("a", "b")]

    rows = rows_of(page, {"@graph": [*variants, group]})

    assert [(row.fields["id"], row.fields["item_group_id"]) for row in rows] == [("K-a", "G"), ("K-b", "G")]


def test_a_variant_alone_on_its_page_names_its_group(page: Path) -> None:
    parent = {"@type": "ProductGroup", "productGroupID": "G", "name": "Kettles"}

    fields = fields_of(page, {**KETTLE, "isVariantOf": parent})

    assert (fields["id"], fields["item_group_id"], fields["item_group_title"]) == ("K-1", "G", "Kettles")


def test_a_group_of_one_is_none(page: Path) -> None:
    assert "item_group_id" not in fields_of(
        page, {"@type": "ProductGroup", "productGroupID": "G", "hasVariant": [KETTLE]}
    )


def test_nodes_that_point_at_each_other_in_circles_end(page: Path) -> None:
    group = {"@type": "ProductGroup", "@id": "#g", "productGroupID": "G", "hasVariant": [{"@id": "#a"}, {"@id": "#b"}]}
    variants = [{**KETTLE, "@id": f"#{each}", "sku": each, "isVariantOf": {"@id": "#g"}} for each in "ab"]

    rows = rows_of(page, {"@graph": [group, *variants]})

    assert [row.fields["id"] for row in rows] == ["a", "b"]


def test_pointers_that_multiply_do_not_fill_the_memory(page: Path) -> None:
    nodes = [{"@id": f"#{level}", "image": [{"@id": f"#{level + 1}"}] * 100, "name": "x" * 999} for level in range(12)]
    page.write_text(script({"@graph": [{**KETTLE, "image": {"@id": "#0"}}, *nodes]}))

    (record,) = markup.read(Document(ADDRESS, page, page.parent, NOW), None).records()

    assert not isinstance(record, Problem)
    assert len(orjson.dumps(record.content)) < 3 * 2**20


@pytest.mark.parametrize(
    "other",
    [
        {"@type": "Product", "name": "kettle ", "aggregateRating": {"ratingValue": 5}, "color": "red"},
        {"@type": "Product", "sku": "K-1", "name": "Kettle, red", "color": "red"},
        {"@type": "Product", "@id": "#k", "color": "red"},
    ],
)
def test_a_product_spoken_of_twice_is_one(page: Path, other: dict[str, Any]) -> None:
    fields = fields_of(page, {**KETTLE, "@id": "#k"}, other)

    assert (fields["title"], fields["color"]) == ("Kettle", "red")


def test_what_other_pages_sell_is_theirs(page: Path) -> None:
    other = {**KETTLE, "sku": "T-1", "name": "Teapot", "url": "https://shop.example/p/teapot"}

    assert fields_of(page, other, KETTLE)["id"] == "K-1"


def test_a_product_is_at_home_whatever_hangs_on_its_address(page: Path) -> None:
    here = {**KETTLE, "url": "https://www.shop.example/p/kettle/?variant=3#x"}
    other = {**KETTLE, "sku": "T-1", "name": "Teapot"}

    assert fields_of(page, other, here, name=ADDRESS + "?utm_source=x")["id"] == "K-1"


def test_of_several_the_headline_names_the_one(page: Path) -> None:
    assert fields_of(page, {**KETTLE, "sku": "T-1", "name": "Teapot"}, KETTLE)["id"] == "K-1"


def test_several_that_are_all_at_home_are_all_taken(page: Path) -> None:
    rows = rows_of(page, *({**KETTLE, "sku": name, "name": name} for name in ("Teapot", "Saucer")))

    assert [row.fields["id"] for row in rows] == ["Teapot", "Saucer"]


def test_the_only_product_may_have_another_address(page: Path) -> None:
    assert fields_of(page, {**KETTLE, "url": "/collections/all/kettle"})["link"] == (
        "https://shop.example/collections/all/kettle"
    )


def test_a_saved_page_has_the_address_it_states(page: Path) -> None:
    head = '<link rel="canonical" href="https://shop.example/p/kettle">'
    page.write_text(script({**KETTLE, "image": "k.jpg"}).replace("<h1>", f"{head}<h1>"))

    (row,) = read(page, "page.html")

    assert isinstance(row, Row)
    assert row.fields["link"] == ADDRESS
    assert row.fields["image_link"] == "https://shop.example/p/k.jpg"


def test_the_pages_own_encoding_counts(page: Path) -> None:
    written = script({**KETTLE, "name": "Чайник"}).replace("<html>", '<html><meta charset="windows-1251">')
    page.write_bytes(written.encode().decode("unicode_escape").encode("windows-1251"))

    (row,) = read(page)

    assert isinstance(row, Row)
    assert row.fields["title"] == "Чайник"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("https://schema.org/InStock", Availability.IN_STOCK),
        ("http://schema.org/LimitedAvailability", Availability.LIMITED),
        ("PreOrder", Availability.PREORDER),
        ("schema:SoldOut", Availability.OUT_OF_STOCK),
    ],
)
def test_schemas_availabilities_mean_ours(page: Path, said: str, meant: Availability) -> None:
    fields = fields_of(page, {**KETTLE, "offers": {**OFFER, "availability": said}})

    assert availability(fields["availability"]) is meant


def test_prices_are_spelt_as_they_can_be_read(page: Path) -> None:
    assert read_price(fields_of(page, KETTLE)["price"]).amount == 1990


def test_a_huge_page_is_told(page: Path) -> None:
    page.write_text("<html>" + " " * markup.LONGEST_PAGE)

    (problem,) = read(page)

    assert isinstance(problem, Problem)
    assert problem.code == "page_too_large"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["@id", "@type", "@graph", "@value", "name", "sku", "offers", "price", "image",
        "hasVariant", "isVariantOf", "itemListElement", "item", "url", "priceSpecification", "additionalProperty"]),
        inner | st.sampled_from(["Product", "ProductGroup", "Offer", "#a", "#b"])),
    max_leaves=30,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(json_values, max_size=3))
def test_json_of_any_shape_is_read_or_told(page: Path, data: list[object]) -> None:
    product = [{**KETTLE, **each} if isinstance(each, dict) else each for each in data]
    page.write_text(script(*product), encoding="utf-8", errors="replace")

    for found in read(page):
        assert isinstance(found, Problem) or all(isinstance(value, str) for value in found.fields.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.binary().map(lambda junk: b"<html itemscope itemtype='Product'>" + junk))
def test_any_bytes_are_read_or_told(page: Path, junk: bytes) -> None:
    page.write_bytes(junk)

    try:
        found = read(page)
    except SyncStopped:
        return
    assert found


@pytest.mark.parametrize(
    "hostile",
    [
        '<div itemprop="a" itemscope>' * 3000,
        "".join(f'<div id="i{at}" itemprop="a" itemscope itemref="i{at + 1}"></div>' for at in range(3000)),
    ],
    ids=["within each other", "after each other"],
)
def test_a_page_deeper_than_the_stack_does_not_hold_up_the_next_one(page: Path, hostile: str) -> None:
    for above in range(40):
        page.write_text("<html><body>" + "<div itemprop=b itemscope>" * above + hostile)
        assert all(isinstance(each, Problem) for each in read(page))

    (row,) = read(PAGES / "mug.html")

    assert isinstance(row, Row)


def test_a_bottomless_page_is_told(page: Path) -> None:
    deep = '<div itemscope itemtype="http://schema.org/Product" itemprop="name">' * 3000
    page.write_text(script('{"@type":"Product","offers":' * 50_000) + deep)

    assert all(isinstance(each, Problem) for each in read(page))
