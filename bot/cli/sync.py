from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import UNUSABLE, Data, Json, emit, fail, run, settings
from bot.cli.standing import Every, SourcesFile, run_standing

if TYPE_CHECKING:
    from catalog_sync.report import SyncReport

Sources = Annotated[list[str], typer.Argument(help="Feeds: files, folders or addresses.", metavar="SOURCE…")]
Partial = Annotated[bool, typer.Option("--partial", help="The feed is not the whole listing: remove nothing.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read, judge and compare, change nothing.")]
Force = Annotated[bool, typer.Option("--force", help="Go on although the feed shrank by more than half.")]
FORMATS = "auto, google, meta, shopify, woocommerce, markup, acp, ucp or snaptap."


@dataclass(frozen=True, slots=True)
class _Order:
    """What one sync is asked to do."""

    sources: list[str]
    merchant: str
    format: str
    html: Path | None
    partial: bool
    dry_run: bool
    force: bool


def sync(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Feeds: files, folders or addresses.", metavar="SOURCE…")
    ] = None,
    merchant: Annotated[str, typer.Option(help="Whose feed it is: an id of shop.toml.")] = "",
    feed_format: Annotated[str, typer.Option("--format", help=FORMATS)] = "auto",
    html: Annotated[Path | None, typer.Option(help="Write the report as a page there.", metavar="FILE")] = None,
    partial: Partial = False,
    dry_run: DryRun = False,
    force: Force = False,
    every: Every = None,
    standing: SourcesFile = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """A merchant's feed into the shop: price, stock, words and pictures, and what to mend in the feed.

    With --sources, those of a file, each again and again, until told to end.
    """
    if standing:
        if sources or merchant:
            fail("--sources names sources and merchants itself: leave SOURCE and --merchant out", code=UNUSABLE)
        run(run_standing(settings(data), standing, every))
        return
    if every:
        fail("--every goes with --sources FILE; deploy/sources.example.toml is such a file", code=UNUSABLE)
    if not sources or not merchant:
        fail("name a feed and whose it is: snaptap sync SOURCE --merchant ID", code=UNUSABLE)
    order = _Order(sources, merchant, feed_format, html, partial=partial, dry_run=dry_run, force=force)
    run(_sync(order, data, as_json=as_json))


async def _sync(order: _Order, data: Path | None, *, as_json: bool) -> None:
    from bot.cli.supply import bring_feed, progress_bars

    with progress_bars(quiet=as_json) as progress:
        report = await bring_feed(
            settings(data),
            order.sources,
            order.merchant,
            progress=progress,
            format=order.format,
            partial=order.partial,
            dry_run=order.dry_run,
            force=order.force,
        )
    if order.html:
        _write_page(order.html, report)
    show(report, as_json=as_json)


def _write_page(path: Path, report: "SyncReport") -> None:
    from catalog_sync.report_page import write_page
    from graph.wiring import SystemClock

    write_page(path, report.findability, merchant=report.merchant or "", made=SystemClock().now(), sync=report)
    typer.secho(f"{path} is there to be opened or forwarded", err=True)


def show(report: "SyncReport", *, as_json: bool) -> None:
    """The report as the design's JSON, or as tables."""
    if as_json:
        emit(report.as_json())
        return
    from rich.console import Console

    from catalog_sync.report import table

    Console().print(table(report))
