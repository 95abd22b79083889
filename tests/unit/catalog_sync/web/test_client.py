import asyncio
import gzip
import io
import socket
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic

import pytest
from aiohttp import web

from catalog_sync.rows import SyncStopped
from catalog_sync.web.client import WebClient
from catalog_sync.web.guard import AllowedHosts
from catalog_sync.web.limits import Limits
from catalog_sync.web.logins import Login
from catalog_sync.web.unpack import AT_ONCE, Body
from tests.unit.catalog_sync.web.conftest import QUICK, Resolver, ShopServer

Says = Callable[[bytes], Awaitable[str]]
Start = Callable[[], Awaitable[ShopServer]]
MB = 2**20


async def body(client: WebClient, address: str, most_bytes: int = MB) -> bytes:
    return (await client.read(address, most_bytes=most_bytes))[1]


async def why_stopped(client: WebClient, address: str, most_bytes: int = MB) -> str:
    with pytest.raises(SyncStopped) as caught:
        await client.read(address, most_bytes=most_bytes)
    return caught.value.code


async def hang(_: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def drip(request: web.Request) -> web.StreamResponse:
    """A byte now and then, for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b".")
        await asyncio.sleep(0.05)


async def forever(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"." * 2**16)


async def test_a_server_that_recovers_is_asked_again(client: WebClient, server: ShopServer) -> None:
    server.pages["/feed.csv"] = [web.Response(status=500), web.Response(status=503), b"id,title\n"]

    assert await body(client, f"{server.url}/feed.csv") == b"id,title\n"


async def test_what_half_an_answer_left_is_not_in_the_next_one(client: WebClient, server: ShopServer) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"half " * 100)
        assert request.transport
        request.transport.close()
        return response

    server.pages["/feed.csv"] = [half, b"whole"]

    assert await body(client, f"{server.url}/feed.csv") == b"whole"


async def test_one_that_does_not_recover_is_given_up(client: WebClient, server: ShopServer) -> None:
    server.pages["/feed.csv"] = [web.Response(status=502) for _ in range(9)]

    assert await why_stopped(client, f"{server.url}/feed.csv") == "server_busy"
    assert len(server.heard) == QUICK.attempts


@pytest.mark.parametrize(
    ("status", "code"), [(404, "not_found"), (410, "not_found"), (401, "access_refused"), (418, "unexpected_status")]
)
async def test_what_asking_again_does_not_help_is_asked_once(
    client: WebClient, server: ShopServer, status: int, code: str
) -> None:
    server.pages["/feed.csv"] = lambda _: refuse(status)

    assert await why_stopped(client, f"{server.url}/feed.csv") == code
    assert len(server.heard) == 1


async def refuse(status: int) -> web.Response:
    return web.Response(status=status)


async def test_the_time_a_server_asks_for_is_waited(client: WebClient, server: ShopServer) -> None:
    server.pages["/feed.csv"] = [web.Response(status=429, headers={"Retry-After": "1"}), b"now"]
    began = monotonic()

    assert await body(client, f"{server.url}/feed.csv") == b"now"
    assert monotonic() - began >= 1.0


async def test_a_time_may_be_a_date(client: WebClient, server: ShopServer) -> None:
    past = f"{datetime(2020, 1, 1, tzinfo=UTC):%a, %d %b %Y %H:%M:%S GMT}"
    server.pages["/feed.csv"] = [web.Response(status=503, headers={"Retry-After": past}), b"now"]

    assert await body(client, f"{server.url}/feed.csv") == b"now"


async def test_too_long_a_time_is_left_to_the_merchant(client: WebClient, server: ShopServer) -> None:
    server.pages["/feed.csv"] = [web.Response(status=429, headers={"Retry-After": "86400"}), b"now"]

    with pytest.raises(SyncStopped, match="wait 86400 s; sync again then"):
        await client.read(f"{server.url}/feed.csv", most_bytes=MB)


async def test_silence_is_not_waited_out(server: ShopServer) -> None:
    server.pages["/feed.csv"] = hang

    async with WebClient(AllowedHosts.parse("127.0.0.1"), Limits(pause=0.1, attempts=1)) as client:
        async with asyncio.timeout(5):
            assert await why_stopped(client, f"{server.url}/feed.csv") == "too_slow"


async def test_nor_is_an_answer_that_takes_for_ever(server: ShopServer) -> None:
    server.pages["/feed.csv"] = drip

    async with WebClient(AllowedHosts.parse("127.0.0.1"), Limits(total=0.3, attempts=1)) as client:
        assert await why_stopped(client, f"{server.url}/feed.csv") == "too_slow"


async def test_nobody_there_is_told(client: WebClient) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/feed.csv"

        assert await why_stopped(client, address) == "unreachable"


OK = b"HTTP/1.1 200 OK\r\n"
PACKED = gzip.compress(b"id,title\n" * 1000, mtime=0)


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 10\r\n\r\nabc",
        OK + b"Content-Length: 3\r\n\r\nabcdefgh",
        OK + b"Content-Length: 3\r\nContent-Length: 8\r\n\r\nabcdefgh",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % (len(PACKED) - 20) + PACKED[:-20],
        OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        OK + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-1],
        b"SSH-2.0-OpenSSH\r\n\r\n",
    ],
    ids=["short", "long", "two lengths", "no last chunk", "cut gzip", "no gzip", "no checksum", "no http"],
)
async def test_a_body_that_is_not_what_it_says_is_refused(client: WebClient, says: Says, answer: bytes) -> None:
    assert await why_stopped(client, await says(answer)) == "cut_off"


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 3\r\n\r\nabc",
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        OK + b"\r\nabc",
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a", mtime=0) + gzip.compress(b"bc", mtime=0),
    ],
    ids=["length", "chunks", "until it hangs up", "gzip in two parts"],
)
async def test_a_whole_one_is_taken(client: WebClient, says: Says, answer: bytes) -> None:
    assert await body(client, await says(answer)) == b"abc"


async def test_a_packed_body_of_any_length_arrives_whole(client: WebClient, says: Says) -> None:
    content = bytes(range(256)) * 4000 + b"\0" * 3_000_000
    packed = gzip.compress(content)

    answer = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed

    assert await body(client, await says(answer), 8 * MB) == content


async def test_an_unknown_packing_is_named(client: WebClient, says: Says) -> None:
    address = await says(OK + b"Content-Encoding: compress\r\nContent-Length: 3\r\n\r\nabc")

    assert await why_stopped(client, address) == "packing_unknown"


async def test_a_body_said_to_be_too_large_is_not_begun(client: WebClient, says: Says) -> None:
    assert await why_stopped(client, await says(OK + b"Content-Length: 99999999999\r\n\r\n")) == "too_large"


async def test_one_that_never_ends_stops_at_the_limit(client: WebClient, server: ShopServer) -> None:
    server.pages["/feed.csv"] = forever

    assert await why_stopped(client, f"{server.url}/feed.csv") == "too_large"


async def test_a_packed_bomb_is_never_unpacked_beyond_the_limit(client: WebClient, says: Says) -> None:
    bomb = gzip.compress(b"\0" * 64 * MB)
    address = await says(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb)
    unpacked = io.BytesIO()

    with pytest.raises(SyncStopped, match="more than 1 MB"):
        await client.get(address, unpacked, most_bytes=MB)

    assert len(unpacked.getvalue()) <= MB


def test_nor_is_it_unpacked_at_a_stroke() -> None:
    class Pieces(io.BytesIO):
        largest = 0

        def write(self, piece: bytes, /) -> int:
            self.largest = max(self.largest, len(piece))
            return 0

    pieces = Pieces()
    unpacking = Body(pieces, "gzip", 64 * MB, "feed.csv")

    unpacking.write(gzip.compress(b"\0" * 32 * MB))

    unpacking.finish()
    assert 0 < pieces.largest <= AT_ONCE


async def test_redirects_are_followed(client: WebClient, server: ShopServer) -> None:
    server.pages |= {"/feed": web.Response(status=302, headers={"Location": "/today.csv"}), "/today.csv": b"today"}

    assert await body(client, f"{server.url}/feed") == b"today"


async def test_redirects_in_a_circle_are_left(client: WebClient, server: ShopServer) -> None:
    async def again(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/feed"})

    server.pages["/feed"] = again

    assert await why_stopped(client, f"{server.url}/feed") == "too_many_redirects"
    assert len(server.heard) == QUICK.redirects + 1


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://127.0.0.1:{port}/secret", "address_refused"),
        ("http://[::1]:{port}/secret", "address_refused"),
        ("http://[::ffff:127.0.0.1]:{port}/secret", "address_refused"),
        ("http://0.0.0.0:{port}/secret", "address_refused"),
        ("http://169.254.169.254/latest/meta-data", "address_refused"),
        ("http://[fd00:ec2::254]/latest/meta-data", "address_refused"),
        ("http://[64:ff9b::7f00:1]:{port}/secret", "address_refused"),
        ("http://localhost:{port}/secret", "address_refused"),
        ("http://2130706433:{port}/secret", "address_unreadable"),
        ("http://127.1:{port}/secret", "address_unreadable"),
        ("file:///etc/passwd", "redirect_refused"),
        ("ftp://127.0.0.1/secret", "redirect_refused"),
        ("http://[::1", "redirect_refused"),
    ],
)
async def test_a_redirect_leads_to_no_private_place(start: Start, target: str, code: str) -> None:
    shop, inside = await start(), await start()
    port = inside.url.rpartition(":")[2]
    inside.pages["/secret"] = b"secret"
    shop.pages["/feed"] = web.Response(status=302, headers={"Location": target.format(port=port)})

    async with WebClient(AllowedHosts.parse(shop.url.removeprefix("http://")), QUICK) as client:
        assert await why_stopped(client, f"{shop.url}/feed") == code

    assert inside.heard == []


async def test_a_name_that_leads_inside_is_refused_and_asked_for_once(server: ShopServer) -> None:
    names = Resolver("127.0.0.1")

    async with WebClient(limits=QUICK, resolver=names) as client:
        assert await why_stopped(client, server.url.replace("127.0.0.1", "shop.example")) == "address_refused"

    assert (names.asked, server.heard) == (1, [])


async def test_a_name_that_moves_inside_between_two_requests_is_refused(server: ShopServer) -> None:
    """The first answer is a public address at which nobody may be reached in a test."""
    names = Resolver("93.184.215.14", "127.0.0.1", "127.0.0.1")
    port = server.url.rpartition(":")[2]

    async with WebClient(limits=QUICK, resolver=names) as client:
        with pytest.raises(Exception, match=r"93\.184\.215\.14"):
            await client.read(f"http://shop.example:{port}/", most_bytes=MB)
        client_codes = [await why_stopped(client, f"http://shop{number}.example:{port}/") for number in (1, 2)]

    assert (client_codes, server.heard) == (["address_refused"] * 2, [])


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


async def test_an_addresss_own_password_is_sent_but_not_as_part_of_it(client: WebClient, server: ShopServer) -> None:
    server.pages["/feed.csv"] = b"x"

    await body(client, server.url.replace("http://", "http://anna:hunter2@") + "/feed.csv")

    (request,) = server.heard
    assert request.headers["Authorization"] == basic("anna", "hunter2")
    assert "hunter2" not in str(request.url)


async def test_a_password_stays_with_its_host(client: WebClient, start: Start) -> None:
    shop, other = await start(), await start()
    shop.pages["/feed"] = web.Response(status=302, headers={"Location": f"{other.url}/feed"})
    other.pages["/feed"] = b"x"

    await client.read(f"{shop.url}/feed", most_bytes=MB, login=Login("anna", "hunter2"))

    assert "Authorization" in shop.heard[0].headers
    assert "Authorization" not in other.heard[0].headers


async def test_a_password_is_not_sent_in_the_open() -> None:
    async with WebClient(limits=QUICK) as client:
        assert await why_stopped(client, "http://anna:hunter2@shop.example/feed.csv") == "password_in_the_open"


async def test_no_reason_tells_a_secret(client: WebClient, server: ShopServer) -> None:
    address = server.url.replace("http://", "http://anna:hunter2@") + "/feed.csv?token=hunter2"

    with pytest.raises(SyncStopped) as caught:
        await client.read(address, most_bytes=MB)

    assert "hunter2" not in str(caught.value)


async def test_cookies_are_not_kept(server: ShopServer) -> None:
    address = server.url.replace("127.0.0.1", "shop.example") + "/feed.csv"
    server.pages["/feed.csv"] = [web.Response(headers={"Set-Cookie": "session=1"}), b"x"]

    async with WebClient(AllowedHosts.parse("shop.example"), QUICK, Resolver("127.0.0.1")) as client:
        for _ in range(2):
            await body(client, address)

    assert "Cookie" not in server.heard[1].headers


async def test_a_proxy_of_the_environment_is_not_used(
    client: WebClient, server: ShopServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.pages["/feed.csv"] = b"x"

    assert await body(client, f"{server.url}/feed.csv") == b"x"


async def test_nothing_newer_is_no_answer_to_those_who_did_not_ask(client: WebClient, server: ShopServer) -> None:
    server.pages["/feed.csv"] = [web.Response(status=304)]

    assert await why_stopped(client, f"{server.url}/feed.csv") == "unexpected_status"
