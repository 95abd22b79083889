"""Where a picture lies among others: what the network and its colours say of it, made 256 numbers that compare well.

Raw features of any two pictures are nearly the same: most of what they say is "a picture of a thing". So each depth is
seen from the mean of other pictures and turned onto the axes in which pictures differ. Pictures of shops on plain
ground and photos from the world have means of their own, or the ground alone would hold them apart.
"""

import math
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.adapters.encoders.colours import colours
from graph.adapters.encoders.look_network import Seen
from graph.adapters.encoders.unit import unit_rows
from graph.ports.senses import Pixels, Vector

SIZE = 256
COLOURS = "colours"
WEIGHTS = {"head": 1.0, "coarse": 1.0, "middle": 1.0, "fine": 1.0, COLOURS: 0.4}
"""What each part adds to the likeness of two pictures."""

_FILE = Path(__file__).parent / "weights" / "look_space.npz"
_PLAIN = 0.8
"""The share of a picture's edge that is one colour where a thing stands on plain ground: all of 81 pictures from a
catalogue, none of 152 photos taken in shops."""
_TOLERANCE = 14
"""Of 255, in each channel: what JPEG makes of one colour."""

Numbers = NDArray[np.float32]


class LookSpace:
    """As `fit_look_space` measured it; `numbers` has the axes and both means of each part, and those of the whole."""

    def __init__(self, numbers: dict[str, Numbers]) -> None:
        self._numbers = numbers

    def place(self, photo: Pixels, seen: Seen) -> Vector:
        """Shape (256,), length 1."""
        ground = "plain" if on_plain_ground(photo) else "world"
        parts = [math.sqrt(weight) * self._part(name, ground, photo, seen) for name, weight in WEIGHTS.items()]
        return _unit(np.concatenate(parts) @ self._numbers["axes"])

    def _part(self, name: str, ground: str, photo: Pixels, seen: Seen) -> Numbers:
        views = colours(photo)[None] if name == COLOURS else unit_rows(seen.depths[name])
        turned = np.asarray((views - self._numbers[f"{name}.{ground}"]) @ self._numbers[f"{name}.axes"], np.float32)
        return _unit(np.asarray(unit_rows(turned).sum(axis=0), np.float32))


@cache
def look_space() -> LookSpace:
    """The shipped one."""
    with np.load(_FILE, allow_pickle=False) as numbers:
        return LookSpace({name: numbers[name].astype(np.float32) for name in numbers.files})


def _unit(numbers: Numbers) -> Vector:
    row: Vector = unit_rows(numbers[None])[0]
    return row


def on_plain_ground(photo: Pixels) -> bool:
    """Whether the picture's edge is all but one colour."""
    edge = np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]]).astype(np.int16)
    near = np.abs(edge - np.median(edge, axis=0)).max(axis=1) <= _TOLERANCE
    return bool(near.mean() >= _PLAIN)
