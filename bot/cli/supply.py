"""A storeroom as a sync sees it, and a sync as somebody at a terminal sees it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.numbers import list_currencies
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from catalog_sync.sources import WebTools
from catalog_sync.tools import Progress as OnProgress
from catalog_sync.tools import SyncTools, silent
from catalog_sync.web.guard import AllowedHosts
from catalog_sync.web.logins import Logins
from graph.profile import PROFILE_FILE, ShopProfile, percent_to_basis_points

if TYPE_CHECKING:
    from catalog_sync.report import SyncReport
    from graph.ports.talk import Clock
    from graph.settings import Settings
    from graph.wiring import Models, Storeroom

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
        survey=room.survey,
        history=room.history,
        records=room.records,
        embeddings=room.embeddings,
        text=room.pooled_text,
        photo=room.portable_photo,
        publisher=room.publisher,
        workers=room.workers,
        web=web_tools(room),
        decode=room.decode,
        clock=room.clock,
        pictures=room.pictures,
        currencies=_currencies(room.profile, merchants, declared=(room.data / PROFILE_FILE).exists()),
        commission=percent_to_basis_points(room.profile.default_commission),
    )


def web_tools(room: "Storeroom") -> WebTools:
    """What the settings let a sync fetch, and by which logins. Raises SyncStopped for settings that cannot be read."""
    allowed = AllowedHosts.parse(room.sync.allow_hosts)
    return WebTools(room.data / "fetched", allowed, Logins.parse(room.sync.logins.get_secret_value()))


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


async def bring_feed(
    settings: "Settings",
    sources: Sequence[str | Path],
    merchant: str,
    *,
    clock: "Clock | None" = None,
    progress: OnProgress = silent,
    models: "Models | None" = None,
    changed_only: bool = False,
    **choices: Any,  # noqa: ANN401  format, partial, dry_run and force of the journey
) -> "SyncReport":
    """A merchant's feed into the shop of `settings`; `changed_only` as in WebTools."""
    from catalog_sync.journey import sync
    from graph.wiring import open_storeroom

    async with open_storeroom(settings, clock=clock, on_build=partial(progress, "publish"), models=models) as room:
        tools = sync_tools(room, merchant)
        tools = replace(tools, web=replace(tools.web, changed_only=changed_only))
        return await sync(sources, merchant=merchant, tools=tools, progress=progress, **choices)


async def bring_posts(
    settings: "Settings",
    sources: Sequence[str | Path],
    *,
    clock: "Clock | None" = None,
    progress: OnProgress = silent,
    models: "Models | None" = None,
    **choices: Any,  # noqa: ANN401  partial, dry_run and force of the journey
) -> "SyncReport":
    """Creators' posts into the shop of `settings`."""
    from catalog_sync.journey import sync_creators
    from catalog_sync.suggesting import suggest_from
    from graph.wiring import open_index, open_storeroom

    on_build = partial(progress, "publish")
    async with (
        open_storeroom(settings, clock=clock, on_build=on_build, models=models) as room,
        open_index(settings, room) as indexes,
    ):
        tools = replace(sync_tools(room), suggest=suggest_from(indexes.products, room.catalog))
        return await sync_creators(sources, tools=tools, progress=progress, **choices)
