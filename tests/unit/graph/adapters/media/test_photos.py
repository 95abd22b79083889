import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from graph.adapters.media.photos import decode_photo
from graph.domain.errors import UnreadablePhoto

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def flag(width: int = 64, height: int = 48) -> Image.Image:
    """Red, with a blue corner at the top left."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, 0, width // 2, height // 2))
    return image


PICTURES = {kind: encoded(flag(), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")}


def near(pixel: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() < 40)


@pytest.mark.parametrize("kind", PICTURES)
def test_every_usual_format_is_read(kind: str) -> None:
    pixels = decode_photo(PICTURES[kind])

    assert pixels.shape == (48, 64, 3)
    assert near(pixels[5, 5], BLUE)
    assert near(pixels[40, 60], RED)


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO", "PCX", "TGA"])
def test_formats_that_no_phone_sends_are_refused(kind: str) -> None:
    with pytest.raises(UnreadablePhoto, match="JPEG, PNG or WebP"):
        decode_photo(encoded(flag(), kind))


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_pictures_of_other_colours_come_as_rgb(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    pixels = decode_photo(encoded(flag().convert(mode), kind))

    assert pixels.shape == (48, 64, 3)


def test_print_colours_keep_their_hue() -> None:
    pixels = decode_photo(encoded(flag().convert("CMYK"), "JPEG", quality=95))

    assert near(pixels[40, 60], RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    image = Image.new("RGBA", (64, 48), (*GREEN, 0)).convert(mode)

    pixels = decode_photo(encoded(image))

    assert (pixels == WHITE).all()


def test_a_palette_with_a_transparent_colour_is_read() -> None:
    image = flag().convert("P", palette=Image.Palette.ADAPTIVE, colors=4)

    pixels = decode_photo(encoded(image, "PNG", transparency=bytes([0, 128, 255, 255])))

    assert pixels.shape == (48, 64, 3)


def test_sixteen_bits_a_pixel_keep_their_brightness() -> None:
    image = Image.fromarray(np.full((48, 64), 0x8000, np.uint16))

    pixels = decode_photo(encoded(image))

    assert (pixels == 128).all()


def test_the_first_picture_of_a_moving_one_is_read() -> None:
    frames = [Image.new("RGB", (64, 48), colour) for colour in (BLUE, RED, GREEN)]

    pixels = decode_photo(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))

    assert (pixels == BLUE).all()


UPRIGHT = {1: None, 2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 7: "TRANSVERSE"}
ONTO_ITS_SIDE = {6: "ROTATE_90", 8: "ROTATE_270"}


@pytest.mark.parametrize(("orientation", "turn"), [*UPRIGHT.items(), *ONTO_ITS_SIDE.items()])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_turned_photo_comes_upright(kind: str, orientation: int, turn: str | None) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    lying = flag().transpose(Image.Transpose[turn]) if turn else flag()

    pixels = decode_photo(encoded(lying, kind, exif=exif))

    assert pixels.shape == (48, 64, 3)
    assert near(pixels[5, 5], BLUE)
    assert near(pixels[40, 60], RED)


def test_broken_exif_spoils_no_photo() -> None:
    pixels = decode_photo(encoded(flag(), "JPEG", exif=b"Exif\x00\x00no exif at all"))

    assert pixels.shape == (48, 64, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_is_shrunk_to_1600_in_its_proportions(kind: str) -> None:
    pixels = decode_photo(encoded(flag(4000, 3000), kind))

    assert pixels.shape == (1200, 1600, 3)


@pytest.mark.parametrize(("side", "expected"), [(1398, 800), (1400, 700), (1600, 800), (2790, 800), (2800, 700)])
def test_a_jpeg_is_decoded_smaller_where_that_comes_near_to_what_was_asked(side: int, expected: int) -> None:
    assert decode_photo(encoded(flag(side, side), "JPEG"), 800).shape == (expected, expected, 3)


def test_a_photo_smaller_than_that_keeps_its_size() -> None:
    assert decode_photo(encoded(flag(1600, 900), "JPEG")).shape == (900, 1600, 3)


@pytest.mark.parametrize("size", [(1, 1), (20_000, 1), (1, 20_000)])
def test_photos_of_odd_shapes_are_read(size: tuple[int, int]) -> None:
    width, height = size

    pixels = decode_photo(encoded(Image.new("RGB", size, RED)))

    assert pixels.shape == (min(height, 1600), min(width, 1600), 3)


def png_header(width: int, height: int) -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + PICTURES["PNG"][33:]
    )


@pytest.mark.parametrize("side", [7_072, 10_000, 30_000, 2**31 - 1])
def test_a_picture_that_claims_too_many_pixels_is_refused_unread(side: int) -> None:
    with pytest.raises(UnreadablePhoto, match="50 megapixels"):
        decode_photo(png_header(side, side))


@pytest.mark.parametrize("kind", PICTURES)
@given(st.data())
@settings(max_examples=25, deadline=None, database=None)
def test_a_picture_cut_short_is_unreadable_or_whole(kind: str, data: st.DataObject) -> None:
    content = PICTURES[kind]
    length = data.draw(st.integers(0, len(content) - 1))

    assert_pixels_or_unreadable(content[:length])


@pytest.mark.parametrize("kind", PICTURES)
@given(st.data())
@settings(max_examples=40, deadline=None, database=None)
def test_a_damaged_picture_is_unreadable_or_a_picture(kind: str, data: st.DataObject) -> None:
    content = bytearray(PICTURES[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    assert_pixels_or_unreadable(bytes(content))


@pytest.mark.parametrize(
    "start", [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBPVP8 ", b"BM"]
)
@given(rest=st.binary(max_size=300))
@settings(max_examples=25, deadline=None, database=None)
def test_arbitrary_bytes_are_unreadable_or_a_picture(start: bytes, rest: bytes) -> None:
    assert_pixels_or_unreadable(start + rest)


def assert_pixels_or_unreadable(content: bytes) -> None:
    try:
        pixels = decode_photo(content)
    except UnreadablePhoto:
        return
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
    assert pixels.shape[2] == 3
    assert max(pixels.shape) <= 1600
