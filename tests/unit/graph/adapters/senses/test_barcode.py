import asyncio

import numpy as np
import pytest
import zxingcpp

from graph.adapters.senses.barcode import ZxingBarcodeReader
from graph.domain.recognition import Barcode
from graph.ports.senses import Pixels


def photographed(*codes: tuple[str, zxingcpp.BarcodeFormat]) -> Pixels:
    """The codes side by side on a white ground, slightly grey as on a photo."""
    photo = np.full((300, 420 * max(1, len(codes)), 3), 240, np.uint8)
    for place, (value, kind) in enumerate(codes):
        drawn = np.array(zxingcpp.create_barcode(value, kind).to_image(scale=3))
        left = 420 * place + 30
        photo[60 : 60 + drawn.shape[0], left : left + drawn.shape[1]] = np.minimum(drawn, 240)[..., None]
    return photo


EAN = ("4006381333931", zxingcpp.BarcodeFormat.EAN13)
QR = ("https://shop.example/p/17", zxingcpp.BarcodeFormat.QRCode)


async def test_a_product_code_is_read() -> None:
    seen = await ZxingBarcodeReader().read(photographed(EAN))

    assert seen == (Barcode("4006381333931", "EAN13"),)


async def test_every_code_in_the_photo_is_read() -> None:
    seen = await ZxingBarcodeReader().read(photographed(EAN, QR))

    assert {code.value for code in seen} == {"4006381333931", "https://shop.example/p/17"}


async def test_a_upc_comes_as_the_digits_of_its_gtin() -> None:
    seen = await ZxingBarcodeReader().read(photographed(("036000291452", zxingcpp.BarcodeFormat.UPCA)))

    assert [code.value for code in seen] == ["0036000291452"]


@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_a_turned_code_is_read(turns: int) -> None:
    seen = await ZxingBarcodeReader().read(np.rot90(photographed(EAN), turns))

    assert [code.value for code in seen] == ["4006381333931"]


@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.PDF417])
async def test_codes_that_name_no_product_are_left_out(kind: zxingcpp.BarcodeFormat) -> None:
    assert await ZxingBarcodeReader().read(photographed(("P-421", kind))) == ()


async def test_a_photo_without_a_code_has_none() -> None:
    assert await ZxingBarcodeReader().read(photographed()) == ()


async def test_several_photos_are_read_side_by_side() -> None:
    reader = ZxingBarcodeReader()

    seen = await asyncio.gather(*(reader.read(photographed(code)) for code in [EAN, QR] * 4))

    assert [codes[0].value for codes in seen] == [EAN[0], QR[0]] * 4
