"""Whatever a server or the disk does: the reason is told with the fix, and nothing half is kept."""

import asyncio
import gzip
import json
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from catalog_sync.fetch import Source
from catalog_sync.rows import SyncStopped
from catalog_sync.sources import WebTools, gather_sources
from catalog_sync.web.client import WebClient
from catalog_sync.web.guard import AllowedHosts
from catalog_sync.web.limits import Limits
from tests.unit.catalog_sync.doubles import NOW
from tests.unit.catalog_sync.web.conftest import Handler, ShopServer, room

FEED = "id,title\n1,Kettle\n"
SUFFIXES = (".csv", ".json", ".jsonl")
IMPATIENT = Limits(connect=1.0, pause=0.5, total=1.5, attempts=2, backoff=0.001)


def web_tools(folder: Path, allowed: str = "127.0.0.1") -> WebTools:
    return WebTools(folder, AllowedHosts.parse(allowed), limits=IMPATIENT)


async def fetched(address: str, folder: Path, allowed: str = "127.0.0.1") -> Source:
    (source,) = await gather_sources([address], SUFFIXES, web_tools(folder, allowed), NOW)
    return source


async def landed(server: ShopServer, folder: Path) -> str:
    """The address of a feed that the shop has."""
    server.pages["/feed.csv"] = good
    address = f"{server.url}/feed.csv"
    (await fetched(address, folder)).landed()
    return address


def kept(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


async def good(request: web.Request) -> web.Response:
    known = request.headers.get("If-None-Match") == '"1"'
    return web.Response(status=304) if known else web.Response(text=FEED, headers={"ETag": '"1"'})


async def broken(_: web.Request) -> web.Response:
    return web.Response(status=500)


async def silent(_: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


def sends(body: bytes, *, length: int | None = None, then: str = "hangs up") -> Handler:
    """An answer that says it has a length, and what its server does when `body` is sent."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={} if length is None else {"Content-Length": str(length)})
        await response.prepare(request)
        await response.write(body)
        if then == "hangs":
            await asyncio.Event().wait()
        while then == "goes on":
            await asyncio.sleep(0.02)
            await response.write(body)
        assert request.transport
        request.transport.close()
        return response

    return answer


def leads_to(location: str) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": location})

    return answer


FAULTS = {
    "breaks": (broken, "server_busy"),
    "says nothing": (silent, "too_slow"),
    "stops in the body": (sends(b"id,title\n", then="hangs"), "too_slow"),
    "never comes to an end": (sends(b"1,Kettle\n", then="goes on"), "too_slow"),
    "breaks off": (sends(b"id,title\n", length=1000), "cut_off"),
    "says it is endless": (sends(b"id,title\n", length=10**15), "too_large"),
    "leads into the machine": (leads_to("http://169.254.169.254/latest"), "address_refused"),
    "leads to itself": (leads_to("/feed.csv"), "too_many_redirects"),
    "leads to a file": (leads_to("file:///etc/passwd"), "redirect_refused"),
}


@pytest.mark.parametrize(("fault", "code"), FAULTS.values(), ids=FAULTS)
async def test_a_server_that_fails_changes_nothing_of_what_landed(
    server: ShopServer, folder: Path, fault: Handler, code: str
) -> None:
    address = await landed(server, folder)
    before = kept(folder)

    server.pages["/feed.csv"] = fault
    with pytest.raises(SyncStopped, match=f"^{server.url}/feed.csv|^http://169") as caught:
        await fetched(address, folder)

    assert caught.value.code == code
    assert "; " in str(caught.value), "the fix is missing"
    assert kept(folder) == before
    server.pages["/feed.csv"] = good
    assert (await fetched(address, folder)).unchanged


@pytest.mark.parametrize("fault", [broken, silent, FAULTS["breaks off"][0], FAULTS["stops in the body"][0]])
async def test_a_server_that_recovers_is_read_all_the_same(server: ShopServer, folder: Path, fault: Handler) -> None:
    server.pages["/feed.csv"] = [fault, good]

    source = await fetched(f"{server.url}/feed.csv", folder)

    assert source.documents[0].path.read_text() == FEED


@pytest.mark.parametrize(
    "headers",
    [
        {"Last-Modified": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"},
        {"Last-Modified": "Mon, 01 Jan 0001 00:00:00 +2359", "Date": "Fri, 31 Dec 9999 23:59:59 -2359"},
    ],
)
async def test_headings_without_sense_do_no_harm(server: ShopServer, folder: Path, headers: dict[str, str]) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=FEED, headers={**headers, "Content-Type": "text/csv"})

    server.pages["/feed.csv"] = answer
    for _ in range(2):
        source = await fetched(f"{server.url}/feed.csv", folder)
        source.landed()

    assert source.documents[0].path.read_text() == FEED
    assert source.read_at <= NOW


@pytest.mark.parametrize("wait", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 -2359", "soon"])
async def test_no_time_that_a_server_asks_for_is_too_strange(server: ShopServer, folder: Path, wait: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": wait})

    server.pages["/feed.csv"] = answer

    with pytest.raises(SyncStopped, match="busy or broken"):
        await fetched(f"{server.url}/feed.csv", folder)


async def test_no_number_of_pages_is_too_strange(server: ShopServer, folder: Path) -> None:
    shown = [json.dumps(products(2)).encode(), b"[]"]

    async def answer(_: web.Request) -> web.Response:
        strange = {"X-WP-TotalPages": "9" * 5000, "X-WP-Total": "٣"}
        return web.Response(body=shown.pop(0), headers=strange)

    server.pages["/wp-json/wc/v3/products"] = answer

    source = await fetched(f"{server.url}/wp-json/wc/v3/products", folder)

    assert len(source.documents[0].path.read_text().splitlines()) == 2


async def test_a_server_that_lets_nobody_in_is_not_waited_for(folder: Path) -> None:
    """On Linux a port whose queue is full leaves who calls waiting."""
    with socket.socket() as full, socket.socket() as first:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        first.connect(full.getsockname())

        with pytest.raises(SyncStopped, match="does not answer in time"):
            await fetched(f"http://127.0.0.1:{full.getsockname()[1]}/feed.csv", folder)


async def test_what_takes_too_long_as_a_whole_is_not_begun_again(server: ShopServer, folder: Path) -> None:
    server.pages["/feed.csv"] = FAULTS["never comes to an end"][0]

    with pytest.raises(SyncStopped, match="does not come to an end"):
        await fetched(f"{server.url}/feed.csv", folder)

    assert len(server.heard) == 1


async def test_packed_nothings_without_end_stop_at_the_limit(server: ShopServer) -> None:
    """Each member of the stream is whole, and empty."""

    async def nothings(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Encoding": "gzip"})
        await response.prepare(request)
        while True:
            await response.write(gzip.compress(b"") * 500)

    server.pages["/feed.csv"] = nothings

    async with WebClient(AllowedHosts.parse("127.0.0.1"), Limits(total=20, attempts=1)) as client:
        with pytest.raises(SyncStopped, match="holds more than"):
            await client.read(f"{server.url}/feed.csv", most_bytes=1000)


def products(count: int) -> list[dict[str, object]]:
    return [{"id": number, "handle": "kettle", "body_html": "x" * 1000, "variants": []} for number in range(count)]


LARGE = {
    "/feed.csv": ("id,title\n" * 50_000).encode(),
    "/products.json": json.dumps({"products": products(200)}).encode(),
    "/wp-json/wc/v3/products": json.dumps(products(90)).encode(),
    "/page": b"<!doctype html><h1>Kettle</h1>" + b"<p>Boils water.</p>" * 5000,
}


@pytest.mark.parametrize("path", LARGE)
async def test_a_full_disk_is_told_and_left_as_it_was(server: ShopServer, folder: Path, path: str) -> None:
    server.pages[path] = LARGE[path]

    with room(50_000), pytest.raises(SyncStopped, match=r"cannot be kept here .+; free some space") as caught:
        await fetched(server.url + path, folder)

    assert caught.value.code == "disk_full"
    assert kept(folder) == {}


async def test_no_room_to_remember_what_landed_costs_a_download_and_no_more(server: ShopServer, folder: Path) -> None:
    server.pages["/feed.csv"] = good
    source = await fetched(f"{server.url}/feed.csv", folder)

    with room(10):
        source.landed()

    again = await fetched(f"{server.url}/feed.csv", folder)
    assert (again.unchanged, again.documents[0].path.read_text()) == (False, FEED)


async def test_a_folder_that_may_not_be_written_is_told(server: ShopServer, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("in the way")

    with pytest.raises(SyncStopped, match="cannot be kept here"):
        await fetched(f"{server.url}/feed.csv", tmp_path / "copies")


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.unit.catalog_sync.web.test_faults import fetched

async def run(address, folder, when):
    if when == "in the body":
        asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGKILL)
    await fetched(address, Path(folder))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(run(*sys.argv[1:]))
"""


@pytest.mark.parametrize("when", ["in the body", "before it landed"])
async def test_a_run_that_is_killed_leaves_what_landed(server: ShopServer, folder: Path, when: str) -> None:
    address = await landed(server, folder)

    half = sends(b"id,title\n2,Half", then="hangs")
    server.pages["/feed.csv"] = half if when == "in the body" else b"id,title\n2,Teapot\n"
    command = (sys.executable, "-c", KILLED, address, str(folder), when)
    child = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[4])
    assert await child.wait() == -signal.SIGKILL

    server.pages["/feed.csv"] = good
    source = await fetched(address, folder)
    assert (source.unchanged, source.documents[0].path.read_text()) == (True, FEED)


async def test_a_shop_waits_for_nobody_else(server: ShopServer, folder: Path) -> None:
    """A host that hangs holds up its own requests only."""
    server.pages |= {"/slow": silent, "/feed.csv": good}
    limits = Limits(pause=5, total=5, attempts=1, per_host=2)

    async with WebClient(AllowedHosts.parse("127.0.0.1,localhost"), limits) as client:
        slow = server.url.replace("127.0.0.1", "localhost")
        hanging = [asyncio.create_task(client.read(f"{slow}/slow", most_bytes=10)) for _ in range(9)]
        async with asyncio.timeout(3):
            await client.read(f"{server.url}/feed.csv", most_bytes=1000)
        for each in hanging:
            each.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


def counting(busiest: list[int]) -> Callable[[web.Request], object]:
    busy = 0

    async def answer(_: web.Request) -> web.Response:
        nonlocal busy
        busy += 1
        busiest.append(busy)
        await asyncio.sleep(0.05)
        busy -= 1
        return web.Response(body=b"picture")

    return answer


async def test_many_small_requests_share_a_few_places_and_waiting_is_not_counted(server: ShopServer) -> None:
    busiest: list[int] = []
    server.pages["/kettle.jpg"] = counting(busiest)
    limits = Limits(total=1.5, attempts=1, per_host=3)

    async with WebClient(AllowedHosts.parse("127.0.0.1"), limits) as client:
        asked = (client.read(f"{server.url}/kettle.jpg", most_bytes=100) for _ in range(120))
        bodies = {body for _, body in await asyncio.gather(*asked)}

    assert (bodies, max(busiest)) == ({b"picture"}, 3)
