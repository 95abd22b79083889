"""The application as others use it: through `process_update` alone, and polling the stand-in over HTTP."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image
from telegram import Update
from telegram.ext import ApplicationBuilder

from bot.demo.standin.records import BotIdentity, Shopper
from bot.demo.standin.server import Site, Standin, serve
from bot.telegram.application import Bot, build_application, run_polling
from bot.telegram.transport import AiohttpRequest
from graph.domain.conversation import MediaKind, MediaRef, Reply, Turn
from graph.domain.money import Money
from graph.domain.orders import Order, OrderLine, OrderState
from tests.unit.bot.telegram.pretend import NOON, TOKEN, BotApi, PretendMedia, PretendShop, said, words
from tests.unit.bot.telegram.replies import card, cards, invoice, listing, reply

KEY = "a-pretend-key"
ANA, BEN = Shopper(1001, "Ana", language_code="en"), Shopper(1002, "Ben", language_code="de")
OpenShop = Callable[[], AbstractAsyncContextManager[PretendShop]]


@dataclass
class Doors:
    """Opens the one shop there is, and notes how it stands."""

    shop: PretendShop
    opened: int = 0
    closed: int = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[PretendShop]:
        self.opened += 1
        yield self.shop
        self.closed += 1


@pytest.fixture
async def doors(shop: PretendShop) -> Doors:
    return Doors(shop)


class TestThroughProcessUpdateAlone:
    async def test_an_update_is_answered_when_it_returns(self, api: BotApi, doors: Doors) -> None:
        application = offline(api, doors)

        async with open_up(application):
            await application.process_update(Update.de_json(said(1, "a mug"), application.bot))

        assert api.texts() == ["you said a mug"]

    async def test_nothing_polls(self, api: BotApi, doors: Doors) -> None:
        async with open_up(offline(api, doors)):
            await asyncio.sleep(0)

        assert api.asked == []

    async def test_the_shop_opens_and_closes_once(self, api: BotApi, doors: Doors) -> None:
        async with open_up(offline(api, doors)):
            assert (doors.opened, doors.closed) == (1, 0)

        assert (doors.opened, doors.closed) == (1, 1)

    async def test_the_menu_has_every_command(self, api: BotApi, doors: Doors) -> None:
        async with open_up(offline(api, doors)):
            menu = api.of("setMyCommands")[0].parameters["commands"]

        assert [entry["command"] for entry in menu] == ["start", "help", "privacy", "terms", "support"]

    async def test_a_menu_that_is_refused_keeps_nobody_out(self, api: BotApi, doors: Doors) -> None:
        api.refuse("setMyCommands", 400, "Bad Request: BOT_COMMAND_INVALID")
        application = offline(api, doors)

        async with open_up(application):
            await application.process_update(Update.de_json(said(1, "hi"), application.bot))

        assert api.texts() == ["you said hi"]

    async def test_a_shop_that_is_not_open_says_what_to_do(
        self, api: BotApi, doors: Doors, caplog: pytest.LogCaptureFixture
    ) -> None:
        application = offline(api, doors)

        async with application:
            await application.process_update(Update.de_json(said(1, "hi"), application.bot))

        assert "await application.post_init(application)" in caplog.text


class TestPollingTheStandIn:
    async def test_words_are_answered(self, phone: "Phone", running: "Running") -> None:
        async with running():
            answers = await phone.say("a red mug")

        assert [answer["text"] for answer in answers] == ["you said a red mug"]

    async def test_a_card_shows_its_picture_and_pages_in_place(
        self, phone: "Phone", running: "Running", shop: PretendShop
    ) -> None:
        async def page(turn: Turn) -> Reply:
            return reply(cards(card(why=f"page {turn.id}")), edits=bool(turn.tap))

        shop.reply = page
        (shop.pictures / "kettle.jpg").write_bytes(picture())

        async with running():
            (first,) = await phone.say("a kettle")
            (second,) = await phone.does("callback", label="Buy €49.00")

        assert first["photo"]
        assert (second["message_id"], second["caption"] == first["caption"]) == (first["message_id"], False)

    async def test_an_album_is_answered_once(self, phone: "Phone", running: "Running", shop: PretendShop) -> None:
        async def count(turn: Turn) -> Reply:
            return words(turn, f"{len(turn.photos)} photos: {turn.text}")

        shop.reply = count
        shop.media = PictureMedia()

        async with running():
            answers = await phone.does("album", files=[picture(), picture(), picture()], caption="which?")

        assert [answer["text"] for answer in answers] == ["3 photos: which?"]

    async def test_an_invoice_is_paid_and_receipted(
        self, phone: "Phone", running: "Running", shop: PretendShop, order: Order
    ) -> None:
        async def bill(turn: Turn) -> Reply:
            return reply(invoice(order=order.id, total=order.total, lines=()))

        shop.reply = bill

        async with running():
            (sent,) = await phone.say("buy it")
            receipt = await phone.does("pay", action="approve")

        assert sent["invoice"]["total_amount"] == 4900
        assert "Paid, thank you!" in receipt[-1]["text"]
        assert shop.orders.ledger.orders[order.id].state is OrderState.PAID

    async def test_what_a_crash_cut_off_is_answered_after_the_restart(
        self, phone: "Phone", running: "Running", shop: PretendShop
    ) -> None:
        started, never = asyncio.Event(), asyncio.Event()

        async def hangs(turn: Turn) -> Reply:
            started.set()
            await never.wait()
            raise AssertionError("unreachable")

        shop.reply = hangs
        async with running():
            seq = await phone.sends("message", text="still there?")
            await started.wait()

        shop.reply = said_again
        async with running():
            answers = await phone.hears(seq)

        assert [answer["text"] for answer in answers] == ["again: still there?"]
        assert shop.inbox.waiting == {}

    async def test_a_flood_limit_delays_the_answer_and_loses_nothing(self, phone: "Phone", running: "Running") -> None:
        await phone.trouble(method="sendMessage", status=429, retry_after=1, times=1)

        async with running():
            answers = await phone.say("hello")

        assert [answer["text"] for answer in answers] == ["you said hello"]

    async def test_a_slow_chat_keeps_nobody_else_waiting(
        self, phone: "Phone", other: "Phone", running: "Running", shop: PretendShop
    ) -> None:
        release = asyncio.Event()

        async def slow_for_ana(turn: Turn) -> Reply:
            if turn.shopper == f"tg:{ANA.id}":
                await release.wait()
            return words(turn, "here")

        shop.reply = slow_for_ana

        async with running():
            seq = await phone.sends("message", text="slow")
            others = await other.say("quick")
            release.set()
            mine = await phone.hears(seq)

        assert [answer["text"] for answer in (*others, *mine)] == ["here", "here"]

    async def test_it_ends_within_its_deadline_whatever_hangs(
        self, phone: "Phone", running: "Running", shop: PretendShop
    ) -> None:
        started = asyncio.Event()

        async def hangs(turn: Turn) -> Reply:
            started.set()
            await asyncio.Event().wait()
            raise AssertionError("unreachable")

        shop.reply = hangs

        async with running():
            await phone.sends("message", text="hello?")
            await started.wait()
            told_to_stop = time.monotonic()

        assert time.monotonic() - told_to_stop < 3


class PictureMedia(PretendMedia):
    async def save(self, content: bytes, kind: MediaKind) -> MediaRef:
        self.saved.append(content)
        return MediaRef(str(len(self.saved)), kind, len(content))


async def said_again(turn: Turn) -> Reply:
    return words(turn, f"again: {turn.text}")


Running = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Phone:
    """A shopper's hands and eyes."""

    session: aiohttp.ClientSession
    shopper: int

    async def say(self, text: str) -> list[dict[str, Any]]:
        return await self.does("message", text=text)

    async def does(self, move: str, **fields: object) -> list[dict[str, Any]]:
        return await self.hears(await self.sends(move, **fields))

    async def sends(self, move: str, *, files: list[bytes] | None = None, **fields: object) -> int:
        """Make a move; the number after which its answers come."""
        form = aiohttp.FormData(fields)
        for content in files or ():
            form.add_field("file", content, filename="photo.jpg", content_type="image/jpeg")
        body: dict[str, Any] = {"data": form} if files else {"json": fields}
        async with self.session.post(f"/_demo/users/{self.shopper}/{move}", **body) as response:
            answer = await response.json()
        assert response.ok, answer
        return int(answer["seq"])

    async def hears(self, after: int) -> list[dict[str, Any]]:
        query = {"chat": self.shopper, "after": after, "timeout": 5}
        async with self.session.get("/_demo/wait", params=query) as response:
            return list((await response.json())["messages"])

    async def trouble(self, **fault: object) -> None:
        async with self.session.post("/_demo/faults", json=fault) as response:
            assert response.ok, await response.text()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    identity = BotIdentity(1, "Shop", "shop_bot")
    standin = Standin(token=TOKEN, bot=identity, shoppers=[ANA, BEN], page_dir=Path(), control_key=KEY)
    site = await serve(standin)
    yield site
    await site.close()


@pytest.fixture
async def hands(site: Site) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(site.url, headers={"X-Demo-Key": KEY}) as session:
        yield session


@pytest.fixture
def phone(hands: aiohttp.ClientSession) -> Phone:
    return Phone(hands, ANA.id)


@pytest.fixture
def other(hands: aiohttp.ClientSession) -> Phone:
    return Phone(hands, BEN.id)


@pytest.fixture
def running(site: Site, doors: Doors) -> Running:
    """The bot polling the stand-in for as long as the block lasts."""

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        builder = ApplicationBuilder().token(TOKEN).base_url(site.base_url).base_file_url(site.base_file_url)
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(pool=1))
        application = build_application(builder, open_shop=doors.open, album_gap=0.1)
        polling = asyncio.create_task(run_polling(application, drain=0.5))
        yield
        polling.cancel()
        await asyncio.wait([polling])
        assert polling.cancelled()

    return run


@pytest.fixture
def order(shop: PretendShop) -> Order:
    line = OrderLine(7, "HP-0007", "Gooseneck kettle", Money(4900, "EUR"))
    shopper = f"tg:{ANA.id}"
    expires = NOON + timedelta(minutes=30)
    made = Order("3f2c9a1b77", "harbour", shopper, shopper, (line,), OrderState.QUOTED, NOON, expires)
    shop.orders.ledger.orders[made.id] = made
    shop.orders.ledger.listings[7] = listing()
    return made


def offline(api: BotApi, doors: Doors) -> Bot:
    builder = ApplicationBuilder().token(TOKEN).request(api).get_updates_request(api)
    return build_application(builder, open_shop=doors.open)


@asynccontextmanager
async def open_up(application: Bot) -> AsyncIterator[None]:
    await application.initialize()
    assert application.post_init
    assert application.post_shutdown
    await application.post_init(application)
    yield
    await application.shutdown()
    await application.post_shutdown(application)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(out, "JPEG")
    return out.getvalue()
