from pathlib import Path

import typer

from bot.cli.door import Data, run, settings


def index() -> typer.Typer:
    """The commands about the search index."""
    group = typer.Typer(help="The search index.", no_args_is_help=True)
    group.callback()(_about)
    group.command()(rebuild)
    return group


def _about() -> None:
    """The search index."""


def rebuild(data: Data = None) -> None:
    """Build the index anew from the catalogue; running bots go over to it by themselves.

    Where another encoder is configured now, it reads all words and looks at all pictures that the shop has kept.
    """
    run(_rebuild(data))


async def _rebuild(data: Path | None) -> None:
    from rich.console import Console

    from bot.cli.supply import progress_bars, sync_tools
    from catalog_sync.reencode import reencode
    from graph.wiring import open_storeroom

    with progress_bars() as progress:
        async with open_storeroom(
            settings(data), on_build=lambda done, total: progress("publish", done, total)
        ) as room:
            made = await reencode(room.records, sync_tools(room), progress)
            sequence = await room.publisher.publish()
    console = Console(stderr=True)
    if made.lacking:
        console.print(f"of {made.lacking} pictures the shop has no copy: sync the feeds again to have them looked at")
    console.print(f"the index reflects the catalogue up to change {sequence}")
