"""The public door: a stand-in for Telegram as an aiohttp app, and serving it on this machine."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.demo.standin.doors.bot_api import BotApi
from bot.demo.standin.doors.control import Control, plain_errors
from bot.demo.standin.doors.guard import guard
from bot.demo.standin.doors.page import Page, PageSetting
from bot.demo.standin.doors.shopper_routes import ShopperRoutes
from bot.demo.standin.params import BODY_BYTES
from bot.demo.standin.payments import Cashier
from bot.demo.standin.records import BotIdentity, Sample, Shopper
from bot.demo.standin.webhook import Webhook
from bot.demo.standin.world import World

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})
_SHUTDOWN_SECONDS: Final = 1.0


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Standin:
    """One bot, its shoppers, and everything between them. In memory only.

    `control_key` opens the `/_demo/` routes; `pre_checkout_timeout` is in seconds (Telegram's is 10);
    `webhook_first_wait` is the wait before a refused webhook delivery is tried again, doubled each time.
    """

    token: str = field(repr=False)
    bot: BotIdentity
    shoppers: Sequence[Shopper]
    page_dir: Path
    control_key: str = field(repr=False)
    samples: Sequence[Sample] = ()
    suggestions: Sequence[str] = ()
    shop_name: str = ""
    tagline: str = ""
    clock: Callable[[], datetime] = utc_now
    pre_checkout_timeout: float = 10.0
    webhook_first_wait: float = 0.5
    world: World = field(init=False)
    cashier: Cashier = field(init=False)
    webhook: Webhook = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self.bot, self.shoppers, self.clock)
        self.cashier = Cashier(self.world, self.pre_checkout_timeout)
        self.webhook = Webhook(self.world.updates, self.world.faults, self.world.now, self.webhook_first_wait)

    def app(self) -> web.Application:
        """Build the app. It checks Host and Origin itself, and must be served on loopback only: see `serve`."""
        app = web.Application(client_max_size=BODY_BYTES, middlewares=[guard, plain_errors(self.control_key)])
        doors = (
            BotApi(self.token, self.world, self.cashier, self.webhook),
            Page(self.world, PageSetting(self.page_dir, self._page_config(), self.samples)),
            ShopperRoutes(self.world, self.cashier),
            Control(self.world, self.cashier),
        )
        for door in doors:
            app.add_routes(door.routes())
        app.cleanup_ctx.append(self._running)
        app.on_shutdown.append(self._hang_up)
        return app

    def publish_trace(self, chat_id: int, trace: Mapping[str, object]) -> None:
        """Show beside a chat what the assistant did this turn. Call it from the event loop that serves the app."""
        self.world.chat(self.world.shopper(chat_id).id).publish("trace", dict(trace))

    def _page_config(self) -> Mapping[str, Any]:
        return {
            "key": self.control_key,
            "bot": {"id": self.bot.id, "first_name": self.bot.first_name, "username": self.bot.username},
            "shop": {"name": self.shop_name, "tagline": self.tagline},
            "suggestions": list(self.suggestions),
        }

    async def _running(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        await self.webhook.close()
        await self.cashier.close()

    async def _hang_up(self, _app: web.Application) -> None:
        """End the long polls and streams, which would otherwise hold the server up."""
        self.world.updates.close()
        for chat in self.world.chats.values():
            chat.hang_up()


@dataclass(frozen=True, slots=True)
class Site:
    """A stand-in that is being served. `url` has no slash at its end."""

    url: str
    runner: web.AppRunner

    @property
    def base_url(self) -> str:
        """What a bot library calls `base_url`: the token follows at once."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    async def close(self) -> None:
        await self.runner.cleanup()


async def serve(standin: Standin, host: str = "127.0.0.1", port: int = 0) -> Site:
    """Serve on this machine; port 0 picks a free one. Raises `ValueError` for a host that others could reach."""
    if host not in _LOOPBACK:
        raise ValueError(f"The stand-in has no real guard: it serves on 127.0.0.1 only, not on {host}.")
    runner = web.AppRunner(standin.app(), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    taken = runner.addresses[0][1]
    return Site(f"http://{host}:{taken}", runner)
