import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from catalog_sync.feeds import woocommerce_table
from catalog_sync.rows import Problem, Record, Row, SyncStopped
from tests.unit.catalog_sync.feeds.tables import FIXTURES, fixture, good, problems, read, table, written

SIMPLE = {"ID": "1", "Type": "simple", "SKU": "cap", "Name": "Cap", "Published": "1", "Regular price": "18"}
PARENT = {"ID": "2", "Type": "variable", "SKU": "tee", "Name": "Tee", "Published": "1", "Description": "Cotton"}
CHILD = {"ID": "3", "Type": "variation", "Name": "Tee - Red", "Published": "1", "Parent": "tee", "Regular price": "20"}


def products(folder: Path, *rows: Mapping[str, str], currency: str | None = "EUR") -> list[Row | Problem]:
    columns = list(dict.fromkeys((*SIMPLE, *PARENT, *CHILD, *(column for row in rows for column in row))))
    text = table([columns, *([row.get(column, "") for column in columns] for row in rows)])
    return read(woocommerce_table, written(folder, text), currency)


def simple(folder: Path, cells: Mapping[str, str]) -> Row:
    (row,) = good(products(folder, {**SIMPLE, **cells}))
    return row


def test_simple_products_and_variations_are_rows() -> None:
    rows = good(read(woocommerce_table, fixture("woocommerce.csv")))

    assert [(row.line, row.fields["id"], row.fields.get("item_group_id")) for row in rows] == [
        (3, "=wren-cap", None),
        (4, "46", None),
        (5, "wren-tee-blue", "wren-tee"),
        (6, "77", "wren-tee"),
    ]


def test_a_variation_takes_what_it_lacks_from_its_parent() -> None:
    row = good(read(woocommerce_table, fixture("woocommerce.csv")))[2]

    assert {
        name: row.fields[name] for name in ("item_group_title", "brand", "product_type", "detail.Tags", "quantity")
    } == {
        "item_group_title": "Wren Tee",
        "brand": "Wren",
        "product_type": "Clothing > Tops > Tees",
        "detail.Tags": "cotton, basics",
        "quantity": "9",
    }
    assert row.fields["description"] == 'Soft.\nWarm.\n\n<p>Made of "good" cotton.</p>'
    assert row.fields["image_link"] == "https://wren.example/tee-blue.jpg"
    assert "additional_image_link" not in row.fields


def test_a_variation_has_its_own_words_before_its_parents() -> None:
    row = good(read(woocommerce_table, fixture("woocommerce.csv")))[3]

    assert row.fields["description"] == "Only in black."
    assert row.fields["quantity"] == "4"
    assert row.fields["image_link"] == "https://wren.example/tee.jpg"
    assert row.fields["additional_image_link"] == "https://wren.example/tee,back.jpg"


def test_a_variations_attributes_are_options_and_its_parents_others_facts() -> None:
    row = good(read(woocommerce_table, fixture("woocommerce.csv")))[3]

    assert row.fields["color"] == "Black, matt"
    assert row.fields["detail.Fabric"] == "Cotton"
    assert row.headings["color"] == "Attribute 1 value(s)"


def test_attributes_that_the_shop_hides_stay_hidden() -> None:
    row = good(read(woocommerce_table, fixture("woocommerce.csv")))[0]

    assert row.fields["color"] == "Yellow"
    assert "Secret" not in row.fields.values()


def test_several_values_of_a_simple_product_are_a_fact(tmp_path: Path) -> None:
    cells = {"Attribute 1 name": "Color", "Attribute 1 value(s)": "Red, Blue", "Attribute 1 visible": "1"}

    row = simple(tmp_path, cells)

    assert row.fields["detail.Color"] == "Red, Blue"
    assert "color" not in row.fields


def test_a_variation_above_its_parent_finds_it_all_the_same(tmp_path: Path) -> None:
    found = products(tmp_path, CHILD, SIMPLE, PARENT)

    assert [(row.line, row.fields.get("description")) for row in good(found)] == [(3, None), (2, "Cotton")]
    assert problems(found) == []


def test_a_variation_whose_parent_is_not_there_stands_for_itself(tmp_path: Path) -> None:
    (row,) = good(products(tmp_path, {**CHILD, "Parent": "id:7"}))

    assert (row.fields["title"], row.fields["item_group_id"]) == ("Tee - Red", "7")


def test_a_parent_is_found_by_number_and_read_again_after_others(tmp_path: Path) -> None:
    other = {**PARENT, "ID": "9", "SKU": "", "Name": "Sock", "Description": "Wool"}
    children = [{**CHILD, "ID": str(at), "Parent": parent} for at, parent in enumerate(("id:9", "tee", "id:9"), 20)]

    rows = good(products(tmp_path, PARENT, other, *children))

    assert [(row.fields["description"], row.fields["item_group_id"]) for row in rows] == [
        ("Wool", "9"),
        ("Cotton", "tee"),
        ("Wool", "9"),
    ]


def test_a_variable_product_without_variations_is_told() -> None:
    found = read(woocommerce_table, fixture("woocommerce.csv"))

    assert (12, "Name", "no_variations") in problems(found)


def test_what_is_not_shown_or_not_sold_here_is_told() -> None:
    found = read(woocommerce_table, fixture("woocommerce.csv"))

    assert problems(found)[:-1] == [
        (7, "Published", "not_published"),
        (8, "Visibility in catalog", "not_published"),
        (9, "Type", "grouped_product"),
        (10, "Type", "external_product"),
        (11, "Type", "type_not_sold"),
    ]


def test_variations_of_a_product_that_is_not_published_are_not_shown(tmp_path: Path) -> None:
    found = products(tmp_path, {**PARENT, "Published": "0"}, CHILD)

    assert problems(found) == [(3, "Published", "not_published")]


@pytest.mark.parametrize(
    ("stock", "count", "back_orders", "expected"),
    [
        ("1", "5", "0", ("in_stock", "5")),
        ("0", "0", "0", ("out_of_stock", "0")),
        ("backorder", "-3", "notify", ("backorder", None)),
        ("1", "5", "1", ("in_stock", None)),
        ("1", "", "0", ("in_stock", None)),
        ("", "0", "0", ("out_of_stock", "0")),
        ("", "", "", ("in_stock", None)),
        ("outofstock", "", "", ("outofstock", None)),
    ],
)
def test_stock_is_what_woocommerce_would_sell(
    tmp_path: Path, stock: str, count: str, back_orders: str, expected: tuple[str, str | None]
) -> None:
    row = simple(tmp_path, {"In stock?": stock, "Stock": count, "Backorders allowed?": back_orders})

    assert (row.fields["availability"], row.fields.get("quantity")) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2026-05-01 0:00:00", "2026-05-31 23:59:59", "2026-05-01T00:00:00/2026-05-31T23:59:59"),
        ("", "2026-05-31", "/2026-05-31T23:59:59"),
        ("2026-05-01", "", "2026-05-01/"),
        ("soon", "", "soon/"),
        ("", "", None),
    ],
)
def test_a_sale_has_its_days(tmp_path: Path, starts: str, ends: str, expected: str | None) -> None:
    row = simple(tmp_path, {"Sale price": "15", "Date sale price starts": starts, "Date sale price ends": ends})

    assert (row.fields["price"], row.fields["sale_price"]) == ("18 EUR", "15 EUR")
    assert row.fields.get("sale_price_effective_date") == expected


def test_a_price_without_a_settled_currency_stays_bare(tmp_path: Path) -> None:
    (row,) = good(products(tmp_path, SIMPLE, currency=None))

    assert row.fields["price"] == "18"


def test_measures_have_the_unit_of_their_heading() -> None:
    row = good(read(woocommerce_table, fixture("woocommerce.csv")))[2]

    assert (row.fields["product_weight"], row.fields["product_length"]) == (".5 lbs", "24 in")
    assert row.headings["product_weight"] == "Weight (lbs)"


def test_written_line_breaks_are_line_breaks_again(tmp_path: Path) -> None:
    row = simple(tmp_path, {"Description": r"one\ntwo \\n three"})

    assert row.fields["description"] == "one\ntwo \\n three"


@pytest.mark.parametrize("heading", ["GTIN, UPC, EAN, or ISBN", "GTIN", "EAN", "Meta: _alg_ean"])
def test_a_barcode_has_several_headings(tmp_path: Path, heading: str) -> None:
    row = simple(tmp_path, {heading: "4006381333932"})

    assert row.fields["gtin"] == "4006381333932"


@pytest.mark.parametrize("missing", ["Name", "Regular price"])
def test_each_needed_column_is_missed(tmp_path: Path, missing: str) -> None:
    heading = [name for name in SIMPLE if name != missing]

    with pytest.raises(SyncStopped, match=f"no column {missing.lower()}"):
        read(woocommerce_table, written(tmp_path, table([heading])))


def test_headings_in_another_language_are_recognised_and_answered(tmp_path: Path) -> None:
    german = "ID,Typ,Artikelnummer,Name,Veröffentlicht,Regulärer Preis\r\n44,variable,tee,Hemd,1,\r\n"
    document = written(tmp_path, german)

    assert woocommerce_table.recognises(document.head())
    with pytest.raises(SyncStopped, match="not in English; set the language of your WordPress profile") as stopped:
        read(woocommerce_table, document)
    assert stopped.value.code == "heading_not_english"


def test_a_spreadsheets_semicolons_and_encoding_change_nothing(tmp_path: Path) -> None:
    rows = [list(SIMPLE), [*SIMPLE.values()], [*{**SIMPLE, "Name": "Mütze", "SKU": "m"}.values()]]

    found = read(woocommerce_table, written(tmp_path, table(rows, ";").encode("cp1252")))

    assert [row.fields["title"] for row in good(found)] == ["Cap", "Mütze"]


def test_a_changed_parent_changes_its_variations_records(tmp_path: Path) -> None:
    text = (FIXTURES / "woocommerce.csv").read_text()

    before, after = (contents(tmp_path, each) for each in (text, text.replace("Made of", "Woven from")))

    assert [old == new for old, new in zip(before, after, strict=True)][:4] == [True, True, False, False]


def contents(folder: Path, text: str) -> list[object]:
    reading = woocommerce_table.read(written(folder, text), "EUR")
    return [each.content for each in reading.records() if isinstance(each, Record)]


def test_a_reading_travels_to_another_process() -> None:
    reading = woocommerce_table.read(fixture("woocommerce.csv"), "EUR")
    record = next(each for each in reading.records() if isinstance(each, Record))

    assert list(pickle.loads(pickle.dumps(reading)).rows(record)) == list(reading.rows(record))  # noqa: S301  our own
