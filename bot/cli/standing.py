"""`snaptap sync --every 15m --sources sources.toml`: sources kept up, and the door where shops push."""

import logging
import os
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from catalog_sync.report import SyncReport
    from catalog_sync.standing.apply import Listing, PushJourney, Siblings
    from catalog_sync.standing.pushes import PushDesk
    from catalog_sync.standing.sources import StandingFile, StandingSource
    from catalog_sync.standing.state import SourceState
    from catalog_sync.standing.syncs import StandingSyncs
    from graph.ports.shop import Catalog
    from graph.settings import Settings
    from graph.wiring import Models, Storeroom

Every = Annotated[str | None, typer.Option(help="Keep the sources of --sources up, each that often: 15m, 6h, 1d.")]
SourcesFile = Annotated[
    Path | None, typer.Option("--sources", help="The TOML file of sources to keep up; see deploy/sources.example.toml.")
]

DRAIN_SECONDS = 20.0
"""For what is under way when the end is asked for."""
MEMORY = "pushed"
"""The folder, in the shop's own, of what was pushed of each product."""


async def run_standing(settings: "Settings", sources_file: Path, every: str | None = None) -> None:
    """Until SIGINT or SIGTERM. Raises SyncStopped for a file that cannot be used, BadInput for a door that is taken."""
    from bot.cli.ending import until_told
    from catalog_sync.rows import SyncStopped
    from catalog_sync.standing.sources import read_standing, seconds_of

    file = read_standing(sources_file)
    try:
        seconds = seconds_of(every) if every is not None else None
    except ValueError as error:
        raise SyncStopped("interval_unreadable", f"--every: {error}") from error
    logging.getLogger("catalog_sync.standing.syncs").setLevel(logging.INFO)
    standing = _Standing(settings, file, sources_file.resolve().parent, _secrets(file))
    await until_told(standing.keep_up(seconds))


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is kept up. `folder` is where paths in the file are meant from; `secrets` are by platform and merchant."""

    settings: "Settings"
    file: "StandingFile"
    folder: Path
    secrets: dict[tuple[str, str], str]

    async def keep_up(self, every: float | None) -> None:
        from catalog_sync.standing.state import STATE_FILE, SourceState, keep, recall
        from catalog_sync.standing.syncs import EVERY, StandingSyncs
        from graph.wiring import SystemClock, load_models, open_storeroom

        models, clock = load_models(self.settings), SystemClock()
        states, path = [SourceState(source) for source in self.file.sources], self.settings.data_dir / STATE_FILE
        recall(states, path)
        async with AsyncExitStack() as stack:
            room = await stack.enter_async_context(open_storeroom(self.settings, clock=clock, models=models))
            syncs = StandingSyncs(
                states,
                lambda source: self._bring(source, models),
                clock,
                every=every or EVERY,
                at_once=self.file.at_once,
                after_run=lambda: keep(states, path),
            )
            journey = self._journey(room)
            desk = self._desk(journey, room, syncs)
            await stack.enter_async_context(_draining(desk, syncs))
            if self.secrets:
                await stack.enter_async_context(_beside(journey.warm_up()))
            address = await stack.enter_async_context(self._door(desk, states))
            typer.echo(f"ready {address}")
            await syncs.run()

    async def _bring(self, source: "StandingSource", models: "Models") -> "SyncReport":
        from bot.cli.supply import bring_feed, bring_posts

        settings, place = _with_login(self.settings, source), source.at(self.folder)
        if source.kind == "creators":
            return await bring_posts(settings, [place], models=models, partial=source.partial)
        choices: dict[str, Any] = {"format": source.format, "partial": source.partial, "changed_only": True}
        return await bring_feed(settings, [place], source.merchant, models=models, **choices)

    def _journey(self, room: "Storeroom") -> "PushJourney":
        from bot.cli.supply import sync_tools
        from catalog_sync.standing.apply import PushJourney
        from catalog_sync.standing.memory import PushMemory

        tools = sync_tools(room, *(merchant for _, merchant in self.secrets))
        return PushJourney(tools, PushMemory(room.data / MEMORY), siblings_in(room.catalog), room.data)

    def _desk(self, journey: "PushJourney", room: "Storeroom", syncs: "StandingSyncs") -> "PushDesk":
        from catalog_sync.standing.pushes import PushDesk

        listings = {_listing(source): source for source in self.file.sources if source.push}
        return PushDesk(listings, journey.apply, room.inbox, room.clock, lambda listing: syncs.hurry(listings[listing]))

    @asynccontextmanager
    async def _door(self, desk: "PushDesk", states: Sequence["SourceState"]) -> AsyncIterator[str]:
        """Its address; without a `listen` there is none."""
        from bot.web.door import application, served
        from bot.web.hooks import Hooks
        from catalog_sync.standing.metrics import exposition, push_metrics, sync_metrics

        if self.file.listen is None:
            yield ""
            return
        hooks = Hooks(desk.accept, self.secrets)
        app = application(
            hooks.routes(),
            metrics=lambda: exposition([*sync_metrics(states), *push_metrics(desk.lanes.values(), hooks.answers)]),
            told=lambda: {"sources": [state.told() for state in states]},
        )
        async with served(app, self.file.listen.host, self.file.listen.port) as address:
            yield address


@asynccontextmanager
async def _draining(desk: "PushDesk", syncs: "StandingSyncs") -> AsyncIterator[None]:
    import asyncio

    await desk.open()
    try:
        yield
    finally:
        await asyncio.gather(desk.close(DRAIN_SECONDS), syncs.drain(DRAIN_SECONDS))


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """What only saves time may take its own, and fail: it is ended with the block."""
    import asyncio

    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def siblings_in(catalog: "Catalog") -> "Siblings":
    """One question a product: who finds a sku has all of its product's."""

    async def siblings(merchant: str, skus: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for sku in skus:
            if sku not in found:
                products = [listing.product for listing in await catalog.find(sku=sku)]
                ours = [product for product in products if product.merchant == merchant]
                found.update(variant.sku for product in ours for variant in product.variants)
        return found

    return siblings


def _listing(source: "StandingSource") -> "Listing":
    from catalog_sync.standing.apply import Listing

    assert source.push is not None  # noqa: S101  it is asked for those that push only
    return Listing(source.push.platform, source.merchant, source.name)


def _secrets(file: "StandingFile") -> dict[tuple[str, str], str]:
    from catalog_sync.standing.sources import secret_of

    for source in file.sources:
        if source.credentials:
            secret_of(source.credentials.user, os.environ)
            secret_of(source.credentials.password, os.environ)
    pushing = [(source, source.push) for source in file.sources if source.push]
    return {(push.platform, source.merchant): secret_of(push.secret, os.environ) for source, push in pushing}


def _with_login(settings: "Settings", source: "StandingSource") -> "Settings":
    """With what this source's host asks for; it is read anew for each run, and no other source's fetch knows it."""
    from pydantic import SecretStr
    from yarl import URL

    from catalog_sync.standing.sources import secret_of

    if source.credentials is None:
        return settings
    user, password = (secret_of(name, os.environ) for name in (source.credentials.user, source.credentials.password))
    login = f"{URL(source.source).authority}={user}:{password} {settings.sync.logins.get_secret_value()}"
    return settings.model_copy(update={"sync": settings.sync.model_copy(update={"logins": SecretStr(login)})})
