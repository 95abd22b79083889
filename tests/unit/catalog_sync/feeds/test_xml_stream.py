from pathlib import Path

import pytest

from catalog_sync.document import Document
from catalog_sync.feeds import xml_stream
from catalog_sync.feeds.xml_stream import elements
from catalog_sync.rows import SyncStopped
from tests.unit.catalog_sync.doubles import NOW

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
SECRET = "the lodger's savings"


def texts(folder: Path, content: str | bytes) -> list[str]:
    """What <a> holds, wherever it stands."""
    path = folder / "feed.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    document = Document(path.name, path, folder, NOW)
    return [element.text or "" for _, element in elements(document, ["a"], {"g": "urn:g"})]


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>',
        f'<!DOCTYPE r [<!ENTITY l9 "{"ha" * 50_000}">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd">%p;]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/r.dtd">',
        '<?xml version="1.0"?><!-- a --><?b c?>\n<!DOCTYPE r>',
        '<!DOC\x00TYPE r [<!ENTITY l9 "x">]>',
    ],
    ids=[
        "billion laughs",
        "quadratic",
        "parameter",
        "external subset",
        "behind comments",
        "behind a control character",
    ],
)
def test_a_document_type_is_refused_before_anything_is_made_of_it(tmp_path: Path, doctype: str) -> None:
    with pytest.raises(SyncStopped, match="take out its <!DOCTYPE") as stopped:
        texts(tmp_path, f"{doctype}<r x='&l9;'><a>&l9;</a></r>")

    assert stopped.value.code == "doctype_refused"


@pytest.mark.parametrize("entity", ['SYSTEM "{}"', 'PUBLIC "a" "{}"', 'SYSTEM "file:///etc/passwd"'])
def test_no_file_is_read_for_an_entity(tmp_path: Path, entity: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)

    with pytest.raises(SyncStopped) as stopped:
        texts(tmp_path, f"<!DOCTYPE r [<!ENTITY s {entity.format(secret.as_uri())}>]><r><a>&s;</a></r>")

    assert SECRET not in str(stopped.value)


def test_a_document_type_hidden_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="take out its <!DOCTYPE"):
        texts(tmp_path, '<!DOCTYPE r [<!ENTITY s "x">]><r><a>&s;</a></r>'.encode("utf-16"))


def test_a_document_type_behind_an_endless_comment_is_not_reached(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped) as stopped:
        texts(tmp_path, f"<!--{' ' * 100_000}--><!DOCTYPE r [<!ENTITY s 'x'>]><r><a>&s;</a></r>")

    assert stopped.value.code == "not_xml"


def test_an_unknown_entity_ends_the_reading_and_begins_no_second_document(tmp_path: Path) -> None:
    smuggled = f'<!DOCTYPE r [<!ENTITY s "{SECRET}">]><r><a>&s;</a></r>'

    with pytest.raises(SyncStopped, match=r"line 2: the XML breaks here \(Entity 'unknown' not defined"):
        texts(tmp_path, f"<r><a>1</a>\n<a>&unknown;{' ' * (xml_stream.CHUNK - 25)}{smuggled}")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a&nbsp;b&eacute;&Ouml;", "a\xa0béÖ"),
        ("&lt;p&gt; &amp;nbsp; &quot;&apos;", "<p> &nbsp; \"'"),
        ("&AMP;&LT;&nvlt;", "&<<⃒"),
        ("<![CDATA[a&nbsp;b & <c>]]>", "a&#160;b & <c>"),
        ("&#8364;&#x20AC;&#X20ac;", "€€€"),
        ("a&#11;&#x1F;&#0;&#xFFFF;&#xD800;b", "ab"),
        ("a\x0b\x00\ufffe\uffffb", "ab"),
        ("1<!-- - -->2<?x y?>3", "123"),
    ],
    ids=["html", "xml", "capitals", "cdata", "numbers", "forbidden numbers", "forbidden characters", "comments"],
)
def test_references_and_characters_that_xml_does_not_know_are_read(tmp_path: Path, written: str, read: str) -> None:
    assert texts(tmp_path, f"<r><a>{written}</a></r>") == [read]


@pytest.mark.parametrize("before", range(xml_stream.CHUNK - 20, xml_stream.CHUNK))
def test_a_reference_across_two_chunks_stays_one(tmp_path: Path, before: int) -> None:
    (text,) = texts(tmp_path, f"<r><a>{'x' * before}&nbsp;y&eacute;</a></r>")

    assert text[before:] == "\xa0yé"


@pytest.mark.parametrize("beginning", ["\n\n  <?xml version='1.0'?>", "\ufeff<?xml version='1.1'?>", "", "<?xml ?>"])
def test_what_scripts_print_before_the_root_does_no_harm(tmp_path: Path, beginning: str) -> None:
    assert texts(tmp_path, f"{beginning}<r><a>1</a></r>") == ["1"]


def test_a_declared_prefix_is_not_declared_again(tmp_path: Path) -> None:
    assert texts(tmp_path, "<r xmlns:g = 'urn:other' xml:lang='en'><g:a>1</g:a><m:a>2</m:a></r>") == ["1", "2"]


def test_a_break_is_told_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match=r"feed\.xml, line 3: the XML breaks here .*write & as &amp;"):
        texts(tmp_path, "<r>\n<a>Salt</a>\n<a>Salt & Pepper</a></r>")


@pytest.mark.parametrize(
    "endless",
    ["x" * 60_000_000, "<b/>" * 1_000_000, "<!--" + "x" * 60_000_000],
    ids=["text", "elements", "comment"],
)
def test_what_never_ends_is_not_gathered_in_memory(tmp_path: Path, endless: str) -> None:
    with pytest.raises(SyncStopped, match="after line 2 no <a> ends within 48 MB"):
        texts(tmp_path, f"<r>\n<a>1</a>\n<a>{endless}")


def test_elements_too_deep_for_a_parser_stop_the_feed(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="the XML breaks here"):
        texts(tmp_path, f"<r><a>{'<b>' * 10_000}{'</b>' * 10_000}</a></r>")


def test_an_element_is_emptied_when_the_next_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("<r><b/><a>1</a><b/><b/><a>2</a></r>")

    stream = elements(Document(path.name, path, tmp_path, NOW), ["a"], {})
    (_, first), (_, second) = next(stream), next(stream)

    parent = second.getparent()
    assert parent is not None
    assert (first.text, [child.tag for child in parent]) == (None, ["a", "b", "b", "a"])
