from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import Data, Json, emit, run, settings

if TYPE_CHECKING:
    from catalog_sync.report import SyncReport

Sources = Annotated[list[str], typer.Argument(help="Feeds: files or folders.", metavar="SOURCE…")]
Partial = Annotated[bool, typer.Option("--partial", help="The feed is not the whole listing: remove nothing.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read, judge and compare, change nothing.")]
Force = Annotated[bool, typer.Option("--force", help="Go on although the feed shrank by more than half.")]


def sync(
    sources: Sources,
    merchant: Annotated[str, typer.Option(help="Whose feed it is: an id of shop.toml.")],
    feed_format: Annotated[str, typer.Option("--format", help="auto, or google.")] = "auto",
    partial: Partial = False,
    dry_run: DryRun = False,
    force: Force = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """A merchant's feed into the shop: price, stock, words and pictures, and what to mend in the feed."""
    run(_sync(sources, merchant, feed_format, data, partial=partial, dry_run=dry_run, force=force, as_json=as_json))


async def _sync(
    sources: list[str],
    merchant: str,
    feed_format: str,
    data: Path | None,
    *,
    partial: bool,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> None:
    from bot.cli.supply import bring_feed, progress_bars

    with progress_bars(quiet=as_json) as progress:
        report = await bring_feed(
            settings(data),
            sources,
            merchant,
            progress=progress,
            format=feed_format,
            partial=partial,
            dry_run=dry_run,
            force=force,
        )
    show(report, as_json=as_json)


def show(report: "SyncReport", *, as_json: bool) -> None:
    """The report as the design's JSON, or as tables."""
    if as_json:
        emit(report.as_json())
        return
    from rich.console import Console

    from catalog_sync.report import table

    Console().print(table(report))
