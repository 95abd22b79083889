"""The same turn through the whole channel: from the shopper's POST to the bot's message at the stand-in."""

import asyncio
import time
from collections.abc import Sequence
from itertools import islice

from bot.bench.figures import Figure, percentile
from bot.bench.moves import moves
from bot.bench.shop import Bench
from bot.bench.stage import Phone, phones

PART = "turn over HTTP"
RATE = 20
"""Turns a second."""
PHONES = 64
"""Shoppers who take turns: each writes every few seconds, so nobody's second message waits for their first."""


async def http(bench: Bench) -> list[Figure]:
    async with phones(bench, PHONES + 1) as made:
        start = time.perf_counter()
        turns = await asked(made[1:], bench.seconds)
        took = time.perf_counter() - start
    return [
        Figure(PART, "turns a second", len(turns) / took, "/s"),
        Figure(PART, f"asked {RATE} a second, p50", percentile(turns, 50) * 1000, "ms"),
        Figure(PART, f"asked {RATE} a second, p95", percentile(turns, 95) * 1000, "ms", 150),
    ]


async def asked(made: Sequence[Phone], seconds: float) -> list[float]:
    """RATE moves a second by these shoppers in turn; how many seconds each answer took."""
    rounds = max(1, round(seconds * RATE / len(made)))
    start = time.perf_counter()
    talks = [_talk(phone, place, start + place / RATE, rounds) for place, phone in enumerate(made)]
    return [second for times in await asyncio.gather(*talks) for second in times]


async def _talk(phone: Phone, place: int, start: float, rounds: int) -> list[float]:
    """A move every round, on time whether or not the bot keeps up: what it is late by counts as its time."""
    times = []
    for number, move in enumerate(islice(moves(place), rounds)):
        due = start + number * PHONES / RATE
        await asyncio.sleep(due - time.perf_counter())
        late = time.perf_counter() - due
        took = await phone.do(move)
        if took is not None:
            times.append(late + took)
    return times
