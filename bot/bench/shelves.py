"""A shelf as a shop has it: packages that touch, in rows, each with its price below."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from graph.domain.recognition import Box
from graph.ports.senses import Pixels

TALLEST, WIDEST = 480, 420
"""Pixels of a package."""
HEADROOM, BOARD, SIDES = 40, 70, 30
WALL, WOOD, TAG = (96, 92, 86), (214, 208, 196), (255, 255, 240)
WHITE_ENOUGH = 30
"""Below white, all channels together: the ground of a catalogue's picture."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A package on the shelf: its SKU and where it is."""

    sku: str
    box: Box


def shelf(
    rows: Sequence[Sequence[str]], pictures: Mapping[str, Path], chance: random.Random
) -> tuple[Pixels, list[Stand]]:
    """The packages with these SKUs, row by row, as tall as `chance` makes them."""
    tiles = [[_package(pictures[sku], chance) for sku in row] for row in rows]
    wide = max(sum(tile.width for tile in row) for row in tiles) + 2 * SIDES
    high = HEADROOM + TALLEST + BOARD
    page = Image.new("RGB", (wide, high * len(rows)), WALL)
    stands = [
        stand
        for number, (row, skus) in enumerate(zip(tiles, rows, strict=True))
        for stand in _filled(page, row, skus, number * high, chance)
    ]
    return np.asarray(page.filter(ImageFilter.GaussianBlur(0.8)), np.uint8), stands


def _filled(
    page: Image.Image, row: Sequence[Image.Image], skus: Sequence[str], top: int, chance: random.Random
) -> list[Stand]:
    draw, board = ImageDraw.Draw(page), top + HEADROOM + TALLEST
    draw.rectangle((0, board, page.width, board + BOARD), fill=WOOD)
    stands, left = [], (page.width - sum(tile.width for tile in row)) // 2
    for tile, sku in zip(row, skus, strict=True):
        page.paste(tile, (left, board - tile.height))
        _price(draw, left + tile.width // 2, board, f"{chance.randint(5, 60)},90")
        right = left + tile.width
        place = (left / page.width, (board - tile.height) / page.height, right / page.width, board / page.height)
        stands.append(Stand(sku, Box(*place)))
        left = right
    return stands


def _price(draw: ImageDraw.ImageDraw, middle: int, board: int, price: str) -> None:
    draw.rectangle((middle - 45, board + 10, middle + 45, board + 60), fill=TAG)
    draw.text((middle, board + 35), price, fill="black", font=ImageFont.load_default(26), anchor="mm")


def _package(picture: Path, chance: random.Random) -> Image.Image:
    """Without the white around it."""
    with Image.open(picture) as file:
        whole = file.convert("RGB")
    inked = np.argwhere((255 - np.asarray(whole, np.int16)).sum(axis=2) > WHITE_ENOUGH)
    (top, left), (bottom, right) = inked.min(axis=0), inked.max(axis=0) + 1
    package = whole.crop((int(left), int(top), int(right), int(bottom)))
    scale = min(TALLEST * chance.uniform(0.8, 1) / package.height, WIDEST / package.width)
    return package.resize((round(package.width * scale), round(package.height * scale)), Image.Resampling.LANCZOS)
