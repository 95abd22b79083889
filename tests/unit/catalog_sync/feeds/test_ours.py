import json
from pathlib import Path

import pytest

from catalog_sync.feeds import ours
from catalog_sync.rows import Problem, Row
from tests.unit.catalog_sync.feeds.json_feeds import FEEDS, document, faults, offers, only, rows, told, written


def thing(**changed: object) -> dict[str, object]:
    usual = {"sku": "BAR", "title": "Bar", "price": {"amount": 349, "currency": "EUR"}, "availability": "in_stock"}
    return {**usual, **changed}


def sold(folder: Path, **changed: object) -> Row:
    return only(told(ours, folder, thing(**changed)))


def test_a_line_is_a_row_in_googles_words() -> None:
    bar, _cup = offers(rows(ours, document(FEEDS / "ours.jsonl")))

    assert bar.fields == {
        "id": "BAR-70",
        "item_group_id": "bar",
        "title": "Dark Bar 70 g",
        "description": "Seventy percent.",
        "link": "https://cocoa.example/bar-70",
        "image_link": "https://cdn.cocoa.example/bar.jpg",
        "additional_image_link": "https://cdn.cocoa.example/bar-2.jpg",
        "brand": "Cocoa",
        "gtin": "4006381333931",
        "mpn": "B70",
        "price": "3.49 EUR",
        "sale_price": "2.99 EUR",
        "sale_price_effective_date": "2026-05-01T00:00:00Z/2026-05-08T00:00:00Z",
        "availability": "in_stock",
        "quantity": "40",
        "condition": "new",
        "product_type": "Food > Chocolate",
        "content_language": "en",
        "shipping_weight": "0.1 kg",
        "size": "70 g",
        "option.Flavour": "Dark",
        "detail.Material": "paper",
        "detail.Width": "7.5 cm",
        "detail.Height": "15 cm",
        "detail.Depth": "1 cm",
        "detail.Weight": "70 g",
        "detail.Ingredients": "Cocoa mass, cane sugar",
        "detail.Allergens": "milk, nuts",
        "detail.Nutrition": "energy 2400 kJ, saturated fat 21 g",
        "detail.Minimum age": "3 years",
        "detail.Care": "Keep cool",
        "detail.Vegan": "no",
    }


def test_no_more_is_needed_than_what_every_product_has() -> None:
    found = rows(ours, document(FEEDS / "ours.jsonl"))

    assert only(found[1:]).fields == {"id": "CUP", "title": "Cup", "price": "1200 JPY", "availability": "preorder"}


@pytest.mark.parametrize(("currency", "price"), [("USD", "3.49 USD"), ("JPY", "349 JPY"), ("TND", "0.349 TND")])
def test_amounts_are_in_the_currencys_own_minor_units(tmp_path: Path, currency: str, price: str) -> None:
    assert sold(tmp_path, price={"amount": 349, "currency": currency}).fields["price"] == price


@pytest.mark.parametrize(
    ("sale", "dates"),
    [
        ({"amount": 299}, None),
        ({"amount": 299, "from": "2026-05-01"}, "2026-05-01/"),
        ({"amount": 299, "to": "2026-05-01"}, "/2026-05-01"),
    ],
)
def test_a_sale_may_have_no_end_and_no_beginning(tmp_path: Path, sale: object, dates: str | None) -> None:
    row = sold(tmp_path, sale=sale)

    assert (row.fields["sale_price"], row.fields.get("sale_price_effective_date")) == ("2.99 EUR", dates)


def test_a_category_may_be_a_list_from_broad_to_narrow(tmp_path: Path) -> None:
    assert sold(tmp_path, category=["Food", "Chocolate"]).fields["product_type"] == "Food > Chocolate"


@pytest.mark.parametrize(
    ("facts", "name", "text"),
    [
        ({"dimensions": "12 x 8 cm"}, "Dimensions", "12 x 8 cm"),
        ({"dimensions": {"l": 200}}, "Length", "200"),
        ({"weight": "350 g"}, "Weight", "350 g"),
        ({"ingredients": ["cocoa", "sugar"]}, "Ingredients", "cocoa, sugar"),
        ({"age_min": "18 months"}, "Minimum age", "18 months"),
        ({"dishwasher_safe": True}, "Dishwasher safe", "yes"),
        ({"SPF": 30}, "SPF", "30"),
    ],
)
def test_a_fact_is_told_in_words(tmp_path: Path, facts: object, name: str, text: str) -> None:
    assert sold(tmp_path, facts=facts).fields[f"detail.{name}"] == text


def test_a_field_nobody_knows_is_reported_where_it_first_stands_and_once(tmp_path: Path) -> None:
    lines = [thing(), thing(sku="2", colour="red"), thing(sku="3", colour="blue", weight=4)]

    found = rows(ours, written(tmp_path, "\n".join(json.dumps(each) for each in lines)))

    notes = [(each.line, each.column, each.found) for each in found if isinstance(each, Problem)]
    assert notes == [(2, "colour", "red"), (3, "weight", "4")]
    assert len(offers(found)) == 3


def test_of_fields_nobody_knows_fifty_are_reported(tmp_path: Path) -> None:
    found = told(ours, tmp_path, thing(**{f"field {number}": 1 for number in range(900)}))

    assert len(faults(found)) == 50


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"sku": ["BAR"]}, ("sku", "wrong_kind")),
        ({"title": {"en": "Bar"}}, ("title", "wrong_kind")),
        ({"price": "3.49 EUR"}, ("price", "price_unreadable")),
        ({"price": 3.49}, ("price", "price_unreadable")),
    ],
)
def test_what_a_row_needs_and_is_of_the_wrong_kind_costs_the_row(
    tmp_path: Path, changed: dict[str, object], fault: tuple[str, str]
) -> None:
    found = told(ours, tmp_path, thing(**changed))

    assert (faults(found), offers(found)) == ([fault], [])


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"sale": 299}, ("sale", "wrong_kind")),
        ({"options": ["red"]}, ("options", "wrong_kind")),
        ({"options": {"color": ["red"]}}, ("options.color", "wrong_kind")),
        ({"images": "bar.jpg"}, ("images", "wrong_kind")),
        ({"images": [{"url": "bar.jpg"}]}, ("images[]", "wrong_kind")),
        ({"facts": []}, ("facts", "wrong_kind")),
        ({"facts": {"care": [[[[["by hand"]]]]]}}, ("facts.care[][][][]", "wrong_kind")),
        ({"category": 5}, ("category", "wrong_kind")),
    ],
)
def test_an_optional_value_of_the_wrong_kind_is_noted_and_the_row_lands(
    tmp_path: Path, changed: dict[str, object], fault: tuple[str, str]
) -> None:
    found = told(ours, tmp_path, thing(**changed))

    assert fault in faults(found)
    assert len(offers(found)) == 1
