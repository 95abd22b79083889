"""The one small server: /hooks for shops, /metrics for Prometheus, /healthz and /readyz for whoever runs it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.web.hooks import MOST_BYTES
from catalog_sync.standing.metrics import CONTENT_TYPE
from graph.domain.errors import BadInput

SHUTDOWN_SECONDS = 2.0
"""For requests under way when the door closes."""


def application(
    routes: Sequence[web.RouteDef],
    metrics: Callable[[], str],
    told: Callable[[], dict[str, Any]],
) -> web.Application:
    """`told` is what /healthz has to say beside that it answers. It is ready as soon as it is served."""

    async def scraped(_request: web.Request) -> web.Response:
        return web.Response(text=metrics(), headers={"Content-Type": CONTENT_TYPE})

    async def healthy(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", **told()})

    async def answers(_request: web.Request) -> web.Response:
        return web.json_response({"ready": True})

    app = web.Application(client_max_size=MOST_BYTES)
    app.add_routes(routes)
    app.add_routes([web.get("/metrics", scraped), web.get("/healthz", healthy), web.get("/readyz", answers)])
    return app


@asynccontextmanager
async def served(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Its address, for as long as the block lasts; port 0 is any free one. Raises BadInput where it cannot listen."""
    # A body is signed as it is sent: nothing is unpacked before the signature is proved, and nothing after.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS, auto_decompress=False)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            fix = "write another `listen` into the file of sources"
            raise BadInput(f"nothing can listen on {host}:{port} ({error.strerror}); {fix}") from error
        taken = runner.addresses[0][1]
        yield f"http://{f'[{host}]' if ':' in host else host}:{taken}"
    finally:
        await runner.cleanup()
