from pathlib import Path

import pytest

from catalog_sync.feeds import shopify_json
from catalog_sync.rows import Row
from tests.unit.catalog_sync.feeds.json_feeds import FEEDS, document, faults, offers, only, rows, told

PAGE = "https://skerry.example/en/products.json?limit=250&page=1"
OPTIONS = [{"name": "Colour", "values": ["Red", "Blue"]}, {"name": "Grind", "values": ["Fine"]}]


def variant(number: int = 1, **changed: object) -> dict[str, object]:
    usual = {"id": number, "title": f"V{number}", "sku": f"S-{number}", "price": "12.00", "available": True}
    return {**usual, **changed}


def product(*variants: object, **changed: object) -> dict[str, object]:
    return {"id": 9, "title": "Mug", "handle": "mug", "body_html": "", "variants": list(variants), **changed}


def fixture(name: str = "shopify.json") -> list[Row]:
    return offers(rows(shopify_json, document(FEEDS / "shopify.json", name)))


def test_a_variant_is_a_row_in_googles_words() -> None:
    sand, _slate, _stand = fixture(PAGE)

    assert sand.fields == {
        "id": "MUG-SAND",
        "title": "Harbour Mug - Sand / 350 ml",
        "item_group_id": "harbour-mug",
        "item_group_title": "Harbour Mug",
        "description": "<p>Stoneware, thrown by hand.</p><ul><li>Holds 350 ml</li></ul>",
        "link": "https://skerry.example/en/products/harbour-mug?variant=41000001",
        "brand": "Skerry",
        "product_type": "Mugs",
        "price": "24.00 EUR",
        "sale_price": "18.00 EUR",
        "availability": "in_stock",
        "image_link": "https://cdn.skerry.example/mug.jpg?v=1",
        "additional_image_link": "https://cdn.skerry.example/mug-slate.jpg?v=2",
        "shipping_weight": "420 g",
        "color": "Sand",
        "option.Capacity": "350 ml",
        "detail.Tags": "stoneware, gift",
    }


def test_a_variant_without_sku_goes_by_its_number_and_shows_its_own_picture() -> None:
    _sand, slate, _stand = fixture()

    assert (slate.fields["id"], slate.headings["id"]) == ("41000002", "variants[].id")
    assert slate.fields["image_link"] == "https://cdn.skerry.example/mug-slate.jpg?v=2"
    assert slate.fields["availability"] == "out_of_stock"


def test_a_product_with_one_variant_is_no_group_and_has_no_default_option() -> None:
    *_, stand = fixture(PAGE)

    assert (stand.fields["title"], stand.fields["link"]) == (
        "Pour-Over Stand",
        "https://skerry.example/en/products/pour-over-stand",
    )
    assert not {"item_group_id", "option.Title"} & stand.fields.keys()
    assert stand.fields["detail.Tags"] == "oak, coffee"


@pytest.mark.parametrize(
    "name", ["products.json", "https://skerry.example/feed.json", "ftp://skerry.example/products.json"]
)
def test_only_the_listings_own_address_tells_where_products_are(name: str) -> None:
    assert all("link" not in row.fields for row in fixture(name))


def test_a_product_whose_variants_are_spread_over_pages_stays_one(tmp_path: Path) -> None:
    first = only(told(shopify_json, tmp_path, product(variant(1, option1="Red"), options=OPTIONS)))
    second = only(told(shopify_json, tmp_path, product(variant(2, option1="Blue"), options=OPTIONS)))

    assert first.fields["item_group_id"] == second.fields["item_group_id"] == "mug"


@pytest.mark.parametrize(
    ("asked", "compared", "price", "sale"),
    [
        ("12.00", "15.00", "15.00 EUR", "12.00 EUR"),
        ("12.00", "12.00", "12.00 EUR", None),
        ("12.00", "9.00", "12.00 EUR", None),
        ("12.00", "", "12.00 EUR", None),
        ("12.00", None, "12.00 EUR", None),
        ("0.00", "15.00", "0.00 EUR", None),
        ("?", "15.00", "? EUR", None),
        (12.5, 15, "15 EUR", "12.5 EUR"),
    ],
)
def test_a_higher_price_to_compare_with_makes_a_sale(
    tmp_path: Path, asked: object, compared: object, price: str, sale: str | None
) -> None:
    row = only(told(shopify_json, tmp_path, product(variant(price=asked, compare_at_price=compared))))

    assert (row.fields["price"], row.fields.get("sale_price")) == (price, sale)


def test_without_a_currency_the_price_is_a_bare_number(tmp_path: Path) -> None:
    assert only(told(shopify_json, tmp_path, product(variant()), None)).fields["price"] == "12.00"


def test_a_picture_that_names_a_variant_is_its_first(tmp_path: Path) -> None:
    images = [
        {"src": "https://a.example/1.jpg", "variant_ids": [2]},
        {"src": "https://a.example/2.jpg", "variant_ids": [1]},
    ]

    row = only(told(shopify_json, tmp_path, product(variant(1), images=images)))

    assert (row.fields["image_link"], row.fields["additional_image_link"]) == (
        "https://a.example/2.jpg",
        "https://a.example/1.jpg",
    )


def test_of_many_pictures_twenty_are_named(tmp_path: Path) -> None:
    images = [{"src": f"https://a.example/{number}.jpg"} for number in range(300)]

    row = only(told(shopify_json, tmp_path, product(variant(1), images=images)))

    assert len(row.fields["additional_image_link"].splitlines()) == 19


def test_two_options_for_one_field_are_both_kept(tmp_path: Path) -> None:
    options = [{"name": "Color", "values": ["Red"]}, {"name": "Farbe", "values": ["Rot"]}]

    row = only(told(shopify_json, tmp_path, product(variant(option1="Red", option2="Rot"), options=options)))

    assert (row.fields["color"], row.fields["option.Farbe"]) == ("Red", "Rot")


def test_a_product_that_says_nothing_of_stock_is_asked_for_it_by_its_path(tmp_path: Path) -> None:
    row = only(told(shopify_json, tmp_path, product(variant(available=None))))

    assert "availability" not in row.fields
    assert row.problem("availability", "missing", "fix").column == "variants[].available"


@pytest.mark.parametrize(
    ("listed", "problem"),
    [
        (product(), ("variants", "no_variants")),
        (product(5), ("variants[]", "wrong_kind")),
        (product(variant(price={"amount": 12})), ("variants[].price", "wrong_kind")),
        (product(variant(sku=[])), ("variants[].sku", "wrong_kind")),
        (product(variant(sku=1e300)), ("variants[].sku", "wrong_kind")),
        (product(variant(), title=True), ("title", "wrong_kind")),
    ],
)
def test_what_a_row_needs_and_is_of_the_wrong_kind_costs_the_row(
    tmp_path: Path, listed: object, problem: tuple[str, str]
) -> None:
    found = told(shopify_json, tmp_path, listed)

    assert (faults(found), offers(found)) == ([problem], [])


def test_an_optional_value_of_the_wrong_kind_is_noted_and_the_row_lands(tmp_path: Path) -> None:
    found = told(shopify_json, tmp_path, product(variant(), vendor={"name": "Skerry"}, images="mug.jpg"))

    assert faults(found) == [("images", "wrong_kind"), ("vendor", "wrong_kind")]
    assert len(offers(found)) == 1
