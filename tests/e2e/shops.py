"""Filled shops to copy from: a small one of the tests' own, and the demo shop that the rehearsals keep too."""

import csv
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from filelock import AsyncFileLock
from PIL import Image, ImageDraw, ImageFont
from pydantic import SecretStr

from bot.cli.rehearse import TEMPLATES
from bot.cli.supply import bring_feed, bring_posts
from bot.demo.seed import FEED, MERCHANT, SEEDED, seed
from bot.rehearsal.world import MovableClock
from graph.profile import PROFILE_FILE
from graph.settings import LlmSettings, Settings

SMALL: Final = Path(__file__).parent / "small_shop"
SMALL_MERCHANT: Final = "lantern-tide"
REPOSITORY: Final = Path(__file__).parents[2]
CARD: Final = "pretend-card"
"""Stands where a payment provider's token would."""
COPIED: Final = (PROFILE_FILE, "shop.db", "shop.db-wal", SEEDED, "generations")


@dataclass(frozen=True)
class World:
    """A shop of one test's or one module's own; `feed` is where its goods came from and `merchant` whose they are."""

    data: Path
    feed: Path
    merchant: str
    clock: MovableClock = field(default_factory=MovableClock)
    llm: LlmSettings = field(default_factory=LlmSettings)

    @property
    def settings(self) -> Settings:
        """Invoices can be paid."""
        settings = Settings(data_dir=self.data)
        telegram = settings.telegram.model_copy(update={"provider_token": SecretStr(CARD)})
        return settings.model_copy(update={"telegram": telegram, "llm": self.llm})

    async def change(self, sku: str, **cells: str) -> None:
        """Bring in a feed of one row: the row as it was, with other `cells`."""
        with self.feed.open(newline="", encoding="utf-8") as file:
            row = next(row for row in csv.DictReader(file) if row["id"] == sku) | cells
        with TemporaryDirectory() as folder:
            feed = Path(folder) / "change.csv"
            (feed.parent / "pictures").symlink_to(self.feed.parent / "pictures")
            with feed.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, row)
                writer.writeheader()
                writer.writerow(row)
            await bring_feed(self.settings, [feed], self.merchant, clock=self.clock, partial=True)


async def small_template(folder: Path) -> Path:
    """The data folder of the small shop, filled once by whichever test process comes first."""
    data = folder / "data"
    async with AsyncFileLock(folder.with_suffix(".lock")):
        if not (folder / "filled").exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(SMALL, folder)
            draw_pictures(folder / "products.csv")
            data.mkdir()
            shutil.copyfile(SMALL / PROFILE_FILE, data / PROFILE_FILE)
            await bring_feed(Settings(data_dir=data), [folder / "products.csv"], SMALL_MERCHANT)
            await bring_posts(Settings(data_dir=data), [folder / "creators.jsonl"])
            (folder / "filled").touch()
    return data


async def demo_template() -> Path:
    """The data folder of the demo shop; filling it takes about a minute, so it is kept between runs."""
    data = REPOSITORY / TEMPLATES
    data.mkdir(parents=True, exist_ok=True)
    async with AsyncFileLock(data / "template.lock"):
        await seed(Settings(data_dir=data))
    return data


def copied(template: Path, data: Path) -> Path:
    """A shop of one's own; the pictures, which nobody changes, are shared."""
    data.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source = template / name
        if source.is_dir():
            shutil.copytree(source, data / name)
        elif source.exists():
            shutil.copyfile(source, data / name)
    (data / "pictures").symlink_to((template / "pictures").resolve())
    return data


def small_world(template: Path, data: Path) -> World:
    return World(copied(template, data), template.parent / "products.csv", SMALL_MERCHANT)


def demo_world(template: Path, data: Path) -> World:
    return World(copied(template, data), FEED, MERCHANT)


def draw_pictures(feed: Path) -> None:
    """A picture for every row: a shape in the row's colour with the brand on it."""
    with feed.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            draw_picture(row, feed.parent / row["image_link"])


def draw_picture(row: Mapping[str, str], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    image = Image.new("RGB", (640, 640), "white")
    pen = ImageDraw.Draw(image)
    corners = 5 + sum(map(ord, row["title"])) % 7
    pen.regular_polygon((320, 300, 220), corners, fill=COLOURS[row["color"]])
    pen.text((320, 590), row["brand"], "black", ImageFont.load_default(48), anchor="mm")
    image.save(path)


COLOURS: Final[Mapping[str, str]] = {
    "Teal": "teal",
    "Sand": "burlywood",
    "Black": "black",
    "Steel": "slategray",
    "Red": "red",
    "Blue": "blue",
    "Yellow": "gold",
    "Grey": "gray",
    "Green": "green",
    "White": "whitesmoke",
    "Orange": "orange",
    "Brown": "saddlebrown",
    "Olive": "olive",
}
