"""Standing syncs on a clock of their own: who runs when, and what a failure does to the others."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from catalog_sync.findability import Findability
from catalog_sync.report import SyncReport
from catalog_sync.rows import SyncStopped
from catalog_sync.standing.metrics import exposition, sync_metrics
from catalog_sync.standing.sources import StandingSource
from catalog_sync.standing.state import SourceState, keep, recall
from catalog_sync.standing.syncs import StandingSyncs
from tests.unit.catalog_sync.standing.time_at_hand import NOON, TimeAtHand, settled

REPORT = SyncReport(
    merchant="acme",
    source="a.csv",
    format="google",
    read=4,
    added=2,
    changed=1,
    unchanged=1,
    removed=1,
    rejected=(),
    warnings=(),
    findability=Findability(score=None, findings=()),
    published=True,
    seconds=0.5,
)


def source(name: str, merchant: str = "acme", every: float | None = None) -> StandingSource:
    made = StandingSource(source=name, merchant=merchant)
    return made.model_copy(update={"every": every})


@dataclass
class Syncs:
    """What is brought, when, and how it ends: `ends` may raise, or wait."""

    time: TimeAtHand
    ends: Callable[[StandingSource], object] = lambda _source: None
    runs: list[tuple[float, str]] = field(default_factory=list)
    under_way: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)

    async def bring(self, source: StandingSource) -> SyncReport:
        self.runs.append(((self.time.now() - NOON).total_seconds(), source.source))
        for name in (source.merchant, "all"):
            self.under_way[name] += 1
            self.most[name] = max(self.most[name], self.under_way[name])
        try:
            ending = self.ends(source)
            if asyncio.iscoroutine(ending):
                await ending
        finally:
            self.under_way.subtract((source.merchant, "all"))
        return REPORT

    def times(self, name: str) -> list[float]:
        return [at for at, run in self.runs if run == name]


@asynccontextmanager
async def standing(
    work: Syncs,
    *sources: StandingSource,
    every: float = 900,
    at_once: int = 8,
    after_run: Callable[[], None] = lambda: None,
) -> AsyncIterator[StandingSyncs]:
    states = [SourceState(each) for each in sources]
    syncs = StandingSyncs(
        states,
        work.bring,
        work.time,
        every=every,
        at_once=at_once,
        sleep=work.time.sleep,
        chance=lambda: 0.5,
        after_run=after_run,
    )
    running = asyncio.create_task(syncs.run())
    await settled()
    try:
        yield syncs
    finally:
        await syncs.drain(0)
        await running


@pytest.fixture
def work() -> Syncs:
    return Syncs(TimeAtHand())


async def test_each_source_runs_at_once_and_then_by_its_own_interval(work: Syncs) -> None:
    async with standing(work, source("a.csv"), source("b.csv", every=600)):
        await work.time.forward(1_800)

    assert work.times("a.csv") == [0, 900, 1_800]
    assert work.times("b.csv") == [0, 600, 1_200, 1_800]


async def test_a_failing_source_backs_off_and_the_others_keep_their_time(work: Syncs) -> None:
    def ends(source: StandingSource) -> None:
        if source.source == "bad.csv":
            raise SyncStopped("unreadable", "bad.csv cannot be read")

    work.ends = ends
    async with standing(work, source("bad.csv"), source("good.csv", merchant="kuro")) as syncs:
        await work.time.forward(900)

    assert work.times("bad.csv") == [0, 22.5, 67.5, 157.5, 337.5, 697.5]
    assert work.times("good.csv") == [0, 900]
    assert [(state.failures, state.last_error) for state in syncs.states] == [(6, "bad.csv cannot be read"), (0, "")]


async def test_a_crash_is_a_failure_of_its_own_source_only(work: Syncs, caplog: pytest.LogCaptureFixture) -> None:
    def ends(source: StandingSource) -> None:
        if source.source == "bad.csv":
            raise ZeroDivisionError("a fault of ours")

    work.ends = ends
    async with standing(work, source("bad.csv"), source("good.csv")) as syncs:
        await work.time.forward(900)

    assert work.times("good.csv") == [0, 900]
    assert syncs.states[0].last_error == "ZeroDivisionError: a fault of ours"
    assert any(record.exc_info for record in caplog.records)


async def test_a_source_that_recovers_goes_back_to_its_interval(work: Syncs) -> None:
    left = iter([SyncStopped("x", "once"), SyncStopped("x", "twice")])

    def ends(_source: StandingSource) -> None:
        if error := next(left, None):
            raise error

    work.ends = ends
    async with standing(work, source("a.csv")) as syncs:
        await work.time.forward(1_000)

    assert work.times("a.csv") == [0, 22.5, 67.5, 967.5]
    assert (syncs.states[0].failures, syncs.states[0].last_error) == (0, "")


async def test_a_merchant_runs_one_at_a_time_and_merchants_side_by_side_within_the_limit(work: Syncs) -> None:
    work.ends = lambda _source: work.time.sleep(10)
    sources = [source(f"{merchant}{n}.csv", merchant) for merchant in ("acme", "kuro", "lune") for n in range(2)]

    async with standing(work, *sources, at_once=2):
        await work.time.forward(100)

    assert len(work.runs) == 6
    assert (work.most["acme"], work.most["kuro"], work.most["all"]) == (1, 1, 2)


async def test_somebodys_hurry_brings_a_run_forward_but_not_without_end(work: Syncs) -> None:
    pushed = source("a.csv")
    async with standing(work, pushed) as syncs:
        await work.time.forward(100)
        for _ in range(20):
            syncs.hurry(pushed)
            await work.time.forward(2)

    assert work.times("a.csv") == [0, 100, 130]


async def test_a_hurry_during_a_run_is_answered_by_another_run(work: Syncs) -> None:
    work.ends = lambda _source: work.time.sleep(40)
    pushed = source("a.csv")

    async with standing(work, pushed) as syncs:
        await work.time.forward(10)
        syncs.hurry(pushed)
        await work.time.forward(50)

    assert work.times("a.csv") == [0, 40]


async def test_draining_waits_for_what_is_under_way_and_begins_nothing_more(work: Syncs) -> None:
    finish = asyncio.Event()
    work.ends = lambda _source: finish.wait()
    async with standing(work, source("a.csv"), source("b.csv")) as syncs:
        draining = asyncio.create_task(syncs.drain(60))
        await settled()
        waited = not draining.done()
        finish.set()
        await draining

    assert waited
    assert [name for _, name in work.runs] == ["a.csv"]
    assert syncs.states[0].runs == {"success": 1}


async def test_draining_abandons_at_the_deadline_what_does_not_end(work: Syncs) -> None:
    work.ends = lambda _source: asyncio.Event().wait()
    async with standing(work, source("a.csv")) as syncs:
        await asyncio.wait_for(syncs.drain(0.05), 5)

    assert (work.under_way["all"], syncs.states[0].running) == (0, False)


async def test_whoever_stops_waiting_for_the_runs_has_not_stopped_them(work: Syncs) -> None:
    finish = asyncio.Event()
    work.ends = lambda _source: finish.wait()
    syncs = StandingSyncs([SourceState(source("a.csv"))], work.bring, work.time, sleep=work.time.sleep)
    waiting = asyncio.create_task(syncs.run())
    await settled()

    waiting.cancel()
    await settled()
    finish.set()
    await syncs.drain(5)

    assert syncs.states[0].runs == {"success": 1}


async def test_a_full_disk_under_the_state_file_stops_no_schedule(work: Syncs) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    async with standing(work, source("a.csv"), after_run=full):
        await work.time.forward(900)

    assert work.times("a.csv") == [0, 900]


async def test_each_run_leaves_one_line_that_a_program_can_read(work: Syncs, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "catalog_sync.standing.syncs")

    async with standing(work, source("a.csv")):
        pass

    (line,) = [record.getMessage() for record in caplog.records]
    told = json.loads(line.removeprefix("sync "))
    assert (told["merchant"], told["source"], told["failures"]) == ("acme", "a.csv", 0)
    assert (told["added"], told["rejected"], told["next"]) == (2, 0, "2026-05-04T12:15:00+00:00")


async def test_a_restart_remembers_the_last_success(work: Syncs, tmp_path: Path) -> None:
    async with standing(work, source("a.csv"), source("b.csv")) as syncs:
        keep(syncs.states, tmp_path / "standing.json")

    later = [SourceState(source("a.csv")), SourceState(source("new.csv"))]
    recall(later, tmp_path / "standing.json")

    assert [state.last_success for state in later] == [NOON, None]


@pytest.mark.parametrize("content", ["", "[]", '{"acme a.csv": 3}', '{"acme a.csv": {"last_success": "soon"}}'])
def test_a_broken_state_file_is_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "standing.json").write_text(content)
    states = [SourceState(source("a.csv"))]

    recall(states, tmp_path / "standing.json")

    assert states[0].last_success is None


def test_metrics_say_what_an_alert_asks() -> None:
    state = SourceState(source('say "hi"\\.csv'))
    state.succeeded(replace(REPORT, added=7), NOON, 1.5)
    state.failed("it went", 0.25)

    lines = exposition(sync_metrics([state])).splitlines()

    named = r'merchant="acme",source="say \"hi\"\\.csv"'
    assert f"snaptap_sync_last_success_timestamp_seconds{{{named}}} {NOON.timestamp():.0f}" in lines
    assert f"snaptap_sync_failures{{{named}}} 1" in lines
    assert f"snaptap_sync_duration_seconds{{{named}}} 0.25" in lines
    assert f'snaptap_sync_rows_total{{{named},outcome="added"}} 7' in lines
    assert f'snaptap_sync_runs_total{{{named},outcome="failure"}} 1' in lines
    assert lines.count("# TYPE snaptap_sync_runs_total counter") == 1
