import pickle
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.document import Document
from catalog_sync.feeds import syndication
from catalog_sync.rows import Problem, Record, Row, SyncStopped
from tests.unit.catalog_sync.doubles import NOW

FIXTURES = Path(__file__).parents[3] / "feeds" / "syndication"
NAMESPACE = 'xmlns:g="http://base.google.com/ns/1.0"'
NAMES = ("id", "title", "description", "link", "image_link", "availability", "price")
REQUIRED = "".join(f"<g:{name}>{name}</g:{name}>" for name in NAMES)


def read(document: Document) -> list[Row | Problem]:
    reading = pickle.loads(pickle.dumps(syndication.read(document, "EUR")))  # noqa: S301
    records = [Record(*record) for record in reading.records()]
    return [row for record in records for row in reading.rows(record)]


def fixture(name: str) -> list[Row | Problem]:
    return read(Document(name, FIXTURES / name, FIXTURES, NOW))


def only_row(folder: Path, inside: str, root: str = f"<rss {NAMESPACE}>") -> Row:
    (row,) = read(written(folder, item(inside, root)))
    assert isinstance(row, Row)
    return row


def item(inside: str, root: str = f"<rss {NAMESPACE}>") -> str:
    return f"{root}<channel>\n<item>{inside}</item></channel></rss>"


def written(folder: Path, content: str | bytes) -> Document:
    path = folder / "feed.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Document(path.name, path, folder, NOW)


def test_an_items_own_words_arrive_under_googles_names() -> None:
    kettle = fixture("google.xml")[0]

    assert isinstance(kettle, Row)
    assert kettle.fields == {
        "id": "KET-1",
        "title": 'Kettle "Bris", 1 litre & lid',
        "description": "<p>Boils water.</p>",
        "link": "https://fjord.example/kettle?colour=red&size=1",
        "image_link": "https://fjord.example/kettle.jpg",
        "additional_image_link": (
            "https://fjord.example/kettle-side.jpg\nhttps://fjord.example/kettle-lid.jpg\n"
            "https://fjord.example/kettle-box.jpg"
        ),
        "availability": "in_stock",
        "price": "39.90 EUR",
        "item_group_id": "KET",
        "color": "red",
        "detail.Capacity": "1 litre: up to the mark, 1.1 above",
        "detail.Care": "By hand",
        "product_highlight": '"Quiet, and quick","Fits ""Bris"" stoves"',
    }


def test_html_that_nobody_escaped_is_kept_as_html() -> None:
    mug = fixture("google.xml")[1]

    assert isinstance(mug, Row)
    assert "<p>Holds <b>tea</b>.</p>" in mug.fields["description"]


def test_items_are_found_at_the_lines_of_their_tags() -> None:
    assert [row.line for row in fixture("google.xml")] == [8, 38]


def test_a_line_is_right_far_behind_what_libxml2_keeps_in_an_element(tmp_path: Path) -> None:
    (row,) = read(written(tmp_path, item(REQUIRED).replace("<item>", "\n" * 70_000 + "<item>\n\n")))

    assert row.line == 70_002


def test_a_heading_is_the_tag_as_the_file_writes_it() -> None:
    kettle = fixture("google.xml")[0]

    assert isinstance(kettle, Row)
    spelt = {name: kettle.headings[name] for name in ("title", "description", "color", "detail.Care")}
    assert spelt == {
        "title": "g:title",
        "description": "description",
        "color": "g:colour",
        "detail.Care": "g:product_detail",
    }


def test_atom_with_another_prefix_and_addresses_as_attributes_is_read() -> None:
    (mug,) = fixture("atom.xml")

    assert isinstance(mug, Row)
    assert (mug.fields["id"], mug.headings["id"]) == ("MUG-1", "shop:id")
    assert (mug.fields["link"], mug.fields["description"]) == ("https://fjord.example/mug", "Holds tea.")


def test_a_feed_without_any_declaration_is_read() -> None:
    tray = fixture("undeclared.xml")[0]

    assert isinstance(tray, Row)
    assert (tray.fields["price"], tray.fields["quantity"], tray.fields["option.Finish"]) == ("19.00 EUR", "7", "Oiled")


def test_what_metas_shops_do_not_show_is_not_shown_here() -> None:
    hidden = fixture("undeclared.xml")[1]

    assert isinstance(hidden, Problem)
    assert (hidden.line, hidden.column, hidden.code) == (18, "g:visibility", "not_published")


def test_attributes_without_a_prefix_count(tmp_path: Path) -> None:
    row = only_row(tmp_path, REQUIRED.replace("g:", "").replace("price", "g:price"))

    assert (row.fields["title"], row.headings["title"]) == ("title", "title")


def test_a_prefix_first_met_far_behind_the_beginning_needs_no_declaration(tmp_path: Path) -> None:
    row = only_row(tmp_path, f"<description>{'x' * 70_000}</description>{REQUIRED}", root="<rss>")

    assert row.fields["price"] == "price"


def test_atoms_own_elements_may_have_a_prefix(tmp_path: Path) -> None:
    atom = f'<a:feed xmlns:a="http://www.w3.org/2005/Atom" {NAMESPACE}><a:entry>{REQUIRED}</a:entry></a:feed>'

    (row,) = read(written(tmp_path, atom.replace("<g:title>title</g:title>", "<a:title>Mug</a:title>")))

    assert isinstance(row, Row)
    assert (row.fields["title"], row.headings["title"]) == ("Mug", "title")


def test_googles_namespace_may_be_the_default_one(tmp_path: Path) -> None:
    row = only_row(tmp_path, REQUIRED.replace("g:", ""), root='<rss xmlns="http://base.google.com/ns/1.0">')

    assert (row.fields["price"], row.headings["price"]) == ("price", "price")


def test_an_empty_attribute_leaves_its_place_to_the_plain_one(tmp_path: Path) -> None:
    row = only_row(tmp_path, REQUIRED.replace("<g:title>title", "<title>Mug</title><g:title> "))

    assert (row.fields["title"], row.headings["title"]) == ("Mug", "title")


def test_two_details_of_one_name_are_both_kept(tmp_path: Path) -> None:
    parts = "<g:attribute_name>Width</g:attribute_name><g:attribute_value>{}</g:attribute_value>"
    detail = f"<g:product_detail>{parts}</g:product_detail>"

    row = only_row(tmp_path, REQUIRED + detail.format("9 cm") + detail.format("12 cm"))

    assert row.fields["detail.Width"] == "9 cm; 12 cm"


def test_details_in_googles_own_notation_stay_as_they_are(tmp_path: Path) -> None:
    row = only_row(tmp_path, REQUIRED + "<g:product_detail>General:Width:9 cm</g:product_detail>" * 2)

    assert row.fields["product_detail"] == "General:Width:9 cm,General:Width:9 cm"


def test_a_title_marked_as_written_by_a_machine_is_the_title(tmp_path: Path) -> None:
    parts = "<g:digital_source_type>x</g:digital_source_type><g:content>Mug</g:content>"
    marked = f"<g:structured_title>{parts}</g:structured_title>"

    row = only_row(tmp_path, REQUIRED.replace("<g:title>title</g:title>", marked))

    assert row.fields["title"] == "Mug"


def test_an_endless_description_is_cut_and_the_other_items_land(tmp_path: Path) -> None:
    endless = REQUIRED.replace(">description<", f">{'x' * 40_000_000}<")

    rows = read(written(tmp_path, item(f"{endless}</item><item>{REQUIRED}")))

    assert [len(row.fields["description"]) for row in rows if isinstance(row, Row)] == [100_000, 11]


def test_content_is_plain_json(tmp_path: Path) -> None:
    (record,) = syndication.read(written(tmp_path, item(REQUIRED)), None).records()

    assert orjson.loads(orjson.dumps(record.content)) == record.content


def test_a_prefix_of_another_name_changes_no_field(tmp_path: Path) -> None:
    one = only_row(tmp_path, REQUIRED)

    renamed = NAMESPACE.replace(":g=", ":ns0=")
    other = only_row(tmp_path, REQUIRED.replace("g:", "ns0:"), f"<rss {renamed}>")

    assert one.fields == other.fields
    assert other.headings["price"] == "ns0:price"


def test_an_item_far_too_long_goes_on_with_the_beginnings_of_its_texts(tmp_path: Path) -> None:
    long = REQUIRED.replace(">description<", f">{'d' * 2_000_000}<")
    (record,) = syndication.read(written(tmp_path, item(long)), None).records()

    assert len(str(record.content)) < 2 * syndication.LONGEST_TEXT
    assert only_row(tmp_path, long).fields["description"] == "d" * syndication.LONGEST_TEXT


@pytest.mark.parametrize("missing", NAMES)
def test_an_attribute_that_no_item_has_stops_the_feed(tmp_path: Path, missing: str) -> None:
    without = REQUIRED.replace(f"<g:{missing}>{missing}</g:{missing}>", "")

    with pytest.raises(SyncStopped, match=rf"no item has <g:{missing}>; add it"):
        read(written(tmp_path, item(without)))


def test_an_attribute_that_one_item_lacks_costs_that_item_only(tmp_path: Path) -> None:
    rows = read(written(tmp_path, item(f"{REQUIRED}</item><item><g:id>2</g:id>")))

    assert [row.fields["id"] for row in rows if isinstance(row, Row)] == ["id", "2"]


def test_a_feed_without_items_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="no <item> and no <entry>"):
        read(written(tmp_path, f"<rss {NAMESPACE}><channel/></rss>"))


@pytest.mark.parametrize("name", ["google.xml", "atom.xml", "undeclared.xml"])
def test_a_product_feed_is_known_by_its_content(name: str) -> None:
    assert syndication.recognises((FIXTURES / name).read_text(encoding="utf-8"))


def test_the_namespace_shows_a_product_feed_before_its_first_item() -> None:
    assert syndication.recognises(f"<rss {NAMESPACE}><channel><description>A long")


@pytest.mark.parametrize(
    "head",
    [
        (FIXTURES / "blog.xml").read_text(encoding="utf-8"),
        "id,title,description,link,image_link,availability,price",
        f"<!doctype html><title>item</title><p {NAMESPACE}>",
        '{"id": "<item><id/><title/><link/><price/></item>"}',
        "",
    ],
    ids=["blog", "table", "page", "json", "empty"],
)
def test_other_documents_are_left_to_other_readers(head: str) -> None:
    assert not syndication.recognises(head)


@settings(max_examples=200)
@given(cut=st.floats(0, 1, exclude_max=True))
def test_a_feed_cut_off_anywhere_is_never_taken_for_the_whole(
    tmp_path_factory: pytest.TempPathFactory, cut: float
) -> None:
    whole = (FIXTURES / "google.xml").read_bytes().rstrip()
    document = written(tmp_path_factory.mktemp("feed"), whole[: int(len(whole) * cut)])

    with pytest.raises(SyncStopped):
        read(document)


SCRAPS = st.sampled_from(
    [
        *(b"<rss>", b"<item>", b"</item>", b"</rss>", b"<g:id>", b"</g:id>", b"<link href='x'/>", b"<a:b c:d=''/>"),
        *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml version='1.0' encoding='utf-7'?>", b"&nbsp;", b"&#0;", b"&"),
        *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"\xff", b"\x00", b"\xef\xbb\xbf", b"\n", b"xmlns:g=''"),
    ]
)


@settings(max_examples=300)
@given(
    st.one_of(st.binary(max_size=300), st.lists(st.one_of(SCRAPS, st.binary(max_size=4)), max_size=20).map(b"".join))
)
def test_arbitrary_bytes_stop_the_feed_and_never_the_program(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    document = written(tmp_path_factory.mktemp("feed"), content)

    try:
        rows = read(document)
    except SyncStopped:
        return

    assert all(isinstance(row, Row | Problem) for row in rows)


@settings(max_examples=100)
@given(inside=st.lists(st.one_of(SCRAPS, st.text(max_size=8).map(str.encode)), max_size=8).map(b"".join))
def test_whatever_an_item_holds_is_a_row_or_stops_the_feed(
    tmp_path_factory: pytest.TempPathFactory, inside: bytes
) -> None:
    feed = item(f"{REQUIRED}<g:brand>HERE</g:brand>").encode().replace(b"HERE", inside)
    document = written(tmp_path_factory.mktemp("feed"), feed)

    try:
        rows = read(document)
    except SyncStopped:
        return

    assert rows
