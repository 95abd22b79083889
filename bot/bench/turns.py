"""`snaptap bench turns`: the parts in the order they run, each a function of its own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from bot.bench.checkout import checkout
from bot.bench.figures import Figure, Report
from bot.bench.http import http
from bot.bench.machine import machine
from bot.bench.photo import photo
from bot.bench.search import search
from bot.bench.shop import Bench, buyable, stocked
from bot.bench.start import start
from bot.bench.text import text
from catalog_sync.tools import Progress
from graph.domain.errors import BadInput
from graph.settings import Settings

Part = Callable[[Bench], Awaitable[list[Figure]]]

PARTS: Mapping[str, Part] = MappingProxyType(
    {part.__name__: part for part in (text, search, http, checkout, photo, start)}
)


def chosen(only: str) -> list[Part]:
    """The parts named, in their own order; all of them for an empty string. Raises BadInput for an unknown name."""
    names = {name.strip() for name in only.split(",") if name.strip()}
    if unknown := names - PARTS.keys():
        raise BadInput(f"no part {', '.join(sorted(unknown))}; choose of {', '.join(PARTS)}")
    return [part for name, part in PARTS.items() if not names or name in names]


async def prepared(settings: Settings, folder: Path, sizes: Mapping[str, float], progress: Progress) -> Bench:
    """The shop of so many `products`, made where it is not there yet."""
    shop = await stocked(settings, folder, int(sizes["products"]), progress)
    return Bench(shop, folder, int(sizes["chats"]), sizes["seconds"], await buyable(shop), int(sizes["products"]))


async def measured(bench: Bench, parts: Sequence[Part], report: Report) -> list[Figure]:
    figures = []
    for part in parts:
        report(part.__name__)
        figures += await part(bench)
    return figures


def setting(sizes: Mapping[str, float]) -> dict[str, object]:
    """What the figures belong to; taken before measuring, when the machine's load is still that of others."""
    return {"bench": "turns", "date": datetime.now(UTC).isoformat(timespec="seconds"), **sizes, "machine": machine()}
