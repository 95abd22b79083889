"""Updates are delivered to the bot's own address, in order within a chat, until it says 2xx."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from tests.unit.bot.demo.standin.drivers import Phone, RawApi


@dataclass
class BotServer:
    """A bot's web server: answers the statuses it is given, then 200, and keeps what it took."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    seen: list[dict] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    slow_chats: dict[int, asyncio.Event] = field(default_factory=dict)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def hook(self, request: web.Request) -> web.Response:
        update = await request.json()
        chat = update["message"]["chat"]["id"]
        if chat in self.slow_chats:
            await self.slow_chats[chat].wait()
        async with self.arrived:
            self.seen.append(update)
            self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
            self.arrived.notify_all()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def wait_for(self, count: int) -> list[str]:
        async with self.arrived, asyncio.timeout(5):
            await self.arrived.wait_for(lambda: len(self.seen) >= count)
        return [update["message"]["text"] for update in self.seen]

    def texts_by_chat(self) -> dict[int, list[str]]:
        texts = defaultdict(list)
        for update in self.seen:
            texts[update["message"]["chat"]["id"]].append(update["message"]["text"])
        return texts


@pytest.fixture
async def server() -> AsyncIterator[BotServer]:
    server, app = BotServer(), web.Application()
    app.router.add_post("/hook", server.hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield server
    await runner.cleanup()


async def test_updates_come_in_order_with_the_secret(server: BotServer, api: RawApi, phone: Phone) -> None:
    await phone.say("before the webhook was set")
    await api.result("setWebhook", url=server.url, secret_token="s3cret")
    for text in ("two", "three"):
        await phone.say(text)

    assert await server.wait_for(3) == ["before the webhook was set", "two", "three"]
    assert set(server.secrets) == {"s3cret"}


async def test_refused_update_is_tried_again_before_the_next_of_its_chat(
    server: BotServer, api: RawApi, phone: Phone
) -> None:
    server.statuses = [503, 302, 200]
    await api.result("setWebhook", url=server.url)
    await phone.say("one")
    await phone.say("two")

    assert await server.wait_for(4) == ["one", "one", "one", "two"]


async def test_last_refusal_is_told_by_get_webhook_info(server: BotServer, api: RawApi, phone: Phone) -> None:
    server.statuses = [503]
    await api.result("setWebhook", url=server.url)
    await phone.say("one")
    await server.wait_for(2)

    info = await api.result("getWebhookInfo")

    assert info["url"] == server.url
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_slow_chat_does_not_hold_up_another(
    server: BotServer, api: RawApi, phone: Phone, other_phone: Phone
) -> None:
    server.slow_chats[1001] = asyncio.Event()
    await api.result("setWebhook", url=server.url)
    await phone.say("slow one")
    await phone.say("slow two")
    await other_phone.say("quick")

    first = await server.wait_for(1)
    server.slow_chats[1001].set()
    await server.wait_for(3)

    assert first == ["quick"]
    assert server.texts_by_chat()[1001] == ["slow one", "slow two"]


async def test_webhook_is_taken_away_and_polling_gets_the_rest(server: BotServer, api: RawApi, phone: Phone) -> None:
    server.statuses = [500] * 100
    await api.result("setWebhook", url=server.url)
    sent = await phone.say("one")
    await server.wait_for(1)

    await api.result("deleteWebhook")

    assert [update["update_id"] for update in await api.result("getUpdates")] == [sent["update_id"]]


async def test_pending_updates_can_be_dropped(api: RawApi, phone: Phone) -> None:
    await phone.say("old")

    await api.result("deleteWebhook", drop_pending_updates=True)

    assert await api.result("getUpdates") == []


async def test_duplicate_delivery_on_purpose(server: BotServer, api: RawApi, phone: Phone) -> None:
    await phone.demo("POST", "faults", duplicate=True)
    await api.result("setWebhook", url=server.url)
    await phone.say("one")
    await phone.say("two")

    assert await server.wait_for(3) == ["one", "one", "two"]


@pytest.mark.parametrize("url", ["https://bot.example/hook", "http://10.0.0.1/hook", "ftp://127.0.0.1/hook"])
async def test_only_addresses_on_this_machine_are_called(url: str, api: RawApi) -> None:
    assert (await api.refusal("setWebhook", url=url)).startswith("Bad Request: bad webhook")
