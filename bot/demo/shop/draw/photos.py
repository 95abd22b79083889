"""Sample photos: the shop's things (and others) as a phone would see them, tilted, lit, blurred and noisy."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from bot.demo.shop.draw.barcodes import barcode
from bot.demo.shop.draw.canvas import Canvas
from bot.demo.shop.draw.curios import bicycle, books, dinosaur, guitar, hand
from bot.demo.shop.draw.gallery import draw_product, rasterise
from bot.demo.shop.draw.patterns import grain
from bot.demo.shop.write.catalogue import SHOP, Product, Variant
from bot.demo.shop.write.feed import gtin

WIDTH, HEIGHT = 900, 1200
_QUALITY = 82
_HEAVIEST = 150_000


@dataclass(frozen=True)
class Setting:
    """Where a thing stands and how it is seen. `light` multiplies red, green and blue; `at` and `size` are pixels."""

    wall: str = "#cfc8bb"
    table: str = "#a9825a"
    edge: float = 0.62
    at: tuple[int, int] = (90, 330)
    size: int = 720
    tilt: float = 0
    light: tuple[float, float, float] = (1, 1, 1)
    blur: float = 0.8
    noise: float = 5


@dataclass(frozen=True)
class Beside:
    """A second thing in the photo."""

    variant: str
    at: tuple[int, int]
    size: int


@dataclass(frozen=True)
class Shot:
    """`variant` is the thing shown, None for one the shop does not sell; `prop` is drawn over it or in its place."""

    name: str
    title: str
    about: str
    variant: str | None = None
    setting: Setting = Setting()
    prop: str = ""
    carton: bool = False
    books: bool = False
    beside: Beside | None = None


_PROPS: dict[str, Callable[[Canvas], None]] = {"bicycle": bicycle, "guitar": guitar, "dinosaur": dinosaur, "hand": hand}


def read_shots() -> tuple[Shot, ...]:
    table = tomllib.loads((SHOP / "photos.toml").read_text("utf-8"))
    return tuple(_read_shot(entry) for entry in table["shot"])


def _read_shot(entry: dict[str, Any]) -> Shot:
    setting: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.get("setting", {}).items()
    }
    beside = entry.get("beside")
    second = Beside(beside["variant"], tuple(beside["at"]), beside["size"]) if beside else None
    return Shot(**{**entry, "setting": Setting(**setting), "beside": second})


def take_photos(products: tuple[Product, ...]) -> None:
    """Write every photo, what the page tells of them, and what is truly on them."""
    shelf = {variant.id: variant for product in products for variant in product.variants}
    shots = read_shots()
    folder = SHOP / "photos"
    folder.mkdir(exist_ok=True)
    for shot in shots:
        _save(take(shot, shelf), folder / f"{shot.name}.jpg")
    told = [{"name": f"{shot.name}.jpg", "title": shot.title, "about": shot.about} for shot in shots]
    (folder / "photos.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")
    truth = {f"{shot.name}.jpg": shot.variant for shot in shots}
    (folder / "truth.json").write_text(json.dumps(truth, indent=2) + "\n", "utf-8")


def take(shot: Shot, shelf: Mapping[str, Variant]) -> Image.Image:
    photo = _room(shot).convert("RGBA")
    _place(photo, _thing(shot, shelf), shot.setting.size, shot.setting.at, shot.setting.tilt)
    if shot.beside is not None:
        canvas = Canvas()
        _draw(canvas, shelf[shot.beside.variant])
        _place(photo, canvas, shot.beside.size, shot.beside.at, tilt=-3)
    return _develop(photo.convert("RGB"), shot)


def _thing(shot: Shot, shelf: Mapping[str, Variant]) -> Canvas:
    canvas = Canvas()
    if shot.variant is not None:
        (_carton if shot.carton else _draw)(canvas, shelf[shot.variant])
    if shot.prop:
        _PROPS[shot.prop](canvas)
    return canvas


def _draw(canvas: Canvas, variant: Variant) -> None:
    draw_product(canvas, variant.product, variant.colour or variant.product.tint)


def _carton(canvas: Canvas, variant: Variant) -> None:
    """The back of the box the product comes in."""
    canvas.soft_shadow(244, 446, 200, 14)
    canvas.path("M410 60 L452 84 V420 L410 446 Z", "#8a6740")
    canvas.box(50, 60, 362, 386, canvas.flat_shade("#c79c68"))
    canvas.box(50, 238, 362, 26, "#d9b98a", opacity=0.8)
    barcode(canvas, gtin(variant), 92, 286, module=2.4, height=104)


def _place(photo: Image.Image, canvas: Canvas, size: int, at: tuple[int, int], tilt: float) -> None:
    """Lay the drawing over the photo; what sticks out at the left or the top is cut."""
    picture = rasterise(canvas.svg(), size=size).rotate(tilt, Image.Resampling.BICUBIC)
    photo.alpha_composite(picture, (max(0, at[0]), max(0, at[1])), (max(0, -at[0]), max(0, -at[1])))


def _room(shot: Shot) -> Image.Image:
    """Wall and table, with boards on the table and what stands about."""
    setting = shot.setting
    canvas = Canvas()
    horizon = 480 * setting.edge
    wall = canvas.slanting((0, setting.wall), (0.5, setting.wall), (1, "#8c8479"))
    canvas.box(0, 0, 480, 480, wall)
    canvas.box(0, horizon, 480, 480 - horizon, canvas.down((0, setting.table), (1, setting.table)))
    with canvas.clipped(f"M0 {horizon} H480 V480 H0 Z"):
        grain(canvas, (0, horizon, 480, 480 - horizon), setting.table, Random(shot.name), lines=14)
    canvas.box(0, horizon - 2, 480, 4, "#2a221b", opacity=0.25 if setting.edge else 0)
    if shot.books:
        books(canvas, -20, horizon + 20)
        books(canvas, 296, horizon + 20)
        canvas.box(0, horizon + 42, 480, 20, "#4f3824")
    return rasterise(canvas.svg(), size=HEIGHT).crop((0, 0, WIDTH, HEIGHT))


def _develop(photo: Image.Image, shot: Shot) -> Image.Image:
    """Light, vignette, a soft lens and the sensor's noise, seeded by the photo's name."""
    setting = shot.setting
    pixels = np.asarray(photo.filter(ImageFilter.GaussianBlur(setting.blur)), dtype=np.float32)
    down, along = np.mgrid[0:HEIGHT, 0:WIDTH]
    far = np.hypot((along - WIDTH * 0.42) / WIDTH, (down - HEIGHT * 0.4) / HEIGHT)
    shade = (1.06 - 0.42 * far**1.6)[..., None]
    noise = np.random.default_rng(len(shot.name) * 977).normal(0, setting.noise, pixels.shape)
    lit = pixels * shade * np.array(setting.light, dtype=np.float32) + noise
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def _save(photo: Image.Image, path: Path) -> None:
    """As good as the weight allows: noise is expensive in a JPEG."""
    for quality in range(_QUALITY, 40, -6):
        photo.save(path, "JPEG", quality=quality, optimize=True)
        if path.stat().st_size <= _HEAVIEST:
            return
