from pathlib import Path

from graph.adapters.index.copies import copy_sparsely

MEGABYTE = 1 << 20


def with_hole(path: Path) -> bytes:
    """A file of 16 MB of which only both ends were ever written."""
    with path.open("wb") as file:
        file.write(b"head")
        file.seek(15 * MEGABYTE)
        file.write(b"tail")
        file.truncate(16 * MEGABYTE)
    return path.read_bytes()


def test_copy_has_every_byte(tmp_path: Path) -> None:
    (tmp_path / "source" / "inner").mkdir(parents=True)
    content = with_hole(tmp_path / "source" / "inner" / "holey")
    (tmp_path / "source" / "empty").touch()

    copy_sparsely(tmp_path / "source", tmp_path / "target")

    assert (tmp_path / "target" / "inner" / "holey").read_bytes() == content
    assert (tmp_path / "target" / "empty").read_bytes() == b""


def test_copy_takes_no_room_for_what_was_never_written(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    with_hole(tmp_path / "source" / "holey")

    copy_sparsely(tmp_path / "source", tmp_path / "target")

    assert (tmp_path / "target" / "holey").stat().st_blocks * 512 < MEGABYTE
