"""Whether search finds the thing that is meant: titles of one shop asked of another's listings."""

import asyncio
import math
import shutil
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bot.bench.figures import Figure, Report, percentile
from bot.bench.intervals import interval
from bot.bench.machine import machine
from bot.bench.matching import Set, matching_sets, spellings, write_feed
from bot.cli.supply import bring_feed
from graph.ports.search import ProductQuery
from graph.search import seek
from graph.settings import Settings
from graph.shop import Shop
from graph.wiring import open_shop

DEPTH = 10
MERCHANT = "matching"
TARGETS: Mapping[tuple[str, str], float] = MappingProxyType(
    {
        ("abt→buy", "full"): 0.915,
        ("abt→buy", "half"): 0.72,
        ("abt→buy", "typo"): 0.90,
        ("amazon→google", "full"): 0.875,
        ("amazon→google", "half"): 0.70,
        ("amazon→google", "typo"): 0.855,
    }
)

Finder = Callable[[str, Shop], Awaitable[list[str]]]
"""The SKUs found for a text, best first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """nDCG@10 of each query, and the milliseconds it took."""

    gains: list[float]
    spent: list[float]


async def retrieval_figures(settings: Settings, folder: Path, data: Path, report: Report) -> list[Figure]:
    """nDCG@10 of both sets, whole, halved and misspelt; each leg of the search alone beside it, pair by pair.

    Raises BadInput where `data` has no such sets.
    """
    figures: list[Figure] = []
    for each in matching_sets(data):
        report(each.name)
        shop = await _filled(settings, folder, each)
        async with open_shop(settings.model_copy(update={"data_dir": shop})) as opened:
            figures += await _of_set(each, opened)
    return figures


def setting() -> dict[str, object]:
    """What the figures belong to."""
    return {"bench": "retrieval", "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}


async def _filled(settings: Settings, folder: Path, each: Set) -> Path:
    """The shop that lists one side, made anew: the same listings may be indexed otherwise now."""
    feed, shop = await asyncio.to_thread(_emptied, folder, each)
    await bring_feed(settings.model_copy(update={"data_dir": shop}), [feed], MERCHANT)
    return shop


def _emptied(folder: Path, each: Set) -> tuple[Path, Path]:
    shop = folder / f"shop-{each.name.replace('→', '-')}"
    shutil.rmtree(shop, ignore_errors=True)
    shop.mkdir(parents=True)
    feed = shop.with_suffix(".csv")
    write_feed(each.listings, feed)
    return feed, shop


async def _of_set(each: Set, shop: Shop) -> list[Figure]:
    figures: list[Figure] = []
    spent: list[float] = []
    for spelling, texts in spellings(each.queries).items():
        asked = {name: await _ask(finder, texts, each.matches, shop) for name, finder in FINDERS.items()}
        whole = asked.pop("search")
        spent += whole.spent
        name = f"nDCG@{DEPTH}, titles {spelling}"
        target = TARGETS.get((each.name, spelling))
        figures.append(_mean(each.name, name, whole.gains, target))
        for leg, alone in asked.items():
            more = np.subtract(whole.gains, alone.gains)
            figures.append(_mean(each.name, f"… more than by {leg} alone", more))
    return [*figures, Figure(each.name, "a search, p95", percentile(spent, 95), "ms")]


def _mean(part: str, name: str, values: Sequence[float] | NDArray[np.float64], target: float | None = None) -> Figure:
    mean = float(np.mean(values))
    return Figure(part, name, mean, "", target, at_least=True, within=interval(values))


async def _ask(finder: Finder, texts: Sequence[str], matches: Sequence[Collection[str]], shop: Shop) -> Asked:
    asked = Asked([], [])
    for text, right in zip(texts, matches, strict=True):
        began = time.perf_counter()
        found = await finder(text, shop)
        asked.spent.append((time.perf_counter() - began) * 1000)
        asked.gains.append(ndcg(found[:DEPTH], right))
    return asked


def ndcg(found: Sequence[str], right: Collection[str]) -> float:
    """Normalised discounted cumulative gain, where a thing is right or wrong: 1 with all that is right in front."""
    gain = sum(_discount(place) for place, sku in enumerate(found) if sku in right)
    best = sum(_discount(place) for place in range(min(len(right), DEPTH)))
    return gain / best if best else 0.0


def _discount(place: int) -> float:
    return 1 / math.log2(place + 2)


async def _by_search(text: str, shop: Shop) -> list[str]:
    """As `snaptap search` does it."""
    reading = await shop.tools.reader.read(text, await shop.tools.catalog.vocabulary(), None)
    sought = await seek(reading.wish, shop.tools, limit=DEPTH)
    return [hit.listing.variant.sku for hit in sought.hits]


async def _by_words(text: str, shop: Shop) -> list[str]:
    return await _skus(ProductQuery(words=text, limit=DEPTH), shop)


async def _by_meaning(text: str, shop: Shop) -> list[str]:
    vector = (await shop.tools.text.encode([text]))[0]
    return await _skus(ProductQuery(text=vector, limit=DEPTH), shop)


async def _skus(query: ProductQuery, shop: Shop) -> list[str]:
    hits = await shop.tools.products.search(query)
    listings = await shop.tools.catalog.listings([hit.key for hit in hits])
    return [listings[hit.key].variant.sku for hit in hits if hit.key in listings]


FINDERS: Mapping[str, Finder] = MappingProxyType({"search": _by_search, "words": _by_words, "meaning": _by_meaning})
