import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import Data, fail, run, settings

if TYPE_CHECKING:
    from graph.settings import Settings

DEMO_DATA = Path(".snaptap/demo")


def demo(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The page's port; 0 picks a free one.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    seed_only: Annotated[bool, typer.Option("--seed-only", help="Fill the data folder and exit.")] = False,
    data: Data = None,
) -> None:
    """The demo shop, its bot and a stand-in for Telegram with a page, in one process: no account, no key."""
    chosen = settings(data or DEMO_DATA)
    run(_demo(chosen, chosen.web.port if port is None else port, browser=browser, seed_only=seed_only))


async def _demo(chosen: "Settings", port: int, *, browser: bool, seed_only: bool) -> None:
    from bot.cli.ending import until_told
    from bot.cli.supply import progress_bars
    from bot.demo.seed import seed

    async def seeded_then_served() -> None:
        with progress_bars() as progress:
            await seed(chosen, progress)
        if not seed_only:
            await _serve(chosen, port, browser=browser)

    await until_told(seeded_then_served())


async def _serve(chosen: "Settings", port: int, *, browser: bool) -> None:
    from bot.demo.run import running

    try:
        async with running(chosen, chosen.web.host, port) as demo:
            typer.echo(f"control key {demo.key}", err=True)
            typer.echo(f"ready {demo.site.url}")
            if browser:
                webbrowser.open(demo.site.url)
            await demo.bot
    except OSError as error:
        fail(f"port {port} cannot be used ({error.strerror}); choose another with --port, or 0 for any")
