import gzip
import json
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.feeds import json_records
from catalog_sync.feeds.json_records import WHOLE
from catalog_sync.rows import Problem, Record, SyncStopped
from tests.unit.catalog_sync.feeds.json_feeds import written

LONG = [{"n": number, "price": 1.5, "text": "x" * (WHOLE // 99)} for number in range(100)]
"""Too much to be parsed at a stroke."""


def read(folder: Path, content: bytes | str) -> list[Record | Problem]:
    return list(json_records.records(written(folder, content)))


def contents(folder: Path, content: bytes | str) -> list[object]:
    return [each.content for each in read(folder, content) if isinstance(each, Record)]


@pytest.mark.parametrize(
    "text",
    [
        '{"n": 1}\n{"n": 2}\n',
        '{"n": 1}\r\n\r\n{"n": 2}',
        '[{"n": 1}, {"n": 2}]',
        '[\n{"n": 1},\n{"n": 2}\n]\n',
        '[{"n": 1}\n,{"n": 2}\n]\n',
        '{"products": [{"n": 1}, {"n": 2}], "page": 1}',
        '{"products": [{"n": 1}]}\n{"products": [{"n": 2}]}\n',
        '{\n  "page": {},\n  "products": [\n    {"n": 1},\n    {"n": 2}\n  ]\n}',
    ],
)
def test_products_come_in_lines_in_lists_and_in_pages(tmp_path: Path, text: str) -> None:
    assert contents(tmp_path, text) == [{"n": 1}, {"n": 2}]


def test_an_object_without_a_list_is_a_product_itself(tmp_path: Path) -> None:
    assert contents(tmp_path, '{\n  "n": 1\n}\n') == [{"n": 1}]


def test_a_page_without_products_is_no_mistake(tmp_path: Path) -> None:
    assert read(tmp_path, '{"products": []}') == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_words_come_whole_out_of_every_encoding(tmp_path: Path, encoding: str) -> None:
    lines = "\n".join(json.dumps({"n": number, "title": "Crème brûlée"}, ensure_ascii=False) for number in range(9))

    found = contents(tmp_path, lines.encode(encoding))

    assert found == [{"n": number, "title": "Crème brûlée"} for number in range(9)]


def test_a_packed_document_is_unpacked(tmp_path: Path) -> None:
    assert contents(tmp_path, gzip.compress(b'{"n": 1}\n{"n": 2}\n')) == [{"n": 1}, {"n": 2}]


def test_a_line_is_known_by_its_number_and_a_product_in_a_list_by_its_place(tmp_path: Path) -> None:
    in_lines, in_list = read(tmp_path, '\n{"n": 1}\n\n{"n": 2}\n'), read(tmp_path, '[\n\n{"n": 1},\n\n{"n": 2}\n]')

    assert [each.line for each in in_lines] == [2, 4]
    assert [each.line for each in in_list] == [1, 2]


@pytest.mark.parametrize(
    "line",
    ["{", '{"n": NaN}', '{"n": 1e999}', '{"n": 1} {"n": 2}', '{"n": "tab\there"}', "plain words", "[" * 2000, "\x00"],
)
def test_a_broken_line_costs_that_line_alone(tmp_path: Path, line: str) -> None:
    first, problem, last = read(tmp_path, f'{{"n": 1}}\n{line}\n{{"n": 3}}\n')

    assert isinstance(problem, Problem)
    assert (problem.line, problem.code, bool(problem.fix)) == (2, "json_broken", True)
    assert isinstance(first, Record)
    assert isinstance(last, Record)


def test_a_first_line_that_is_broken_does_not_hide_the_others(tmp_path: Path) -> None:
    found = read(tmp_path, '{"n": 1, "title": "Mu\n{"n": 2}\n')

    assert [type(each) for each in found] == [Problem, Record]


@pytest.mark.parametrize("value", ["5", '"Mug"', "null", "true", "[1]"])
def test_what_is_no_object_is_no_product(tmp_path: Path, value: str) -> None:
    problem, record = read(tmp_path, f'[{value}, {{"n": 2}}]')

    assert isinstance(problem, Problem)
    assert (problem.line, problem.code) == (1, "not_a_product")
    assert isinstance(record, Record)


def test_half_an_emoji_or_half_a_letter_costs_no_product(tmp_path: Path) -> None:
    lines = (
        rb'{"title": "Fine \ud83d day"}',
        rb'{"title": "\ude00"}',
        b'{"title": "Caf\xc3"}',
        rb'{"title": "\ud83d\ude00"}',
    )

    titles = [each["title"] for each in contents(tmp_path, b"\n".join(lines)) if isinstance(each, dict)]

    assert titles[:2] == ["Fine \ufffd day", "\ufffd"]
    assert len(titles[2]) == len("Café")
    assert titles[3] == "😀"


def test_of_a_name_used_twice_the_last_counts(tmp_path: Path) -> None:
    assert contents(tmp_path, '{"n": 1, "n": 2}') == [{"n": 2}]


@pytest.mark.parametrize("text", ['[{"n": %s}]', '{"n": 0}\n{"n": %s}\n'])
def test_what_nobody_could_write_again_is_refused(tmp_path: Path, text: str) -> None:
    deep = "[" * 500 + "]" * 500

    problem = read(tmp_path, text % deep)[-1]

    assert isinstance(problem, Problem)
    assert problem.code == "too_deep"


def test_every_content_can_be_hashed(tmp_path: Path) -> None:
    numbers = '{"n": 123456789012345678901234567890}\n{"n": -0.0}\n{"n": 18446744073709551615}\n'

    for content in contents(tmp_path, numbers):
        assert orjson.dumps(content)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"products": [\n{"n": 1},\n{"n" 2}\n]}', "line 3, column 6"),
        ('[{"n": 1}, {"n": 2}', "line 1, column 20"),
        ("no JSON at all\nnowhere\n", "line 1, column 1"),
    ],
)
def test_a_broken_document_stops_the_sync_and_names_the_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(SyncStopped, match=place) as stopped:
        read(tmp_path, text)

    assert stopped.value.code == "json_broken"


def test_an_empty_document_stops_the_sync(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="empty"):
        read(tmp_path, "\n \n")


def long(*more: str) -> str:
    return '{"page": 1,\n"products": [\n' + ",\n".join((*(json.dumps(each) for each in LONG), *more)) + "\n]}"


@pytest.mark.parametrize("text", [long(), json.dumps(LONG), json.dumps({"products": LONG}, indent=1)])
def test_a_long_document_is_read_like_a_short_one(tmp_path: Path, text: str) -> None:
    assert contents(tmp_path, text) == LONG


@pytest.mark.parametrize(
    "broken", ['{"n" 1}', '{"n": NaN}', '"\\udead"', '{"n": 123456789012345678901234567890}', "{]"]
)
def test_a_break_in_a_long_document_is_told_by_its_line(tmp_path: Path, broken: str) -> None:
    with pytest.raises(SyncStopped, match="line 103, column 1 "):
        read(tmp_path, long(broken))


def test_a_break_in_a_long_line_is_told_by_about_its_column(tmp_path: Path) -> None:
    text = json.dumps(LONG)[:-1] + ', {"n" 1}]'

    with pytest.raises(SyncStopped, match=r"line 1, column (\d+)") as stopped:
        read(tmp_path, text)

    column = int(str(stopped.value).split("column ")[1].split()[0])
    assert len(text) - 5000 < column <= len(text)


def test_a_long_document_that_is_cut_off_stops_the_sync(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match=r"line 103.*ends too early"):
        read(tmp_path, long()[:-1])


def test_a_long_document_without_products_stops_the_sync(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match='under "products"'):
        read(tmp_path, json.dumps({"items": LONG}))


def test_an_endless_line_costs_that_line_alone(tmp_path: Path) -> None:
    endless = "x" * (2 * WHOLE + 5)

    first, problem, last = read(tmp_path, f'{{"n": 1}}\n{endless}\n{{"n": 3}}\n')

    assert isinstance(problem, Problem)
    assert (problem.line, problem.code) == (2, "line_too_long")
    assert (first, last) == (Record(1, {"n": 1}), Record(3, {"n": 3}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.lists(st.dictionaries(st.text(min_size=1, max_size=5), st.text() | st.booleans(), max_size=3), max_size=5)


@settings(max_examples=60)
@given(OBJECTS, st.sampled_from([None, 1]), st.booleans())
def test_a_list_of_objects_comes_back_however_it_is_laid_out(
    tmp_path_factory: pytest.TempPathFactory, objects: list[dict[str, object]], indent: int | None, wrapped: bool
) -> None:
    value = {"products": objects} if wrapped else objects

    found = contents(tmp_path_factory.mktemp("feed"), json.dumps(value, indent=indent))

    assert found == objects


@settings(max_examples=60)
@given(st.lists(JSON, min_size=2, max_size=5), st.sampled_from([None, 0, 2]))
def test_whatever_json_a_document_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, values: list[object], indent: int | None
) -> None:
    found = read(tmp_path_factory.mktemp("feed"), json.dumps(values, indent=indent))

    assert len(found) == len(values)
    assert all(isinstance(each, Record | Problem) for each in found)
