"""Buying: a tap on Buy to its invoice, and the answer that Telegram waits for before it takes the money."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from bot.bench.figures import Figure, percentile
from bot.bench.moves import moves
from bot.bench.shop import Bench
from bot.bench.stage import Phone, an_invoice, buy, phones, the_end_of_paying

PART = "checkout"
BUYERS = 2
READING = 1.0
"""Seconds that a shopper takes over an answer before writing again."""


async def checkout(bench: Bench) -> list[Figure]:
    async with phones(bench, 1 + BUYERS + bench.chats) as made:
        _, *rest = made
        buyers, talkers = rest[:BUYERS], rest[BUYERS:]
        for buyer in buyers:
            await buyer.do(next(moves(1)))
        invoices = await _for(bench.seconds, lambda: buyers[0].tap(buy(bench.buyable), an_invoice))
        among_readers = await _paying(bench, buyers, talkers, READING)
        among_haste = await _paying(bench, buyers, talkers, 0.0)
    crowd = f"pre-checkout while {bench.chats} chats talk"
    return [
        Figure(PART, "Buy to invoice, p50", percentile(invoices, 50) * 1000, "ms"),
        Figure(PART, "Buy to invoice, p95", percentile(invoices, 95) * 1000, "ms", 100),
        Figure(PART, f"{crowd}, p50", percentile(among_readers, 50) * 1000, "ms"),
        Figure(PART, f"{crowd}, p99", percentile(among_readers, 99) * 1000, "ms", 200),
        Figure(PART, f"{crowd} without a pause, p99", percentile(among_haste, 99) * 1000, "ms"),
    ]


async def _paying(bench: Bench, buyers: Sequence[Phone], talkers: Sequence[Phone], pause: float) -> list[float]:
    """Buyers pay one invoice after another while everybody else talks."""
    talking = [asyncio.create_task(_talk(phone, number, pause)) for number, phone in enumerate(talkers)]
    paying = (_for(bench.seconds, partial(_buy, buyer, bench.buyable)) for buyer in buyers)
    answers = [second for times in await asyncio.gather(*paying) for second in times]
    await _end(talking)
    return answers


async def _for(seconds: float, once: Callable[[], Awaitable[float]]) -> list[float]:
    end = time.perf_counter() + seconds
    times = []
    while time.perf_counter() < end:
        times.append(await once())
    return times


async def _buy(phone: Phone, key: int) -> float:
    """A new invoice each time; the time is that of paying it alone."""
    await phone.tap(buy(key), an_invoice)
    return await phone.act("pay", the_end_of_paying, json={"action": "approve"})


async def _talk(phone: Phone, number: int, pause: float) -> None:
    for move in moves(number):
        await phone.do(move)
        await asyncio.sleep(pause)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Raises what one of them failed with."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
