"""The way of a feed into the shop: fetch, read, judge, compare; embed and store; publish; report."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic

from catalog_sync.cargo import Cargo, D
from catalog_sync.diff import check_shrink
from catalog_sync.findability import Findability, findability, listings_findability, posts_findability
from catalog_sync.lock import one_at_a_time
from catalog_sync.post_cargo import CREATORS, Posts
from catalog_sync.product_cargo import ProductDelivery, Products
from catalog_sync.publish import bring_up_to_date
from catalog_sync.reencode import reencode
from catalog_sync.report import SyncReport
from catalog_sync.rows import Problem, SyncStopped
from catalog_sync.tools import Progress, SyncTools, silent


@dataclass(frozen=True, slots=True)
class _Mode:
    partial: bool
    dry_run: bool
    force: bool
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[D]):
    """Of all sources together."""

    deliveries: tuple[D, ...]
    published: bool
    seconds: float

    def report(self, merchant: str | None, formats: Iterable[str], found: Findability) -> SyncReport:
        differences = [delivery.difference for delivery in self.deliveries]
        return SyncReport(
            merchant=merchant,
            source=", ".join(delivery.source.name for delivery in self.deliveries),
            format=", ".join(formats),
            read=sum(delivery.read for delivery in self.deliveries),
            added=sum(len(difference.added) for difference in differences),
            changed=sum(len(difference.changed) for difference in differences),
            unchanged=sum(len(difference.unchanged) for difference in differences),
            removed=sum(len(difference.removed) for difference in differences),
            rejected=_in_order(problem for each in self.deliveries for problem in each.rejected),
            warnings=_in_order(problem for each in self.deliveries for problem in each.warnings),
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
    """Bring a merchant's feeds (files, folders, addresses) into the shop.

    A source is the whole listing of its name: what it lacks is withdrawn unless `partial`. `dry_run` reads, judges and
    compares only. Raises SyncStopped, with nothing changed, where a feed cannot be used as a whole; `force` overrides
    the guard against a shrunken feed and nothing else. Raises SyncBusy beside another sync of this merchant.
    """
    if merchant not in tools.currencies:
        known = ", ".join(sorted(tools.currencies)) or "none"
        raise SyncStopped("merchant_unknown", f"no merchant {merchant} in shop.toml (there are: {known}); add it there")
    mode = _Mode(partial, dry_run, force, progress)
    with Products(tools, merchant, format) as cargo:
        async with one_at_a_time(tools, merchant):
            outcome = await _travel(cargo, sources, tools, mode)
            found = await _findability(outcome, merchant, tools, dry_run=dry_run)
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
    async with one_at_a_time(tools, CREATORS):
        links = await tools.store.links()
        outcome = await _travel(
            Posts(tools, links, tools.history, tools.suggest), sources, tools, _Mode(partial, dry_run, force, progress)
        )
    records = [each.record for delivery in outcome.deliveries for each in delivery.accepted]
    report = outcome.report(None, ("creators",), posts_findability(records, links))
    linked = sum(len(record.products) for record in records)
    return replace(report, linked=linked, doubtful=sum(len(record.doubtful) for record in records))


async def _findability(
    outcome: _Outcome[ProductDelivery], merchant: str, tools: SyncTools, *, dry_run: bool
) -> Findability:
    """Of all that the merchant lists now; before anything has landed, of what the feeds would change."""
    if dry_run:
        return listings_findability(record for delivery in outcome.deliveries for record in delivery.records())
    return findability(await tools.survey.survey(merchant))


async def _travel(cargo: Cargo[D], places: Sequence[str | Path], tools: SyncTools, mode: _Mode) -> _Outcome[D]:
    started = time.monotonic()
    deliveries = await _receive(cargo, places, mode)
    published = not mode.dry_run and await _land(cargo, deliveries, tools, mode.progress)
    return _Outcome(tuple(deliveries), published, time.monotonic() - started)


async def _receive(cargo: Cargo[D], places: Sequence[str | Path], mode: _Mode) -> list[D]:
    """All sources read and compared before the first of them changes anything."""
    deliveries = []
    for source in await cargo.gather(places):
        delivery = await cargo.receive(source, mode.progress, partial=mode.partial)
        check_shrink(delivery.difference, source.name, force=mode.force)
        deliveries.append(delivery)
    return deliveries


async def _land(cargo: Cargo[D], deliveries: Sequence[D], tools: SyncTools, progress: Progress) -> bool:
    """Whether shoppers meet anything new."""
    coming = await cargo.land(deliveries, progress)
    await _encode_the_rest(tools, progress)
    listed = sum(delivery.difference.before + len(delivery.difference.added) for delivery in deliveries)
    progress("publish", 0, None)
    rebuilt = await bring_up_to_date(tools.publisher, listed, coming)
    if coming:
        await tools.store.clear(coming.merchant)
    for delivery in deliveries:
        await asyncio.to_thread(delivery.source.landed)
    return rebuilt or any(delivery.difference.changes for delivery in deliveries)


async def _encode_the_rest(tools: SyncTools, progress: Progress) -> None:
    """By an encoder that is new here, what other sources say too: the index to come would lack it."""
    if tools.records and await tools.publisher.behind() is None:
        await reencode(tools.records, tools, progress)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
