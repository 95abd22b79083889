import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.cli.door import Data, fail, run, settings

if TYPE_CHECKING:
    from graph.settings import Settings
    from graph.shop import Shop

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SWITCH = 0.0005
"""Seconds after which a thread that computes gives way; an answer is made of some thirty turns of the event loop."""


def bot(data: Data = None) -> None:
    """The bot against Telegram, or any Bot API server of the settings, by polling."""
    chosen = settings(data)
    if not chosen.telegram.token.get_secret_value():
        fail("no token: get one from @BotFather and set SNAPTAP_TELEGRAM__TOKEN (or try `snaptap demo`)")
    _refuse_demo_goods(chosen)
    run(_bot(chosen))


async def _bot(chosen: "Settings") -> None:
    from bot.cli.ending import until_told
    from bot.telegram.application import build_application, run_polling
    from bot.telegram.connection import connection

    telegram = chosen.telegram
    builder = connection(telegram.token.get_secret_value(), telegram.base_url, telegram.base_file_url)
    await until_told(run_polling(build_application(builder, open_shop=lambda: _opened(chosen))))


@asynccontextmanager
async def _opened(chosen: "Settings") -> AsyncIterator["Shop"]:
    from graph.wiring import open_shop

    async with open_shop(chosen) as shop:
        # What has been loaded stays: with it, each look for garbage held up every shopper for an eighth of a second.
        gc.collect()
        gc.freeze()
        sys.setswitchinterval(SWITCH)
        yield shop


def _refuse_demo_goods(chosen: "Settings") -> None:
    """Fictional goods are never sold to real people."""
    from graph.profile import PROFILE_FILE, load_profile

    server = urlsplit(chosen.telegram.base_url).hostname
    if load_profile(chosen.data_dir / PROFILE_FILE).demo and server not in LOOPBACK:
        fail(
            f"{chosen.data_dir} holds the demo shop, whose goods do not exist; it is sold on loopback only. "
            "Give your own shop's folder with --data, or use `snaptap demo`."
        )
