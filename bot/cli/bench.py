from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import run, settings

if TYPE_CHECKING:
    from graph.settings import Settings

BENCH_DATA = Path(".snaptap/bench")


def bench() -> typer.Typer:
    group = typer.Typer(help="Measure what the README promises.", no_args_is_help=True)
    group.command()(turns)
    group.command()(sync)
    group.command()(retrieval)
    group.command()(photos)
    group.command()(intents)
    group.command()(till)
    return group


def turns(
    products: Annotated[int, typer.Option(min=1, help="Products in the shop; it is made once.")] = 10_000,
    chats: Annotated[int, typer.Option(min=1, help="Chats that talk at once.")] = 16,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long each figure is measured.")] = 20.0,
    only: Annotated[str, typer.Option(help="By commas: text,search,http,checkout,photo,start [default: all].")] = "",
    data: Annotated[Path, typer.Option("--data", help="Where the shop and the demo are kept.")] = BENCH_DATA,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file, too.")] = None,
) -> None:
    """How fast the shop answers: words, photos, payments, over HTTP, from its start. Takes about three minutes."""
    run(_turns(settings(data), data, {"products": products, "chats": chats, "seconds": seconds}, only, json))


def sync(
    rows: Annotated[int, typer.Option(min=100, help="Rows of the feed that comes in.")] = 100_000,
    seconds: Annotated[float, typer.Option(min=1, help="How long a bot at rest is asked.")] = 20.0,
    only: Annotated[
        str, typer.Option(help="Parts, by commas: catalogue,parsing,pictures,bot,store [default: all that can run].")
    ] = "",
    source: Annotated[
        Path | None, typer.Option("--source", help="The folder of benchmark data, for the part `store`.")
    ] = None,
    data: Annotated[Path, typer.Option("--data", help="Where feeds and shops are kept.")] = BENCH_DATA,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file, too.")] = None,
) -> None:
    """How fast a catalogue flows in: new, unchanged, new prices, pictures, beside a bot. Takes about ten minutes."""
    run(_sync(settings(data), data, rows, seconds, only, source, json))


def retrieval(
    source: Annotated[Path, typer.Option("--source", help="The folder of benchmark data, with product-matching.")],
    data: Annotated[Path, typer.Option("--data", help="Where the shops are kept.")] = BENCH_DATA,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file, too.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the worst mistakes to a file in here.")] = None,
) -> None:
    """Whether search finds what is meant, in full, halved and misspelt. Takes about ten minutes."""
    run(_retrieval(settings(data), data, source, json, out))


def photos(
    source: Annotated[Path, typer.Option("--source", help="The folder of benchmark data, with grocery and barcodes.")],
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file, too.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Put pictures of the worst mistakes here.")] = None,
) -> None:
    """Whether things are recognised in photos, and what confidence is worth. Takes about six minutes."""
    run(_photos(settings(None), source, json, out))


def intents(
    source: Annotated[
        Path, typer.Option("--source", help="The folder of benchmark data, with shopping-requests and intents.")
    ],
    every: Annotated[int, typer.Option(min=1, help="Ask only one message of so many; odd keeps both halves.")] = 1,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file, too.")] = None,
) -> None:
    """Whether requests are searched for with no invented budget, and the rest let be. Takes about four minutes."""
    run(_intents(settings(None), source, every, json))


async def _photos(chosen: "Settings", source: Path, json: Path | None, out: Path | None) -> None:
    from rich.console import Console

    from bot.bench import groceries, mistakes, report
    from bot.bench import photos as benchmark

    setting = benchmark.setting()
    measured = await benchmark.photo_figures(chosen, source, lambda part: typer.echo(f"measuring {part} ...", err=True))
    report.show(measured.figures, setting, Console())
    for each in measured.mistakes:
        typer.echo(f"{each.name}: {each.confidence} ({each.belief:.2f}) {each.answered}, right at {each.place or '-'}")
    if json:
        report.write(json, report.document(measured.figures, setting))
    if out:
        mistakes.write(measured.mistakes, groceries.pictures(source), out)


async def _intents(chosen: "Settings", source: Path, every: int, json: Path | None) -> None:
    from rich.console import Console

    from bot.bench import intents as benchmark
    from bot.bench import report

    setting = benchmark.setting(every)
    figures = await benchmark.intent_figures(
        chosen, source, lambda part: typer.echo(f"measuring {part} ...", err=True), every
    )
    report.show(figures, setting, Console())
    if json:
        report.write(json, report.document(figures, setting))


async def _till(chosen: "Settings", postgres: str, clients: int, seconds: float, json: Path | None) -> None:
    from rich.console import Console

    from bot.bench import report
    from bot.bench import till as benchmark

    setting = benchmark.setting(clients, seconds)
    figures = await benchmark.till_figures(
        chosen, postgres, clients, seconds, lambda part: typer.echo(f"measuring {part} ...", err=True)
    )
    report.show(figures, setting, Console())
    if json:
        report.write(json, report.document(figures, setting))


async def _retrieval(chosen: "Settings", folder: Path, source: Path, json: Path | None, out: Path | None) -> None:
    from rich.console import Console

    from bot.bench import missed, report
    from bot.bench import retrieval as benchmark

    setting = benchmark.setting()
    measured = await benchmark.retrieval_figures(
        chosen, folder, source, lambda part: typer.echo(f"measuring {part} ...", err=True)
    )
    report.show(measured.figures, setting, Console())
    for each in measured.mistakes:
        typer.echo(f"{each.part} {each.id}: {each.gain:.2f}, right at {each.place or '-'}")
    if json:
        report.write(json, report.document(measured.figures, setting))
    if out:
        missed.write(measured.mistakes, out)


async def _sync(
    chosen: "Settings", folder: Path, rows: int, seconds: float, only: str, source: Path | None, json: Path | None
) -> None:
    from rich.console import Console

    from bot.bench import report
    from bot.bench import sync as benchmark

    bench = benchmark.SyncBench(chosen, folder, rows, seconds, source)
    parts = benchmark.chosen(only, source)
    setting = benchmark.setting(bench)
    figures = await benchmark.measured(bench, parts, lambda part: typer.echo(f"measuring {part} ...", err=True))
    report.show(figures, setting, Console())
    if json:
        report.write(json, report.document(figures, setting))


def till(
    postgres: Annotated[
        str, typer.Option("--postgres", metavar="URL", help="Measure on this database, too; it keeps what is sold.")
    ] = "",
    clients: Annotated[int, typer.Option(min=1, help="Shoppers who pay at once.")] = 16,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long each database is measured.")] = 20.0,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file, too.")] = None,
) -> None:
    """How many sales a second the till makes, and whether its books agree afterwards. Takes about a minute."""
    run(_till(settings(None), postgres, clients, seconds, json))


async def _turns(chosen: "Settings", folder: Path, sizes: dict[str, float], only: str, json: Path | None) -> None:
    from rich.console import Console

    from bot.bench import report
    from bot.bench import turns as benchmark
    from bot.cli.supply import progress_bars

    parts = benchmark.chosen(only)
    setting = benchmark.setting(sizes)
    with progress_bars() as progress:
        bench = await benchmark.prepared(chosen, folder, sizes, progress)
    figures = await benchmark.measured(bench, parts, lambda part: typer.echo(f"measuring {part} ...", err=True))
    report.show(figures, setting, Console())
    if json:
        report.write(json, report.document(figures, setting))
