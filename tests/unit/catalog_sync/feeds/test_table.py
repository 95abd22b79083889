import csv
import gzip
import pickle
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.feeds.table import DELIMITERS, LONGEST_ROW, Table, find_heading, open_table
from catalog_sync.rows import Problem, Record, SyncStopped
from tests.unit.catalog_sync.feeds.tables import table, written

CELL = st.text(alphabet='ab ,;|\t"\n\r#é€\u2028\x00', max_size=12)


def named(heading: str) -> str:
    return heading if heading in {"a", "b", "c"} else ""


def opened(folder: Path, content: str | bytes) -> Table:
    return open_table(written(folder, content), named)


def cut(folder: Path, content: str | bytes) -> list[Record | Problem]:
    return list(opened(folder, content).records())


def lines_and_cells(found: list[Record | Problem]) -> list[tuple[int, object]]:
    return [(each.line, each.content if isinstance(each, Record) else each.code) for each in found]


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_the_one_that_makes_sense_of_the_heading(tmp_path: Path, delimiter: str) -> None:
    found = cut(tmp_path, "a,b,c\n1,2,3\n".replace(",", delimiter))

    assert lines_and_cells(found) == [(2, ["1", "2", "3"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_lines_are_counted_as_editors_count_them(tmp_path: Path, end: str) -> None:
    found = cut(tmp_path, end.join(["", "a,b,c", "1,2,3", "", '4,"x', "", 'y",6', ",,", "7,8,9"]))

    assert [each.line for each in found] == [3, 5, 9]


def test_what_a_quoted_cell_says_comes_back_as_it_is(tmp_path: Path) -> None:
    found = cut(tmp_path, 'a,b,c\r\n1,"x\r\n""y"", z",3\r\n')

    assert lines_and_cells(found) == [(2, ["1", 'x\r\n"y", z', "3"])]


def test_a_mark_for_inches_is_no_quote(tmp_path: Path) -> None:
    found = cut(tmp_path, 'a,b,c\n1,12" pan,3\n2,14" pan,3\n')

    assert lines_and_cells(found) == [(2, ["1", '12" pan', "3"]), (3, ["2", '14" pan', "3"])]


def test_a_quote_left_open_costs_its_own_line_and_no_more(tmp_path: Path) -> None:
    found = cut(tmp_path, 'a,b,c\n1,2,3\n4,"5,6\n7,"x\ny",9\n10,11,12\n')

    assert lines_and_cells(found) == [
        (2, ["1", "2", "3"]),
        (3, "cells"),
        (4, ["7", "x\ny", "9"]),
        (6, ["10", "11", "12"]),
    ]


def test_a_quote_left_open_does_not_end_with_the_next_rows(tmp_path: Path) -> None:
    found = cut(tmp_path, 'a,b,c\n4,"5,6\n7,"x",9\n')

    assert lines_and_cells(found) == [(2, "cells"), (3, ["7", "x", "9"])]


def test_a_quote_left_open_behind_a_mark_for_inches_takes_no_other_row(tmp_path: Path) -> None:
    found = cut(tmp_path, 'a,b,c\n1,12" pan,"3\n4,5,6\n')

    assert lines_and_cells(found) == [(2, ["1", '12" pan', "3\n"]), (3, ["4", "5", "6"])]


def test_a_quote_left_open_in_the_last_cell_costs_nothing(tmp_path: Path) -> None:
    found = cut(tmp_path, 'a,b,c\n1,2,"3\n4,5,6\n')

    assert [each.content for each in found if isinstance(each, Record)] == [["1", "2", "3\n"], ["4", "5", "6"]]


def test_a_space_behind_a_closing_quote_is_forgiven_also_below_a_line_break(tmp_path: Path) -> None:
    found = cut(tmp_path, 'a,b,c\n1,"x\ny" ,3\n4,5,6\n')

    assert lines_and_cells(found) == [(2, ["1", "x\ny ", "3"]), (4, ["4", "5", "6"])]


def test_a_row_of_too_many_lines_is_none(tmp_path: Path) -> None:
    found = cut(tmp_path, f'a,b,c\n1,"{"x" * 3}\n{"y" * 3}\n' + "\n" * LONGEST_ROW + '",3\n4,5,6\n')

    assert [each.content for each in found if isinstance(each, Record)] == [["4", "5", "6"]]
    assert [each.code for each in found if isinstance(each, Problem)] == ["cells", "cells", "cells"]


def test_a_row_with_a_cell_too_few_is_told_with_what_it_should_have(tmp_path: Path) -> None:
    (problem,) = cut(tmp_path, "a,b,c\n1,2\n")

    assert isinstance(problem, Problem)
    assert (problem.line, problem.found) == (2, "1,2")
    assert "give 3 cells" in problem.fix
    assert "here are 2" in problem.fix


def test_an_endless_cell_is_reported_and_the_rows_around_it_are_read(tmp_path: Path) -> None:
    long = "x" * (csv.field_size_limit() + 1)

    found = cut(tmp_path, f'a,b,c\n1,2,3\n4,{long},6\n5,"{long}\n{long}",6\n7,8,9\n')

    told = lines_and_cells(found)
    assert told == [(2, ["1", "2", "3"]), (3, "too_long"), (4, "too_long"), (5, "too_long"), (6, ["7", "8", "9"])]


def test_a_row_too_long_to_be_read_whole_is_not_read_in_part(tmp_path: Path) -> None:
    cells = ["x" * 90_000] * 12
    heading = ["a", "b", "c", *"defghijkl"]

    found = cut(tmp_path, table([heading, cells, "123456789xyz"]))

    assert lines_and_cells(found) == [(2, "too_long"), (3, list("123456789xyz"))]


def test_a_line_of_forty_megabytes_is_reported_and_fills_no_memory(tmp_path: Path) -> None:
    endless = gzip.compress(b"a,b,c\n1,2,3\n4,5," + b"x" * 40_000_000 + b"\n7,8,9\n", 1)
    reading = opened(tmp_path, endless)

    tracemalloc.start()
    found = list(reading.records())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert lines_and_cells(found) == [(2, ["1", "2", "3"]), (3, "too_long"), (4, ["7", "8", "9"])]
    assert most < 16 * 2**20


@pytest.mark.parametrize("above", ["# Export of today\n", '"# Notes,\nof two lines"\n', "Products\n\n", "x,y,z\n"])
def test_the_heading_may_stand_below_a_few_lines(tmp_path: Path, above: str) -> None:
    found = cut(tmp_path, f"{above}a,b,c\n1,2,3\n")

    assert lines_and_cells(found) == [(above.count("\n") + 2, ["1", "2", "3"])]


def test_a_heading_may_have_line_breaks_in_quotes(tmp_path: Path) -> None:
    reading = opened(tmp_path, 'a,"b","and\nmore",c\n1,2,3,4\n')

    assert lines_and_cells(list(reading.records())) == [(3, ["1", "2", "3", "4"])]
    assert reading.heading.names == ("a", "b", "", "c")


def test_a_missing_column_stops_and_what_is_there_is_named(tmp_path: Path) -> None:
    reading = opened(tmp_path, "a,x\n1,2\n")

    with pytest.raises(SyncStopped, match=r"line 1: no column b or c; add it .*\(there are: a\)") as stopped:
        reading.require("a", "b or c")
    assert stopped.value.code == "missing_column"


def test_one_of_two_columns_is_enough_where_either_is_asked_for(tmp_path: Path) -> None:
    opened(tmp_path, "a,c\n1,2\n").require("a", "b or c")


def test_a_text_without_any_heading_has_none_of_the_columns(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="none we know"):
        opened(tmp_path, "").require("a")


def test_a_table_travels_to_another_process(tmp_path: Path) -> None:
    reading = opened(tmp_path, "a,b,c\n1,2,3\n")

    assert list(pickle.loads(pickle.dumps(reading)).records()) == list(reading.records())  # noqa: S301  our own


def test_of_columns_with_one_name_the_first_tells_how_it_is_spelt() -> None:
    heading = find_heading("B  1,b,c\n", lambda heading: heading[0].lower())

    assert (heading.spelt["b"], heading.places["b"]) == ("B 1", 0)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8), delimiter=st.sampled_from(DELIMITERS))
def test_whatever_a_spreadsheet_writes_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    text = table([("a", "b", "c"), *rows], delimiter)

    found = cut(tmp_path_factory.mktemp("table"), text)

    assert [each.content for each in found if isinstance(each, Record)] == [list(row) for row in rows if filled(row)]
    assert [each for each in found if isinstance(each, Problem)] == []


@settings(max_examples=200, deadline=None)
@given(garbage=st.text(alphabet='ab,"\n\r ', max_size=60))
def test_good_rows_around_any_garbage_are_read(tmp_path_factory: pytest.TempPathFactory, garbage: str) -> None:
    found = cut(tmp_path_factory.mktemp("table"), f"a,b,c\n1,2,3\n{garbage}\n4,5,6\n7,8,9\n")

    whole = [each.content for each in found if isinstance(each, Record)]
    assert whole[0] == ["1", "2", "3"]
    assert whole[-2:] == [["4", "5", "6"], ["7", "8", "9"]]


@settings(max_examples=200, deadline=None)
@given(garbage=st.text(alphabet='ab,"\n\r ', max_size=60))
def test_no_line_is_lost_or_told_twice(tmp_path_factory: pytest.TempPathFactory, garbage: str) -> None:
    found = cut(tmp_path_factory.mktemp("table"), f"a,b,c\n{garbage}\n4,5,6\n")

    lines = [each.line for each in found]
    assert lines == sorted(set(lines))
    assert lines[-1] == len(f"{garbage}\n".replace("\r\n", "\n").replace("\r", "\n").split("\n")) + 1


def filled(row: tuple[str, str, str]) -> bool:
    return any(cell.strip() for cell in row)
