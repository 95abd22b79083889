"""The photos that recognition does worst on, to be looked at: what one could mend."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from bot.bench.readers import Read

SHOWN = 10
TILE = 320


@dataclass(frozen=True, slots=True)
class Mistake:
    """A photo by its name in the data, what was answered and at which place the right thing came (0: nowhere)."""

    photo: Path
    name: str
    right: str
    answered: str
    confidence: str
    belief: float
    place: int


def worst(reads: Sequence[Read]) -> list[Mistake]:
    """Wrong and believed most, first."""
    wrong = [mistake for each in reads if (mistake := _mistake(each)) is not None]
    return sorted(wrong, key=lambda mistake: -mistake.belief)[:SHOWN]


def write(mistakes: Sequence[Mistake], pictures: dict[str, Path], folder: Path) -> None:
    """A picture each: the photo, what it was taken for and what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, mistake in enumerate(mistakes, 1):
        tiles = [mistake.photo, pictures[mistake.answered], pictures[mistake.right]]
        strip = Image.new("RGB", (TILE * len(tiles), TILE), "white")
        for place, path in enumerate(tiles):
            with Image.open(path) as picture:
                strip.paste(ImageOps.pad(picture.convert("RGB"), (TILE, TILE), color="white"), (place * TILE, 0))
        strip.save(folder / f"{number:02}-{mistake.photo.stem}.png")


def _mistake(read: Read) -> Mistake | None:
    offered = read.offered()
    skus = read.skus(offered)
    if not offered or skus[0] == read.snap.sku:
        return None
    place = skus.index(read.snap.sku) + 1 if read.snap.sku in skus else 0
    photo, first = read.snap.photo, offered[0]
    name = "/".join(photo.parts[-3:])
    return Mistake(photo, name, read.snap.sku, skus[0], first.confidence.value, first.belief, place)
