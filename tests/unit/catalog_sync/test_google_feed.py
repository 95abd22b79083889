from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.feeds import detect, google
from catalog_sync.fetch import Document
from catalog_sync.rows import Problem, Row, SyncStopped
from tests.unit.catalog_sync.doubles import HEADINGS, NOW


def read(folder: Path, text: str, name: str = "feed.csv") -> list[Row | Problem]:
    return rows(written(folder, text, name))


def rows(document: Document) -> list[Row | Problem]:
    """As the pipeline takes them: each record read, then its row."""
    reading = google.read(document, None)
    found: list[Row | Problem] = []
    for record in reading.records():
        found += [record] if isinstance(record, Problem) else reading.rows(record)
    return found


def written(folder: Path, text: str, name: str = "feed.csv") -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return Document(name, path, folder, NOW)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_shows_by_the_headings(tmp_path: Path, delimiter: str) -> None:
    text = f"{HEADINGS}\n1,Mug,d,l,i,in stock,5 EUR\n".replace(",", delimiter)

    (row,) = read(tmp_path, text)

    assert isinstance(row, Row)
    assert row.fields["price"] == "5 EUR"


@pytest.mark.parametrize(
    "heading", ["image_link", "Image Link", "IMAGE LINK", "g:image_link", "image-link", " image link "]
)
def test_one_column_has_many_headings(tmp_path: Path, heading: str) -> None:
    (row,) = read(tmp_path, f"{HEADINGS}\n1,Mug,d,l,mug.png,in stock,5 EUR\n".replace("image_link", heading))

    assert isinstance(row, Row)
    assert row.fields["image_link"] == "mug.png"


def test_a_problem_names_the_column_as_the_file_spells_it(tmp_path: Path) -> None:
    (row,) = read(tmp_path, f"{HEADINGS}\n1,Mug,d,l,mug.png,in stock,5 EUR\n".replace("image_link", "Image Link"))

    assert isinstance(row, Row)
    assert row.problem("image_link", "code", "fix").column == "Image Link"


def test_a_row_is_found_at_the_line_it_begins_on(tmp_path: Path) -> None:
    text = f'\n{HEADINGS}\r\n1,Mug,"a\nb\n\nc",l,i,in stock,5 EUR\r\n\r\n2,Pot,d,l,i,in stock,6 EUR'

    rows = read(tmp_path, text)

    assert [(each.line, each.fields["id"]) for each in rows if isinstance(each, Row)] == [(3, "1"), (8, "2")]


def test_an_open_quote_costs_one_row_and_no_more(tmp_path: Path) -> None:
    good = [f"{number},Mug,d,l,i,in stock,5 EUR" for number in range(5)]

    rows = read(tmp_path, "\n".join([HEADINGS, good[0], '9,"Mug,d,l,i,in stock,5 EUR', *good[1:]]))

    assert [isinstance(each, Row) for each in rows] == [True, False, True, True, True, True]


def test_a_comma_too_many_is_told_from_a_shifted_row(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, f"{HEADINGS}\n1,Mug, blue,d,l,i,in stock,5 EUR")

    assert isinstance(problem, Problem)
    assert (problem.line, problem.code) == (2, "cells")


def test_repeated_columns_of_one_name_are_joined_where_google_repeats_them(tmp_path: Path) -> None:
    (row,) = read(tmp_path, f"{HEADINGS},product_detail,product_detail\n1,Mug,d,l,i,in stock,5 EUR,A:1,B:2")

    assert isinstance(row, Row)
    assert row.fields["product_detail"] == "A:1,B:2"


@pytest.mark.parametrize("missing", google.REQUIRED)
def test_each_required_column_is_missed(tmp_path: Path, missing: str) -> None:
    headings = ",".join(name for name in HEADINGS.split(",") if name != missing)

    with pytest.raises(SyncStopped, match=rf"no column {missing};"):
        read(tmp_path, f"{headings}\n1,2,3,4,5,6")


def test_the_format_shows_by_the_content_whatever_the_name(tmp_path: Path) -> None:
    assert detect.detect(written(tmp_path, HEADINGS.replace(",", "\t"), "export.txt")) == "google"


@pytest.mark.parametrize("text", ["", "<rss/>", "name;colour\nMug;red", '{"sku": 1}'])
def test_a_format_nobody_knows_is_not_guessed(tmp_path: Path, text: str) -> None:
    with pytest.raises(SyncStopped):
        detect.detect(written(tmp_path, text))


@settings(max_examples=60)
@given(st.lists(st.text(alphabet='a,"\n\té ', min_size=1, max_size=12), min_size=1, max_size=6))
def test_titles_properly_quoted_come_back_whole(tmp_path_factory: pytest.TempPathFactory, titles: list[str]) -> None:
    quoted = [title.replace('"', '""') for title in titles]
    lines = [f'{at},"{title}",d,l,i,in stock,5 EUR' for at, title in enumerate(quoted)]

    rows = read(tmp_path_factory.mktemp("feed"), "\n".join([HEADINGS, *lines]))

    whole = [each.fields.get("title", "") for each in rows if isinstance(each, Row)]
    assert whole == [title if title.strip() else "" for title in titles]


@settings(max_examples=60)
@given(st.text(alphabet='a,"\n1', max_size=80))
def test_good_rows_around_any_garbage_of_whole_lines_are_read(
    tmp_path_factory: pytest.TempPathFactory, garbage: str
) -> None:
    good = "first,Mug,d,l,i,in stock,5 EUR"

    rows = read(tmp_path_factory.mktemp("feed"), f"{HEADINGS}\n{good}\n{garbage}\n")

    assert isinstance(rows[0], Row)
    assert rows[0].fields["id"] == "first"
