"""Whether search finds the thing that is meant: titles of one shop asked of another's listings."""

import asyncio
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bot.bench.figures import Figure, Report, percentile
from bot.bench.halves import Legs, half_figures
from bot.bench.intervals import interval
from bot.bench.machine import machine
from bot.bench.matching import Set, matching_sets, spellings, write_feed
from bot.bench.missed import Missed, Named, worst
from bot.bench.ndcg import DEPTH, ndcg
from bot.bench.rankings import LEGS, OTHERS, Weighed
from bot.cli.supply import bring_feed
from graph.ports.search import RANKING, Ranking
from graph.search import look_up
from graph.settings import Settings
from graph.shop import Shop
from graph.toolbox import Toolbox
from graph.wiring import open_shop

MERCHANT = "matching"
LISTED = 5
"""Things found that are shown of a mistake."""
WHOLE = "search"
RANKINGS: Mapping[str, Ranking] = MappingProxyType({WHOLE: RANKING, **OTHERS})
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


@dataclass(frozen=True, slots=True)
class Answer:
    """SKUs found, best first; what the index scored these and more; nDCG@10, and the milliseconds it took."""

    found: tuple[str, ...]
    scores: Mapping[str, float]
    gain: float
    spent: float


@dataclass(frozen=True, slots=True)
class Searched:
    figures: list[Figure]
    mistakes: list[Missed]


async def retrieval_figures(settings: Settings, folder: Path, data: Path, report: Report) -> Searched:
    """nDCG@10 of both sets, whole, halved and misspelt; other rankings beside it, pair by pair.

    Raises BadInput where `data` has no such sets.
    """
    figures: list[Figure] = []
    mistakes: list[Missed] = []
    legs: dict[str, list[Legs]] = {}
    for each in matching_sets(data):
        shop = await _filled(settings, folder, each)
        async with open_shop(settings.model_copy(update={"data_dir": shop})) as opened:
            spent: list[float] = []
            for spelling, texts in spellings(each.queries).items():
                report(f"{each.name}, titles {spelling}")
                answers = {name: await _ask(ranking, texts, each, opened) for name, ranking in RANKINGS.items()}
                figures += _compared(each, spelling, answers)
                legs[f"{each.name} {spelling}"] = _legs(each, answers)
                mistakes += worst(_missed(each, answers[WHOLE])) if spelling == "full" else []
                spent += [answer.spent for answer in answers[WHOLE]]
            figures.append(Figure(each.name, "a search, p95", percentile(spent, 95), "ms"))
    return Searched([*figures, *half_figures(legs)], mistakes)


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


async def _ask(ranking: Ranking, texts: Sequence[str], each: Set, shop: Shop) -> list[Answer]:
    index, skus = Weighed(shop.tools.products, ranking), dict[int, str]()
    tools = replace(shop.tools, products=index)
    asked = zip(texts, each.matches, strict=True)
    return [await _answer(text, right, tools, index, skus) for text, right in asked]


async def _answer(text: str, right: frozenset[str], tools: Toolbox, index: Weighed, skus: dict[int, str]) -> Answer:
    """As `snaptap search` does it; `skus` are those of the variants met so far."""
    began = time.perf_counter()
    sought = await look_up(text, tools, limit=DEPTH)
    spent = (time.perf_counter() - began) * 1000
    found = tuple(hit.listing.variant.sku for hit in sought.hits)
    if new := index.scores.keys() - skus.keys():
        skus |= {key: listing.variant.sku for key, listing in (await tools.catalog.listings(list(new))).items()}
    scores = {skus[key]: score for key, score in index.scores.items()}
    return Answer(found, scores, ndcg(found, right), spent)


def _compared(each: Set, spelling: str, answers: Mapping[str, Sequence[Answer]]) -> list[Figure]:
    gains = {name: np.array([answer.gain for answer in given]) for name, given in answers.items()}
    whole = gains.pop(WHOLE)
    name = f"nDCG@{DEPTH}, titles {spelling}"
    others = [_mean(each.name, f"… more than {other}", whole - gain) for other, gain in gains.items()]
    return [_mean(each.name, name, whole, TARGETS.get((each.name, spelling))), *others]


def _mean(part: str, name: str, values: NDArray[np.float64], target: float | None = None) -> Figure:
    return Figure(part, name, float(values.mean()), "", target, at_least=True, within=interval(values))


def _legs(each: Set, answers: Mapping[str, Sequence[Answer]]) -> list[Legs]:
    alone = zip(*(answers[f"by {leg} alone"] for leg in LEGS), strict=True)
    return [
        Legs({leg: answer.scores for leg, answer in zip(LEGS, given, strict=True)}, right)
        for given, right in zip(alone, each.matches, strict=True)
    ]


def _missed(each: Set, answers: Sequence[Answer]) -> list[Missed]:
    titles = {row["id"]: row["title"] for row in each.listings}

    def named(skus: Sequence[str]) -> tuple[Named, ...]:
        return tuple((sku, titles[sku]) for sku in skus)

    return [
        Missed(
            part=each.name,
            id=id_,
            query=query,
            right=named(sorted(right)),
            found=named(answer.found[:LISTED]),
            gain=answer.gain,
            score=max(answer.scores.values(), default=0.0),
            place=next((place for place, sku in enumerate(answer.found, 1) if sku in right), 0),
        )
        for id_, query, right, answer in zip(each.ids, each.queries, each.matches, answers, strict=True)
    ]
