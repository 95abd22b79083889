"""Sources that are broken, or made to break something."""

import json
from pathlib import Path
from tempfile import NamedTemporaryFile

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.feeds import creators
from catalog_sync.rows import Record, SyncStopped
from tests.unit.catalog_sync.posts_on_disk import HEADING, document

BEGINNINGS = [
    "",
    "{",
    '{"post": {',
    HEADING + "\n",
    "<rss><channel><item>",
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry>',
]
PROPERTIES = (
    "@type @id @graph review itemReviewed author url name reviewBody reviewRating ratingValue datePublished properties"
)
KEYS = st.text(max_size=3) | st.sampled_from(PROPERTIES.split())
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_any_bytes_are_read_or_stop_the_sync(beginning: str, content: bytes) -> None:
    assert_readable(beginning.encode() + content)


@given(ANY_JSON)
def test_any_data_on_a_page_is_read_or_left(data: object) -> None:
    script = json.dumps({"@type": "Review", "x": data} if not isinstance(data, dict) else {"@type": "Review", **data})
    assert_readable(
        f'<!doctype html><html><script type="application/ld+json">{script}</script></html>'.encode("utf-8", "replace")
    )


@pytest.mark.parametrize(
    "content",
    [
        '{"post": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"post": {"a": ' + "[" * 400 + "]" * 400 + "}}",
        '{"post": {"a": 1e999, "b": NaN}}',
        '{"post": {"a": ' + "9" * 5000 + "}}",
        '<html><script type="application/ld+json">' + '{"review":' * 2000 + "1" + "}" * 2000 + "</script></html>",
        '<html><script type="application/ld+json">{"@type":"Review","author":'
        + "[" * 900
        + "]" * 900
        + "}</script></html>",
        "<html>" + "<div itemscope itemprop=review>" * 3000,
        "<html>" + "<div>" * 10000,
        "<rss>" + "<channel><item>" * 3000,
    ],
    ids=["lists", "lists again", "no number", "digits", "objects", "authors", "scopes", "blocks", "channels"],
)
def test_what_is_nested_or_counted_beyond_measure_is_survived(content: str) -> None:
    assert_readable(content.encode())


def assert_readable(content: bytes) -> None:
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            records = list(creators.read(document(Path(file.name))).records())
        except SyncStopped:
            return

    contents = [record.content for record in records if isinstance(record, Record)]
    assert [orjson.loads(orjson.dumps(each)) for each in contents] == contents
