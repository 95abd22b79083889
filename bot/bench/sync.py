"""`snaptap bench sync`: how fast a merchant's catalogue flows in, the parts in the order they run."""

import csv
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from bot.bench.beside import beside
from bot.bench.feed import Row, listings
from bot.bench.figures import BenchFailed, Figure, Report
from bot.bench.machine import machine
from bot.bench.parsing import parsing_ratios
from bot.bench.pictures import picture_figures
from bot.bench.round_trip import round_trip
from bot.bench.shop import MERCHANT, PROFILE, Bench, buyable, stocked
from bot.bench.sync_run import SyncRun, run_sync
from bot.bench.visible import Watcher
from graph.domain.errors import BadInput
from graph.profile import PROFILE_FILE
from graph.settings import Settings

CHANGED = 100
"""Of so many rows one has another price."""
PARSED = 20_000
"""Rows of each format parsed by itself."""
RETAIL_STORE = Path("retail-demo-store/products.yaml")
PICTURES = 200
BESIDE_PRODUCTS = 10_000


@dataclass(frozen=True, slots=True)
class SyncBench:
    """`folder` holds feeds and shops; `rows` is how large the feed is; `data` is where the retail demo store lies."""

    settings: Settings
    folder: Path
    rows: int
    seconds: float
    data: Path | None

    def feed(self, rows: Iterable[Row]) -> Path:
        path = self.folder / "catalogue.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            first, *rest = rows
            writer = csv.DictWriter(file, list(first))
            writer.writeheader()
            writer.writerows((first, *rest))
        return path

    def shop(self, name: str) -> Path:
        """An empty shop's folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / PROFILE_FILE).write_text(PROFILE, encoding="utf-8")
        return folder


Part = Callable[[SyncBench], Awaitable[list[Figure]]]


async def catalogue(bench: SyncBench) -> list[Figure]:
    """All new, the same again, one price of a hundred changed."""
    shop = bench.shop("shop-sync")
    new = await _synced(bench, shop, _rows(bench.rows))
    again = await _synced(bench, shop, _rows(bench.rows))
    async with Watcher.open(bench.settings.model_copy(update={"data_dir": shop})) as watcher:
        changed = [_dearer(row) if number % CHANGED == 0 else row for number, row in enumerate(_rows(bench.rows))]
        feed = bench.feed(changed)
        await watcher.expect(changed[0]["id"], _price(changed[0]))
        prices = await run_sync(shop, feed, MERCHANT)
        late = await watcher.seconds_until_seen()
    _expect(new, added=bench.rows)
    _expect(again, unchanged=bench.rows)
    _expect(prices, changed=len(changed[::CHANGED]))
    part = f"{bench.rows:,} rows of text"
    return [
        Figure(part, "all new", bench.rows / new.seconds, "rows/s", 400, at_least=True),
        Figure(part, "all new, memory of the pipeline", new.pipeline, "MB", 700),
        Figure(part, "all new, memory of the index builder", new.builder, "MB", 2_200),
        Figure(part, "the same again", bench.rows / again.seconds, "rows/s", 15_000, at_least=True),
        Figure(part, "1 % of prices changed", bench.rows / prices.seconds, "rows/s", 10_000, at_least=True),
        Figure(part, "… seen by a running bot after", late, "s", 5),
    ]


async def parsing(_bench: SyncBench) -> list[Figure]:
    """Cutting a file into records, beside the plain parser of its syntax."""
    ratios = parsing_ratios(PARSED)
    return [Figure("parsing", f"{shape}, of its parser's time", ratio, "×", 2) for shape, ratio in ratios.items()]


async def pictures(_bench: SyncBench) -> list[Figure]:
    seen = await picture_figures(PICTURES)
    return [
        Figure("pictures", "the encoder alone, a picture", seen.encoder, "ms"),
        Figure("pictures", "fetched, decoded and encoded, a picture", seen.stage, "ms"),
        Figure("pictures", "of the encoder's own time", seen.ratio, "×", 1.3),
    ]


async def bot(bench: SyncBench) -> list[Figure]:
    """A bot's answers while a sync runs beside it."""
    shop = await stocked(bench.settings, bench.folder, BESIDE_PRODUCTS, _quiet)
    return await beside(Bench(shop, bench.folder, 1, bench.seconds, await buyable(shop), bench.rows), bench.feed)


async def store(bench: SyncBench) -> list[Figure]:
    """The retail demo store by way of three formats."""
    if bench.data is None:
        raise BadInput("the retail demo store is not part of this project: name the folder that holds it with --source")
    return await round_trip(bench.settings, bench.folder, bench.data / RETAIL_STORE)


PARTS: Mapping[str, Part] = MappingProxyType(
    {part.__name__: part for part in (catalogue, parsing, pictures, bot, store)}
)


def chosen(only: str, data: Path | None) -> list[Part]:
    """The parts named, in their own order; without names all that can run. Raises BadInput for an unknown name."""
    names = {name.strip() for name in only.split(",") if name.strip()}
    if unknown := names - PARTS.keys():
        raise BadInput(f"no part {', '.join(sorted(unknown))}; choose of {', '.join(PARTS)}")
    if data and not (data / RETAIL_STORE).is_file():
        raise BadInput(f"there is no {RETAIL_STORE} in {data}; name the folder of benchmark data with --source")
    return [part for name, part in PARTS.items() if name in names or (not names and (data or part is not store))]


async def measured(bench: SyncBench, parts: Sequence[Part], report: Report) -> list[Figure]:
    figures = []
    for part in parts:
        report(part.__name__)
        figures += await part(bench)
    return figures


def setting(bench: SyncBench) -> dict[str, object]:
    """What the figures belong to; taken before measuring, when the machine's load is still that of others."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"bench": "sync", "date": now, "rows": bench.rows, "seconds": bench.seconds, "machine": machine()}


async def _synced(bench: SyncBench, shop: Path, rows: Iterable[Row]) -> SyncRun:
    return await run_sync(shop, bench.feed(rows), MERCHANT)


def _rows(count: int) -> Iterable[Row]:
    """The demo shop's listings over and over, their pictures left out."""
    return ({**row, "image_link": ""} for row in islice(listings(count), count))


def _dearer(row: Row) -> Row:
    number, currency = row["price"].split()
    return {**row, "price": f"{float(number) + 1:.2f} {currency}"}


def _price(row: Row) -> int:
    return round(float(row["price"].split()[0]) * 100)


def _expect(run: SyncRun, **counts: int) -> None:
    """Raises BenchFailed for a run that did something else than was measured."""
    seen = {name: run.report[name] for name in counts}
    if seen != counts:
        raise BenchFailed(f"a sync said {seen} where {counts} was to be measured")


def _quiet(_stage: str, _done: int, _total: int | None) -> None:
    """Filling the shop is not measured."""
