"""Whether a thing is recognised in a photo, from one catalogue picture of it, and what confidence is worth."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bench.figures import Figure, Report, percentile
from bot.bench.groceries import Snap, codes, snaps, write_catalogue
from bot.bench.intervals import interval
from bot.bench.machine import machine
from bot.cli.supply import bring_feed
from graph.domain.conversation import MediaKind
from graph.domain.recognition import Confidence
from graph.ports.senses import Pixels
from graph.recognition import recognise
from graph.settings import Settings
from graph.shop import Shop
from graph.wiring import open_shop

MERCHANT = "groceries"
TARGETS = {"all": (0.58, 0.88), "packages": (0.70, 0.94)}
"""For the right thing in the first place, and among the first five."""
READ = 0.77


@dataclass(frozen=True, slots=True)
class Seen:
    """What was made of a snap: the SKUs offered, best first, how sure the first is, and the milliseconds it took."""

    snap: Snap
    offered: tuple[str, ...]
    confidence: Confidence | None
    spent: float

    def among(self, first: int) -> bool:
        return self.snap.sku in self.offered[:first]


async def photo_figures(settings: Settings, data: Path, report: Report) -> list[Figure]:
    """Raises BadInput where `data` has no such photos."""
    asked = await asyncio.to_thread(snaps, data)
    with TemporaryDirectory() as folder:
        chosen = settings.model_copy(update={"data_dir": Path(folder) / "shop"})
        feed = await asyncio.to_thread(write_catalogue, data, Path(folder))
        await bring_feed(chosen, [feed], MERCHANT)
        async with open_shop(chosen) as shop:
            report("photos")
            seen = [await _seen(snap, shop) for snap in asked]
            report("barcodes")
            return [*_recognised(seen), *_sure(seen), *await _barcodes(data, shop)]


def setting() -> dict[str, object]:
    """What the figures belong to."""
    return {"bench": "photos", "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}


async def _seen(snap: Snap, shop: Shop) -> Seen:
    sighting = await recognise(await _pixels(snap.photo, shop), shop.tools)
    listings = await shop.tools.catalog.listings([candidate.key for candidate in sighting.candidates])
    offered = tuple(listings[candidate.key].variant.sku for candidate in sighting.candidates)
    first = sighting.candidates[0].confidence if sighting.candidates else None
    return Seen(snap, offered, first, dict(sighting.ms)["total"])


def _recognised(seen: Sequence[Seen]) -> list[Figure]:
    groups = {"all": list(seen), "packages": [each for each in seen if each.snap.package]}
    figures = []
    for name, group in groups.items():
        for first, target in zip((1, 5), TARGETS[name], strict=True):
            figures.append(_share(f"{name}: right among the first {first}", group, _among(first), target))
    spent = percentile([each.spent for each in seen], 50)
    return [*figures, Figure("photos", "a photo, every reading, p50", spent, "ms", 1000)]


def _among(first: int) -> Callable[[Seen], bool]:
    return lambda each: each.among(first)


def _sure(seen: Sequence[Seen]) -> list[Figure]:
    """How many the first candidate of is called so, and how many of these are right."""
    figures = []
    for confidence in Confidence:
        called = [each for each in seen if each.confidence is confidence]
        figures.append(_share(f"called {confidence}", seen, called.__contains__))
        if called:
            figures.append(_share(f"… of which right ({len(called)} photos)", called, _among(1)))
    return figures


def _share(name: str, group: Sequence[Seen], holds: Callable[[Seen], bool], target: float | None = None) -> Figure:
    values = [float(holds(each)) for each in group]
    return Figure("photos", name, sum(values) / len(values), "", target, at_least=True, within=interval(values))


async def _barcodes(data: Path, shop: Shop) -> list[Figure]:
    """A code is right where one that was read says the same number; wrong where all that were say others."""
    right, wrong = [], 0
    for coded in await asyncio.to_thread(codes, data):
        read = {_number(code.value) for code in await shop.tools.barcode.read(await _pixels(coded.photo, shop))}
        right.append(float(_number(coded.digits) in read))
        wrong += bool(read) and _number(coded.digits) not in read
    share = sum(right) / len(right)
    return [
        Figure("barcodes", f"read right, of {len(right)}", share, "", READ, at_least=True, within=interval(right)),
        Figure("barcodes", "read as another number", wrong, ""),
    ]


def _number(digits: str) -> str:
    """A GTIN is one number, with however many zeros in front it is written."""
    return digits.lstrip("0")


async def _pixels(path: Path, shop: Shop) -> Pixels:
    content = await asyncio.to_thread(path.read_bytes)
    return await shop.media.photo(await shop.media.save(content, MediaKind.PHOTO))
