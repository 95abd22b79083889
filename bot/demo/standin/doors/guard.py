"""Who may knock: only browsers and bots on this machine, and pages of this very address."""

from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

_NAMES: Final = frozenset({"127.0.0.1", "localhost"})
_BOT_DOORS: Final = ("/bot", "/file/bot")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse another Host (a page elsewhere that got its name to point here) and, for pages, another Origin."""
    if not _is_ours(f"//{request.headers.get('Host', '')}", request):
        return _refusal("This address is not served here.", "Open the address that was printed at the start.")
    origin = request.headers.get("Origin")
    if origin is not None and not request.path.startswith(_BOT_DOORS) and not _is_ours(origin, request):
        return _refusal("Another site may not act here.", "Open the page from its own address.")
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


def _is_ours(url: str, request: web.Request) -> bool:
    socket = request.get_extra_info("sockname")
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError:
        return False
    return parts.scheme in ("", "http") and parts.hostname in _NAMES and bool(socket) and port == socket[1]


def _refusal(error: str, fix: str) -> web.Response:
    return web.json_response({"error": error, "fix": fix}, status=403)
