import gzip
from pathlib import Path

import pytest

from catalog_sync.fetch import Document, fetch
from catalog_sync.rows import SyncStopped
from tests.unit.catalog_sync.doubles import NOW


def document(path: Path, most_bytes: int = 2**20) -> Document:
    return Document(path.name, path, path.parent, NOW, most_bytes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_the_encoding_it_has(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes("id,title\n1,Taza “Niña” für 4 €\n".encode(encoding))

    with document(path).open_text() as text:
        assert text.read().splitlines()[1] == "1,Taza “Niña” für 4 €"


def test_one_foreign_byte_far_behind_the_beginning_is_still_noticed(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes(b"x" * 300_000 + "é".encode("cp1252"))

    with document(path).open_text() as text:
        assert text.read().endswith("é")


def test_a_packed_feed_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv.gz"
    path.write_bytes(gzip.compress(b"id,title\n"))

    with document(path).open_text() as text:
        assert text.read() == "id,title\n"


def test_a_packed_bomb_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 2**21))

    with pytest.raises(SyncStopped, match="more than 1 MB"), document(path).open_text() as text:
        text.read()


def test_a_torn_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv.gz"
    path.write_bytes(gzip.compress(b"id,title\n" * 1000)[:-20])

    with pytest.raises(SyncStopped, match="cannot be read"), document(path).open_text() as text:
        text.read()


@pytest.mark.parametrize(("content", "kind"), [(b"PK\x03\x04...", "a spreadsheet"), (b"%PDF-1.7", "a PDF")])
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes(content)

    with pytest.raises(SyncStopped, match=kind):
        document(path).head()


def test_an_address_is_honestly_not_read_yet() -> None:
    with pytest.raises(SyncStopped, match="download it"):
        fetch(["https://acme.example/feed.csv"], (".csv",), NOW)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match=r"feed\.csv is no file"):
        fetch([tmp_path / "feed.csv"], (".csv",), NOW)


def test_a_folder_offers_only_feeds(tmp_path: Path) -> None:
    for name in ("b.csv", "a.CSV", "readme.md", "posts.jsonl"):
        (tmp_path / name).write_text("x")

    (source,) = fetch([tmp_path], (".csv",), NOW)

    assert [each.name for each in source.documents] == ["a.CSV", "b.csv"]


def test_files_of_one_name_are_one_source(tmp_path: Path) -> None:
    for folder in ("eu", "us"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "feed.csv").write_text("x")

    (source,) = fetch([tmp_path / "eu" / "feed.csv", tmp_path / "us" / "feed.csv"], (".csv",), NOW)

    assert len(source.documents) == 2


def test_a_link_to_todays_export_is_a_source_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "export-2026-05-04.csv").write_text("x")
    (tmp_path / "latest.csv").symlink_to("export-2026-05-04.csv")

    (source,) = fetch([tmp_path / "latest.csv"], (".csv",), NOW)

    assert source.name == "latest.csv"
