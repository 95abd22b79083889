from pathlib import Path

import pytest

from catalog_sync.feeds import woocommerce_json
from catalog_sync.rows import Row
from tests.unit.catalog_sync.feeds.json_feeds import FEEDS, document, faults, offers, only, rows, told


def simple(**changed: object) -> dict[str, object]:
    usual = {
        "id": 7,
        "name": "Pin",
        "sku": "PIN",
        "type": "simple",
        "regular_price": "12.50",
        "stock_status": "instock",
    }
    return {**usual, **changed}


def variable(*variations: object, **changed: object) -> dict[str, object]:
    return {"product": simple(type="variable", **changed), "variations": list(variations)}


def variation(number: int, **changed: object) -> dict[str, object]:
    usual = {"id": number, "sku": "PIN", "regular_price": "12.50", "stock_status": "instock"}
    return {**usual, "attributes": [{"name": "Size", "option": f"{number} cm"}], **changed}


def fixture() -> list[Row]:
    return offers(rows(woocommerce_json, document(FEEDS / "woocommerce.jsonl")))


def sold(folder: Path, **changed: object) -> Row:
    return only(told(woocommerce_json, folder, simple(**changed)))


def test_a_variation_is_a_row_in_googles_words() -> None:
    sea, *_ = fixture()

    assert sea.fields == {
        "id": "TIDE-SEA",
        "title": "Tide Blanket - Sea",
        "item_group_id": "210",
        "item_group_title": "Tide Blanket",
        "description": "<p>Woven from new wool.</p>",
        "link": "https://fjordwool.example/product/tide-blanket/?attribute_pa_colour=sea",
        "image_link": "https://fjordwool.example/wp-content/tide-sea.jpg",
        "additional_image_link": "https://fjordwool.example/wp-content/tide.jpg",
        "price": "89 EUR",
        "sale_price": "75 EUR",
        "availability": "instock",
        "brand": "Fjordwool",
        "product_type": "Blankets > Gifts &amp; Sets",
        "color": "Sea",
        "detail.Care": "Wash by hand, Dry flat",
        "detail.Tags": "winter",
    }


def test_a_variation_with_its_products_sku_goes_by_its_number() -> None:
    _sea, moss, _pin = fixture()

    assert (moss.fields["id"], moss.headings["id"]) == ("212", "variations[].id")


def test_a_simple_product_is_a_row() -> None:
    *_, pin = fixture()

    assert pin.fields == {
        "id": "220",
        "title": "Pin",
        "description": "<p>Holds a shawl.</p>",
        "link": "https://fjordwool.example/product/pin/",
        "gtin": "4006381333931",
        "price": "12.50 EUR",
        "sale_price": "9.50 EUR",
        "sale_price_effective_date": "2026-05-01T00:00:00/",
        "availability": "instock",
        "quantity": "3",
        "brand": "Nordlicht",
        "detail.Marke": "Nordlicht",
    }


def test_what_is_not_published_or_not_bought_there_is_left_out_and_told() -> None:
    found = faults(rows(woocommerce_json, document(FEEDS / "woocommerce.jsonl")))

    assert found == [("status", "not_published"), ("type", "type_not_sold")]


def test_a_hidden_product_is_left_out_and_told(tmp_path: Path) -> None:
    found = told(woocommerce_json, tmp_path, simple(catalog_visibility="hidden"))

    assert (faults(found), offers(found)) == ([("catalog_visibility", "not_published")], [])


def test_a_grouped_product_is_none_itself(tmp_path: Path) -> None:
    assert told(woocommerce_json, tmp_path, simple(type="grouped")) == []


@pytest.mark.parametrize("variations", [[], [71, 72], None])
def test_a_variable_product_without_its_variations_is_told(tmp_path: Path, variations: object) -> None:
    found = told(woocommerce_json, tmp_path, simple(type="variable", variations=variations))

    assert (faults(found), offers(found)) == ([("variations", "variations_missing")], [])


@pytest.mark.parametrize(
    ("changed", "price", "sale"),
    [
        ({"regular_price": "", "price": "8"}, "8 EUR", None),
        ({"sale_price": ""}, "12.50 EUR", None),
        ({"sale_price": "10"}, "12.50 EUR", "10 EUR"),
        ({"regular_price": ""}, None, None),
    ],
)
def test_a_price_that_is_not_set_is_empty(
    tmp_path: Path, changed: dict[str, object], price: str | None, sale: str | None
) -> None:
    row = sold(tmp_path, **changed)

    assert (row.fields.get("price"), row.fields.get("sale_price")) == (price, sale)


@pytest.mark.parametrize(
    ("stock", "quantity"),
    [
        ({"manage_stock": True, "stock_quantity": 4, "backorders": "no"}, "4"),
        ({"manage_stock": True, "stock_quantity": 0}, "0"),
        ({"manage_stock": True, "stock_quantity": -2, "backorders": "notify"}, None),
        ({"manage_stock": "parent", "stock_quantity": 4}, None),
        ({"manage_stock": False, "stock_quantity": None}, None),
    ],
)
def test_a_number_in_stock_counts_where_selling_stops_at_it(
    tmp_path: Path, stock: dict[str, object], quantity: str | None
) -> None:
    assert sold(tmp_path, **stock).fields.get("quantity") == quantity


@pytest.mark.parametrize(
    ("key", "counts"),
    [("_alg_ean", True), ("hwp_product_gtin", True), ("_wpm_gtin_code", True), ("ean13", True), ("ocean", False)],
)
def test_a_plug_ins_field_for_barcodes_is_known_by_its_name(tmp_path: Path, key: str, counts: bool) -> None:
    row = sold(tmp_path, meta_data=[{"key": "_lock", "value": {}}, {"key": key, "value": "4006381333931"}])

    assert ("gtin" in row.fields) is counts


def test_woocommerces_own_field_for_barcodes_comes_first(tmp_path: Path) -> None:
    row = sold(tmp_path, global_unique_id="96385074", meta_data=[{"key": "ean", "value": "4006381333931"}])

    assert row.fields["gtin"] == "96385074"


def test_an_option_left_open_is_none(tmp_path: Path) -> None:
    any_size = variation(71, attributes=[{"name": "Size", "option": ""}, {"name": "pa_finish", "option": "Matt"}])

    row = only(told(woocommerce_json, tmp_path, variable(any_size)))

    assert (row.fields["title"], row.fields["option.finish"], "size" in row.fields) == ("Pin - Matt", "Matt", False)


@pytest.mark.parametrize(
    ("product", "fault"),
    [
        ({"product": 5, "variations": []}, ("product", "wrong_kind")),
        (variable(variation(71, sku=["PIN"])), ("variations[].sku", "wrong_kind")),
        (variable("red"), ("variations[]", "wrong_kind")),
        (simple(name={"rendered": "Pin"}), ("name", "wrong_kind")),
        (simple(regular_price={}), ("regular_price", "wrong_kind")),
    ],
)
def test_what_a_row_needs_and_is_of_the_wrong_kind_costs_the_row(
    tmp_path: Path, product: object, fault: tuple[str, str]
) -> None:
    found = told(woocommerce_json, tmp_path, product)

    assert (faults(found), offers(found)) == ([fault], [])
