"""Write `look_space.npz`: `python -m graph.adapters.encoders.weights.fit PHOTOS PLAIN`.

Both are folders, looked through to the bottom: photos from the world, of which the axes are taken, and pictures on
plain ground, of which there is only a mean. Nothing is told of what they show. PROVENANCE.md says which were used.
"""

import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.adapters.encoders.colours import colours
from graph.adapters.encoders.look_network import look, open_session
from graph.adapters.encoders.look_space import COLOURS, SIZE, WEIGHTS
from graph.adapters.encoders.unit import unit_rows
from graph.adapters.media.photos import decode_photo

TARGET = Path(__file__).with_name("look_space.npz")
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}

_KEPT = {"head": 256, "coarse": 256, "middle": 208, "fine": 256, COLOURS: 32}
"""How many axes of each part."""
_EVENED = {"head": 0.5, "coarse": 0.0, "middle": 0.5, "fine": 0.5, COLOURS: 0.0}
"""How far the spread along the axes is made even, from not at all to fully: which was best on the photos fitted to."""

Numbers = NDArray[np.float32]
Parts = Mapping[str, Numbers]
"""By part, shape (pictures, views, width)."""


def fit(photos: Parts, plain: Parts) -> dict[str, Numbers]:
    """What LookSpace takes."""
    numbers: dict[str, Numbers] = {}
    whole = []
    for name, weight in WEIGHTS.items():
        rows = photos[name].reshape(-1, photos[name].shape[-1])
        numbers[f"{name}.world"] = rows.mean(axis=0)
        numbers[f"{name}.plain"] = plain[name].reshape(-1, plain[name].shape[-1]).mean(axis=0)
        axes = _axes(rows, _KEPT[name], _EVENED[name])
        numbers[f"{name}.axes"] = axes
        turned = _unit(np.asarray((photos[name] - numbers[f"{name}.world"]) @ axes, np.float32))
        whole.append(math.sqrt(weight) * _unit(turned.sum(axis=1)))
    numbers["axes"] = _axes(np.concatenate(whole, axis=1), SIZE, evened=0.0)
    return {name: values.astype(np.float16) for name, values in numbers.items()}


def _axes(rows: Numbers, kept: int, evened: float) -> Numbers:
    """Shape (width, kept): the directions in which `rows` differ most, the widest first."""
    _, spread, directions = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    return np.asarray((directions[:kept] / (spread[:kept, None] / np.sqrt(len(rows))) ** evened).T, np.float32)


def _unit(rows: Numbers) -> Numbers:
    return unit_rows(rows.reshape(-1, rows.shape[-1])).reshape(rows.shape)


def _parts(pictures: Iterable[Path]) -> dict[str, Numbers]:
    session = open_session(threads=2)
    found: dict[str, list[Numbers]] = {name: [] for name in WEIGHTS}
    for path in pictures:
        photo = decode_photo(path.read_bytes())
        views = {**look(session, photo).depths, COLOURS: colours(photo)[None]}
        for name, rows in found.items():
            rows.append(views[name] if name == COLOURS else unit_rows(views[name]))
    return {name: np.stack(rows) for name, rows in found.items()}


def _pictures(folder: str) -> list[Path]:
    found = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in PICTURES)
    if not found:
        sys.exit(f"no pictures in {folder}")
    return found


if __name__ == "__main__":
    photos_folder, plain_folder = sys.argv[1:]
    numbers = fit(_parts(_pictures(photos_folder)), _parts(_pictures(plain_folder)))
    np.savez(TARGET, allow_pickle=False, **numbers)
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes\n")
