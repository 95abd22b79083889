"""Which colours a picture has: a histogram over CIE Lab, where equal distances look equally far apart."""

from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from graph.adapters.encoders.look_network import view
from graph.ports.senses import Pixels

VIEWS = (1.0, 0.65)
BINS = (4, 8, 8)
SIZE = len(VIEWS) * BINS[0] * BINS[1] * BINS[2]
"""Numbers that a picture's colours are told in."""

_SIDE = 64
_SPREAD = 20.0
"""Pixels, of 64 across, within which a view's middle counts most: the thing is more often there than its ground."""
_RANGES = ((0.0, 100.0), (-60.0, 70.0), (-40.0, 80.0))
"""Of lightness, green to red and blue to yellow, in which the colours of things lie."""
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32)
_FAINTEST = 0.04045
"""Of sRGB: below it, light is proportional to the number."""
_WHITE = np.array([0.9505, 1.0, 1.089], np.float32)


def colours(photo: Pixels) -> NDArray[np.float32]:
    """Shape (SIZE,): the square roots of each view's shares, which compare by how much two pictures have in common."""
    image = Image.fromarray(photo)
    views = (view(image, share, _SIDE, Image.Resampling.BOX) for share in VIEWS)
    return np.asarray(np.sqrt(np.concatenate([_histogram(_lab(each)) for each in views])), np.float32)


def _histogram(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each pixel is shared among the eight bins around it, so that a slightly other light is a slight difference."""
    scaled = [_scaled(lab[:, axis], *_RANGES[axis], BINS[axis]) for axis in range(3)]
    weights = _middle()
    shares = np.zeros(BINS[0] * BINS[1] * BINS[2])
    for corner in product((0, 1), repeat=3):
        places = np.zeros(len(lab), np.intp)
        parts = weights
        for (below, above), upper, bins in zip(scaled, corner, BINS, strict=True):
            places = places * bins + below + upper
            parts = parts * (above if upper else 1 - above)
        shares += np.bincount(places, parts, len(shares))
    return np.asarray(shares / shares.sum(), np.float32)


def _scaled(
    values: NDArray[np.float32], low: float, high: float, bins: int
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The bin below each value, and how much of the value is the next bin's."""
    places = np.clip((values - low) / (high - low), 0, 1) * (bins - 1)
    below = np.minimum(places.astype(np.intp), bins - 2)
    return below, np.asarray(places - below, np.float32)


def _middle() -> NDArray[np.float32]:
    away = np.arange(_SIDE) - (_SIDE - 1) / 2
    near = np.exp(-(away**2) / (2 * _SPREAD**2))
    return np.asarray(np.outer(near, near).ravel(), np.float32)


def _lab(pixels: Pixels) -> NDArray[np.float32]:
    """CIE Lab under daylight (D65) of sRGB: shape (pixels, 3)."""
    shares = pixels.reshape(-1, 3).astype(np.float32) / 255
    linear = np.where(shares <= _FAINTEST, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / _WHITE
    roots = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    lightness = 116 * roots[:, 1] - 16
    return np.stack([lightness, 500 * (roots[:, 0] - roots[:, 1]), 200 * (roots[:, 1] - roots[:, 2])], axis=1)
