"""What holds for every format that is JSON."""

import json
import pickle

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.feeds import acp, ours, shopify_json, ucp, woocommerce_json
from catalog_sync.feeds.detect import FeedFormat
from catalog_sync.feeds.option_names import option_field
from catalog_sync.rows import Problem, Record, Row, SyncStopped
from tests.unit.catalog_sync.feeds.json_feeds import FEEDS, document, rows, written

FORMATS: dict[str, FeedFormat] = {
    "shopify": shopify_json,
    "woocommerce": woocommerce_json,
    "acp": acp,
    "ucp": ucp,
    "snaptap": ours,
}
FILES = {
    "shopify.json": "shopify",
    "woocommerce.jsonl": "woocommerce",
    "acp/products.jsonl": "acp",
    "acp/metadata.json": "acp",
    "ucp.json": "ucp",
    "ours.jsonl": "snaptap",
}


def claimed(head: str) -> list[str]:
    return [name for name, feed in FORMATS.items() if feed.recognises(head)]


@pytest.mark.parametrize(("file", "name"), FILES.items())
def test_a_document_is_claimed_by_its_own_format_alone(file: str, name: str) -> None:
    assert claimed(document(FEEDS / file).head()) == [name]


@pytest.mark.parametrize("file", [file for file in FILES if "metadata" not in file])
def test_the_beginning_of_a_long_product_is_enough(file: str) -> None:
    text = (FEEDS / file).read_text()
    products = json.loads(text) if file.endswith(".json") else json.loads(text.splitlines()[0])

    assert claimed(json.dumps(products)[:-40]) == [FILES[file]]


@pytest.mark.parametrize(
    "head",
    [
        "",
        "sku,title,price,availability",
        "<rss><item><title>body_html handle variants</title></item></rss>",
        '{"creator": {}, "post": {"title": "A week"}, "products": [{"merchant": "a", "sku": "K", "price": 1}]}',
        '{"id": "1", "title": "Mug"}',
        '{"products": []}',
        '{"error": "rest_no_route"}',
        '{"@context": "https://schema.org", "@type": "Product", "sku": "1", "name": "Mug", "offers": {"price": 1}}',
        '{"title": "\\"sku\\": 1, \\"price\\": 2"}',
    ],
)
def test_what_is_of_no_such_format_is_claimed_by_none(head: str) -> None:
    assert claimed(head) == []


def test_a_page_without_products_is_ucps_by_its_envelope() -> None:
    assert claimed('{"ucp": {"version": "2026-01-23"}, "products": []}') == ["ucp"]


@pytest.mark.parametrize(("file", "name"), FILES.items())
def test_a_reading_goes_to_another_process_and_says_the_same_there(file: str, name: str) -> None:
    reading = FORMATS[name].read(document(FEEDS / file), "EUR")
    there = pickle.loads(pickle.dumps(reading))  # noqa: S301  just made

    for record in reading.records():
        assert isinstance(record, Record)
        assert list(there.rows(record)) == list(reading.rows(record))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Colour", "color"),
        (" FARBE ", "color"),
        ("Größe", "size"),
        ("Age group", "age_group"),
        ("Mahlgrad", "option.Mahlgrad"),
    ],
)
def test_options_are_known_in_the_languages_of_shops(name: str, field: str) -> None:
    assert option_field(name) == field


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60)
@given(content=st.binary(max_size=300) | st.text(alphabet='{}[]",:\n1ae\\', max_size=80).map(str.encode))
def test_arbitrary_bytes_stop_the_sync_or_are_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    found = written(tmp_path_factory.mktemp("feed"), content)

    try:
        said = rows(FORMATS[name], found)
    except SyncStopped as stopped:
        said = []
        problem = stopped.code
    else:
        problem = ""

    assert problem or all(isinstance(each, Row | Problem) for each in said)


NAMES = sorted(
    {
        name
        for file in FILES
        for name in json.dumps((FEEDS / file).read_text()).replace("\\", "").split('"')
        if name.isidentifier()
    }
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
SHAPES = st.recursive(
    SCALARS | st.sampled_from(["simple", "variable", "Default Title", "publish"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)


@pytest.mark.parametrize(("file", "name"), FILES.items())
@settings(max_examples=80)
@given(data=st.data())
def test_a_wrong_shape_at_any_level_is_a_problem_and_no_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, file: str, name: str
) -> None:
    text = (FEEDS / file).read_text()
    product = json.loads(text if file.endswith(".json") else text.splitlines()[0])
    spoilt = _spoilt(data, product)

    found = rows(FORMATS[name], written(tmp_path_factory.mktemp("feed"), json.dumps([spoilt])))

    for each in found:
        assert isinstance(each, Row | Problem)
        if isinstance(each, Row):
            assert all(isinstance(value, str) and value.strip() for value in each.fields.values())
            assert each.headings.keys() >= each.fields.keys()


def _spoilt(data: st.DataObject, value: object) -> object:
    """One place on any level of it has another value than it had."""
    down = bool(value) and isinstance(value, dict | list) and data.draw(st.integers(0, 4)) > 0
    if isinstance(value, dict) and down:
        name = data.draw(st.sampled_from(sorted(value)))
        return {**value, name: _spoilt(data, value[name])}
    if isinstance(value, list) and down:
        place = data.draw(st.integers(0, len(value) - 1))
        return [*value[:place], _spoilt(data, value[place]), *value[place + 1 :]]
    return data.draw(SHAPES)


@settings(max_examples=80)
@given(st.lists(SHAPES, max_size=4))
def test_whatever_is_handed_on_can_be_hashed(tmp_path_factory: pytest.TempPathFactory, values: list[object]) -> None:
    found = written(tmp_path_factory.mktemp("feed"), json.dumps(values))

    for record in ours.read(found, None).records():
        assert isinstance(record, Problem) or orjson.dumps(record.content)
