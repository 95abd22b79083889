"""Whether a thing is recognised in a photo, from one catalogue picture of it, and what confidence is worth."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bench.codes import code_figures
from bot.bench.collages import collage_figures
from bot.bench.figures import Figure, Report, percentile
from bot.bench.groceries import Snap, learned_from, pictures, snaps, write_catalogue
from bot.bench.intervals import interval
from bot.bench.machine import machine
from bot.bench.mistakes import Mistake, worst
from bot.bench.readers import Left, Read, pixels, read, remembering, uncoded, unlettered, unseen
from bot.bench.unknowns import belief_figures, unknown_figures
from bot.cli.supply import bring_feed
from graph.domain.creators import ProductRef
from graph.domain.recognition import Confidence
from graph.ports.gallery import Confirmation
from graph.recognition.recognise import recognise
from graph.settings import Settings
from graph.shop import Shop
from graph.toolbox import Toolbox
from graph.wiring import open_shop

MERCHANT = "groceries"
TARGETS = {"all": (0.58, 0.88), "packages": (0.70, 0.94)}
"""For the right thing in the first place, and among the first five."""
CONFIRMED = 5
"""Photos that shoppers confirm of each product, drawn once by `random.Random(7)`."""
WITH_CONFIRMED = (0.65, 0.92)
FAST_MS, SLOW_MS = 150.0, 1000.0

ABLATIONS: dict[str, Left] = {
    "look alone": lambda readings: uncoded(unlettered(readings)),
    "label alone": lambda readings: uncoded(unseen(readings)),
    "barcode alone": lambda readings: unlettered(unseen(readings)),
    "without the look": unseen,
    "without the label": unlettered,
    "without barcodes": uncoded,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was made of a snap: the SKUs offered, best first, how sure the first is, and the milliseconds it took."""

    snap: Snap
    offered: tuple[str, ...]
    confidence: Confidence | None
    fast: float
    spent: float
    lettered: bool = True

    def among(self, first: int) -> bool:
        return self.snap.sku in self.offered[:first]


@dataclass(frozen=True, slots=True)
class Photographed:
    figures: list[Figure]
    mistakes: list[Mistake]


async def photo_figures(settings: Settings, data: Path, report: Report) -> Photographed:
    """Raises BadInput where `data` has no such photos."""
    asked = await asyncio.to_thread(snaps, data)
    with TemporaryDirectory() as folder:
        chosen = settings.model_copy(update={"data_dir": Path(folder) / "shop"})
        feed = await asyncio.to_thread(write_catalogue, data, Path(folder))
        await bring_feed(chosen, [feed], MERCHANT)
        async with open_shop(chosen) as shop:
            tools = remembering(shop.tools)
            report("photos")
            seen = [await _seen(snap, shop, tools) for snap in asked]
            report("what each reading is worth")
            reads = [await read(snap, shop, tools) for snap in asked]
            fast = [await _seen(snap, shop, replace(tools, label=None)) for snap in asked]
            figures = [
                *_recognised(seen),
                *_times(seen, fast),
                *_sure(seen),
                *belief_figures(reads),
                *_ablations(reads),
            ]
            report("several things in one picture")
            figures += await collage_figures(asked, await asyncio.to_thread(pictures, data), shop, tools)
            report("things the shop does not have")
            figures += unknown_figures(reads)
            report(f"{CONFIRMED} confirmed photos a product")
            await _confirm(await asyncio.to_thread(learned_from, data), shop)
            figures += _recognised([await _seen(snap, shop, tools) for snap in asked], confirmed=True)
            mistakes = worst(reads)
        report("barcodes")
        return Photographed([*figures, *await code_figures(settings, data, Path(folder))], mistakes)


def setting() -> dict[str, object]:
    """What the figures belong to."""
    return {"bench": "photos", "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}


async def _seen(snap: Snap, shop: Shop, tools: Toolbox) -> Seen:
    sighting = await recognise(await pixels(snap.photo, shop), tools)
    listings = await tools.catalog.listings([candidate.key for candidate in sighting.candidates])
    offered = tuple(listings[candidate.key].variant.sku for candidate in sighting.candidates)
    first = sighting.candidates[0].confidence if sighting.candidates else None
    spent = dict(sighting.ms)
    fast = max(spent["barcode"], spent["look"], spent["words"])
    lettered = first is not Confidence.SURE or bool(sighting.label)
    return Seen(snap, offered, first, fast, spent["total"], lettered)


async def _confirm(photos: Sequence[Snap], shop: Shop) -> None:
    """Each by another shopper."""
    chance, tools = random.Random(7), shop.tools
    for sku in sorted({snap.sku for snap in photos}):
        of_it = [snap for snap in photos if snap.sku == sku]
        for number, snap in enumerate(chance.sample(of_it, min(CONFIRMED, len(of_it)))):
            (listing,) = await tools.catalog.find(sku=sku)
            look = (await tools.photo.encode([await pixels(snap.photo, shop)]))[0]
            product = ProductRef(MERCHANT, listing.product.id)
            said = Confirmation(product, sku, f"shopper {sku}.{number}", str(snap.photo), tools.photo.name, look)
            await tools.gallery.confirm(said)


def _recognised(seen: Sequence[Seen], *, confirmed: bool = False) -> list[Figure]:
    groups = {"all": list(seen), "packages": [each for each in seen if each.snap.package]}
    figures = []
    for name, group in groups.items():
        targets = (WITH_CONFIRMED if name == "all" else (None, None)) if confirmed else TARGETS[name]
        for first, target in zip((1, 5), targets, strict=True):
            figures.append(_share(f"{name}: right among the first {first}", group, _among(first), target))
    part = f"photos, {CONFIRMED} confirmed" if confirmed else "photos"
    return [_moved(figure, part) for figure in figures]


def _moved(figure: Figure, part: str) -> Figure:
    return Figure(part, figure.name, figure.value, figure.unit, figure.target, figure.at_least, figure.within)


def _times(seen: Sequence[Seen], fast: Sequence[Seen]) -> list[Figure]:
    """`fast` were seen with label reading switched off; otherwise it takes both cores meanwhile."""
    unlettered = [each.spent for each in fast]
    return [
        Figure("photos", "barcode, look and words, p50", percentile(unlettered, 50), "ms"),
        Figure("photos", "barcode, look and words, p95", percentile(unlettered, 95), "ms", FAST_MS),
        Figure("photos", "the same beside label reading, p50", percentile([each.fast for each in seen], 50), "ms"),
        Figure(
            "photos",
            "with the label, p50",
            percentile([each.spent for each in seen if each.lettered], 50),
            "ms",
            SLOW_MS,
        ),
    ]


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


def _ablations(reads: Sequence[Read]) -> list[Figure]:
    """Right in the first place with some of the readings only, and by how much that differs from all of them."""
    whole = _first_right(reads, None)
    figures = []
    for name, how in ABLATIONS.items():
        right = _first_right(reads, how)
        differences = [part - all_ for part, all_ in zip(right, whole, strict=True)]
        figures += [
            Figure("readings", f"{name}: right at once", sum(right) / len(right), "", within=interval(right)),
            Figure("readings", "… less all together", _mean(differences), "", within=interval(differences)),
        ]
    return figures


def _first_right(reads: Sequence[Read], how: Left | None) -> list[float]:
    return [float(each.skus(each.offered(how=how))[:1] == [each.snap.sku]) for each in reads]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _share(name: str, group: Sequence[Seen], holds: Callable[[Seen], bool], target: float | None = None) -> Figure:
    values = [float(holds(each)) for each in group]
    return Figure("photos", name, _mean(values), "", target, at_least=True, within=interval(values))
