import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.feeds import shopify_table
from catalog_sync.feeds.shopify_columns import RENAMED
from catalog_sync.feeds.shopify_table import LONGEST_ID, MOST_ROWS
from catalog_sync.rows import Problem, Record, Row, SyncStopped
from tests.unit.catalog_sync.feeds.tables import FIXTURES, fixture, good, problems, read, table, written


def products(folder: Path, *rows: Mapping[str, str], currency: str | None = "EUR") -> list[Row | Problem]:
    """What is read of rows that have these cells, and columns for no others."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = table([columns, *([row.get(column, "") for column in columns] for row in rows)])
    return read(shopify_table, written(folder, text), currency)


def product(folder: Path, **cells: str) -> Row:
    """The only variant of a product, by its cells; "_" for a blank in a heading."""
    (row,) = good(products(folder, {"Title": "Mug"} | {name.replace("_", " "): cell for name, cell in cells.items()}))
    return row


def test_one_product_is_the_rows_of_one_handle() -> None:
    rows = good(read(shopify_table, fixture("shopify_old.csv")))

    assert [(row.line, row.fields["id"], row.fields.get("item_group_id")) for row in rows] == [
        (2, "HM-W", "heron-mug"),
        (4, "HM-B", "heron-mug"),
        (5, "heron-mug/Green/Fine", "heron-mug"),
        (7, "gift-card", None),
        (11, "MI-1", None),
    ]


def test_variants_share_what_the_first_row_says() -> None:
    rows = good(read(shopify_table, fixture("shopify_old.csv")))[:3]

    for name in ("description", "brand", "product_type", "google_product_category", "detail.Material", "detail.Tags"):
        assert len({row.fields[name] for row in rows}) == 1
    assert rows[2].fields["detail.Material"] == "Stoneware, Cork"


def test_options_are_named_by_the_first_row_and_what_google_has_by_googles_name() -> None:
    rows = good(read(shopify_table, fixture("shopify_old.csv")))[:2]

    assert [(row.fields["color"], row.fields["option.Grind"]) for row in rows] == [
        ("White", "Coarse"),
        ("Black", "Fine"),
    ]
    assert rows[1].problem("option.Grind", "code", "fix").column == "Option2 Value"


def test_a_variant_is_titled_by_its_product_and_its_options() -> None:
    row = good(read(shopify_table, fixture("shopify_new.csv")))[1]

    assert (row.fields["title"], row.fields["item_group_title"]) == ("Heron Mug - Black", "Heron Mug")


def test_a_row_with_nothing_but_a_picture_is_no_variant() -> None:
    rows = good(read(shopify_table, fixture("shopify_old.csv")))[:3]

    assert [row.fields["image_link"] for row in rows] == [
        "https://heron.example/white.jpg",
        "https://heron.example/mug-1.jpg",
        "https://heron.example/mug-1.jpg",
    ]
    assert rows[0].fields["additional_image_link"].splitlines() == [
        f"https://heron.example/mug-{position}.jpg" for position in (1, 2, 3)
    ]


def test_a_higher_price_to_compare_with_makes_a_sale() -> None:
    rows = good(read(shopify_table, fixture("shopify_old.csv")))[:2]

    assert [(row.fields["price"], row.fields.get("sale_price")) for row in rows] == [
        ("18.00 EUR", "14.00 EUR"),
        ("14.00 EUR", None),
    ]
    assert [row.headings["price"] for row in rows] == ["Variant Compare At Price", "Variant Price"]


def test_a_price_without_a_settled_currency_stays_bare(tmp_path: Path) -> None:
    (row,) = good(products(tmp_path, {"Title": "Mug", "Price": "14.00"}, currency=None))

    assert row.fields["price"] == "14.00"


@pytest.mark.parametrize("price", ["-5.00", "free", "1e999", "１４"])
def test_an_odd_price_is_passed_on_for_the_validator_to_judge(tmp_path: Path, price: str) -> None:
    row = product(tmp_path, Price=price, Compare_At_Price="20")

    assert row.fields["price"].startswith(price)


@pytest.mark.parametrize(
    ("tracker", "count", "policy", "expected"),
    [
        ("shopify", "7", "deny", ("in_stock", "7")),
        ("shopify", "0", "deny", ("out_of_stock", "0")),
        ("shopify", "-2", "DENY", ("out_of_stock", "-2")),
        ("shopify", "", "deny", ("out_of_stock", "0")),
        ("shopify", "0", "continue", ("in_stock", None)),
        ("shopify", "3", "CONTINUE", ("in_stock", None)),
        ("", "0", "deny", ("in_stock", None)),
    ],
)
def test_stock_is_what_shopify_would_sell(
    tmp_path: Path, tracker: str, count: str, policy: str, expected: tuple[str, str | None]
) -> None:
    cells = {"Variant Inventory Tracker": tracker, "Variant Inventory Qty": count, "Variant Inventory Policy": policy}

    (row,) = good(products(tmp_path, {"Title": "Mug", **cells}))

    assert (row.fields["availability"], row.fields.get("quantity")) == expected


def test_a_barcode_loses_the_apostrophe_of_spreadsheets() -> None:
    rows = good(read(shopify_table, fixture("shopify_old.csv")))[:2]

    assert [row.fields["gtin"] for row in rows] == ["4006381333931", "4006381333932"]


def test_drafts_and_what_is_not_published_are_left_out_and_told() -> None:
    found = read(shopify_table, fixture("shopify_old.csv"))

    assert [each for each in problems(found) if each[2] == "not_published"] == [
        (8, "Status", "not_published"),
        (9, "Published", "not_published"),
    ]


@pytest.mark.parametrize("status", ["archived", "Draft", "unlisted"])
def test_only_what_is_active_is_listed(tmp_path: Path, status: str) -> None:
    found = products(tmp_path, {"Title": "Mug", "Status": status})

    assert problems(found) == [(2, "Status", "not_published")]


def test_rows_of_a_handle_that_stand_apart_are_told() -> None:
    found = read(shopify_table, fixture("shopify_old.csv"))

    assert (10, "Handle", "handle_scattered") in problems(found)


def test_a_whole_product_twice_is_read_twice(tmp_path: Path) -> None:
    mug = {"Handle": "mug", "Title": "Mug", "Variant SKU": "M"}

    found = products(tmp_path, mug, {"Handle": "pot", "Title": "Pot", "Variant SKU": "P"}, mug)

    assert [row.fields["id"] for row in good(found)] == ["M", "P", "M"]


def test_a_product_of_too_many_rows_ends_and_the_rest_is_told(tmp_path: Path) -> None:
    rows = (
        {"Handle": "mug", "Title": "Mug" if at == 0 else "", "Variant SKU": f"M{at}"} for at in range(MOST_ROWS + 1)
    )

    found = products(tmp_path, *rows)

    assert len(good(found)) == MOST_ROWS
    assert problems(found) == [(MOST_ROWS + 2, "Handle", "handle_scattered")]


def test_a_row_without_handle_and_title_goes_on_with_the_product_above(tmp_path: Path) -> None:
    first = {"Handle": "mug", "Title": "Mug", "Option1 Name": "Size", "Option1 Value": "S"}

    found = products(tmp_path, first, {"Option1 Value": "L"})

    assert [(row.fields["size"], row.fields["item_group_id"]) for row in good(found)] == [("S", "mug"), ("L", "mug")]


def test_a_first_row_that_belongs_to_nothing_is_told(tmp_path: Path) -> None:
    found = products(tmp_path, {"Title": "", "Variant SKU": "M"}, {"Title": "Pot", "Variant SKU": "P"})

    assert [row.fields["id"] for row in good(found)] == ["P"]
    assert problems(found) == [(2, "url handle", "handle_scattered")]


def test_a_new_product_needs_only_a_title(tmp_path: Path) -> None:
    (row,) = good(products(tmp_path, {"Title": "Blue Mug, 350 ml"}))

    assert row.fields == {"id": "blue-mug-350-ml", "title": "Blue Mug, 350 ml", "availability": "in_stock"}
    assert {"price", "quantity", "availability", "description", "image_link", "color", "link"} <= row.silent
    assert not {"id", "title"} & row.silent


def test_a_column_left_empty_empties_and_is_not_silent(tmp_path: Path) -> None:
    row = product(tmp_path, Vendor="", Price="14.00", Variant_Image="")

    assert "brand" not in row.fields
    assert not {"brand", "price", "image_link"} & row.silent
    assert {"description", "gtin", "additional_image_link"} <= row.silent


def test_what_an_option_says_is_not_silent(tmp_path: Path) -> None:
    row = product(tmp_path, Option1_Name="Gender", Option1_Value="female")

    assert row.fields["gender"] == "female"
    assert "gender" not in row.silent
    assert "age_group" in row.silent


def test_without_a_title_column_nothing_is_read(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="no column title"):
        read(shopify_table, written(tmp_path, "Handle,Vendor\nmug,Heron\n"))


def test_a_long_handle_without_sku_still_gives_ids_of_its_own(tmp_path: Path) -> None:
    handle = "a-very-long-handle-of-a-mug-that-nobody-would-ever-shorten"
    rows = [{"Handle": handle, "Title": "Mug", "Option1 Name": "Size", "Option1 Value": size} for size in ("S", "L")]

    first, second = (row.fields["id"] for row in good(products(tmp_path, *rows)))

    assert first != second
    assert max(len(first), len(second)) <= LONGEST_ID


def test_rich_text_and_measures_are_read_as_people_would(tmp_path: Path) -> None:
    rich = '{"type":"root","children":[{"type":"paragraph","children":[{"type":"text","value":"Wash by hand"}]}]}'
    cells = {
        "Care (product.metafields.custom.care)": rich,
        "Height (cm) (product.metafields.custom.height)": '{"value": 12.5, "unit": "cm"}',
        "Odd (product.metafields.custom.odd)": "[not JSON",
    }

    (row,) = good(products(tmp_path, {"Title": "Mug", **cells}))

    assert row.fields["detail.Care"] == "Wash by hand"
    assert row.fields["detail.Height (cm)"] == "12.5 cm"
    assert row.fields["detail.Odd"] == "[not JSON"


def test_old_and_new_headings_mean_the_same(tmp_path: Path) -> None:
    text = (FIXTURES / "shopify_old.csv").read_text()
    heading, rest = text.split("\n", 1)
    renamed = ",".join(RENAMED.get(each.lower(), each) for each in heading.split(","))

    found = read(shopify_table, written(tmp_path, f"{renamed}\n{rest}"))

    expected = good(read(shopify_table, fixture("shopify_old.csv")))
    assert [(row.fields, row.silent) for row in good(found)] == [(row.fields, row.silent) for row in expected]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_spreadsheets_encoding_and_line_ends_change_nothing(tmp_path: Path, encoding: str) -> None:
    text = (FIXTURES / "shopify_old.csv").read_text().replace("Green", "Grün")

    found = read(shopify_table, written(tmp_path, text.replace("\n", "\r\n").encode(encoding)))

    assert good(found)[2].fields["color"] == "Grün"
    assert [row.line for row in good(found)] == [2, 4, 5, 7, 11]


def test_a_product_that_only_moved_is_the_same_record(tmp_path: Path) -> None:
    heading, rest = (FIXTURES / "shopify_old.csv").read_text().split("\n", 1)
    above = "other,Other" + "," * (heading.count(",") - 1)

    before, after = (
        [each for each in shopify_table.read(written(tmp_path, text), None).records() if isinstance(each, Record)]
        for text in (f"{heading}\n{rest}", f"{heading}\n{above}\n{rest}")
    )

    assert [record.content for record in after[1:]] == [record.content for record in before]
    assert after[1].line == before[0].line + 1


def test_a_reading_travels_to_another_process() -> None:
    reading = shopify_table.read(fixture("shopify_old.csv"), "EUR")
    record = next(each for each in reading.records() if isinstance(each, Record))

    assert list(pickle.loads(pickle.dumps(reading)).rows(record)) == list(reading.rows(record))  # noqa: S301  our own


CELL = st.text(alphabet="aB1 ,\"\n'-€", max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_no_row_is_lost_without_a_word(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]
) -> None:
    rows = [dict(zip(("Handle", "Title", "SKU"), each, strict=True)) | {"Price": "5"} for each in cells]

    found = products(tmp_path_factory.mktemp("shop"), *rows)

    assert len(found) == len(rows)
