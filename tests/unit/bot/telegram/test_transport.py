import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.request import RequestData

from bot.telegram.transport import AiohttpRequest

TOKEN = "1:secret"


class Server:
    """What a Bot API server hears; answers as told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.connections: set[Any] = set()
        self.status, self.body = 200, '{"ok": true, "result": true}'
        self.hangs_up = self.silent = False

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        fields = await request.post()
        self.heard.append(
            {name: value.file.read() if isinstance(value, web.FileField) else value for name, value in fields.items()}
        )
        if self.silent:
            await asyncio.Event().wait()
        if self.hangs_up and request.transport:
            request.transport.close()
        return web.Response(status=self.status, text=self.body, content_type="application/json")


@pytest.fixture
async def server() -> Server:
    return Server()


@pytest.fixture
async def url(server: Server) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    request, polling = AiohttpRequest(), AiohttpRequest(pool=1)
    await request.initialize()
    yield Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=polling)
    await request.shutdown()


async def test_parameters_travel_as_a_form(bot: Bot, server: Server) -> None:
    await bot.answer_callback_query("q", "déjà & <vu> 👍")

    assert server.heard == [{"callback_query_id": "q", "text": "déjà & <vu> 👍"}]


async def test_a_file_travels_along_with_its_parameters(bot: Bot, server: Server) -> None:
    await bot.set_chat_photo(5, b"\xff\xd8 a picture")

    assert server.heard == [{"chat_id": "5", "photo": b"\xff\xd8 a picture"}]


async def test_one_connection_serves_many_calls(bot: Bot, server: Server) -> None:
    for _ in range(5):
        await bot.log_out()

    assert len(server.connections) == 1


async def test_a_refusal_is_told_as_telegram_tells_it(bot: Bot, server: Server) -> None:
    server.status, server.body = 400, '{"ok": false, "error_code": 400, "description": "Bad Request: no"}'

    with pytest.raises(BadRequest, match="No"):
        await bot.log_out()


async def test_a_flood_limit_says_how_long(bot: Bot, server: Server) -> None:
    server.status = 429
    server.body = '{"ok": false, "error_code": 429, "description": "flood", "parameters": {"retry_after": 3}}'

    with pytest.raises(RetryAfter, match="3"):
        await bot.log_out()


async def test_no_answer_in_time_is_a_timeout(url: str, server: Server) -> None:
    server.silent = True

    async with AiohttpRequest(read=0.05) as request:
        with pytest.raises(TimedOut):
            await request.post(f"{url}/bot{TOKEN}/getMe", RequestData([]))


async def test_a_connection_cut_off_is_a_network_error(bot: Bot, server: Server) -> None:
    server.hangs_up = True

    with pytest.raises(NetworkError):
        await bot.log_out()


async def test_an_error_never_shows_the_token(unused_port: int) -> None:
    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(f"http://127.0.0.1:{unused_port}/bot{TOKEN}/getMe", RequestData([]))

    assert "secret" not in str(caught.value)


async def test_an_unopened_transport_says_what_to_do() -> None:
    with pytest.raises(NetworkError, match="initialize"):
        await AiohttpRequest().post("http://127.0.0.1:1/", RequestData([]))


async def test_opening_and_closing_twice_is_once(url: str) -> None:
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()

    await request.initialize()

    assert await request.retrieve(url)
    await request.shutdown()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
