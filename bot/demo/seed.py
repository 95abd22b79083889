"""The demo shop comes in by the same doors as any merchant's: a feed and creators' posts."""

import hashlib
import shutil
from pathlib import Path

from bot.cli.supply import sync_tools
from catalog_sync.journey import sync, sync_creators
from catalog_sync.tools import Progress, silent
from graph.profile import PROFILE_FILE
from graph.settings import Settings
from graph.wiring import Storeroom, open_storeroom

HERE = Path(__file__).parent
MERCHANT = "harbour-pine"
FEED = HERE / "shop" / "products.csv"
POSTS = HERE / "shop" / "creators.jsonl"
SEEDED = "seeded"
"""Names what the folder was filled from, so that a second start need not look at it again."""


async def seed(settings: Settings, progress: Progress = silent) -> bool:
    """Fill the data folder with the demo shop; False where that is done already. Killed half-way, it goes on later."""
    marker = settings.data_dir / SEEDED
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HERE / PROFILE_FILE, settings.data_dir / PROFILE_FILE)
    async with open_storeroom(settings, on_build=lambda done, total: progress("publish", done, total)) as room:
        wanted = _edition(room)
        if marker.exists() and marker.read_text() == wanted and await room.publisher.behind() is not None:
            return False
        tools = sync_tools(room)
        await sync([FEED], merchant=MERCHANT, tools=tools, progress=progress)
        await sync_creators([POSTS], tools=tools, progress=progress)
        marker.write_text(wanted)
    return True


def _edition(room: Storeroom) -> str:
    content = hashlib.sha256(FEED.read_bytes() + POSTS.read_bytes()).hexdigest()
    return f"{content} {room.encoders}"
