"""What every MediaStore keeps to."""

import asyncio
import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graph.adapters.media.disk import DiskMediaStore
from graph.domain.conversation import MediaKind, MediaRef
from graph.domain.errors import BadInput, UnreadablePhoto
from graph.ports.senses import MediaStore

LIMIT = 20 * 1024 * 1024


@pytest.fixture(params=[DiskMediaStore])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], MediaStore]:
    return lambda: request.param(tmp_path / "media")


@pytest.fixture
def store(make_store: Callable[[], MediaStore]) -> MediaStore:
    return make_store()


def png(colour: str = "teal", size: tuple[int, int] = (40, 30)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


async def test_a_reference_is_the_hash_of_the_content(store: MediaStore) -> None:
    ref = await store.save(b"a voice", MediaKind.VOICE)

    assert ref == MediaRef(hashlib.sha256(b"a voice").hexdigest(), MediaKind.VOICE, 7)


async def test_a_saved_photo_comes_back_as_pixels(store: MediaStore) -> None:
    ref = await store.save(png("teal"), MediaKind.PHOTO)

    pixels = await store.photo(ref)

    assert pixels.dtype == np.uint8
    assert pixels.shape == (30, 40, 3)
    assert (pixels == (0, 128, 128)).all()


async def test_a_photo_outlives_the_process_that_saved_it(make_store: Callable[[], MediaStore]) -> None:
    ref = await make_store().save(png(), MediaKind.PHOTO)

    pixels = await make_store().photo(ref)

    assert pixels.shape == (30, 40, 3)


async def test_what_is_saved_comes_back_byte_for_byte(store: MediaStore) -> None:
    ref = await store.save(b"a voice", MediaKind.VOICE)

    assert await store.content(ref) == b"a voice"


async def test_what_was_never_kept_has_no_content(store: MediaStore) -> None:
    with pytest.raises(UnreadablePhoto, match="no longer kept"):
        await store.content(MediaRef("0" * 64, MediaKind.PHOTO, 1))


async def test_a_photo_of_our_own_making_comes_back_as_it_looked(store: MediaStore) -> None:
    photo = np.tile(np.linspace(0, 255, 64).astype(np.uint8)[None, :, None], (48, 1, 3))

    back = await store.photo(await store.keep(photo))

    assert back.shape == photo.shape
    assert np.abs(back.astype(int) - photo).max() <= 4


async def test_many_saving_the_same_photo_at_once_get_one_reference(store: MediaStore) -> None:
    refs = await asyncio.gather(*(store.save(png(), MediaKind.PHOTO) for _ in range(20)))

    assert len(set(refs)) == 1
    assert (await store.photo(refs[0])).shape == (30, 40, 3)


async def test_a_file_at_the_limit_is_kept(store: MediaStore) -> None:
    ref = await store.save(bytes(LIMIT), MediaKind.VOICE)

    assert ref.size == LIMIT


async def test_a_file_above_the_limit_is_refused_with_the_limit(store: MediaStore) -> None:
    with pytest.raises(BadInput, match="20,971,520"):
        await store.save(bytes(LIMIT + 1), MediaKind.VOICE)


async def test_what_is_no_picture_is_unreadable(store: MediaStore) -> None:
    ref = await store.save(b"a voice", MediaKind.VOICE)

    with pytest.raises(UnreadablePhoto):
        await store.photo(ref)


async def test_a_picture_of_more_than_fifty_megapixels_is_unreadable(store: MediaStore) -> None:
    file = BytesIO()
    Image.new("1", (10_001, 5_000)).save(file, "PNG")
    ref = await store.save(file.getvalue(), MediaKind.PHOTO)

    with pytest.raises(UnreadablePhoto, match="50 megapixels"):
        await store.photo(ref)


async def test_a_photo_that_was_never_kept_is_unreadable(store: MediaStore) -> None:
    with pytest.raises(UnreadablePhoto, match="send it again"):
        await store.photo(MediaRef("0" * 64, MediaKind.PHOTO, 1))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "", "A" * 64])
async def test_a_reference_that_is_no_hash_reaches_no_file(store: MediaStore, name: str) -> None:
    with pytest.raises(UnreadablePhoto, match="names no photo"):
        await store.photo(MediaRef(name, MediaKind.PHOTO, 1))
