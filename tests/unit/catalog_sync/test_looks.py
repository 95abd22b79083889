import asyncio
import errno
import pickle
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image

from catalog_sync.address_book import FILE
from catalog_sync.darkroom import DEVELOPED_AT_ONCE, DEVELOPERS
from catalog_sync.developing import Developing, Undeveloped
from catalog_sync.looks import open_gallery
from catalog_sync.pictures import Found, Looks, NotNow, PictureFolder, thumbnail_name
from catalog_sync.rows import SyncStopped, Unusable
from catalog_sync.tools import SyncTools
from graph.adapters.media.photos import decode_photo
from graph.ports.senses import Pixels, Vectors
from graph.ports.work import WorkerDied
from tests.unit.catalog_sync.doubles import MeanColourEncoder, Shop

T = TypeVar("T")
R = TypeVar("R")


async def look_at(tools: SyncTools, pictures: dict[str, Found], settled: Sequence[str] = ()) -> Looks:
    async with open_gallery(tools) as gallery:
        return await gallery.look_at(pictures, settled)


def found(shop: Shop, *names: str) -> dict[str, Found]:
    folder = PictureFolder(shop.folder.resolve())
    return {name: folder.find(name) for name in names}


def encoded(picture: Image.Image, kind: str = "JPEG", **choices: object) -> bytes:
    content = BytesIO()
    picture.save(content, kind, **choices)
    return content.getvalue()


def heading_of_png(width: int, height: int) -> bytes:
    """All that a bomb needs: how large it says it is."""
    said = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 100)
    chunks = (struct.pack(">I", len(each) - 4) + each + struct.pack(">I", zlib.crc32(each)) for each in (said, data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@dataclass
class Mortal:
    """The port Workers, whose processes die of some content."""

    deadly: bytes
    batches: list[int] = field(default_factory=list)

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        assert isinstance(batch, list)
        self.batches.append(len(batch))
        if any(each.content.read_bytes() == self.deadly for each in batch):
            raise WorkerDied("out of memory")
        return work(batch)


@dataclass
class Watched:
    """The port Workers: what it was given, and how much of it at one time."""

    batches: list[list[Undeveloped]] = field(default_factory=list)
    busy: int = 0
    busiest: int = 0

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        assert isinstance(batch, list)
        self.batches.append(batch)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(0.01)
        self.busy -= 1
        return work(batch)


async def test_each_content_is_embedded_once_whatever_its_files_are_called(shop: Shop) -> None:
    look = shop.picture("kettle.png")
    (shop.folder / "copy.png").write_bytes((shop.folder / "kettle.png").read_bytes())

    looks = await look_at(shop.tools, found(shop, "kettle.png", "copy.png"))

    assert {each.look_hash for each in looks.found.values()} == {look}
    assert shop.photo.encoded == 1


async def test_a_worker_that_dies_costs_the_picture_it_died_of_and_no_other(shop: Shop) -> None:
    names = [f"{number}.png" for number in range(DEVELOPED_AT_ONCE)]
    for number, name in enumerate(names):
        shop.picture(name, size=(40, 30 + number))
    workers = Mortal((shop.folder / names[1]).read_bytes())

    looks = await look_at(replace(shop.tools, workers=workers), found(shop, *names))

    assert set(looks.lacking) == {names[1]}
    assert shop.photo.encoded == len(names) - 1
    assert looks.lacking[names[1]].code == "picture_too_heavy"


async def test_a_picture_that_a_worker_died_of_may_be_tried_again(shop: Shop) -> None:
    shop.picture("kettle.png")
    pictures = found(shop, "kettle.png")
    looks = await look_at(replace(shop.tools, workers=Mortal((shop.folder / "kettle.png").read_bytes())), pictures)

    again = await look_at(shop.tools, pictures)

    assert isinstance(looks.lacking["kettle.png"], NotNow)
    assert not again.lacking


async def test_workers_that_die_of_everything_stop_the_sync(shop: Shop) -> None:
    names = [f"{number}.png" for number in range(20)]
    for name in names:
        shop.picture(name)
    content = (shop.folder / names[0]).read_bytes()
    pictures = {name: Found(thumbnail_name(name), name, shop.folder / name) for name in names}

    with pytest.raises(WorkerDied):
        await look_at(replace(shop.tools, workers=Mortal(content)), pictures)


async def test_few_pictures_are_in_hand_at_one_time(shop: Shop) -> None:
    names = [f"{number}.png" for number in range(120)]
    for number, name in enumerate(names):
        shop.picture(name, size=(40, 30 + number))
    workers = Watched()

    await look_at(replace(shop.tools, workers=workers), found(shop, *names))

    assert shop.photo.encoded == 120
    assert 1 < workers.busiest <= DEVELOPERS
    assert max(map(len, workers.batches)) <= DEVELOPED_AT_ONCE


async def test_no_pixels_travel_between_processes(shop: Shop) -> None:
    name = shop.picture("kettle.png", size=(700, 700)) and "kettle.png"
    travelled: list[object] = []

    class Weighing(Watched):
        async def run(self, work: Callable[[T], R], batch: T) -> R:
            done = await super().run(work, batch)
            travelled.extend((batch, done))
            return done

    await look_at(replace(shop.tools, workers=Weighing()), found(shop, name))

    assert len(pickle.dumps(travelled)) < 700 * 700


async def test_a_new_encoder_is_shown_the_kept_copies_where_there_are_no_files(shop: Shop) -> None:
    look = shop.picture("kettle.png")
    await look_at(shop.tools, found(shop, "kettle.png"))
    other = MeanColourEncoder(name="other")

    kept, workers = (shop.tools.pictures / thumbnail_name(look)).stat(), Watched()

    tools = replace(shop.tools, photo=other, workers=workers)
    await look_at(tools, {"k1": Found(thumbnail_name(look), look)}, settled=["k1"])

    assert ("other", look) in shop.embeddings.kept
    assert [each.copy_wanted for batch in workers.batches for each in batch] == [False]
    assert (shop.tools.pictures / thumbnail_name(look)).stat().st_ino == kept.st_ino


async def test_a_damaged_copy_is_parted_with_so_that_it_is_made_anew(shop: Shop) -> None:
    look = shop.picture("kettle.png")
    await look_at(shop.tools, found(shop, "kettle.png"))
    (shop.tools.pictures / thumbnail_name(look)).write_bytes(b"half a pict")

    other = replace(shop.tools, photo=MeanColourEncoder(name="other"))
    looks = await look_at(other, {"k1": Found(thumbnail_name(look), look)})

    assert isinstance(looks.lacking["k1"], NotNow)
    assert not (shop.tools.pictures / thumbnail_name(look)).exists()


async def test_an_empty_copy_that_a_power_cut_left_is_made_again(shop: Shop) -> None:
    look = shop.picture("kettle.png")
    await look_at(shop.tools, found(shop, "kettle.png"))
    (shop.tools.pictures / thumbnail_name(look)).write_bytes(b"")

    await look_at(shop.tools, found(shop, "kettle.png"))

    assert (shop.tools.pictures / thumbnail_name(look)).stat().st_size > 0


async def test_a_file_that_changes_after_it_was_judged_is_left_for_the_next_sync(shop: Shop) -> None:
    shop.picture("kettle.png", "teal")
    pictures = found(shop, "kettle.png")
    shop.picture("kettle.png", "coral")

    looks = await look_at(shop.tools, pictures)

    assert isinstance(looks.lacking["kettle.png"], NotNow)
    assert shop.photo.encoded == 0


async def test_a_full_disk_stops_the_sync_with_words(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.picture("kettle.png")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(SyncStopped, match="make room on the disk"):
        await look_at(shop.tools, found(shop, "kettle.png"))
    assert [path.name for path in shop.tools.pictures.iterdir()] == []


async def test_an_encoder_that_falls_over_is_not_taken_for_a_full_disk(shop: Shop) -> None:
    class Broken(MeanColourEncoder):
        def encode(self, photos: Sequence[Pixels]) -> Vectors:
            raise ConnectionError("the encoder went away")

    shop.picture("kettle.png")

    with pytest.raises(ConnectionError):
        await look_at(replace(shop.tools, photo=Broken()), found(shop, "kettle.png"))


async def test_progress_comes_to_the_number_of_pictures_asked_for(shop: Shop) -> None:
    shop.picture("kettle.png")
    (shop.folder / "broken.png").write_bytes(b"no picture")
    told: list[tuple[str, int, int | None]] = []

    async with open_gallery(shop.tools, lambda *step: told.append(step), total=4) as gallery:
        pictures = found(shop, "kettle.png", "./kettle.png", "broken.png")
        await gallery.look_at(pictures)
        await gallery.look_at({"again": pictures["kettle.png"]})

    assert told[-1] == ("pictures", 4, 4)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


async def test_pictures_from_a_folder_leave_no_book_of_addresses(shop: Shop) -> None:
    shop.picture("kettle.png")

    await look_at(shop.tools, found(shop, "kettle.png"))

    assert not (shop.tools.pictures / FILE).exists()


@dataclass
class Camera:
    """The port PortablePhotoEncoder that remembers what it was shown."""

    name: str = "camera"
    size: int = 1
    seen: list[Pixels] = field(default_factory=list)

    def encode(self, photos: Sequence[Pixels]) -> Vectors:
        self.seen.extend(photos)
        return np.ones((len(photos), 1), np.float32)


def develop(content: bytes, camera: Camera | None = None) -> object:
    look = "of no matter where the content is no original"
    (made,) = Developing(decode_photo, camera or Camera())([Undeveloped(look, content, original=False)])
    return made


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture_broken"),
        (b"GIF89a", "picture_broken"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "picture_broken"),
        (b"\r\n <!DOCTYPE html><title>Not found</title>", "picture_is_page"),
        (encoded(Image.effect_noise((900, 900), 90))[:30_000], "picture_broken"),
        (encoded(Image.new("RGB", (1, 1)), "GIF"), "picture_too_small"),
    ],
    ids=["empty", "heading alone", "drawing", "page", "truncated", "spacer"],
)
def test_what_is_no_picture_of_a_product_is_said_to_be_none(content: bytes, code: str) -> None:
    made = develop(content)

    assert isinstance(made, Unusable)
    assert made.code == code


@pytest.mark.parametrize("side", [8_000, 30_000])
def test_a_bomb_of_pixels_is_refused_by_its_heading(side: int) -> None:
    made = develop(heading_of_png(side, side))

    assert isinstance(made, Unusable)
    assert "50 megapixels" in made.fix


@pytest.mark.parametrize(
    "content",
    [
        encoded(Image.new("CMYK", (60, 40), (0, 255, 255, 0))),
        encoded(Image.new("P", (60, 40), 1), "PNG"),
        encoded(
            Image.new("RGB", (60, 40), "red"), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40), "blue")]
        ),
        encoded(Image.new("RGBA", (60, 40), (255, 0, 0, 0)), "WEBP"),
        encoded(Image.new("I;16", (60, 40), 65535), "PNG"),
    ],
    ids=["CMYK", "palette", "animated", "transparent", "16 bits"],
)
def test_every_kind_of_picture_becomes_pixels_and_a_jpeg(content: bytes) -> None:
    camera = Camera()

    made = develop(content, camera)

    assert [(pixels.shape, pixels.dtype) for pixels in camera.seen] == [((40, 60, 3), np.uint8)]
    with Image.open(BytesIO(made.copy)) as copy:  # type: ignore[attr-defined]
        assert (copy.format, copy.mode, copy.size) == ("JPEG", "RGB", (60, 40))


def test_a_picture_that_lies_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[274] = 6

    camera = Camera()

    develop(encoded(Image.new("RGB", (60, 40), "red"), exif=exif), camera)

    assert [pixels.shape for pixels in camera.seen] == [(60, 40, 3)]


def test_a_large_picture_is_handed_on_no_larger_than_its_copy() -> None:
    camera = Camera()

    made = develop(encoded(Image.new("RGB", (1000, 1500), "red"), "PNG"), camera)

    assert [pixels.shape for pixels in camera.seen] == [(800, 533, 3)]
    with Image.open(BytesIO(made.copy)) as copy:  # type: ignore[attr-defined]
        assert copy.size == (533, 800)
