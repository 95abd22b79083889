import asyncio
import resource
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from catalog_sync.web.client import WebClient
from catalog_sync.web.guard import AllowedHosts
from catalog_sync.web.limits import Limits

QUICK = Limits(connect=2.0, pause=2.0, total=10.0, attempts=3, backoff=0.001, longest_wait=5.0)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class ShopServer:
    """A shop's web server: `pages` by path, each a body, an answer, answers in turn, or what makes one."""

    pages: dict[str, Any] = field(default_factory=dict)
    heard: list[web.Request] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.heard.append(request)
        page = self.pages.get(request.path)
        if isinstance(page, list):
            page = page.pop(0)
        if page is None:
            return web.Response(status=404)
        if callable(page):
            return await page(request)  # type: ignore[no-any-return]
        return page if isinstance(page, web.StreamResponse) else web.Response(body=page)

    def paths(self) -> list[str]:
        return [request.path_qs for request in self.heard]


class Resolver(AbstractResolver):
    """A name server that answers as told, each time the next."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = list(answers), 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [ResolveResult(hostname=host, host=answer, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file may become larger: the system refuses it as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
async def start() -> AsyncIterator[Callable[[], Awaitable[ShopServer]]]:
    """Starts as many servers as a test wants."""
    async with AsyncExitStack() as stack:

        async def one() -> ShopServer:
            server = ShopServer()
            app = web.Application()
            app.router.add_get("/{rest:.*}", server.handle)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            return server

        yield one


@pytest.fixture
async def server(start: Callable[[], Awaitable[ShopServer]]) -> ShopServer:
    return await start()


@pytest.fixture
async def client() -> AsyncIterator[WebClient]:
    """Trusts this machine."""
    async with WebClient(AllowedHosts.parse("127.0.0.1"), QUICK) as opened:
        yield opened


@pytest.fixture
async def says() -> AsyncIterator[Callable[[bytes], Awaitable[str]]]:
    """The address of a server that answers everything with these bytes and hangs up, however wrong they are."""
    async with AsyncExitStack() as stack:

        async def one(answer: bytes) -> str:
            async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(answer)
                await writer.drain()
                writer.close()

            opened = await stack.enter_async_context(await asyncio.start_server(speak, "127.0.0.1", 0))
            return f"http://127.0.0.1:{opened.sockets[0].getsockname()[1]}/feed.csv"

        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"
