from pathlib import Path

import typer

from bot.cli.door import Data, Json, run, settings
from bot.cli.review import review
from bot.cli.sync import DryRun, Force, Partial, Sources, show


def creators() -> typer.Typer:
    """The commands about creators' posts."""
    group = typer.Typer(help="Creators' posts.", no_args_is_help=True)
    group.callback()(_about)
    group.command()(sync)
    group.command()(review)
    return group


def _about() -> None:
    """Creators' posts."""


def sync(
    sources: Sources,
    partial: Partial = False,
    dry_run: DryRun = False,
    force: Force = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Creators' posts into the shop, linked to its products; doubtful links wait and are shown to nobody."""
    run(_sync(sources, data, partial=partial, dry_run=dry_run, force=force, as_json=as_json))


async def _sync(
    sources: list[str], data: Path | None, *, partial: bool, dry_run: bool, force: bool, as_json: bool
) -> None:
    from bot.cli.supply import bring_posts, progress_bars

    with progress_bars(quiet=as_json) as progress:
        report = await bring_posts(
            settings(data), sources, progress=progress, partial=partial, dry_run=dry_run, force=force
        )
    show(report, as_json=as_json)
