"""Which drawing a category asks for, and an SVG become pixels."""

from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image

from bot.demo.shop.draw.bags import backpack, tote
from bot.demo.shop.draw.canvas import FLOOR, SIZE, Canvas
from bot.demo.shop.draw.carried import headphones, sunglasses, umbrella
from bot.demo.shop.draw.clocks import clock
from bot.demo.shop.draw.clothes import jumper, rain_jacket, tshirt
from bot.demo.shop.draw.coffee import coffee_maker, grinder
from bot.demo.shop.draw.colours import brightness
from bot.demo.shop.draw.cookware import board, knife, pan
from bot.demo.shop.draw.drinkware import bottle, mug
from bot.demo.shop.draw.kettles import kettle
from bot.demo.shop.draw.knitwear import beanie, scarf
from bot.demo.shop.draw.labels import bag
from bot.demo.shop.draw.lighting import candle, lamp
from bot.demo.shop.draw.look import Drawer, Look
from bot.demo.shop.draw.pots import plant_pot, vase
from bot.demo.shop.draw.shoes import boot, sneaker
from bot.demo.shop.draw.small import notebook, soap, watering_can
from bot.demo.shop.draw.textiles import cushion, throw, towel
from bot.demo.shop.write.catalogue import Colour, Product

_ALL: tuple[Drawer, ...] = (
    *(backpack, bag, beanie, board, boot, bottle, candle, clock, coffee_maker, cushion, grinder, headphones),
    *(jumper, kettle, knife, lamp, mug, notebook, pan, plant_pot, rain_jacket, scarf, sneaker, soap, sunglasses),
    *(throw, tote, towel, tshirt, umbrella, vase, watering_can),
)
# Small things are drawn nearer, so that they fill their picture: how much, and about which point.
_STANDING = (240, FLOOR + 30)
_NEARER: dict[str, tuple[float, float, float]] = {
    "kettle": (1.22, 236, FLOOR + 30),
    "coffee_maker": (1.12, *_STANDING),
    "grinder": (1.14, 250, FLOOR + 30),
    "bag": (1.16, 240, FLOOR + 40),
    "bottle": (1.2, *_STANDING),
    "vase": (1.12, *_STANDING),
    "plant_pot": (1.24, *_STANDING),
    "knife": (1.22, 246, 250),
    "candle": (1.2, *_STANDING),
    "soap": (1.14, 240, FLOOR + 60),
    "lamp": (1.1, *_STANDING),
    "beanie": (1.16, 240, FLOOR + 40),
    "towel": (1.06, 240, FLOOR + 40),
    "mug": (1.1, 240, FLOOR + 40),
}
_PALE = 0.8
_QUALITY = 80


def drawers() -> dict[str, Drawer]:
    """By the name a category's table calls them."""
    return {drawer.__name__: drawer for drawer in _ALL}


def look_of(product: Product, colour: Colour) -> Look:
    return Look(colour.paint, colour.name, product.brand, product.shape, product.number)


def draw_product(canvas: Canvas, product: Product, colour: Colour) -> None:
    """The product alone, without a backdrop."""
    drawing = product.category.drawing
    scale, x, y = _NEARER.get(drawing, (1, 0, 0))
    with canvas.group(transform=f"translate({x} {y}) scale({scale}) translate({-x} {-y})"):
        drawers()[drawing](canvas, look_of(product, colour))


def studio_picture(product: Product, colour: Colour, *, view: str = f"0 0 {SIZE} {SIZE}") -> Image.Image:
    canvas = Canvas()
    canvas.backdrop(backdrop_of(product, colour))
    draw_product(canvas, product, colour)
    return rasterise(canvas.svg(view=view)).convert("RGB")


def backdrop_of(product: Product, colour: Colour) -> str:
    """Pale things stand before something darker than themselves, the rest before their own tint or a neutral."""
    neutrals = ("#7f7466", "#6f7f86", "#8a7a86", "#7d846c")
    if brightness(colour.paint) > _PALE:
        return neutrals[product.number % 4]
    return colour.paint if product.number % 2 else neutrals[product.number // 2 % 4]


def rasterise(svg: str, *, size: int = SIZE) -> Image.Image:
    """RGBA, `size` by `size`."""
    return Image.open(BytesIO(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True)))


def save_webp(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    picture.save(path, "WEBP", quality=_QUALITY, method=6)
