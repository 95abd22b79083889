"""A shop that is open: the real application polling a stand-in over loopback, both in the test's own process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Final

import aiohttp

from bot.demo.run import BOT
from bot.demo.seed import HERE
from bot.demo.standin.records import Sample
from bot.demo.standin.server import Site, Standin, serve
from bot.rehearsal.watched_inbox import WatchedInbox
from bot.rehearsal.world import listing
from bot.telegram.application import build_application, run_polling
from bot.telegram.buttons import write
from bot.telegram.connection import connection
from graph.domain.conversation import Meaning, Tap
from graph.domain.orders import Order
from graph.shop import Shop
from graph.wiring import open_shop
from tests.e2e.phone import Json, Phone, is_invoice
from tests.e2e.shops import World

TOKEN: Final = f"{BOT.id}:pretend-token"
KEY: Final = "pretend-key"
STRANGERS: Final = count(9_001)
"""Every test brings shoppers of its own, so that many may share one open shop."""


def pretend_telegram(world: World, samples: tuple[Sample, ...] = ()) -> Standin:
    return Standin(
        token=TOKEN,
        bot=BOT,
        shoppers=(),
        page_dir=HERE / "page",
        control_key=KEY,
        samples=samples,
        clock=world.clock.now,
    )


@dataclass
class House:
    """`settled` waits until the bot has done with all that was sent to it: only then is silence an answer."""

    world: World
    standin: Standin
    site: Site
    doors: aiohttp.ClientSession
    inbox: WatchedInbox = field(default_factory=WatchedInbox)
    _shop: Shop | None = None

    @property
    def shop(self) -> Shop:
        assert self._shop is not None, "the shop is closed"
        return self._shop

    def newcomer(self) -> Phone:
        return Phone(self.doors, next(STRANGERS))

    async def settled(self) -> None:
        pending = self.standin.world.updates.pending
        await self.inbox.until(lambda: all(update.id in self.inbox.finished for update in pending))

    async def asked(self, phone: Phone, text: str) -> list[Json]:
        """The whole answer to some words."""
        return await self.after(phone, "message", text=text)

    async def after(self, phone: Phone, move: str, **content: Any) -> list[Json]:  # noqa: ANN401  a move's own fields
        """The whole answer to a move."""
        await phone.do(move, **content)
        await self.settled()
        return await phone.heard()

    async def invoiced(self, phone: Phone, sku: str) -> Json:
        """An invoice for a product, as got by tapping Buy under its card."""
        if not await phone.messages():
            await self.asked(phone, "hello")
        on = (await phone.messages())[-1]["message_id"]
        key = (await listing(self.shop, sku)).key
        await phone.do("callback", message_id=on, data=write(Tap(Meaning.BUY, key=key)))
        return await phone.sees(is_invoice)

    async def paid(self, phone: Phone, *, attempts: int = 1, **how: object) -> list[Json]:
        """How a payment of the newest invoice ended, and everything about it noted."""
        await phone.pay(**how)
        ended = await phone.ends(attempts)
        await self.settled()
        return ended

    async def stock(self, sku: str) -> int | None:
        return (await listing(self.shop, sku)).variant.offer.quantity

    async def orders(self, phone: Phone) -> list[Order]:
        return await self.shop.orders.of_shopper(f"tg:{phone.id}")

    async def order(self, phone: Phone) -> Order:
        """The shopper's newest."""
        return (await self.orders(phone))[0]

    async def trouble(self, method: str, **fault: object) -> None:
        """The next call of a Bot API method goes wrong."""
        async with self.doors.post("/_demo/faults", json={"method": method, **fault}) as answer:
            assert answer.ok, await answer.text()

    async def update(self, **body: object) -> int:
        """A raw update, however odd."""
        async with self.doors.post("/_demo/updates", json=body) as answer:
            assert answer.ok, await answer.text()
            number: int = (await answer.json())["update_id"]
            return number

    async def calls(self, method: str, after: int = 0) -> list[Json]:
        async with self.doors.get("/_demo/calls", params={"method": method, "after": after}) as answer:
            calls: list[Json] = (await answer.json())["calls"]
            return calls

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Shop]:
        """What the application opens: the shop with its inbox watched."""
        async with open_shop(self.world.settings, clock=self.world.clock) as shop:
            self.inbox.watch(shop.inbox)
            self._shop = replace(shop, inbox=self.inbox)
            yield self._shop


@asynccontextmanager
async def open_house(world: World) -> AsyncIterator[House]:
    """Serve a stand-in and start the bot against it."""
    standin = pretend_telegram(world)
    site = await serve(standin)
    async with aiohttp.ClientSession(site.url, headers={"X-Demo-Key": KEY}) as doors:
        house = House(world, standin, site, doors)
        reach = connection(TOKEN, site.base_url, site.base_file_url)
        bot = asyncio.create_task(run_polling(build_application(reach, open_shop=house.opened), drain=0.0))
        try:
            await _answering(house, bot)
            yield house
        finally:
            bot.cancel()
            with suppress(asyncio.CancelledError):
                await bot
            await site.close()


async def _answering(house: House, bot: asyncio.Task[None]) -> None:
    """Until the first message has its answer, or the bot has ended with its reason."""
    hello = asyncio.create_task(_greeted(house))
    await asyncio.wait({bot, hello}, return_when=asyncio.FIRST_COMPLETED)
    if bot.done():
        hello.cancel()
        bot.result()
    await hello


async def _greeted(house: House) -> None:
    phone = house.newcomer()
    await phone.say("hello")
    await phone.sees(lambda _: True)
    await house.settled()
