"""The shop that is measured: made once, through the doors every merchant's feed comes in by."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.bench.feed import first_sku, write
from bot.bench.figures import BenchFailed
from bot.cli.supply import bring_feed, bring_posts
from bot.demo.seed import FEED, POSTS
from catalog_sync.tools import Progress
from graph.profile import PROFILE_FILE
from graph.settings import Settings
from graph.wiring import open_storeroom

MERCHANT = "bench"
MADE = "made"
"""Names what a folder was filled from, so that the next run finds it done."""
PROFILE = """name = "Ten Thousand Things"
default_commission = "5%"
demo = true

[[merchants]]
id = "bench"
name = "Ten Thousand Things"
currency = "EUR"
support = "@ten_thousand_things_help"
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the parts share: the settings of the filled shop, how many chats talk at once, how long each part takes.

    `products` is how many the shop has, `buyable` the key of a variant that a tap on Buy bills at once. `folder` holds
    what parts keep beside the shop.
    """

    settings: Settings
    folder: Path
    chats: int
    seconds: float
    buyable: int
    products: int


async def stocked(settings: Settings, folder: Path, products: int, progress: Progress) -> Settings:
    """The settings of a shop with so many products, filled where it is not yet."""
    shop = settings.model_copy(update={"data_dir": folder / f"shop-{products}"})
    shop.data_dir.mkdir(parents=True, exist_ok=True)
    (shop.data_dir / PROFILE_FILE).write_text(PROFILE, encoding="utf-8")
    marker, edition = shop.data_dir / MADE, _edition(products)
    if not (marker.exists() and marker.read_text() == edition and await _searchable(shop)):
        feed, posts = write(folder / f"feed-{products}", products, MERCHANT)
        await bring_feed(shop, [feed], MERCHANT, progress=progress)
        await bring_posts(shop, [posts], progress=progress)
        marker.write_text(edition)
    return shop


async def buyable(settings: Settings) -> int:
    """The key of the variant that buyers buy."""
    async with open_storeroom(settings) as room:
        found = await room.catalog.find(sku=first_sku())
    if not found:
        raise BenchFailed(f"{settings.data_dir} lacks {first_sku()}; remove the folder and run again")
    return found[0].key


async def _searchable(settings: Settings) -> bool:
    async with open_storeroom(settings) as room:
        return await room.publisher.behind() is not None


def _edition(products: int) -> str:
    """Of what the shop is made; another recipe makes another shop."""
    recipe = Path(__file__).with_name("feed.py")
    content = b"".join(path.read_bytes() for path in (FEED, POSTS, recipe))
    return f"{products} {hashlib.sha256(content).hexdigest()}"
