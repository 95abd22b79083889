"""Sources that are kept up by themselves: each on its own schedule, none of them in another's way."""

import asyncio
import json
import logging
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from catalog_sync.report import SyncReport
from catalog_sync.standing.schedule import wait_after
from catalog_sync.standing.sources import StandingSource
from catalog_sync.standing.state import SourceState
from graph.domain.errors import SnaptapError
from graph.ports.talk import Clock

log = logging.getLogger(__name__)

EVERY = 900.0
"""Seconds between two runs of a source whose own interval nobody named."""
BETWEEN = 30.0
"""Seconds that lie between two runs of a source however often it is asked to hurry."""

Bring = Callable[[StandingSource], Awaitable[SyncReport]]
"""One whole sync of a source. Raises what it likes: nothing has changed in the shop then."""
Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class _Plan:
    state: SourceState
    every: float
    turn: asyncio.Lock
    began: datetime | None = None
    hurry: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def source(self) -> StandingSource:
        return self.state.source


class StandingSyncs:
    """One run of a merchant at a time, `at_once` merchants side by side; a failure is its own source's alone."""

    def __init__(
        self,
        states: Sequence[SourceState],
        bring: Bring,
        clock: Clock,
        *,
        every: float = EVERY,
        at_once: int = 2,
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        after_run: Callable[[], None] = lambda: None,
    ) -> None:
        """`every` is for the sources that name no interval; `after_run` hears that the states changed."""
        turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._plans = [_Plan(each, each.source.every or every, turns[each.source.merchant]) for each in states]
        self._bring, self._clock, self._sleep, self._chance = bring, clock, sleep, chance
        self._places = asyncio.Semaphore(at_once)
        self._stopping = asyncio.Event()
        self._after_run = after_run
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def states(self) -> list[SourceState]:
        return [plan.state for plan in self._plans]

    async def run(self) -> None:
        """Until `drain`; each source at once, and then by its schedule."""
        self._tasks = [asyncio.create_task(self._keep_up(plan)) for plan in self._plans]
        # Whoever is told to end here drains first: waiting, unlike gathering, leaves the tasks alone.
        await asyncio.wait(self._tasks)

    def hurry(self, source: StandingSource) -> None:
        """Somebody knows that there is something new: run it as soon as may be."""
        for plan in self._plans:
            if plan.source == source:
                plan.hurry.set()

    async def drain(self, deadline: float) -> None:
        """Begin nothing more and wait for what is under way, `deadline` seconds at most; the rest is abandoned.

        A sync may be abandoned anywhere: the shop has its last whole state, and the next run goes on from there.
        """
        self._stopping.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=deadline)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _keep_up(self, plan: _Plan) -> None:
        while not self._stopping.is_set():
            async with plan.turn, self._places:
                if self._stopping.is_set():
                    return
                await self._once(plan)
            await self._until_due(plan)

    async def _once(self, plan: _Plan) -> None:
        state, started = plan.state, time.monotonic()
        plan.hurry.clear()
        plan.began, state.running, state.next_run = self._clock.now(), True, None
        try:
            report = await self._bring(plan.source)
        except SnaptapError as error:
            state.failed(str(error), time.monotonic() - started)
        except Exception as error:
            log.exception("a sync of %s broke", state.key)
            state.failed(f"{type(error).__name__}: {error}", time.monotonic() - started)
        else:
            state.succeeded(report, self._clock.now(), time.monotonic() - started)
        finally:
            state.running = False
        self._plan_next(plan)

    def _plan_next(self, plan: _Plan) -> None:
        state = plan.state
        wait = wait_after(plan.every, state.failures, self._chance())
        state.next_run = self._clock.now() + timedelta(seconds=wait)
        level = logging.WARNING if state.failures else logging.INFO
        log.log(level, "sync %s", json.dumps(state.told(), ensure_ascii=False))
        try:
            self._after_run()
        except OSError as error:
            # A full disk is no reason to stop looking: the next run writes it again.
            log.warning("the state of the standing syncs was not written: %s", error)

    async def _until_due(self, plan: _Plan) -> None:
        """Whichever is first: the time planned, somebody's hurry, the end."""
        await _first_of(self._sleep(self._left(plan.state.next_run)), plan.hurry.wait(), self._stopping.wait())
        if plan.hurry.is_set() and plan.began and not self._stopping.is_set():
            allowed = plan.began + timedelta(seconds=min(BETWEEN, plan.every))
            await _first_of(self._sleep(self._left(allowed)), self._stopping.wait())

    def _left(self, moment: datetime | None) -> float:
        return max(0.0, (moment - self._clock.now()).total_seconds()) if moment else 0.0


async def _first_of(*waits: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
