"""Shop, bot, and the stand-in for Telegram with its page, in one process."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from bot.demo.pretend_card import with_pretend_card
from bot.demo.seed import HERE
from bot.demo.standin.records import BotIdentity, Sample, Shopper
from bot.demo.standin.server import Site, Standin, serve, utc_now
from bot.telegram.application import build_application, run_polling
from bot.telegram.connection import connection
from bot.transcript import transcript
from graph.domain.conversation import Reply, Turn
from graph.profile import PROFILE_FILE, load_profile
from graph.settings import Settings
from graph.shop import Shop
from graph.wiring import open_shop

PHOTOS = HERE / "shop" / "photos"
BOT = BotIdentity(7_000_001, "Harbour & Pine", "harbour_and_pine_bot")
SHOPPERS = (
    Shopper(1001, "Ana", username="ana", language_code="en"),
    Shopper(1002, "Ben", username="ben", language_code="de"),
    Shopper(1003, "Carla", username="carla", language_code="es"),
    Shopper(1004, "Denis", username="denis", language_code="fr"),
)
SUGGESTIONS = (
    "a gift for my sister who loves coffee, under 60",
    "a red mug under 20",
    "rain jacket size M",
    "something warm for a cold hallway",
)


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: where its page is, the key of its control doors, and the bot at work."""

    site: Site
    key: str
    bot: asyncio.Task[None]


def standin_for(
    settings: Settings, key: str, shoppers: Sequence[Shopper] = SHOPPERS, clock: Callable[[], datetime] = utc_now
) -> Standin:
    """The stand-in with the shop's name, its samples and a few shoppers to choose from."""
    profile = load_profile(settings.data_dir / PROFILE_FILE)
    return Standin(
        token=f"{BOT.id}:{token_urlsafe(16)}",
        bot=BOT,
        shoppers=shoppers,
        samples=_samples(),
        suggestions=SUGGESTIONS,
        shop_name=profile.name,
        tagline=profile.tagline,
        page_dir=HERE / "page",
        control_key=key,
        clock=clock,
    )


@asynccontextmanager
async def running(settings: Settings, host: str, port: int) -> AsyncIterator[Demo]:
    """Serve the page and answer its chats until the block ends. Raises OSError where the port is taken."""
    key = token_urlsafe(16)
    standin = standin_for(settings, key)
    site = await serve(standin, host, port)
    ready = asyncio.Event()
    bot = asyncio.create_task(_answer(settings, standin, site, ready.set))
    opened = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({bot, opened}, return_when=asyncio.FIRST_COMPLETED)
        if bot.done():
            bot.result()
        yield Demo(site, key, bot)
    finally:
        opened.cancel()
        bot.cancel()
        await asyncio.gather(bot, opened, return_exceptions=True)
        await site.close()


async def _answer(settings: Settings, standin: Standin, site: Site, ready: Callable[[], None]) -> None:
    def watch(turn: Turn, reply: Reply) -> None:
        standin.publish_trace(int(turn.conversation.removeprefix("tg:")), _trace(turn, reply))

    @asynccontextmanager
    async def shop() -> AsyncIterator[Shop]:
        async with open_shop(with_pretend_card(settings), on_reply=watch) as opened:
            yield opened

    application = build_application(connection(standin.token, site.base_url, site.base_file_url), open_shop=shop)
    await run_polling(application, on_ready=ready)


def _trace(turn: Turn, reply: Reply) -> dict[str, Any]:
    """What the page shows beside the chat: steps with their times, what was weighed, who was quoted."""
    told = transcript(turn.conversation, reply)
    evidence = [clue for product in told["products"][:1] for clue in product["evidence"]]
    return {**told, "nodes": told["trace"], "evidence": evidence}


def _samples() -> tuple[Sample, ...]:
    listed = json.loads((PHOTOS / "photos.json").read_text(encoding="utf-8"))
    return tuple(Sample(photo["name"], photo["title"], PHOTOS / photo["name"]) for photo in listed)
