"""A storeroom as a sync sees it, and a sync as somebody at a terminal sees it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from babel.numbers import list_currencies
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from catalog_sync.tools import Progress as OnProgress
from catalog_sync.tools import SyncTools
from graph.profile import PROFILE_FILE, ShopProfile, percent_to_basis_points

if TYPE_CHECKING:
    from graph.wiring import Storeroom

STAGES = {
    "read": "Reading the feed",
    "pictures": "Looking at pictures",
    "words": "Reading descriptions",
    "store": "Storing",
    "publish": "Building the index",
}


def sync_tools(room: "Storeroom", *merchants: str) -> SyncTools:
    """The ports of a storeroom; without a `shop.toml` each of `merchants` sells in whatever currency it lists."""
    return SyncTools(
        store=room.store,
        embeddings=room.embeddings,
        text=room.text,
        photo=room.photo,
        publisher=room.publisher,
        decode=room.decode,
        clock=room.clock,
        pictures=room.pictures,
        currencies=_currencies(room.profile, merchants, declared=(room.data / PROFILE_FILE).exists()),
        commission=percent_to_basis_points(room.profile.default_commission),
    )


def _currencies(profile: ShopProfile, merchants: tuple[str, ...], *, declared: bool) -> Mapping[str, frozenset[str]]:
    if declared:
        return {merchant.id: frozenset({merchant.currency}) for merchant in profile.merchants}
    return dict.fromkeys(merchants, frozenset(list_currencies()))


@contextmanager
def progress_bars(*, quiet: bool = False) -> Iterator[OnProgress]:
    """A bar a stage on stderr, where somebody is looking."""
    console = Console(stderr=True, quiet=quiet)
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report
