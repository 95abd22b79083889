"""The shop a script is played in: its own copy, its own clock, changed by feeds of one row."""

import asyncio
import csv
import os
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import AsyncFileLock
from pydantic import SecretStr

from bot.cli.supply import bring_feed, bring_posts
from bot.demo.pretend_card import with_pretend_card
from bot.demo.seed import FEED, MERCHANT, seed
from bot.rehearsal.script import Change, Feed, Script
from graph.domain.catalogue import Listing
from graph.domain.errors import BadInput
from graph.domain.money import Money
from graph.profile import PROFILE_FILE
from graph.settings import QdrantSettings, Settings
from graph.shop import Shop
from graph.texts.tongue import major
from graph.wiring import Models

COPIED = (PROFILE_FILE, "shop.db", "shop.db-wal", "generations")
"""What of a data folder is another shop of the same goods, together with its pictures."""
LEFT_BEHIND = timedelta(days=1)
"""Age at which a world is one that a killed rehearsal left."""


@dataclass(slots=True)
class MovableClock:
    """Frozen where a script sets the time, else running; `advance` moves it on either way."""

    frozen: datetime | None = None
    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return (self.frozen or datetime.now(UTC)) + self.ahead

    def advance(self, by: timedelta) -> None:
        self.ahead += by


@dataclass(frozen=True, slots=True)
class World:
    """A shop on a folder of its own; `feed` is where it came from and `merchant` whose it is.

    `models` are those that the worlds of one process share, so that each is loaded once.
    """

    settings: Settings
    clock: MovableClock
    feed: Path
    merchant: str
    models: Models | None = None

    async def change(self, change: Change) -> None:
        """Bring in a feed of one row: the row as it was, with what changed."""
        with TemporaryDirectory() as folder:
            row = _changed(_row(self.feed, change.sku), change)
            picture = self.feed.parent / row.get("image_link", "")
            if picture.is_file():
                kept = Path(folder) / row["image_link"]
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(picture, kept)
            # Named as the whole feed: the shop takes it for news of the same source.
            feed = Path(folder) / self.feed.name
            with feed.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, row)
                writer.writeheader()
                writer.writerow(row)
            await bring_feed(self.settings, [feed], self.merchant, clock=self.clock, models=self.models, partial=True)


@asynccontextmanager
async def world_for(script: Script, templates: Path, models: Models) -> AsyncIterator[World]:
    """A world of its own for a script; `templates` keeps the demo shop, filled once, and the worlds beside it."""
    clock = MovableClock(script.clock)
    worlds = templates / "worlds"
    worlds.mkdir(parents=True, exist_ok=True)
    _clear_away(worlds)
    # On one file system with the template, so that files can be shared by hard links.
    with TemporaryDirectory(dir=worlds) as folder:
        settings = _settings(Path(folder))
        if isinstance(script.shop, Feed):
            yield await _from_feed(script, script.shop, settings, clock, models)
        else:
            await _copy_of_demo(templates, settings.data_dir)
            yield World(settings, clock, FEED, MERCHANT, models)


async def listing(shop: Shop, sku: str) -> Listing:
    """The variant of that sku as it is now. Raises BadInput where the shop has none."""
    found = await shop.tools.catalog.find(sku=sku)
    if not found:
        raise BadInput(f"the shop has no sku {sku!r}; look it up with: snaptap search WORDS")
    return found[0]


def _settings(data: Path) -> Settings:
    """Those of this machine, except for what would lead out of the folder: a rehearsal never meets a real shop."""
    return with_pretend_card(Settings(data_dir=data, database_url=SecretStr(""), qdrant=QdrantSettings()))


async def _copy_of_demo(templates: Path, data: Path) -> None:
    """Under a lock: several rehearsals fill the template once, and none copies what another is filling."""
    async with AsyncFileLock(templates.with_suffix(".lock")):
        await seed(_settings(templates))
        await asyncio.to_thread(_copy, templates, data)


def _copy(templates: Path, data: Path) -> None:
    """Files that are only ever added, replaced or removed as a whole are shared; those written into are copied."""
    for source in (templates / name for name in (*COPIED, "pictures")):
        if source.is_dir():
            whole = shutil.ignore_patterns(".lock", "partial-*")
            shutil.copytree(source, data / source.name, copy_function=os.link, ignore=whole)
        elif source.exists():
            shutil.copyfile(source, data / source.name)


def _clear_away(worlds: Path) -> None:
    for world in worlds.iterdir():
        if world.stat().st_mtime < time.time() - LEFT_BEHIND.total_seconds():
            shutil.rmtree(world, ignore_errors=True)


async def _from_feed(script: Script, feed: Feed, settings: Settings, clock: MovableClock, models: Models) -> World:
    folder = script.path.parent
    await bring_feed(settings, [folder / feed.feed], feed.merchant, clock=clock, models=models)
    if feed.creators:
        await bring_posts(settings, [folder / feed.creators], clock=clock, models=models)
    return World(settings, clock, folder / feed.feed, feed.merchant, models)


def _row(feed: Path, sku: str) -> dict[str, str]:
    with feed.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        row = next((row for row in rows if row["id"] == sku), None)
    if row is None:
        raise BadInput(f"{feed.name} has no row {sku!r} to change")
    return row


def _changed(row: dict[str, str], change: Change) -> dict[str, str]:
    changed = dict(row)
    if change.price is not None:
        currency = row["price"].split()[-1]
        changed |= {"price": f"{major(Money(change.price, currency))} {currency}", "sale_price": ""}
    if change.stock is not None:
        changed["quantity"] = str(change.stock)
        changed["availability"] = "in_stock" if change.stock else "out_of_stock"
    if change.availability is not None:
        changed["availability"] = change.availability
    return changed
