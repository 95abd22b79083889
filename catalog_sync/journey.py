"""The way of a feed into the shop: fetch, read, judge, compare; embed and store; publish; report."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic

from catalog_sync.cargo import Cargo, Delivery, Posts, Products
from catalog_sync.diff import check_shrink, compare
from catalog_sync.embed import batches
from catalog_sync.fetch import Source, fetch
from catalog_sync.findability import Findability, listings_findability, posts_findability
from catalog_sync.intake import Intake, J
from catalog_sync.lock import one_at_a_time
from catalog_sync.publish import bring_up_to_date
from catalog_sync.report import SyncReport
from catalog_sync.rows import Problem, SyncStopped
from catalog_sync.tools import Progress, SyncTools, silent

CREATORS = "creators' posts"
"""The name under which their syncs keep out of each other's way."""
ROWS_AT_ONCE = 200
"""Rows read in a thread between two looks at the event loop."""


@dataclass(frozen=True, slots=True)
class _Mode:
    partial: bool
    dry_run: bool
    force: bool
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[J]):
    """Of all sources together."""

    deliveries: tuple[Delivery[J], ...]
    published: bool
    seconds: float

    @property
    def accepted(self) -> list[J]:
        return [each for delivery in self.deliveries for each in delivery.accepted]

    def report(self, merchant: str | None, formats: Iterable[str], found: Findability) -> SyncReport:
        intakes = [delivery.intake for delivery in self.deliveries]
        differences = [delivery.difference for delivery in self.deliveries]
        return SyncReport(
            merchant=merchant,
            source=", ".join(delivery.source.name for delivery in self.deliveries),
            format=", ".join(formats),
            read=sum(intake.read for intake in intakes),
            added=sum(len(difference.added) for difference in differences),
            changed=sum(len(difference.changed) for difference in differences),
            unchanged=sum(len(difference.unchanged) for difference in differences),
            removed=sum(len(difference.removed) for difference in differences),
            rejected=_in_order(problem for intake in intakes for problem in intake.rejected),
            warnings=_in_order(problem for intake in intakes for problem in intake.warnings),
            findability=found,
            published=self.published,
            seconds=round(self.seconds, 3),
        )


async def sync(
    sources: Sequence[str | Path],
    *,
    merchant: str,
    tools: SyncTools,
    format: str = "auto",  # noqa: A002 - the option's own name
    partial: bool = False,
    dry_run: bool = False,
    force: bool = False,
    progress: Progress = silent,
) -> SyncReport:
    """Bring a merchant's feeds (files, folders) into the shop.

    A source is the whole listing of its name: what it lacks is withdrawn unless `partial`. `dry_run` reads, judges and
    compares only. Raises SyncStopped, with nothing changed, where a feed cannot be used as a whole; `force` overrides
    the guard against a shrunken feed and nothing else. Raises SyncBusy beside another sync of this merchant.
    """
    if merchant not in tools.currencies:
        known = ", ".join(sorted(tools.currencies)) or "none"
        raise SyncStopped("merchant_unknown", f"no merchant {merchant} in shop.toml (there are: {known}); add it there")
    cargo = Products(tools, merchant, format)
    async with one_at_a_time(tools.pictures, merchant, tools.patience):
        outcome = await _travel(cargo, sources, tools, _Mode(partial, dry_run, force, progress))
    found = listings_findability([each.record for each in outcome.accepted])
    return outcome.report(merchant, cargo.formats, found)


async def sync_creators(
    sources: Sequence[str | Path],
    *,
    tools: SyncTools,
    partial: bool = False,
    dry_run: bool = False,
    force: bool = False,
    progress: Progress = silent,
) -> SyncReport:
    """Bring creators' posts (JSON lines in files, folders) into the shop, linked to its products; as `sync`."""
    async with one_at_a_time(tools.pictures, CREATORS, tools.patience):
        links = await tools.store.links()
        outcome = await _travel(Posts(tools, links), sources, tools, _Mode(partial, dry_run, force, progress))
    records = [each.record for each in outcome.accepted]
    report = outcome.report(None, ("creators",), posts_findability(records, links))
    linked = sum(len(record.products) for record in records)
    return replace(report, linked=linked, doubtful=sum(len(record.doubtful) for record in records))


async def _travel(cargo: Cargo[J], sources: Sequence[str | Path], tools: SyncTools, mode: _Mode) -> _Outcome[J]:
    started = time.monotonic()
    deliveries = await _receive(cargo, sources, tools, mode)
    published = not mode.dry_run and await _land(cargo, deliveries, tools, mode.progress)
    return _Outcome(tuple(deliveries), published, time.monotonic() - started)


async def _receive(cargo: Cargo[J], sources: Sequence[str | Path], tools: SyncTools, mode: _Mode) -> list[Delivery[J]]:
    """All sources read and compared before the first of them changes anything."""
    deliveries = []
    for source in await asyncio.to_thread(fetch, sources, cargo.suffixes, tools.clock.now()):
        intake = await _read(cargo, source, mode.progress)
        before = await cargo.before(source)
        difference = compare(before, intake.fingerprints, named=intake.named, partial=mode.partial)
        check_shrink(difference, source.name, force=mode.force)
        deliveries.append(Delivery(source, intake, difference))
    return deliveries


async def _read(cargo: Cargo[J], source: Source, progress: Progress) -> Intake[J]:
    intake: Intake[J] = Intake(cargo.identifier)
    verdicts = batches(cargo.verdicts(source), ROWS_AT_ONCE)
    while batch := await asyncio.to_thread(next, verdicts, None):
        for key, judged in batch:
            intake.take(key, judged)
        progress("read", intake.read, None)
    return intake


async def _land(cargo: Cargo[J], deliveries: Sequence[Delivery[J]], tools: SyncTools, progress: Progress) -> bool:
    """Whether shoppers meet anything new."""
    for delivery in deliveries:
        await cargo.land(delivery, progress)
    listed = sum(delivery.difference.before + len(delivery.difference.added) for delivery in deliveries)
    progress("publish", 0, None)
    rebuilt = await bring_up_to_date(tools.publisher, listed)
    return rebuilt or any(delivery.changes for delivery in deliveries)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
