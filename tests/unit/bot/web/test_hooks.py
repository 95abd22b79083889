"""The door as a shop's platform meets it: a real client, real bytes, and a desk that only notes what it gets."""

import asyncio
import gzip
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest
from io import BytesIO

import aiohttp
import pytest

from bot.web.door import application, served
from bot.web.hooks import MOST_BYTES, Hooks
from bot.web.signatures import is_signed
from catalog_sync.standing.payloads import UnreadablePush
from catalog_sync.standing.pushes import Push, Verdict
from graph.domain.errors import BadInput

SECRET = "a secret of the shop's"
SHOPIFY, WOOCOMMERCE = "/hooks/shopify/acme", "/hooks/woocommerce/acme"
BODY = '{"id": 1, "title": "Käse"}'.encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    return b64encode(digest(secret.encode(), body, sha256)).decode()


def shopify_headers(body: bytes, **more: str) -> dict[str, str]:
    return {
        "X-Shopify-Hmac-Sha256": signature(body),
        "X-Shopify-Topic": "products/update",
        "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "X-Shopify-Triggered-At": "2026-05-04T12:00:00.877041743Z",
        **more,
    }


@dataclass
class Desk:
    verdict: Verdict = Verdict.ACCEPTED
    error: Exception | None = None
    pause: float = 0.0
    got: list[Push] = field(default_factory=list)

    async def accept(self, push: Push) -> Verdict:
        await asyncio.sleep(self.pause)
        if self.error:
            raise self.error
        self.got.append(push)
        return self.verdict


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def door(desk: Desk) -> AsyncIterator[aiohttp.ClientSession]:
    hooks = Hooks(desk.accept, {("shopify", "acme"): SECRET, ("woocommerce", "acme"): SECRET})
    app = application(hooks.routes(), metrics=lambda: "snaptap_up 1\n", told=lambda: {"sources": []})
    async with served(app, "127.0.0.1", 0) as address, aiohttp.ClientSession(address) as session:
        yield session


async def test_a_signed_push_is_accepted_with_all_that_its_headers_say(door: aiohttp.ClientSession, desk: Desk) -> None:
    async with door.post(SHOPIFY, data=BODY, headers=shopify_headers(BODY)) as answer:
        status = answer.status

    assert status == 202
    assert desk.got == [
        Push(
            platform="shopify",
            merchant="acme",
            topic="products/update",
            body=BODY,
            delivery="b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
            triggered=datetime(2026, 5, 4, 12, 0, 0, 877041, tzinfo=UTC),
        )
    ]


async def test_woocommerces_headers_are_read_too(door: aiohttp.ClientSession, desk: Desk) -> None:
    headers = {
        "X-WC-Webhook-Signature": signature(BODY),
        "X-WC-Webhook-Topic": "product.updated",
        "X-WC-Webhook-Delivery-ID": "36e520eb",
    }

    async with door.post(WOOCOMMERCE, data=BODY, headers=headers) as answer:
        status = answer.status

    assert status == 202
    assert desk.got == [Push("woocommerce", "acme", "product.updated", BODY, "36e520eb")]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "none",
        "=====",
        signature(BODY, "another secret"),
        signature(BODY + b" "),
        sha256(BODY).hexdigest(),
        signature(BODY).lower(),
        "käse",
    ],
)
async def test_a_wrong_signature_is_refused_without_a_word_why(
    door: aiohttp.ClientSession, desk: Desk, given: str
) -> None:
    headers = shopify_headers(BODY) | {"X-Shopify-Hmac-Sha256": given}

    async with door.post(SHOPIFY, data=BODY, headers=headers) as answer:
        told = (answer.status, await answer.text())

    assert told == (401, "Unauthorized")
    assert desk.got == []


async def test_a_shop_that_is_not_there_answers_as_a_wrong_signature_does(
    door: aiohttp.ClientSession, desk: Desk
) -> None:
    async with door.post("/hooks/shopify/nobody", data=BODY, headers=shopify_headers(BODY)) as answer:
        told = (answer.status, await answer.text())

    assert told == (401, "Unauthorized")
    assert desk.got == []


async def test_one_platforms_secret_opens_no_other_platforms_door(door: aiohttp.ClientSession, desk: Desk) -> None:
    async with door.post(WOOCOMMERCE, data=BODY, headers=shopify_headers(BODY)) as answer:
        assert answer.status == 401


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_huge_body_is_refused(door: aiohttp.ClientSession, desk: Desk, chunked: bool) -> None:
    huge = b"x" * (MOST_BYTES + 1)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(huge), 2**16):
            yield huge[start : start + 2**16]

    data = pieces() if chunked else BytesIO(huge)
    async with door.post(SHOPIFY, data=data, headers=shopify_headers(huge)) as answer:
        assert answer.status == 413
    assert desk.got == []


async def test_a_packed_body_is_neither_unpacked_nor_taken(door: aiohttp.ClientSession, desk: Desk) -> None:
    packed = gzip.compress(b"0" * 2**20)
    headers = shopify_headers(b"0" * 2**20) | {"Content-Encoding": "gzip"}

    async with door.post(SHOPIFY, data=packed, headers=headers) as answer:
        assert answer.status == 401


async def test_what_the_desk_cannot_read_is_a_bad_request(door: aiohttp.ClientSession, desk: Desk) -> None:
    desk.error = UnreadablePush("no JSON")

    async with door.post(SHOPIFY, data=b"{", headers=shopify_headers(b"{")) as answer:
        assert (answer.status, await answer.text()) == (400, "Bad Request")


async def test_a_time_that_is_none_is_a_bad_request(door: aiohttp.ClientSession, desk: Desk) -> None:
    headers = shopify_headers(BODY) | {"X-Shopify-Triggered-At": "yesterday"}

    async with door.post(SHOPIFY, data=BODY, headers=headers) as answer:
        assert answer.status == 400
    assert desk.got == []


@pytest.mark.parametrize("verdict", [Verdict.REPEATED, Verdict.IGNORED, Verdict.LATE])
async def test_what_need_not_come_again_is_accepted(door: aiohttp.ClientSession, desk: Desk, verdict: Verdict) -> None:
    desk.verdict = verdict

    async with door.post(SHOPIFY, data=BODY, headers=shopify_headers(BODY)) as answer:
        assert answer.status == 202


async def test_a_full_desk_asks_to_come_again(door: aiohttp.ClientSession, desk: Desk) -> None:
    desk.verdict = Verdict.BUSY

    async with door.post(SHOPIFY, data=BODY, headers=shopify_headers(BODY)) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")


async def test_what_could_not_be_kept_is_to_come_again(door: aiohttp.ClientSession, desk: Desk) -> None:
    desk.error = OSError("the disk is full")

    async with door.post(SHOPIFY, data=BODY, headers=shopify_headers(BODY)) as answer:
        assert (answer.status, await answer.text()) == (503, "Service Unavailable")


async def test_a_desk_that_hangs_is_a_busy_one(door: aiohttp.ClientSession, desk: Desk) -> None:
    desk.pause = 60

    async with door.post(SHOPIFY, data=BODY, headers=shopify_headers(BODY)) as answer:
        assert answer.status == 503


async def test_woocommerces_unsigned_ping_is_answered_as_it_expects_and_does_nothing(
    door: aiohttp.ClientSession, desk: Desk
) -> None:
    async with door.post(WOOCOMMERCE, data={"webhook_id": "7"}) as answer:
        pinged = answer.status
    async with door.post(WOOCOMMERCE, data={"webhook_id": "7", "more": "x"}) as answer:
        more = answer.status

    assert (pinged, more, desk.got) == (200, 401, [])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", SHOPIFY, 405), ("POST", "/hooks/magento/acme", 404), ("POST", "/hooks/shopify/", 404), ("GET", "/", 404)],
)
async def test_other_ways_in_are_none(door: aiohttp.ClientSession, method: str, path: str, status: int) -> None:
    async with door.request(method, path) as answer:
        assert answer.status == status


async def test_metrics_health_and_readiness_are_served(door: aiohttp.ClientSession) -> None:
    async with door.get("/metrics") as answer:
        metrics = (answer.status, answer.headers["Content-Type"], await answer.text())
    async with door.get("/healthz") as answer:
        health = await answer.json()
    async with door.get("/readyz") as answer:
        ready = answer.status

    assert metrics == (200, "text/plain; version=0.0.4; charset=utf-8", "snaptap_up 1\n")
    assert (health, ready) == ({"status": "ok", "sources": []}, 200)


async def test_a_taken_port_is_told_with_the_fix(door: aiohttp.ClientSession) -> None:
    taken = int(str(door._base_url).rpartition(":")[2])  # noqa: SLF001  where the fixture listens

    with pytest.raises(BadInput, match="another `listen`"):
        async with served(application([], metrics=str, told=dict), "127.0.0.1", taken):
            pass


def test_the_signature_is_the_one_that_the_platforms_make() -> None:
    # Reckoned with `printf '{"id":1}' | openssl dgst -sha256 -hmac hush -binary | base64`.
    assert is_signed(b'{"id":1}', "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=", "hush")
