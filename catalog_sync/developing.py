"""Bytes to looks: what the workers of a sync do with pictures, on this machine or elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from catalog_sync.pictures import LONGEST_SIDE, NotNow, small_copy
from catalog_sync.rows import Unusable
from catalog_sync.tools import PictureDecoder
from graph.domain.errors import UnreadablePhoto
from graph.ports.senses import Pixels, PortablePhotoEncoder, Vector

SHORTEST_SIDE = 16
"""Pixels. What is smaller is no picture of a product but a spacer in a web page."""
PAGES = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True)
class Undeveloped:
    """A picture's bytes, or the file that has them. `look_hash` is what they are kept under.

    `original`: it is the hash of these very bytes too; otherwise they are the shop's own small copy. What the shop has
    already is not `wanted`.
    """

    look_hash: str
    content: bytes | Path
    original: bool = True
    copy_wanted: bool = True
    look_wanted: bool = True


@dataclass(frozen=True, slots=True)
class Developed:
    """What was wanted of a picture: its small copy as JPEG, its vector."""

    look_hash: str
    copy: bytes | None = None
    look: Vector | None = None


@dataclass(frozen=True, slots=True)
class Developing:
    """The work; it can be pickled, as its batches can. Pixels, twenty times their JPEG, stay within."""

    decode: PictureDecoder
    encoder: PortablePhotoEncoder

    def __call__(self, batch: Sequence[Undeveloped]) -> list[Developed | Unusable]:
        """For each picture what it is, or why it is none."""
        return [self._developed(each) for each in batch]

    def _developed(self, picture: Undeveloped) -> Developed | Unusable:
        try:
            pixels = self._pixels(picture)
        except Unusable as why:
            return why
        copy = small_copy(pixels) if picture.copy_wanted else None
        look = self.encoder.encode([pixels])[0] if picture.look_wanted else None
        return Developed(picture.look_hash, copy, look)

    def _pixels(self, picture: Undeveloped) -> Pixels:
        try:
            content = picture.content if isinstance(picture.content, bytes) else picture.content.read_bytes()
            _check(picture, content)
            return _large_enough(self.decode(content, LONGEST_SIDE))
        except OSError as error:
            fix = f"the file cannot be read ({error.strerror}); check its permissions"
            raise NotNow("picture_unreadable", fix) from error
        except UnreadablePhoto as error:
            fix = f"{str(error).partition(';')[0]}; save it again as JPEG, PNG or WebP with at most 50 megapixels"
            raise Unusable("picture_broken", fix) from error


def _check(picture: Undeveloped, content: bytes) -> None:
    """A file may have changed since it was hashed; then it is not the picture of that name."""
    if picture.original and sha256(content).hexdigest() != picture.look_hash:
        raise NotNow("picture_changed", "the file changed while it was read; sync again")
    if content[:100].lstrip().lower().startswith(PAGES):
        raise Unusable("picture_is_page", "a web page was found there; give the address of the picture itself")


def _large_enough(pixels: Pixels) -> Pixels:
    if min(pixels.shape[:2]) < SHORTEST_SIDE:
        raise Unusable("picture_too_small", "give a picture of the product, at best 800 pixels wide or more")
    return pixels
