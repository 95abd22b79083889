"""Several things in one picture, four photos side by side or a shelf of packages, and how many of them are told."""

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from bot.bench.figures import Figure, percentile
from bot.bench.groceries import Snap
from bot.bench.intervals import interval
from bot.bench.readers import pixels
from bot.bench.shelves import Stand, shelf
from graph.domain.recognition import Box
from graph.ports.senses import Pixels
from graph.recognition.scene import look_over
from graph.shop import Shop
from graph.toolbox import Toolbox

COLLAGES = 40
ACROSS = 2
TILE = 600
SHELVES = 20
ROWS = ((4,), (3, 3))
"""How many packages stand in each row of a shelf."""
ALONE_EVERY = 3
"""Of the photos of one thing, every third is looked over too: in these there are not several."""


@dataclass(frozen=True, slots=True)
class Told:
    """Of one picture: whether each of its things was told rightly, whether each part told was right, and the time."""

    found: list[bool]
    right: list[bool]
    spent: float


async def collage_figures(
    snaps: Sequence[Snap], pictures: Mapping[str, Path], shop: Shop, tools: Toolbox
) -> list[Figure]:
    """Each picture has different things, drawn once by `random.Random(7)`."""
    collages = [await _told(*await _collage(four, shop), tools) for four in _fours(snaps)]
    shelves = [await _told(*each, tools) for each in _shelves(snaps, pictures)]
    alone = [await look_over(await pixels(snap.photo, shop), tools) for snap in snaps[::ALONE_EVERY]]
    several = [float(bool(sighting.parts)) for sighting in alone]
    return [
        *_figures("collages", "of four photos", collages),
        *_figures("shelves", "of the packages", shelves),
        Figure("collages", "photos of one thing taken for several", sum(several) / len(several), ""),
    ]


def _figures(part: str, of_them: str, told: Sequence[Told]) -> list[Figure]:
    return [
        _share(part, f"{of_them}, told and right", [found for each in told for found in each.found]),
        _share(part, "of the parts told, right", [right for each in told for right in each.right]),
        Figure(part, "with the label, p50", percentile([each.spent for each in told], 50), "ms"),
    ]


def _fours(snaps: Sequence[Snap]) -> list[list[Snap]]:
    chance = random.Random(7)
    by_sku = {sku: [snap for snap in snaps if snap.sku == sku] for sku in sorted({snap.sku for snap in snaps})}
    return [
        [chance.choice(by_sku[sku]) for sku in chance.sample(list(by_sku), ACROSS * ACROSS)] for _ in range(COLLAGES)
    ]


def _shelves(snaps: Sequence[Snap], pictures: Mapping[str, Path]) -> Iterable[tuple[Pixels, list[Stand]]]:
    """Of the catalogue's own pictures: whether a thing is told is asked here, more than whether it is known again."""
    chance, packages = random.Random(7), sorted({snap.sku for snap in snaps if snap.package})
    for rows in ROWS:
        for _ in range(SHELVES):
            drawn = iter(chance.sample(packages, sum(rows)))
            yield shelf([[next(drawn) for _ in range(row)] for row in rows], pictures, chance)


async def _told(picture: Pixels, stands: Sequence[Stand], tools: Toolbox) -> Told:
    began = time.perf_counter()
    sighting = await look_over(picture, tools)
    spent = (time.perf_counter() - began) * 1000
    listings = await tools.catalog.listings([part.sighting.candidates[0].key for part in sighting.parts])
    told = [(part.box, listings[part.sighting.candidates[0].key].variant.sku) for part in sighting.parts]
    right = [any(stand.sku == sku and stand.box.holds(box) for stand in stands) for box, sku in told]
    found = [any(stand.sku == sku and stand.box.holds(box) for box, sku in told) for stand in stands]
    return Told(found, right, spent)


async def _collage(four: Sequence[Snap], shop: Shop) -> tuple[Pixels, list[Stand]]:
    tiles = [np.asarray(ImageOps.fit(Image.fromarray(await pixels(snap.photo, shop)), (TILE, TILE))) for snap in four]
    rows = [np.concatenate(tiles[start : start + ACROSS], axis=1) for start in range(0, len(tiles), ACROSS)]
    return np.concatenate(rows), [Stand(snap.sku, _quarter(place)) for place, snap in enumerate(four)]


def _quarter(place: int) -> Box:
    down, across = divmod(place, ACROSS)
    return Box(across / ACROSS, down / ACROSS, (across + 1) / ACROSS, (down + 1) / ACROSS)


def _share(part: str, name: str, values: Sequence[bool]) -> Figure:
    shares = [float(value) for value in values]
    return Figure(part, name, sum(shares) / max(1, len(shares)), "", within=interval(shares) if shares else None)
