from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import UNUSABLE, fail, run

if TYPE_CHECKING:
    from bot.rehearsal.play import Played, SetStage
    from bot.rehearsal.script import Script

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
    html: Annotated[Path | None, typer.Option(help="Write a page of the conversations there.")] = None,
    data: Annotated[Path, typer.Option("--data", help="Where the filled demo shop is kept between runs.")] = TEMPLATES,
) -> None:
    """Play scripts. Exit code 0: all pass, 1: some fail, 2: a script cannot be read."""
    from bot.rehearsal.reading import UnreadableScript, read_all
    from bot.rehearsal.report import write_junit

    try:
        scripts = read_all(_files(paths))
    except UnreadableScript as error:
        fail(str(error), code=UNUSABLE)
    results = run(_play(scripts, stage, data))
    if junit:
        write_junit(results, junit)
    if html:
        from bot.rehearsal.page import write_page

        write_page(results, html)
    if any(played.failed for played in results):
        raise typer.Exit(1)


async def _play(scripts: Sequence["Script"], stage: StageName, data: Path) -> list["Played"]:
    from rich.console import Console

    from bot.rehearsal.play import play
    from bot.rehearsal.report import summary, tell
    from graph.settings import Settings
    from graph.wiring import load_models

    console, models, results = Console(highlight=False), load_models(Settings()), list["Played"]()
    for script in scripts:
        results.append(await play(script, stage.value, _stage(stage), data, models))
        tell(results[-1], console)
    console.print(summary(results))
    return results


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
