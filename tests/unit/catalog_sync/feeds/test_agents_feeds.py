"""The feeds of the Agentic and of the Universal Commerce Protocol."""

from pathlib import Path

import pytest
from babel.numbers import get_currency_precision

from catalog_sync.feeds import acp, ucp
from catalog_sync.feeds.agent_offers import decimals
from catalog_sync.feeds.detect import FeedFormat
from catalog_sync.rows import Row
from tests.unit.catalog_sync.feeds.json_feeds import FEEDS, document, faults, offers, only, rows, told


def variant(**changed: object) -> dict[str, object]:
    return {"id": "v", "title": "Lamp", "price": {"amount": 7900, "currency": "EUR"}, **changed}


def product(*variants: object, **changed: object) -> dict[str, object]:
    return {"id": "p", "title": "Lamp", "variants": list(variants or (variant(),)), **changed}


def fixture(feed: FeedFormat, name: str) -> list[Row]:
    return offers(rows(feed, document(FEEDS / name)))


def sold(folder: Path, **changed: object) -> Row:
    return only(told(acp, folder, product(variant(**changed))))


def test_an_acp_variant_is_a_row_in_googles_words() -> None:
    brass, *_ = fixture(acp, "acp/products.jsonl")

    assert brass.fields == {
        "id": "lamp-brass",
        "title": "Beacon Lamp - Brass",
        "item_group_id": "prod_lamp",
        "item_group_title": "Beacon Lamp",
        "description": "A lamp for the bedside.",
        "link": "https://beacon.example/lamp?v=brass",
        "image_link": "https://cdn.beacon.example/brass.jpg",
        "additional_image_link": "https://cdn.beacon.example/lamp.jpg",
        "price": "99.00 EUR",
        "sale_price": "79.00 EUR",
        "availability": "in_stock",
        "condition": "new",
        "gtin": "00012345600012",
        "product_type": "Home > Lamps",
        "google_product_category": "187",
        "size": "Small",
        "option.Finish": "Brass",
        "detail.Seller": "Beacon",
    }


def test_a_product_with_one_variant_is_no_group() -> None:
    *_, bulb = fixture(acp, "acp/products.jsonl")

    assert bulb.fields == {"id": "bulb", "title": "Bulb", "price": "4.50 EUR", "availability": "in_stock"}


def test_an_acp_feeds_metadata_is_known_and_has_no_product() -> None:
    metadata = document(FEEDS / "acp" / "metadata.json")

    assert acp.recognises(metadata.head())
    assert rows(acp, metadata) == []


def test_a_ucp_variant_is_a_row_in_googles_words() -> None:
    green, red = fixture(ucp, "ucp.json")

    assert green.fields == {
        "id": "TENT-G",
        "title": "Cove Tent - Green",
        "item_group_id": "p-tent",
        "item_group_title": "Cove Tent",
        "description": "Sleeps two.",
        "link": "https://lee.example/tent",
        "image_link": "https://cdn.lee.example/tent.jpg",
        "price": "249.00 EUR",
        "sale_price": "199.00 EUR",
        "availability": "low_stock",
        "quantity": "2",
        "condition": "new",
        "brand": "Lee",
        "gtin": "4006381333931",
        "product_type": "Outdoor > Tents",
        "color": "Green",
        "detail.Tags": "light",
    }
    assert (red.fields["id"], red.headings["id"]) == ("v-2", "variants[].id")


def test_a_single_product_looked_up_is_unwrapped(tmp_path: Path) -> None:
    row = only(told(ucp, tmp_path, {"ucp": {"version": "1"}, "product": product()}))

    assert (row.fields["title"], row.headings["title"]) == ("Lamp", "product.title")


@pytest.mark.parametrize(
    ("currency", "price"),
    [("EUR", "19.99 EUR"), ("jpy", "1999 JPY"), ("KWD", "1.999 KWD"), ("RSD", "19.99 RSD"), ("IQD", "1.999 IQD")],
)
def test_minor_units_are_those_of_iso_4217(tmp_path: Path, currency: str, price: str) -> None:
    assert sold(tmp_path, price={"amount": 1999, "currency": currency}).fields["price"] == price


@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF", "JPY", "KRW", "ISK", "CLP", "BHD", "TND", "CLF"])
def test_of_the_usual_currencies_the_locale_data_say_the_same(currency: str) -> None:
    assert decimals(currency) == get_currency_precision(currency)


@pytest.mark.parametrize(
    "price",
    [
        19.99,
        "19.99 EUR",
        {"amount": 19.99, "currency": "EUR"},
        {"amount": "19.99", "currency": "EUR"},
        {"amount": True, "currency": "EUR"},
        {"amount": 10**30, "currency": "EUR"},
        {"amount": 1999},
        {"amount": 1999, "currency": "€"},
        {"currency": "EUR"},
        [1999, "EUR"],
    ],
)
def test_a_price_that_is_not_in_minor_units_is_never_guessed(tmp_path: Path, price: object) -> None:
    found = told(acp, tmp_path, product(variant(price=price)))

    assert (faults(found), offers(found)) == ([("variants[].price", "price_unreadable")], [])


def test_an_unreadable_list_price_costs_the_sale_alone(tmp_path: Path) -> None:
    found = told(acp, tmp_path, product(variant(list_price=99)))

    assert faults(found) == [("variants[].list_price", "price_unreadable")]
    assert [row.fields["price"] for row in offers(found)] == ["79.00 EUR"]


@pytest.mark.parametrize("listed", [{"amount": 7900, "currency": "EUR"}, {"amount": 9900, "currency": "USD"}, None])
def test_a_list_price_that_is_not_higher_makes_no_sale(tmp_path: Path, listed: object) -> None:
    row = sold(tmp_path, list_price=listed)

    assert (row.fields["price"], "sale_price" in row.fields) == ("79.00 EUR", False)


@pytest.mark.parametrize(
    ("availability", "word"),
    [
        ({"available": True, "status": "preorder"}, "preorder"),
        ({"available": True}, "in_stock"),
        ({"available": False}, "out_of_stock"),
        ({"available": False, "status": "in_stock"}, "out_of_stock"),
        ({"available": False, "status": "discontinued"}, "discontinued"),
        ({"status": "limited_stock"}, "limited_stock"),
        ({}, None),
        (None, None),
    ],
)
def test_what_cannot_be_had_is_out_of_stock_whatever_its_state(
    tmp_path: Path, availability: object, word: str | None
) -> None:
    assert sold(tmp_path, availability=availability).fields.get("availability") == word


def test_media_other_than_pictures_are_left_out(tmp_path: Path) -> None:
    media = [{"type": "model", "url": "https://a.example/3d"}, {"type": "image", "url": "https://a.example/1.jpg"}]

    assert sold(tmp_path, media=media).fields["image_link"] == "https://a.example/1.jpg"


@pytest.mark.parametrize(("kind", "counts"), [("GTIN", True), ("ean-13", True), ("upc", True), ("MPN", False)])
def test_a_barcode_counts_by_its_kind(tmp_path: Path, kind: str, counts: bool) -> None:
    assert ("gtin" in sold(tmp_path, barcodes=[{"type": kind, "value": "96385074"}]).fields) is counts


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ({"html": "<p>A</p>", "plain": "A"}, "A"),
        ({"markdown": "*A*"}, "*A*"),
        ("A", "A"),
    ],
)
def test_plain_words_come_first_among_descriptions(tmp_path: Path, description: object, text: str) -> None:
    assert sold(tmp_path, description=description).fields["description"] == text


@pytest.mark.parametrize(
    ("listed", "fault"),
    [
        (product(variants={}), ("variants", "wrong_kind")),
        (product(variants=[]), ("variants", "no_variants")),
        (product("red"), ("variants[]", "wrong_kind")),
        (product(variant(id={})), ("variants[].id", "wrong_kind")),
        (product(title=[]), ("title", "wrong_kind")),
    ],
)
@pytest.mark.parametrize("feed", [acp, ucp])
def test_what_a_row_needs_and_is_of_the_wrong_kind_costs_the_row(
    tmp_path: Path, feed: FeedFormat, listed: object, fault: tuple[str, str]
) -> None:
    found = told(feed, tmp_path, listed)

    assert fault in faults(found)
    assert offers(found) == []
