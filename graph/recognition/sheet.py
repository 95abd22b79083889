"""Several things on one picture, numbered as they are listed."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from graph.ports.senses import Pixels

TILE = 360
GAP = 12
BADGE = 56
GROUND, INK, PAPER = "#f3f1ec", "#1d1d1f", "#ffffff"
MOST_IN_A_ROW = 3


def sheet(crops: Sequence[Pixels]) -> Pixels:
    """A tile a crop, row by row, each with its number, counted from 1, in the corner. At most 1,128 pixels wide."""
    columns = _columns(len(crops))
    rows = math.ceil(len(crops) / columns)
    page = Image.new("RGB", (_span(columns), _span(rows)), GROUND)
    for place, crop in enumerate(crops):
        row, column = divmod(place, columns)
        page.paste(_tile(crop, place + 1), (_span(column), _span(row)))
    return np.asarray(page, np.uint8)


def _columns(count: int) -> int:
    """As square as can be, and no more than a phone shows well."""
    return min(MOST_IN_A_ROW, math.ceil(math.sqrt(count)))


def _span(tiles: int) -> int:
    return GAP + tiles * (TILE + GAP)


def _tile(crop: Pixels, number: int) -> Image.Image:
    tile = ImageOps.pad(Image.fromarray(crop), (TILE, TILE), color=PAPER)
    draw = ImageDraw.Draw(tile)
    draw.ellipse((GAP, GAP, GAP + BADGE, GAP + BADGE), fill=INK, outline=PAPER, width=3)
    middle = (GAP + BADGE / 2, GAP + BADGE / 2)
    draw.text(middle, str(number), fill=PAPER, font=ImageFont.load_default(BADGE * 0.6), anchor="mm")
    return tile
