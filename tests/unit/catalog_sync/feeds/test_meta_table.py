from pathlib import Path

import pytest

from catalog_sync.feeds import google, meta
from catalog_sync.rows import Row, SyncStopped
from tests.unit.catalog_sync.feeds.tables import FIXTURES, fixture, good, problems, read, table, written

NEEDED = ("id", "title", "description", "availability", "condition", "price", "link", "image_link", "brand")
CELLS = ("1", "Candle", "Burns", "in stock", "new", "5 EUR", "https://a.example", "https://a.example/1.jpg", "Tern")


def catalogue(folder: Path, **more: str) -> list[Row]:
    """One good item with these columns besides the needed ones."""
    text = table([(*NEEDED, *more), (*CELLS, *more.values())])
    return good(read(meta, written(folder, text)))


def test_notes_above_the_heading_are_no_item() -> None:
    rows = good(read(meta, fixture("meta.csv")))

    assert [(row.line, row.fields["id"]) for row in rows] == [(3, "T-1"), (5, "T-2"), (7, "T-1")]


def test_notes_below_the_heading_are_no_item(tmp_path: Path) -> None:
    notes, heading, *items = (FIXTURES / "meta.csv").read_text().splitlines(keepends=True)

    found = read(meta, written(tmp_path, "".join([heading, notes, *items])))

    assert [(row.line, row.fields["id"]) for row in good(found)] == [(3, "T-1"), (5, "T-2"), (7, "T-1")]


def test_notes_cut_short_below_the_heading_are_no_row_that_is_missed(tmp_path: Path) -> None:
    text = table([NEEDED, ("# Required | A number, and so on",), CELLS])

    found = read(meta, written(tmp_path, text))

    assert [row.line for row in good(found)] == [3]
    assert problems(found) == []


def test_an_id_may_begin_with_a_number_sign(tmp_path: Path) -> None:
    (row,) = good(read(meta, written(tmp_path, table([NEEDED, ("#12", *CELLS[1:])]))))

    assert row.fields["id"] == "#12"


def test_metas_own_attributes_become_googles() -> None:
    row = good(read(meta, fixture("meta.csv")))[0]

    assert {
        name: row.fields[name] for name in ("quantity", "google_product_category", "option.Scent", "option.Style")
    } == {
        "quantity": "12",
        "google_product_category": "home > candles",
        "option.Scent": "Cedar",
        "option.Style": "Plain",
    }
    assert row.problem("quantity", "code", "fix").column == "quantity_to_sell_on_facebook"


@pytest.mark.parametrize(("googles", "expected"), [("Home > Candles", "Home > Candles"), ("588", "home"), ("", "home")])
def test_a_path_of_googles_goes_before_metas_and_a_number_does_not(tmp_path: Path, googles: str, expected: str) -> None:
    (row,) = catalogue(tmp_path, google_product_category=googles, fb_product_category="home")

    assert row.fields["google_product_category"] == expected


@pytest.mark.parametrize(
    "cell",
    ["https://a.example/1.jpg,https://a.example/2,3.jpg", '["https://a.example/1.jpg", "https://a.example/2,3.jpg"]'],
    ids=["commas", "JSON"],
)
def test_several_pictures_come_one_a_line(tmp_path: Path, cell: str) -> None:
    (row,) = catalogue(tmp_path, additional_image_link=cell)

    assert row.fields["additional_image_link"] == "https://a.example/1.jpg\nhttps://a.example/2,3.jpg"


def test_pictures_in_numbered_columns_are_pictures(tmp_path: Path) -> None:
    heading = [*NEEDED, "image[1].url", "image[2].url"]
    heading[NEEDED.index("image_link")] = "image[0].url"

    (row,) = good(read(meta, written(tmp_path, table([heading, (*CELLS, "https://a.example/2.jpg", "3.jpg")]))))

    assert row.fields["image_link"] == "https://a.example/1.jpg"
    assert row.fields["additional_image_link"] == "https://a.example/2.jpg\n3.jpg"


def test_rich_text_describes_what_has_no_plain_description(tmp_path: Path) -> None:
    cells = ("1", "Candle", "", *CELLS[3:], "<p>Burns</p>")

    (row,) = good(read(meta, written(tmp_path, table([(*NEEDED, "rich_text_description"), cells]))))

    assert row.fields["description"] == "<p>Burns</p>"


@pytest.mark.parametrize(
    ("column", "word"), [("visibility", "hidden"), ("visibility", "Staging"), ("status", "archived")]
)
def test_what_meta_does_not_show_is_left_out_and_told(tmp_path: Path, column: str, word: str) -> None:
    found = read(meta, written(tmp_path, table([(*NEEDED, column), (*CELLS, word)])))

    assert good(found) == []
    assert problems(found) == [(2, column, "not_published")]


def test_what_meta_shows_is_listed(tmp_path: Path) -> None:
    (row,) = catalogue(tmp_path, visibility="published", status="active")

    assert row.fields["id"] == "1"


@pytest.mark.parametrize("missing", NEEDED)
def test_each_column_that_meta_requires_is_missed(tmp_path: Path, missing: str) -> None:
    heading = [name for name in NEEDED if name != missing]

    with pytest.raises(SyncStopped, match=f"no column {missing}"):
        read(meta, written(tmp_path, table([heading])))


@pytest.mark.parametrize("identifier", ["brand", "gtin", "mpn"])
def test_one_of_three_identifiers_is_enough(tmp_path: Path, identifier: str) -> None:
    (row,) = good(read(meta, written(tmp_path, table([(*NEEDED[:-1], identifier), CELLS]))))

    assert row.fields[identifier] == "Tern"


def test_the_feeds_own_words_are_passed_on_unjudged() -> None:
    row = good(read(meta, fixture("meta.csv")))[1]

    assert (row.fields["price"], row.fields["availability"], row.fields["gtin"], row.fields["description"]) == (
        "-3.00 EUR",
        "available for order",
        "4006381333932",
        "<p>Burns &amp; glows</p>",
    )


def test_where_nothing_tells_meta_from_google_they_read_the_same(tmp_path: Path) -> None:
    document = written(tmp_path, table([NEEDED, CELLS]))

    assert not meta.recognises(document.head())
    assert read(meta, document) == read(google, document)
