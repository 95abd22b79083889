"""Where in a photo one thing ends and another begins: by lines that cross it, or by what stands out from its ground."""

import asyncio
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.domain.recognition import Box
from graph.ports.senses import Pixels

SIDE = 192
"""The longer side of the small picture in which outlines are looked for: a larger one shows what is on a thing, too."""
MOST = 9
"""Things in one photo; of more the largest. Each is looked at by itself, which takes as long as a photo."""
MARGIN = 0.04
"""Of a thing's own width and height, left around it."""

CROSSES, STANDS_OUT = 0.8, 0.2
"""Share of a line that must part two colours to be a seam, and by how much that is more than of a usual line. Of 40
collages these found 91 % of the parts, and of 150 photos of single things eight had seams."""
JUMP = 22
"""How far apart, all three channels of Lab (0..255) together, two colours are that a seam parts."""
NARROWEST = 0.25
"""Of SIDE: what is less is not cut again."""
OFF_EDGE = 0.2
"""Of a part: the nearest to its edge that it is cut."""
CUTS = 4

RING = SIDE // 40
GROUNDS = 5
"""Colours that the edge of a photo is taken to have."""
SHARED = 0.05
"""Of the edge: a colour less common is that of a thing which reaches it."""
LEAST_SPREAD = 4.0
"""Of a colour in Lab: what JPEG makes of an even ground."""
DISTANT = 3.0
"""Spreads from every colour of the ground beyond which something stands out."""
ROUNDS = 2
SMALLEST, THINNEST, FULL = 0.008, 0.06, 0.2
"""Of the photo, of SIDE and of its own box: what is less is a crumb, a line, a frame."""

Lab = NDArray[np.float32]
"""Shape (height, width, 3)."""
Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom in the small picture."""


class OutlineThingFinder:
    """Classical vision, no model: a collage is cut along its seams, and what lies on a table out of its ground."""

    async def find(self, photo: Pixels) -> tuple[Box, ...]:
        return await asyncio.to_thread(find, photo)


def find(photo: Pixels) -> tuple[Box, ...]:
    """As OutlineThingFinder.find; blocks whoever asks."""
    small = _small(photo)
    lab = _lab(small)
    height, width, _ = small.shape
    found = [*_several(_seamed(lab)), *_several(_standing_out(small, lab))]
    return _in_reading_order([_box(each, width, height) for each in found])


def _several(found: list[Rectangle]) -> list[Rectangle]:
    """The largest; none where there is but one, which is the photo's own subject."""
    return sorted(found, key=_area, reverse=True)[:MOST] if len(found) > 1 else []


def _small(photo: Pixels) -> Pixels:
    import cv2  # noqa: PLC0415  the label reader brings it; nobody else needs its 60 MB

    height, width, _ = photo.shape
    scale = SIDE / max(height, width)
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)


def _lab(small: Pixels) -> Lab:
    import cv2  # noqa: PLC0415

    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.float32)


def _seamed(lab: Lab) -> list[Rectangle]:
    """The parts of a picture put together from several; itself where it is of a piece."""
    height, width, _ = lab.shape
    return list(_cut(lab, (0, 0, width, height), CUTS))


def _cut(lab: Lab, part: Rectangle, cuts: int) -> Iterator[Rectangle]:
    left, top, right, bottom = part
    inside = lab[top:bottom, left:right]
    (down, at_row), (across, at_column) = _seam(inside), _seam(inside.transpose(1, 0, 2))
    if not cuts or not max(down, across):
        yield part
    elif down >= across:
        yield from _cut(lab, (left, top, right, top + at_row), cuts - 1)
        yield from _cut(lab, (left, top + at_row, right, bottom), cuts - 1)
    else:
        yield from _cut(lab, (left, top, left + at_column, bottom), cuts - 1)
        yield from _cut(lab, (left + at_column, top, right, bottom), cuts - 1)


def _seam(lab: Lab) -> tuple[float, int]:
    """How much the row with the sharpest change stands out, and which it is; 0 where none is a seam."""
    rows = len(lab)
    edge = int(rows * OFF_EDGE)
    if rows < SIDE * NARROWEST:
        return 0.0, 0
    parted = (np.abs(lab[2:] - lab[:-2]).sum(axis=2) > JUMP).mean(axis=1)
    inner = parted[edge : rows - edge]
    at = int(inner.argmax())
    lead = float(inner[at] - np.median(parted))
    return (lead, edge + at + 1) if inner[at] >= CROSSES and lead >= STANDS_OUT else (0.0, 0)


def _standing_out(small: Pixels, lab: Lab) -> list[Rectangle]:
    """What has other colours than the photo's edge, its outline refined by GrabCut (Rother et al. 2004)."""
    import cv2  # noqa: PLC0415

    mask = _first_guess(lab)
    if not (mask == cv2.GC_PR_FGD).any():
        return []
    cv2.setRNGSeed(1)
    smooth, models = cv2.GaussianBlur(small, (0, 0), 0.8), (np.zeros((1, 65)), np.zeros((1, 65)))
    cv2.grabCut(smooth, mask, (0, 0, 1, 1), *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    things = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    things = cv2.morphologyEx(things, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).astype(np.uint8)
    things = cv2.morphologyEx(things, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(things, connectivity=8)
    boxes = [(int(x), int(y), int(x + width), int(y + height), int(area)) for x, y, width, height, area in found[1:]]
    return [box[:4] for box in boxes if _is_thing(box[:4], box[4], things.size)]


def _first_guess(lab: Lab) -> NDArray[np.uint8]:
    """GrabCut's own marks: the edge that is ground for certain, what is probably ground, what probably stands out."""
    import cv2  # noqa: PLC0415

    ring = np.ones(lab.shape[:2], bool)
    ring[RING:-RING, RING:-RING] = False
    away = np.minimum(_distance(cv2.GaussianBlur(lab, (0, 0), 1.2).astype(np.float32), ring) * 16, 255).astype(np.uint8)
    between, _ = cv2.threshold(away, 0, 255, cv2.THRESH_OTSU)
    out = away > max(between, DISTANT * 16)
    mask = np.where(out, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    mask[ring & ~out] = cv2.GC_BGD
    return mask


def _distance(lab: Lab, ring: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Shape (height, width): how far each colour is from the nearest of the ground's, in that one's spreads."""
    import cv2  # noqa: PLC0415

    edge = lab[ring]
    cv2.setRNGSeed(1)
    rule = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
    _, nearest, middles = cv2.kmeans(edge, GROUNDS, np.empty((0, 1), np.int32), rule, 2, cv2.KMEANS_PP_CENTERS)
    own = [edge[nearest.ravel() == ground] for ground in range(GROUNDS)]
    common = [place for place, colours in enumerate(own) if len(colours) >= SHARED * len(edge)]
    away = [((lab - middles[place]) / np.maximum(own[place].std(axis=0), LEAST_SPREAD)) ** 2 for place in common]
    return np.asarray(np.sqrt(np.min([each.sum(axis=2) for each in away], axis=0)), np.float32)


def _is_thing(box: Rectangle, filled: int, whole: int) -> bool:
    left, top, right, bottom = box
    large = _area(box) >= SMALLEST * whole and min(right - left, bottom - top) >= THINNEST * SIDE
    return large and filled >= FULL * _area(box)


def _area(box: Rectangle) -> int:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _box(box: Rectangle, width: int, height: int) -> Box:
    left, top, right, bottom = box
    across, down = (right - left) * MARGIN, (bottom - top) * MARGIN
    return Box(
        max(0.0, (left - across) / width),
        max(0.0, (top - down) / height),
        min(1.0, (right + across) / width),
        min(1.0, (bottom + down) / height),
    )


def _in_reading_order(boxes: list[Box]) -> tuple[Box, ...]:
    """Row by row: what starts above the middle of the row's first thing stands in its row."""
    left = sorted(boxes, key=lambda box: box.top)
    ordered: list[Box] = []
    while left:
        row = [box for box in left if box.top < left[0].middle[1]]
        ordered += sorted(row, key=lambda box: box.left)
        left = [box for box in left if box not in row]
    return tuple(ordered)
