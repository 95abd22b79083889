import os
import zipfile
from pathlib import Path

import pytest

from catalog_sync.fetch import SUFFIXES, find
from catalog_sync.rows import SyncStopped
from tests.unit.catalog_sync.doubles import NOW


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match=r"feed\.csv is no file"):
        find(tmp_path / "feed.csv", (".csv",), NOW)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("packing", ["", ".gz"])
def test_every_format_has_its_suffixes(tmp_path: Path, suffix: str, packing: str) -> None:
    (tmp_path / f"feed{suffix}{packing}").write_text("x")

    (document,) = find(tmp_path, SUFFIXES, NOW).documents

    assert document.name == f"feed{suffix}{packing}"


def test_a_folder_offers_only_feeds(tmp_path: Path) -> None:
    for name in ("b.csv", "a.CSV", "._a.csv", "readme.md", "posts.jsonl"):
        (tmp_path / name).write_text("x")

    source = find(tmp_path, (".csv",), NOW)

    assert [each.name for each in source.documents] == ["a.CSV", "b.csv"]


def test_a_link_to_todays_export_is_a_source_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "export-2026-05-04.csv").write_text("x")
    (tmp_path / "latest.csv").symlink_to("export-2026-05-04.csv")

    source = find(tmp_path / "latest.csv", (".csv",), NOW)

    assert source.name == "latest.csv"


def test_an_archive_is_a_source_of_its_own_name(tmp_path: Path) -> None:
    archive(tmp_path / "export.zip", "b.csv", "a.csv")

    source = find(tmp_path / "export.zip", (".csv",), NOW)

    assert (source.name, [each.name for each in source.documents]) == (
        "export.zip",
        ["export.zip/a.csv", "export.zip/b.csv"],
    )


def test_a_folders_archives_are_opened_too(tmp_path: Path) -> None:
    archive(tmp_path / "b.zip", "x.csv")
    (tmp_path / "a.csv").write_text("x")

    source = find(tmp_path, (".csv",), NOW)

    assert [each.name for each in source.documents] == ["a.csv", "b.zip/x.csv"]


def test_an_archive_speaks_of_its_own_time_but_never_of_the_future(tmp_path: Path) -> None:
    archive(tmp_path / "export.zip", "a.csv")
    os.utime(tmp_path / "export.zip", (NOW.timestamp() + 3600,) * 2)

    assert find(tmp_path / "export.zip", (".csv",), NOW).read_at == NOW


def archive(path: Path, *names: str) -> None:
    with zipfile.ZipFile(path, "w") as opened:
        for name in names:
            opened.writestr(name, "x")
