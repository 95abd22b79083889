"""Whatever a file holds, its reader reads it, reports it or stops the sync: no other exception leaves one."""

from contextlib import suppress
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_sync.feeds import detect
from catalog_sync.rows import Problem, Record, Row, SyncStopped
from tests.unit.catalog_sync.feeds.json_feeds import document, written

FEEDS = Path(__file__).parents[3] / "feeds"
GOOD = {
    "json/acp/products.jsonl": "acp",
    "json/ours.jsonl": "snaptap",
    "json/shopify.json": "shopify",
    "json/ucp.json": "ucp",
    "json/woocommerce.jsonl": "woocommerce",
    "pages/mug.html": "markup",
    "pages/shirt.html": "markup",
    "plain.tsv": "google",
    "syndication/atom.xml": "google",
    "syndication/google.xml": "google",
    "syndication/undeclared.xml": "meta",
    "tables/meta.csv": "meta",
    "tables/shopify_old.csv": "shopify",
    "tables/woocommerce.csv": "woocommerce",
}
MARKS = (b"\n", b"\r", b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\x80")
SIGNS = rb"""< > ]]> <!-- --> <![CDATA[ & &#0; </item> <script> itemscope { } [ ] " \ \ud83d , ;""".split()
PIECES = st.binary(max_size=40) | st.sampled_from([*MARKS, *SIGNS])
GARBAGE = st.lists(PIECES, max_size=12).map(b"".join)
OFTEN = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder: Path, content: bytes, name: str) -> None:
    """All of it, as a sync does; content is what can be hashed, and what rows say is text."""
    with suppress(SyncStopped):
        reading = detect.FORMATS[name].read(written(folder, content, "feed"), "EUR")
        for record in reading.records():
            assert isinstance(record, Record | Problem)
            for each in reading.rows(record) if isinstance(record, Record) else ():
                assert isinstance(each, Row | Problem)
                assert not isinstance(each, Row) or all(isinstance(value, str) for value in each.fields.values())
            assert isinstance(record, Problem) or orjson.dumps(record.content)


@pytest.mark.parametrize(("file", "name"), GOOD.items())
@OFTEN
@given(data=st.data())
def test_any_bytes_after_a_good_beginning_are_survived(
    tmp_path: Path, file: str, name: str, data: st.DataObject
) -> None:
    good = (FEEDS / file).read_bytes()
    cut = data.draw(st.integers(0, len(good)))

    read(tmp_path, good[:cut] + data.draw(GARBAGE), name)


@pytest.mark.parametrize(("file", "name"), GOOD.items())
@OFTEN
@given(data=st.data())
def test_any_bytes_in_the_middle_are_survived(tmp_path: Path, file: str, name: str, data: st.DataObject) -> None:
    good = (FEEDS / file).read_bytes()
    cut = data.draw(st.integers(0, len(good)))
    lost = data.draw(st.integers(0, 20))

    read(tmp_path, good[:cut] + data.draw(GARBAGE) + good[cut + lost :], name)


@pytest.mark.parametrize("name", detect.FORMATS)
@OFTEN
@given(content=GARBAGE)
def test_any_bytes_that_are_said_to_be_of_a_format_are_survived(tmp_path: Path, name: str, content: bytes) -> None:
    read(tmp_path, content, name)


@OFTEN
@given(content=GARBAGE)
def test_any_bytes_have_a_format_or_stop_the_sync(tmp_path: Path, content: bytes) -> None:
    found = written(tmp_path, content, "feed")

    with suppress(SyncStopped):
        assert detect.detect(found) in detect.FORMATS


@pytest.mark.parametrize("file", GOOD)
def test_the_good_beginnings_are_good(file: str) -> None:
    reading = detect.FORMATS[GOOD[file]].read(document(FEEDS / file), "EUR")

    assert any(isinstance(each, Record) for each in reading.records())
