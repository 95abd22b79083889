import asyncio
import hashlib
from pathlib import Path

import pytest

from graph.adapters.media.disk import DiskMediaStore
from graph.domain.conversation import MediaKind


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


async def test_the_same_content_is_one_file(tmp_path: Path) -> None:
    store = DiskMediaStore(tmp_path)

    await asyncio.gather(*(store.save(b"the same", MediaKind.PHOTO) for _ in range(10)))

    assert [path.read_bytes() for path in files(tmp_path)] == [b"the same"]


async def test_a_writer_that_was_killed_half_way_hinders_nobody(tmp_path: Path) -> None:
    name = hashlib.sha256(b"the whole content").hexdigest()
    (tmp_path / name[:2]).mkdir()
    (tmp_path / name[:2] / ".killed.part").write_bytes(b"the who")

    await DiskMediaStore(tmp_path).save(b"the whole content", MediaKind.VOICE)

    assert (tmp_path / name[:2] / name).read_bytes() == b"the whole content"


async def test_a_root_that_is_a_file_is_an_error_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "media").write_bytes(b"in the way")

    with pytest.raises(OSError, match="media"):
        await DiskMediaStore(tmp_path / "media").save(b"content", MediaKind.VOICE)
