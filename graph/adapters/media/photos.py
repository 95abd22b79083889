from io import BytesIO

import numpy as np
from PIL import ExifTags, Image

from graph.domain.errors import UnreadablePhoto
from graph.ports.senses import Pixels

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 90
ENOUGH = 7 / 8
"""Of the side asked for, where as much can be had without decoding four times the pixels and shrinking them."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF", "HEIF")
"""What phones and shops send. Pillow knows many more, each with a parser that a stranger's bytes would reach.

HEIF is read where a plug-in for Pillow is registered; Telegram turns it into JPEG unless it is sent as a file.
"""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, by its EXIF orientation."""


def decode_photo(content: bytes, longest: int = LONGEST_SIDE) -> Pixels:
    """Upright RGB pixels of a picture, its longer side `longest` at most; the first one where it moves.

    Raises UnreadablePhoto.
    """
    try:
        return _pixels(content, longest)
    except UnreadablePhoto:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_large() from error
    except Exception as error:  # on a stranger's bytes Pillow raises whatever its parsers trip over
        raise UnreadablePhoto("this is not a picture that can be read; send it as JPEG, PNG or WebP") from error


def encode_photo(photo: Pixels) -> bytes:
    """As JPEG, finely enough that what it looks like stays the same."""
    file = BytesIO()
    Image.fromarray(photo).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _pixels(content: bytes, longest: int) -> Pixels:
    with Image.open(BytesIO(content), formats=_known_formats()) as image:
        if image.width * image.height > MOST_PIXELS:
            raise _too_large()
        _draft(image, longest)
        image.load()
        turn = _TURNS.get(_orientation(image))
        small = _shrunk(_eight_bits(image), longest)
        return np.array(small if turn is None else small.transpose(turn), np.uint8)


def _known_formats() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _draft(image: Image.Image, longest: int) -> None:
    """JPEG can be decoded at half, a quarter or an eighth of its size: in less time and memory, for much the same."""
    scale = longest * ENOUGH / max(image.size)
    image.draft(None, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - a good picture may carry broken EXIF, on which Pillow raises what it likes
        return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through."""
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _shrunk(image: Image.Image, longest: int) -> Image.Image:
    """Within the longest side, on white where it was transparent, as shops show their things."""
    image.thumbnail((longest, longest), Image.Resampling.HAMMING)  # as sharp as bicubic in two thirds of its time
    if image.mode == "RGB":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _too_large() -> UnreadablePhoto:
    return UnreadablePhoto(f"the picture has more than {MOST_PIXELS // 1_000_000} megapixels; send a smaller one")
