import gzip
import pickle
from encodings.aliases import aliases
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.document import HEAD, Document
from catalog_sync.rows import SyncStopped
from tests.unit.catalog_sync.doubles import NOW

SPANISH = "id,title\n1,Taza “Niña” für 4 €\n"


def written(folder: Path, content: bytes, most_bytes: int = 2**20) -> Document:
    path = folder / "feed.csv"
    path.write_bytes(content)
    return Document(path.name, path, folder, NOW, most_bytes)


def whole(document: Document) -> str:
    with document.open_text() as text:
        return text.read()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_the_encoding_it_has(tmp_path: Path, encoding: str) -> None:
    assert whole(written(tmp_path, SPANISH.encode(encoding))) == SPANISH


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    assert whole(written(tmp_path, b"a\r\nb\rc\n")) == "a\r\nb\rc\n"


def test_one_foreign_byte_far_behind_the_beginning_is_still_noticed(tmp_path: Path) -> None:
    assert whole(written(tmp_path, b"x" * 300_000 + "é".encode("cp1252"))).endswith("é")


def test_a_foreign_byte_behind_all_that_is_looked_at_is_read_by_itself(tmp_path: Path) -> None:
    text = whole(written(tmp_path, b"x" * 5_000_000 + "é € ".encode("cp1252") + "ü".encode(), 2**23))

    assert text.endswith("xé € ü")


def test_a_letter_cut_in_two_by_a_database_spoils_no_other(tmp_path: Path) -> None:
    text = whole(written(tmp_path, "Grüße, Täss".encode() + b"\xc3 " + "aus Köln".encode()))

    assert text == "Grüße, TässÃ aus Köln"


def test_letters_that_happen_to_be_utf8_do_not_hide_the_code_page(tmp_path: Path) -> None:
    text = "NESCAFÉ® für Genießer, «CAFÉ» à la crème"

    assert whole(written(tmp_path, text.encode("cp1252"))) == text


@pytest.mark.parametrize(
    ("declared", "encoding", "letters"),
    [
        ("windows-1251", "cp1251", "Чашка"),
        ("Shift_JIS", "shift_jis", "湯のみ"),
        ("ISO-8859-15", "iso8859-15", "4 € für Œuvre"),
        ("ISO-8859-1", "cp1252", "“Niña” 4 €"),
        ("us-ascii", "cp1252", "“Niña” 4 €"),
    ],
)
def test_what_xml_declares_of_itself_counts(tmp_path: Path, declared: str, encoding: str, letters: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<rss>{letters}</rss>'

    assert whole(written(tmp_path, text.encode(encoding))) == text


@pytest.mark.parametrize(
    "declared", ["UTF-8", "utf-16", "UTF-32", "utf-7", "hex", "klingon", "unicode_escape", "cp037"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_declaration_that_cannot_be_true_does_not_count(tmp_path: Path, declared: str, encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{declared}'?><rss>“Niña” \\u0061 +AGE-</rss>"

    assert whole(written(tmp_path, text.encode(encoding))) == text


def test_a_byte_order_mark_counts_more_than_a_declaration(tmp_path: Path) -> None:
    text = "<?xml version='1.0' encoding='windows-1251'?><rss>“Niña”</rss>"

    assert whole(written(tmp_path, text.encode("utf-8-sig"))) == text


@settings(max_examples=200)
@given(st.binary(max_size=200), st.sampled_from(["", *sorted(set(aliases.values()))]))
def test_arbitrary_bytes_are_some_text_or_stop_the_feed(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, declared: str
) -> None:
    declaration = f"<?xml version='1.0' encoding='{declared}'?>".encode() if declared else b""
    document = written(tmp_path_factory.mktemp("feed"), declaration + content)

    try:
        text = whole(document)
    except SyncStopped:
        return

    assert document.head() == text[:HEAD]


def test_a_head_is_no_more_than_the_beginning(tmp_path: Path) -> None:
    document = written(tmp_path, gzip.compress(b"a" * 2**23), most_bytes=2**23 - 1)

    assert document.head() == "a" * HEAD


def test_bytes_are_as_they_stand(tmp_path: Path) -> None:
    content = SPANISH.encode("utf-16")

    with written(tmp_path, content).open_bytes() as opened:
        assert opened.read() == content


def test_a_packed_feed_is_unpacked_whatever_its_name(tmp_path: Path) -> None:
    assert whole(written(tmp_path, gzip.compress(SPANISH.encode("cp1252")))) == SPANISH


@pytest.mark.parametrize("content", [b"0" * 2**21, gzip.compress(b"0" * 2**21)], ids=["plain", "packed"])
def test_what_is_too_large_stops_at_the_limit(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SyncStopped, match="more than 1 MB"):
        whole(written(tmp_path, content))


def test_a_torn_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="cannot be read"):
        whole(written(tmp_path, gzip.compress(b"id,title\n" * 1000)[:-20]))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04...", "a spreadsheet"),
        (b"%PDF-1.7", "a PDF"),
        (gzip.compress(gzip.compress(b"id", mtime=0), mtime=0), "packed twice"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    with pytest.raises(SyncStopped, match=kind):
        written(tmp_path, content).open_bytes()


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="check the file and its permissions"):
        Document("feed.csv", tmp_path / "feed.csv", tmp_path, NOW).head()


def test_a_document_travels_to_other_processes(tmp_path: Path) -> None:
    document = written(tmp_path, SPANISH.encode())

    assert whole(pickle.loads(pickle.dumps(document))) == SPANISH  # noqa: S301
