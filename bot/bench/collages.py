"""Several things in one picture: four photos of the same set side by side, and how many of them are told."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from bot.bench.figures import Figure, percentile
from bot.bench.groceries import Snap
from bot.bench.intervals import interval
from bot.bench.readers import pixels
from graph.domain.recognition import Part
from graph.ports.senses import Pixels
from graph.recognition.scene import look_over
from graph.shop import Shop
from graph.toolbox import Toolbox

COLLAGES = 40
ACROSS = 2
TILE = 600
ALONE_EVERY = 3
"""Of the photos of one thing, every third is looked over too: in these there are not several."""


@dataclass(frozen=True, slots=True)
class Told:
    """Of one collage: whether each of its photos was told rightly, whether each part told was right, and the time."""

    found: list[bool]
    right: list[bool]
    spent: float


async def collage_figures(snaps: Sequence[Snap], shop: Shop, tools: Toolbox) -> list[Figure]:
    """Each collage has four different things, drawn once by `random.Random(7)`."""
    told = [await _told(four, shop, tools) for four in _fours(snaps)]
    alone = [await look_over(await pixels(snap.photo, shop), tools) for snap in snaps[::ALONE_EVERY]]
    several = [float(bool(sighting.parts)) for sighting in alone]
    return [
        _share("of four photos, told and right", [found for each in told for found in each.found]),
        _share("of the parts told, right", [right for each in told for right in each.right]),
        Figure("collages", "photos of one thing taken for several", sum(several) / len(several), ""),
        Figure("collages", "with the label, p50", percentile([each.spent for each in told], 50), "ms"),
    ]


def _fours(snaps: Sequence[Snap]) -> list[list[Snap]]:
    chance = random.Random(7)
    by_sku = {sku: [snap for snap in snaps if snap.sku == sku] for sku in sorted({snap.sku for snap in snaps})}
    return [
        [chance.choice(by_sku[sku]) for sku in chance.sample(list(by_sku), ACROSS * ACROSS)] for _ in range(COLLAGES)
    ]


async def _told(four: Sequence[Snap], shop: Shop, tools: Toolbox) -> Told:
    picture = _collage([await pixels(snap.photo, shop) for snap in four])
    began = time.perf_counter()
    sighting = await look_over(picture, tools)
    spent = (time.perf_counter() - began) * 1000
    listings = await tools.catalog.listings([part.sighting.candidates[0].key for part in sighting.parts])
    told = [(_place(part), listings[part.sighting.candidates[0].key].variant.sku) for part in sighting.parts]
    right = [four[place].sku == sku for place, sku in told]
    return Told([(place, snap.sku) in told for place, snap in enumerate(four)], right, spent)


def _collage(photos: Sequence[Pixels]) -> Pixels:
    tiles = [np.asarray(ImageOps.fit(Image.fromarray(photo), (TILE, TILE))) for photo in photos]
    rows = [np.concatenate(tiles[start : start + ACROSS], axis=1) for start in range(0, len(tiles), ACROSS)]
    return np.concatenate(rows)


def _place(part: Part) -> int:
    """In which of the photos its middle is."""
    across, down = part.box.middle
    return int(down * ACROSS) * ACROSS + int(across * ACROSS)


def _share(name: str, values: Sequence[bool]) -> Figure:
    shares = [float(value) for value in values]
    return Figure("collages", name, sum(shares) / max(1, len(shares)), "", within=interval(shares) if shares else None)
