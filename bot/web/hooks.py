"""Where shops push: proved by signature, answered at once, applied by the desk behind it."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_urlsafe
from types import MappingProxyType

from aiohttp import web

from bot.web.signatures import is_signed
from catalog_sync.standing.payloads import UnreadablePush
from catalog_sync.standing.pushes import Push, Verdict

log = logging.getLogger(__name__)

MOST_BYTES = 5 * 2**20
"""Of one push. A product with 2,000 variants has about 3 MB."""
BODY_SECONDS = 10.0
"""Longer than either platform itself waits for an answer."""
KEPT_SECONDS = 3.0
"""Within which a push is on the disk, or whoever pushed is asked to come again: Shopify gives up after 5."""
COME_AGAIN = "30"
"""Seconds."""
PING = re.compile(rb"webhook_id=\d{1,20}")
"""What WooCommerce sends, unsigned, when a webhook is made; anything but 200 is shown to the merchant as an error."""
NOBODYS = token_urlsafe(32)
"""The secret of shops that are not there: to try a name takes as long as to try a signature."""

Accept = Callable[[Push], Awaitable[Verdict]]


@dataclass(frozen=True, slots=True)
class Headers:
    """How a platform calls them. `triggered` is empty where it does not say when a thing happened."""

    signature: str
    topic: str
    delivery: str
    triggered: str = ""


PLATFORMS: Mapping[str, Headers] = MappingProxyType(
    {
        "shopify": Headers(
            "X-Shopify-Hmac-Sha256", "X-Shopify-Topic", "X-Shopify-Webhook-Id", "X-Shopify-Triggered-At"
        ),
        "woocommerce": Headers("X-WC-Webhook-Signature", "X-WC-Webhook-Topic", "X-WC-Webhook-Delivery-ID"),
    }
)


@dataclass(frozen=True, slots=True)
class Hooks:
    """`secrets` are by platform and merchant. `answers` counts by platform and status."""

    accept: Accept
    secrets: Mapping[tuple[str, str], str] = field(repr=False)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/hooks/{platform:shopify|woocommerce}/{merchant}", self._pushed)]

    async def _pushed(self, request: web.Request) -> web.Response:
        platform = request.match_info["platform"]
        try:
            response = await self._answer(request, platform)
        except web.HTTPException as refused:
            response = web.Response(status=refused.status, text=refused.reason)
        self.answers[platform, response.status] += 1
        return response

    async def _answer(self, request: web.Request, platform: str) -> web.Response:
        headers, merchant = PLATFORMS[platform], request.match_info["merchant"]
        body = await _body(request)
        if platform == "woocommerce" and PING.fullmatch(body):
            return web.Response(text="pong")
        secret = self.secrets.get((platform, merchant), NOBODYS)
        if not is_signed(body, request.headers.get(headers.signature, ""), secret):
            raise web.HTTPUnauthorized
        push = Push(
            platform,
            merchant,
            topic=request.headers.get(headers.topic, ""),
            body=body,
            delivery=request.headers.get(headers.delivery, ""),
            triggered=_moment(request.headers.get(headers.triggered, "")),
        )
        return await self._accepted(push)

    async def _accepted(self, push: Push) -> web.Response:
        try:
            async with asyncio.timeout(KEPT_SECONDS):
                verdict = await self.accept(push)
        except UnreadablePush as error:
            log.warning("a push of %s to %s cannot be read: %s", push.topic, push.merchant, error)
            raise web.HTTPBadRequest from error
        except Exception:
            log.exception("a push to %s could not be kept", push.merchant)
            verdict = Verdict.BUSY
        if verdict is Verdict.BUSY:
            return web.Response(status=503, text="Service Unavailable", headers={"Retry-After": COME_AGAIN})
        return web.Response(status=202, text="Accepted")


async def _body(request: web.Request) -> bytes:
    """As it was signed. A length that is told and too large is refused before a byte is read."""
    if (request.content_length or 0) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES, request.content_length or 0)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError as slow:
        raise web.HTTPRequestTimeout from slow


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as unreadable:
        raise web.HTTPBadRequest from unreadable
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
