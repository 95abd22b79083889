"""`kill -9` at the worst moments, and a start after it: the answer comes, the order is paid once, one unit is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.standin.server import Site, Standin, serve
from bot.rehearsal.world import listing
from graph.domain.orders import OrderState
from graph.wiring import open_shop
from tests.e2e.house import KEY, pretend_telegram
from tests.e2e.phone import PATIENCE, Json, Phone, is_card, is_invoice, key_data, says, words
from tests.e2e.processes import Running, started, towards
from tests.e2e.shops import World, small_world

pytestmark = [pytest.mark.full, pytest.mark.asyncio(loop_scope="module")]

KETTLE = "pilot gooseneck kettle"
SKU = "LT-KETTLE"
STOCK = 30
LOST: Json = {"delay": 600.0, "drop": "request"}
"""A call that is under way for as long as the test lasts, and never done."""


class Street:
    """A stand-in that outlives the bots before it, and one shopper."""

    def __init__(self, world: World, standin: Standin, site: Site, doors: aiohttp.ClientSession) -> None:
        self.world, self.standin, self._site, self._doors = world, standin, site, doors
        self.ana = Phone(doors, 9_001)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Running]:
        async with started("bot", data=self.world.data, env=towards(self._site)) as running:
            yield running

    async def fetched(self) -> None:
        """Until the bot has told Telegram that it has everything so far, and waits for more."""
        updates = self.standin.world.updates
        async with asyncio.timeout(PATIENCE):
            while updates.pending:
                await updates.changed.wait()

    async def trouble(self, method: str) -> None:
        async with self._doors.post("/_demo/faults", json={"method": method, **LOST}) as answer:
            assert answer.ok

    def mend(self) -> None:
        self.standin.world.faults.clear()

    async def invoiced(self) -> Json:
        await self.ana.say(KETTLE)
        card = await self.ana.sees(is_card)
        await self.ana.do("callback", message_id=card["message_id"], data=key_data(card, "Buy "))
        return await self.ana.sees(is_invoice)

    async def books(self) -> tuple[list[OrderState], int | None]:
        """The states of the shopper's orders and what is left on the shelf, when no bot is open any more."""
        async with open_shop(self.world.settings) as shop:
            orders = await shop.orders.of_shopper(f"tg:{self.ana.id}")
            left = (await listing(shop, SKU)).variant.offer.quantity
        return [order.state for order in orders], left

    async def receipts(self) -> list[Json]:
        return [message for message in await self.ana.messages() if "Paid, thank you!" in words(message)]


@pytest_asyncio.fixture(loop_scope="module")
async def street(small_shop: Path, tmp_path: Path) -> AsyncIterator[Street]:
    world = small_world(small_shop, tmp_path / "data")
    standin = pretend_telegram(world)
    site = await serve(standin)
    async with aiohttp.ClientSession(site.url, headers={"X-Demo-Key": KEY}) as doors:
        yield Street(world, standin, site, doors)
    await site.close()


async def test_message_whose_bot_was_killed_in_the_middle_of_its_turn_is_answered_after_the_start(
    street: Street,
) -> None:
    await street.trouble("sendPhoto")
    await street.ana.say(KETTLE)
    async with street.bot() as bot:
        await street.fetched()
        await bot.kill()
    street.mend()

    async with street.bot():
        card = await street.ana.sees(is_card)

    assert "Skerry Pilot" in words(card)


async def test_photo_whose_bot_was_killed_while_fetching_it_is_answered_after_the_start(street: Street) -> None:
    picture = street.world.feed.parent / "pictures" / "lt-kettle.png"
    await street.trouble("getFile")
    await street.ana.do("photo", files=[("kettle.png", picture.read_bytes())])
    async with street.bot() as bot:
        await street.fetched()
        await bot.kill()
    street.mend()

    async with street.bot():
        assert await street.ana.sees(is_card)


async def test_message_sent_while_no_bot_was_there_is_answered_once(street: Street) -> None:
    async with street.bot() as bot:
        await street.ana.say("hello")
        await street.ana.sees(lambda _: True)
        await street.fetched()
        await bot.kill()
    await street.ana.say(KETTLE)

    async with street.bot():
        await street.ana.sees(is_card)
        await street.fetched()

    assert len([message for message in await street.ana.heard() if is_card(message)]) == 1


async def test_tap_on_buy_whose_bot_was_killed_before_the_invoice_opens_one_order(street: Street) -> None:
    async with street.bot() as bot:
        await street.ana.say(KETTLE)
        card = await street.ana.sees(is_card)
        await street.fetched()
        await street.trouble("sendInvoice")
        await street.ana.do("callback", message_id=card["message_id"], data=key_data(card, "Buy "))
        await street.fetched()
        await bot.kill()
    street.mend()

    async with street.bot():
        await street.ana.sees(is_invoice)
        await street.ana.pay()
        await street.ana.sees(says("Paid, thank you!"))

    assert await street.books() == ([OrderState.PAID], STOCK - 1)


async def test_payment_made_while_the_bot_lay_dead_is_settled_once_after_the_start(street: Street) -> None:
    async with street.bot() as bot:
        await street.invoiced()
        await street.fetched()
        # The poll under way brings the question before the payment; the one after it, for the payment, is lost.
        await street.trouble("getUpdates")
        await street.ana.pay()
        assert [sheet["state"] for sheet in await street.ana.ends()] == ["paid"]
        await bot.kill()
    street.mend()
    assert await street.books() == ([OrderState.RESERVED], STOCK - 1)

    async with street.bot():
        await street.ana.sees(says("Paid, thank you!"))
        await street.fetched()

    assert await street.books() == ([OrderState.PAID], STOCK - 1)
    assert len(await street.receipts()) == 1


async def test_payment_whose_bot_was_killed_before_the_receipt_is_settled_once_and_told(street: Street) -> None:
    async with street.bot() as bot:
        await street.invoiced()
        await street.fetched()
        await street.trouble("sendMessage")
        await street.ana.pay()
        await street.ana.ends()
        await street.fetched()
        await bot.kill()
    street.mend()

    async with street.bot():
        await street.ana.sees(says("Paid, thank you!"))
        await street.fetched()

    assert await street.books() == ([OrderState.PAID], STOCK - 1)
    assert len(await street.receipts()) == 1


async def test_bot_killed_at_three_moments_of_one_purchase_still_sells_one_unit(street: Street) -> None:
    await street.ana.say(KETTLE)
    async with street.bot() as bot:
        await street.fetched()
        await bot.kill()
    async with street.bot() as bot:
        card = await street.ana.sees(is_card)
        await street.ana.do("callback", message_id=card["message_id"], data=key_data(card, "Buy "))
        await street.fetched()
        await bot.kill()
    async with street.bot() as bot:
        await street.ana.sees(is_invoice)
        await street.fetched()
        await street.ana.pay()
        await street.ana.ends()
        await bot.kill()

    async with street.bot():
        await street.ana.sees(says("Paid, thank you!"))

    assert await street.books() == ([OrderState.PAID], STOCK - 1)
