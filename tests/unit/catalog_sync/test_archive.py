import gzip
import io
import pickle
import struct
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from catalog_sync import archive
from catalog_sync.archive import archived_documents
from catalog_sync.document import Document
from catalog_sync.fetch import SUFFIXES
from catalog_sync.rows import SyncStopped
from tests.unit.catalog_sync.doubles import NOW

FEED = b"id,title\n1,Mug\n"


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return path


def found(path: Path) -> list[Document]:
    return list(archived_documents(path, SUFFIXES, path.parent, NOW))


def whole(document: Document) -> str:
    with document.open_text() as text:
        return text.read()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_feed_in_an_archive_is_a_document(tmp_path: Path, method: int) -> None:
    path = packed(tmp_path / "export.zip", {"eu/b.XML": b"<rss/>", "a.csv": FEED, "photo.jpg": b"\xff\xd8\xff"}, method)

    documents = found(path)

    assert [(each.name, whole(each)) for each in documents] == [
        ("export.zip/a.csv", FEED.decode()),
        ("export.zip/eu/b.XML", "<rss/>"),
    ]


def test_what_systems_add_on_their_own_is_passed_over(tmp_path: Path) -> None:
    strange = ["__MACOSX/._a.csv", "__MACOSX/a.csv", ".a.csv", ".cache/a.csv", "folder.csv/", "C:\\.git\\a.csv"]
    path = packed(tmp_path / "export.zip", {"a.csv": FEED, **dict.fromkeys(strange, b"")})

    assert [each.member for each in found(path)] == ["a.csv"]


def test_a_packed_feed_within_an_archive_is_unpacked_too(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"a.csv.gz": gzip.compress(FEED)})

    (document,) = archived_documents(path, (".csv.gz",), tmp_path, NOW)

    assert whole(document) == FEED.decode()


def test_an_archived_feed_speaks_of_the_archives_time_and_travels(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"a.csv": FEED})
    modified = NOW - timedelta(days=1)

    (document,) = archived_documents(path, SUFFIXES, tmp_path, modified)

    copy = pickle.loads(pickle.dumps(document))  # noqa: S301
    assert (copy.modified, copy.folder, whole(copy)) == (modified, tmp_path, FEED.decode())


@pytest.mark.parametrize("name", ["../../escaped.csv", "/escaped.csv", "..\\escaped.csv", "C:/escaped.csv"])
def test_a_path_that_leads_out_of_the_archive_leads_nowhere(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    path = packed(inner / "export.zip", {name: FEED})

    for document in found(path):
        whole(document)

    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["export.zip"]


def test_a_name_that_would_paint_the_terminal_is_harmless_in_a_report(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"\x1b[31mred.csv": FEED})

    (document,) = found(path)

    assert document.name.isprintable()
    assert whole(document) == FEED.decode()


def test_a_locked_feed_names_the_fix(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"a.csv": FEED})
    content = path.read_bytes()
    locked = content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    path.write_bytes(locked)

    with pytest.raises(SyncStopped, match=r"export\.zip/a\.csv is locked by a password; pack it without one"):
        found(path)


def test_an_archive_within_an_archive_names_the_fix(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"a.csv": FEED, "more.ZIP": b""})

    with pytest.raises(SyncStopped, match="unpack it and sync the folder"):
        found(path)


def test_a_spreadsheet_is_no_archive_of_feeds(tmp_path: Path) -> None:
    path = packed(tmp_path / "feed.xlsx", {"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b"<a/>"})

    with pytest.raises(SyncStopped, match="is a spreadsheet: export it as CSV"):
        found(path)


def test_an_archive_without_a_feed_says_what_it_looked_for(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"readme.md": b"hello"})

    with pytest.raises(SyncStopped, match=r"holds no file ending in \.csv"):
        found(path)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_damaged_archive_names_the_fix(tmp_path: Path, kept: float) -> None:
    path = packed(tmp_path / "export.zip", {f"{number}.csv": FEED for number in range(20)})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])

    with pytest.raises(SyncStopped, match=r"damaged zip archive .*; pack it again") as stopped:
        found(path)

    assert stopped.value.code == "archive_broken"


def test_a_feed_damaged_within_a_sound_archive_says_so(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"a.csv": FEED}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"Mug", b"Pot"))

    (document,) = found(path)

    with pytest.raises(SyncStopped, match="cannot be read"):
        whole(document)


def test_a_bomb_of_many_files_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for number in range(9):
            opened.writestr(f"{number}.csv", bytes(60 * 2**20))

    with pytest.raises(SyncStopped, match="more than 512 MB once unpacked"):
        found(path)


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_announced(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"a.csv": b"0" * 2**22})
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", 2**22), struct.pack("<I", 100)))

    (document,) = found(path)

    with pytest.raises(SyncStopped, match="cannot be read"):
        whole(document)


def test_an_absurd_number_of_feeds_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {f"{number}.csv": b"" for number in range(archive.MOST_FEEDS + 1)})

    with pytest.raises(SyncStopped, match="holds 1001 feeds"):
        found(path)


def test_an_endless_table_of_contents_is_not_read(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(42)
    contents = entry * (archive.LONGEST_CONTENTS // len(entry) + 1)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(contents), 0, 0)
    path = tmp_path / "export.zip"
    path.write_bytes(contents + end)

    with pytest.raises(SyncStopped, match="its table of contents has no end"):
        found(path)


def test_an_archive_shows_by_its_content(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w"):
        pass
    (tmp_path / "empty").write_bytes(content.getvalue())
    (tmp_path / "feed.zip").write_bytes(FEED)

    assert archive.is_archive(packed(tmp_path / "download", {"a.csv": FEED}))
    assert archive.is_archive(tmp_path / "empty")
    assert not archive.is_archive(tmp_path / "feed.zip")
