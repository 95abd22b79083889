"""What the page is given: its files, its config, and one stream of events a chat."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias

import aiohttp
import pytest
from telegram import Bot
from yarl import URL

from bot.demo.standin.server import Site, Standin
from tests.unit.bot.demo.standin.drivers import Phone, RawApi


class Stream:
    """The events of `/page-stream`, parsed."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self) -> tuple[str, dict[str, Any], int]:
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            while line := (await self._response.content.readline()).decode().rstrip("\n"):
                name, _, value = line.partition(": ")
                fields[name] = value
        return fields["event"], json.loads(fields["data"]), int(fields["id"])


OpenStream: TypeAlias = Callable[..., AbstractAsyncContextManager[Stream]]


@pytest.fixture
def open_stream(session: aiohttp.ClientSession, site: Site) -> OpenStream:
    @asynccontextmanager
    async def open_stream(shopper: int = 1001, last_id: str = "") -> AsyncIterator[Stream]:
        headers = {"Last-Event-ID": last_id} if last_id else {}
        async with session.get(f"{site.url}/page-stream", params={"shopper": shopper}, headers=headers) as response:
            assert response.content_type == "text/event-stream"
            yield Stream(response)

    return open_stream


async def test_stream_tells_the_history_then_what_happens(open_stream: OpenStream, phone: Phone, api: RawApi) -> None:
    await phone.say("before")

    async with open_stream() as stream:
        history = await stream.next()
        await api.result("sendMessage", chat_id=1001, text="after")
        message = await stream.next()

    assert (history[0], [shown["text"] for shown in history[1]["messages"]]) == ("history", ["before"])
    assert history[1]["pinned"] is history[1]["keyboard"] is None
    assert (message[0], message[1]["text"], message[1]["from"]["is_bot"]) == ("message", "after", True)
    assert message[2] > history[2]


async def test_each_shopper_has_a_stream_of_their_own(open_stream: OpenStream, phone: Phone, api: RawApi) -> None:
    async with open_stream(1002) as stream:
        await stream.next()
        await phone.say("for Ana's page")
        await api.result("sendMessage", chat_id=1002, text="for Ben's page")

        assert (await stream.next())[1]["text"] == "for Ben's page"


async def test_traces_and_sheets_are_told_again_but_not_those_already_seen(
    open_stream: OpenStream, standin: Standin
) -> None:
    standin.publish_trace(1001, {"intent": "gift"})
    async with open_stream() as stream:
        await stream.next()
        _, trace, seen = await stream.next()
    standin.publish_trace(1001, {"intent": "find"})

    async with open_stream(last_id=str(seen)) as stream:
        await stream.next()
        resumed = (await stream.next())[1]

    assert (trace["intent"], resumed["intent"]) == ("gift", "find")


async def test_messages_carry_addresses_of_their_pictures(
    open_stream: OpenStream, phone: Phone, jpeg: bytes, session: aiohttp.ClientSession, site: Site
) -> None:
    await phone.send_files("photo", jpeg)

    async with open_stream() as stream:
        message = (await stream.next())[1]["messages"][0]
    url = message["urls"][message["photo"][0]["file_id"]]

    async with session.get(site.url + url) as response:
        assert (response.status, response.content_type) == (200, "image/jpeg")
        assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_page_that_could_run_is_only_ever_a_download(
    api: RawApi, bot: Bot, session: aiohttp.ClientSession, site: Site
) -> None:
    message = await bot.send_document(1001, b"<script>alert(1)</script>", filename="x.html")

    async with session.get(f"{site.url}/page-file/{message.document.file_id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_reset_tells_an_empty_history(open_stream: OpenStream, phone: Phone) -> None:
    await phone.say("hello")

    async with open_stream() as stream:
        await stream.next()
        await phone.demo("POST", "reset")

        assert (await stream.next())[:2] == ("history", {"messages": [], "pinned": None, "keyboard": None})


async def test_config_has_what_the_page_shows(session: aiohttp.ClientSession, site: Site) -> None:
    async with session.get(f"{site.url}/page-config") as response:
        config = await response.json()

    assert config["key"] == "a-pretend-key"
    assert config["bot"] == {"id": 4242, "first_name": "Harbour Helper", "username": "harbour_helper_bot"}
    assert config["shop"] == {"name": "Harbour & Pine", "tagline": "Things for the coast"}
    assert [shopper["language_code"] for shopper in config["shoppers"]] == ["en", "de"]
    assert config["samples"] == [{"name": "kettle.jpg", "title": "Kettle", "url": "/page-samples/kettle.jpg"}]
    assert config["suggestions"] == ["a gift under 60"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/page/page.css", 200),
        ("/page-samples/kettle.jpg", 200),
        ("/page/missing.js", 404),
        ("/page/../kettle.jpg", 404),
        ("/page/..%2Fkettle.jpg", 404),
        ("/page-samples/page.css", 404),
        ("/page-file/unknown", 404),
        ("/page-stream?shopper=x", 400),
    ],
)
async def test_only_the_pages_own_files_are_served(
    path: str, status: int, session: aiohttp.ClientSession, site: Site
) -> None:
    async with session.get(URL(site.url + path, encoded=True)) as response:
        assert response.status == status


async def test_page_may_only_load_what_is_its_own(session: aiohttp.ClientSession, site: Site) -> None:
    async with session.get(site.url) as response:
        policy = response.headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


async def test_open_streams_do_not_hold_up_the_end(open_stream: OpenStream, site: Site) -> None:
    async with open_stream() as stream:
        await stream.next()

        await asyncio.wait_for(site.close(), 3)


async def test_page_that_does_not_read_is_hung_up_on(standin: Standin) -> None:
    chat = standin.world.chat(1001)

    with chat.listening() as unread:
        for number in range(1500):
            chat.publish("action", {"number": number})

        assert unread.qsize() == 1001
