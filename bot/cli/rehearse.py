from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import UNUSABLE, fail, run

if TYPE_CHECKING:
    from bot.rehearsal.play import SetStage

TEMPLATES = Path(".snaptap/rehearsal")


class StageName(StrEnum):
    GRAPH = "graph"
    TELEGRAM = "telegram"


def rehearse() -> typer.Typer:
    """The commands about conversation scripts."""
    group = typer.Typer(help="Conversation scripts for testers.", no_args_is_help=True)
    group.callback()(_about)
    group.command("run")(play_scripts)
    return group


def _about() -> None:
    """Conversation scripts for testers."""


def play_scripts(
    paths: Annotated[list[Path], typer.Argument(help="Scripts: YAML files or folders of them.", metavar="PATH…")],
    stage: Annotated[StageName, typer.Option(help="The graph alone, or the bot behind Telegram's protocol.")] = (
        StageName.GRAPH
    ),
    junit: Annotated[Path | None, typer.Option(help="Write JUnit's XML there.")] = None,
    data: Annotated[Path, typer.Option("--data", help="Where the filled demo shop is kept between runs.")] = TEMPLATES,
) -> None:
    """Play scripts. Exit code 0: all pass, 1: some fail, 2: a script cannot be read."""
    from bot.rehearsal.script import UnreadableScript

    try:
        failed = run(_play(paths, stage, junit, data))
    except UnreadableScript as error:
        fail(str(error), code=UNUSABLE)
    if failed:
        raise typer.Exit(1)


async def _play(paths: Sequence[Path], stage: StageName, junit: Path | None, data: Path) -> bool:
    from rich.console import Console

    from bot.rehearsal.play import play
    from bot.rehearsal.report import summary, tell, write_junit
    from bot.rehearsal.script import read_scripts

    scripts = [script for path in _files(paths) for script in read_scripts(path)]
    console, results = Console(highlight=False), []
    for script in scripts:
        results.append(await play(script, stage.value, _stage(stage), data))
        tell(results[-1], console)
    console.print(summary(results))
    if junit:
        write_junit(results, junit)
    return any(not played.passed for played in results)


def _files(paths: Sequence[Path]) -> list[Path]:
    files = [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    if not files:
        fail("no scripts there; name YAML files or a folder of them", code=UNUSABLE)
    return files


def _stage(name: StageName) -> "SetStage":
    if name is StageName.GRAPH:
        from bot.rehearsal.graph_stage import graph_stage

        return graph_stage
    from bot.rehearsal.telegram_stage import telegram_stage

    return telegram_stage
