"""`snaptap bench till`: how many sales a second the till makes, and how long one takes, when many pay at once."""

import asyncio
import random
import time
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from pydantic import SecretStr

from bot.bench.feed import listings, write
from bot.bench.figures import BenchFailed, Figure, Report, percentile
from bot.bench.machine import machine
from bot.cli.supply import bring_feed
from graph.domain.orders import Charge, Order, OrderState, Refusal
from graph.settings import Settings
from graph.till.approve import approve
from graph.till.quote import quote
from graph.till.reconcile import reconcile
from graph.till.settle import settle
from graph.wiring import Storeroom, open_storeroom

MERCHANT = "bench"
PRODUCTS = 20
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
SALES = {SQLITE: 100, POSTGRES: 200}
"""A second, at least."""
SLOWEST_MS = 400
"""Of a hundred sales on SQLite the slowest but one, at most; on PostgreSQL nothing is promised."""


async def till_figures(settings: Settings, postgres: str, clients: int, seconds: float, report: Report) -> list[Figure]:
    """On a new SQLite file and, where its url is given, in a PostgreSQL database, which keeps what is sold there."""
    urls = {SQLITE: "", **({POSTGRES: postgres} if postgres else {})}
    figures = []
    for name, url in urls.items():
        report(name)
        with TemporaryDirectory() as folder:
            chosen = settings.model_copy(update={"data_dir": Path(folder), "database_url": SecretStr(url)})
            feed, _ = await asyncio.to_thread(write, Path(folder) / "feed", PRODUCTS, MERCHANT)
            await bring_feed(chosen, [feed], MERCHANT)
            async with open_storeroom(chosen) as room:
                figures += await _measured(name, room, clients, seconds)
    return figures


def setting(clients: int, seconds: float) -> dict[str, object]:
    """What the figures belong to."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"bench": "till", "date": now, "clients": clients, "seconds": seconds, "machine": machine()}


async def _measured(name: str, room: Storeroom, clients: int, seconds: float) -> list[Figure]:
    found = await asyncio.gather(*(room.catalog.find(sku=row["id"]) for row in listings(PRODUCTS)))
    keys = sorted({listing.key for each in found for listing in each})
    end = time.perf_counter() + seconds
    spent = list(chain(*await asyncio.gather(*(_client(number, room, keys, end) for number in range(clients)))))
    wrong = [each async for each in reconcile(room.books, room.clock, str)]
    most = SLOWEST_MS if name == SQLITE else None
    return [
        Figure(name, "quoted, approved and settled", len(spent) / seconds, "/s", SALES[name], at_least=True),
        Figure(name, "one sale, p50", percentile(spent, 50), "ms"),
        Figure(name, "one sale, p99", percentile(spent, 99), "ms", most),
        Figure(name, "differences in the books afterwards", float(len(wrong)), "", 0),
    ]


async def _client(number: int, room: Storeroom, keys: list[int], end: float) -> list[float]:
    """The milliseconds of each sale that one shopper makes after the other."""
    chance, shopper, spent = random.Random(number), f"bench:{number}", list[float]()
    while time.perf_counter() < end:
        began = time.perf_counter()
        await _sell(chance.choice(keys), shopper, room)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


async def _sell(key: int, shopper: str, room: Storeroom) -> None:
    quoted = _done(await quote(room.orders, room.clock, shopper=shopper, conversation=shopper, key=key))
    approval = await approve(room.orders, room.clock, order_id=quoted.id, payer=shopper, total=quoted.total)
    charge = Charge("bench", str(uuid4()), quoted.id, shopper, _done(approval).total)
    settled = (await settle(room.orders, room.clock, charge)).order
    if settled is None or settled.state is not OrderState.PAID:
        raise BenchFailed(f"a sale was paid and not settled: {settled}")


def _done(outcome: Order | Refusal) -> Order:
    if isinstance(outcome, Refusal):
        raise BenchFailed(f"the till refuses: {outcome}; a PostgreSQL database used before may be sold out")
    return outcome
