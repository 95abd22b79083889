"""The shop a script is played in: its own copy, its own clock, changed by feeds of one row."""

import csv
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.cli.supply import bring_feed, bring_posts
from bot.demo.seed import FEED, MERCHANT, seed
from bot.rehearsal.script import Change, Feed, Script
from graph.domain.catalogue import Listing
from graph.domain.errors import BadInput
from graph.domain.money import Money
from graph.profile import PROFILE_FILE
from graph.settings import Settings
from graph.shop import Shop
from graph.texts.tongue import major

COPIED = (PROFILE_FILE, "shop.db", "shop.db-wal", "generations")
PRETEND_CARD = "pretend-card"


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
    """A shop on a folder of its own; `feed` is where it came from and `merchant` whose it is."""

    settings: Settings
    clock: MovableClock
    feed: Path
    merchant: str

    async def change(self, change: Change) -> None:
        """Bring in a feed of one row: the row as it was, with what changed."""
        with TemporaryDirectory() as folder:
            row = _changed(_row(self.feed, change.sku), change)
            picture = self.feed.parent / row.get("image_link", "")
            if picture.is_file():
                kept = Path(folder) / row["image_link"]
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(picture, kept)
            feed = Path(folder) / "change.csv"
            with feed.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, row)
                writer.writeheader()
                writer.writerow(row)
            await bring_feed(self.settings, [feed], self.merchant, clock=self.clock, partial=True)


@asynccontextmanager
async def world_for(script: Script, templates: Path) -> AsyncIterator[World]:
    """A world of its own for a script; `templates` keeps the demo shop, filled once."""
    clock = MovableClock(script.clock)
    with TemporaryDirectory(prefix="rehearsal-") as folder:
        data = Path(folder)
        settings = Settings(data_dir=data).model_copy(update={"telegram": _pretend_telegram()})
        if isinstance(script.shop, Feed):
            yield await _from_feed(script, script.shop, settings, clock)
        else:
            await _copy_of_demo(templates, data)
            yield World(settings, clock, FEED, MERCHANT)


async def listing(shop: Shop, sku: str) -> Listing:
    """The variant of that sku as it is now. Raises BadInput where the shop has none."""
    found = await shop.tools.catalog.find(sku=sku)
    if not found:
        raise BadInput(f"the shop has no sku {sku!r}; look it up with: snaptap search WORDS")
    return found[0]


def _pretend_telegram() -> object:
    return Settings().telegram.model_copy(update={"provider_token": SecretStr(PRETEND_CARD)})


async def _copy_of_demo(templates: Path, data: Path) -> None:
    await seed(Settings(data_dir=templates))
    for name in COPIED:
        source = templates / name
        if source.is_dir():
            shutil.copytree(source, data / name)
        elif source.exists():
            shutil.copyfile(source, data / name)
    (data / "pictures").symlink_to((templates / "pictures").resolve())


async def _from_feed(script: Script, feed: Feed, settings: Settings, clock: MovableClock) -> World:
    folder = script.path.parent
    await bring_feed(settings, [folder / feed.feed], feed.merchant, clock=clock)
    if feed.creators:
        await bring_posts(settings, [folder / feed.creators], clock=clock)
    return World(settings, clock, folder / feed.feed, feed.merchant)


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
