"""The `snaptap` command."""

import gc

import typer

from bot.cli.ask import ask
from bot.cli.bench import bench
from bot.cli.bot import bot
from bot.cli.confirm import confirm
from bot.cli.creators import creators
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.gallery import gallery
from bot.cli.identify import identify
from bot.cli.index import index
from bot.cli.orders import orders
from bot.cli.rehearse import rehearse
from bot.cli.report import report
from bot.cli.search import search
from bot.cli.sync import sync


def app() -> typer.Typer:
    """Build the command line: every command with its help."""
    snaptap = typer.Typer(
        name="snaptap",
        help="Snap it, see who loves it, tap to buy: a shop's own assistant inside a chat.",
        no_args_is_help=True,
        pretty_exceptions_show_locals=False,
        rich_markup_mode=None,
    )
    for command in (demo, bot, sync, report, ask, search, identify, confirm, doctor):
        snaptap.command()(command)
    snaptap.add_typer(creators(), name="creators")
    snaptap.add_typer(gallery(), name="gallery")
    snaptap.add_typer(index(), name="index")
    snaptap.add_typer(orders(), name="orders")
    snaptap.add_typer(rehearse(), name="rehearse")
    snaptap.add_typer(bench(), name="bench")
    return snaptap


def run() -> None:
    """Console script."""
    try:
        app()()
    finally:
        # Everything is closed by now; without this the interpreter looks through all it ever loaded before it ends.
        gc.freeze()
