"""Bytes to pixels: what the workers of a sync do with pictures, on this machine or elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from catalog_sync.pictures import NotNow, small_copy
from catalog_sync.rows import Unusable
from catalog_sync.tools import PictureDecoder
from graph.domain.errors import UnreadablePhoto
from graph.ports.senses import Pixels

SHORTEST_SIDE = 16
"""Pixels. What is smaller is no picture of a product but a spacer in a web page."""
PAGES = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True)
class Undeveloped:
    """A picture's bytes, or the file that has them. `look_hash` is what they are kept under.

    `original`: it is the hash of these very bytes too; otherwise they are the shop's own small copy.
    """

    look_hash: str
    content: bytes | Path
    original: bool = True


@dataclass(frozen=True, slots=True)
class Developed:
    """A picture as encoders get it, and its small copy as JPEG."""

    look_hash: str
    pixels: Pixels
    copy: bytes


@dataclass(frozen=True, slots=True)
class Developing:
    """The work; it can be pickled, as its batches can."""

    decode: PictureDecoder

    def __call__(self, batch: Sequence[Undeveloped]) -> list[Developed | Unusable]:
        """For each picture what it is, or why it is none."""
        return [self._developed(each) for each in batch]

    def _developed(self, picture: Undeveloped) -> Developed | Unusable:
        try:
            content = picture.content if isinstance(picture.content, bytes) else picture.content.read_bytes()
            _check(picture, content)
            return Developed(picture.look_hash, *small_copy(_large_enough(self.decode(content))))
        except Unusable as why:
            return why
        except OSError as error:
            return NotNow("picture_unreadable", f"the file cannot be read ({error.strerror}); check its permissions")
        except UnreadablePhoto as error:
            reason = str(error).partition(";")[0]
            return Unusable(
                "picture_broken", f"{reason}; save it again as JPEG, PNG or WebP with at most 50 megapixels"
            )


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
