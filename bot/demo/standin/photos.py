"""What Telegram makes of a picture: several JPEG sizes, none above 1280 pixels a side."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.limits import PHOTO_BYTES, PHOTO_RATIO, PHOTO_SIDES_SUM

# The boxes of Telegram's own size types s, m, x and y: https://core.telegram.org/api/files#image-thumbnail-types.
_BOXES: Final = (100, 320, 800, 1280)
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")
_QUALITY: Final = 87


@dataclass(frozen=True, slots=True)
class PhotoData:
    """One size of a photo, as JPEG bytes."""

    width: int
    height: int
    data: bytes


def photo_sizes(data: bytes) -> list[PhotoData]:
    """Make two to four sizes of a picture, smallest first. Slow (tens of ms): call it off the event loop.

    Raises `BadRequest` as Telegram does: too big for a photo, IMAGE_PROCESS_FAILED, PHOTO_INVALID_DIMENSIONS.
    """
    if len(data) > PHOTO_BYTES:
        what = f"file of size {len(data)} bytes is too big for a photo; the maximum size is {PHOTO_BYTES} bytes"
        raise BadRequest(what)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            # Only the header has been read so far: a huge picture is refused before it takes memory.
            _check_dimensions(*image.size)
            image.draft("RGB", (_BOXES[-1], _BOXES[-1]))
            return _sizes(image)
    except BadRequest:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadRequest("PHOTO_INVALID_DIMENSIONS") from error
    except Exception as error:
        # Decoders raise anything on odd bytes; to a sender it is all one.
        raise BadRequest("IMAGE_PROCESS_FAILED") from error


def _check_dimensions(width: int, height: int) -> None:
    if width + height > PHOTO_SIDES_SUM or max(width, height) > PHOTO_RATIO * min(width, height):
        raise BadRequest("PHOTO_INVALID_DIMENSIONS")


def _sizes(image: Image.Image) -> list[PhotoData]:
    upright = _on_white(ImageOps.exif_transpose(image))
    longest = max(upright.size)
    boxes = [box for box in _BOXES if box < longest]
    if longest <= _BOXES[-1]:
        boxes.append(longest)
    if len(boxes) == 1:
        boxes.insert(0, max(longest // 2, 1))
    return [_sized(upright, box) for box in boxes]


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _sized(image: Image.Image, box: int) -> PhotoData:
    sized = image.copy()
    sized.thumbnail((box, box))
    out = io.BytesIO()
    sized.save(out, "JPEG", quality=_QUALITY)
    return PhotoData(sized.width, sized.height, out.getvalue())
