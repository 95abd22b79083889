from asyncio import Event, sleep, wait_for
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from email.utils import format_datetime
from hashlib import sha256
from io import BytesIO

import pytest
from aiohttp import web
from PIL import Image

from catalog_sync import pictures
from catalog_sync.address_book import FILE
from catalog_sync.looks import open_gallery
from catalog_sync.pictures import Found, Looks, NotNow, thumbnail_name
from catalog_sync.sources import WebTools
from catalog_sync.tools import SyncTools
from catalog_sync.web.guard import AllowedHosts
from catalog_sync.web.pictures import FAILURES, PER_HOST
from tests.unit.catalog_sync.doubles import NOW, MeanColourEncoder, Shop
from tests.unit.catalog_sync.web.conftest import QUICK, Resolver, ShopServer

Start = Callable[[], Awaitable[ShopServer]]
IMPATIENT = replace(QUICK, attempts=1)


def drawn(colour: str = "teal", size: tuple[int, int] = (40, 30)) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return content.getvalue()


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def impatient(tools: SyncTools) -> SyncTools:
    return replace(tools, web=replace(tools.web, limits=IMPATIENT))


async def look_at(tools: SyncTools, addresses: Sequence[str], *, settled: bool = False) -> Looks:
    async with open_gallery(impatient(tools)) as gallery:
        asked = {address: Found(picture=address) for address in addresses}
        return await gallery.look_at(asked, asked if settled else ())


async def test_a_picture_by_its_address_is_kept_by_its_content_and_embedded(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = drawn()
    address = f"{server.url}/kettle.png"

    looks = await look_at(shop.tools, [address])

    look = hash_of(drawn())
    assert looks == Looks({address: Found(thumbnail_name(look), look)}, {})
    assert (shop.tools.pictures / thumbnail_name(look)).is_file()
    assert ("mean-colour", look) in shop.embeddings.kept


async def test_one_picture_at_two_addresses_is_embedded_once(shop: Shop, server: ShopServer) -> None:
    server.pages |= {"/a.png": drawn(), "/b.png": drawn()}

    looks = await look_at(shop.tools, [f"{server.url}/a.png", f"{server.url}/b.png"])

    assert {found.look_hash for found in looks.found.values()} == {hash_of(drawn())}
    assert shop.photo.encoded == 1


async def test_a_large_picture_travels_over_the_disk(shop: Shop, server: ShopServer) -> None:
    content = drawn() + b"\0" * 3 * 2**20
    server.pages["/kettle.png"] = content

    looks = await look_at(shop.tools, [f"{server.url}/kettle.png"])

    assert [found.look_hash for found in looks.found.values()] == [hash_of(content)]


async def test_an_unchanged_picture_is_not_sent_again(shop: Shop, server: ShopServer) -> None:
    async def kettle(request: web.Request) -> web.Response:
        same = request.headers.get("If-None-Match") == '"v1"'
        return web.Response(status=304) if same else web.Response(body=drawn(), headers={"ETag": '"v1"'})

    server.pages["/kettle.png"] = kettle
    address = f"{server.url}/kettle.png"
    first = await look_at(shop.tools, [address])

    again = await look_at(shop.tools, [address])

    assert again == first
    assert [request.headers.get("If-None-Match") for request in server.heard] == [None, '"v1"']
    assert shop.photo.encoded == 1


async def test_a_server_without_etags_is_asked_by_the_pictures_time(shop: Shop, server: ShopServer) -> None:
    time = format_datetime(NOW, usegmt=True)
    server.pages["/kettle.png"] = [
        web.Response(body=drawn(), headers={"Last-Modified": time}),
        web.Response(status=304),
    ]
    address = f"{server.url}/kettle.png"
    first = await look_at(shop.tools, [address])

    assert await look_at(shop.tools, [address]) == first
    assert server.heard[1].headers["If-Modified-Since"] == time


async def test_a_picture_painted_anew_at_its_old_address_is_looked_at_again(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = [drawn("teal"), drawn("coral")]
    address = f"{server.url}/kettle.png"
    await look_at(shop.tools, [address])

    looks = await look_at(shop.tools, [address])

    assert looks.found[address].look_hash == hash_of(drawn("coral"))


async def test_a_server_that_vouches_for_a_picture_is_not_asked_meanwhile(shop: Shop, server: ShopServer) -> None:
    headers = {"Cache-Control": "public, max-age=600"}
    server.pages["/kettle.png"] = web.Response(body=drawn(), headers=headers)
    address = f"{server.url}/kettle.png"
    first = await look_at(shop.tools, [address])

    assert await look_at(shop.tools, [address]) == first
    assert len(server.heard) == 1


async def test_what_nobody_says_has_changed_is_not_asked_for_where_its_look_is_kept(
    shop: Shop, server: ShopServer
) -> None:
    server.pages["/kettle.png"] = drawn()
    address = f"{server.url}/kettle.png"
    first = await look_at(shop.tools, [address])

    assert await look_at(shop.tools, [address], settled=True) == first
    assert len(server.heard) == 1


async def test_another_encoder_looks_at_the_kept_copies_and_asks_nobody(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = drawn()
    address = f"{server.url}/kettle.png"
    await look_at(shop.tools, [address])

    await look_at(replace(shop.tools, photo=MeanColourEncoder(name="other")), [address], settled=True)

    assert ("other", hash_of(drawn())) in shop.embeddings.kept
    assert len(server.heard) == 1


async def test_a_lost_copy_is_fetched_again_whole(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = [web.Response(body=drawn(), headers={"ETag": '"v1"'}) for _ in range(2)]
    address = f"{server.url}/kettle.png"
    await look_at(shop.tools, [address])
    copy = shop.tools.pictures / thumbnail_name(hash_of(drawn()))
    copy.unlink()

    await look_at(shop.tools, [address], settled=True)

    assert copy.is_file()
    assert [request.headers.get("If-None-Match") for request in server.heard] == [None, None]
    assert shop.photo.encoded == 1


@pytest.mark.parametrize(
    ("page", "code", "kept_address"),
    [
        (None, "picture_missing", False),
        (web.Response(status=403), "picture_unreachable", True),
        (web.Response(status=500), "picture_unreachable", True),
        (b"no picture", "picture_broken", False),
        (b"<!DOCTYPE html><title>Log in</title>", "picture_is_page", False),
        (b"", "picture_broken", False),
    ],
    ids=["not there", "forbidden", "server broken", "no picture", "page", "empty"],
)
async def test_what_cannot_be_had_from_an_address_is_noted_and_the_rest_goes_on(
    shop: Shop, server: ShopServer, page: object, code: str, *, kept_address: bool
) -> None:
    server.pages |= {"/good.png": drawn()} | ({"/bad.png": page} if page is not None else {})
    named = server.url.replace("127.0.0.1", "acme.example")
    good, bad = f"{named}/good.png", f"{named}/bad.png"
    allowed, resolver = AllowedHosts.parse("acme.example"), Resolver("127.0.0.1")
    fetching = replace(shop.tools.web, allowed=allowed, resolver=resolver)

    looks = await look_at(replace(shop.tools, web=fetching), [bad, good])

    assert looks.found[good].look_hash == hash_of(drawn())
    assert looks.found[bad] == Found(picture=bad if kept_address else None)
    assert (list(looks.lacking), looks.lacking[bad].code) == ([bad], code)
    assert isinstance(looks.lacking[bad], NotNow)


async def test_an_address_in_a_private_network_is_passed_on_to_no_messenger(shop: Shop, server: ShopServer) -> None:
    server.pages["/bad.png"] = web.Response(status=403)
    bad = f"{server.url}/bad.png"

    looks = await look_at(shop.tools, [bad])

    assert (looks.found[bad], looks.lacking[bad].code) == (Found(), "picture_unreachable")


async def test_a_picture_above_the_limit_is_not_read_to_its_end(
    shop: Shop, server: ShopServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(pictures.MOST_BYTES // 2**18 + 4):
            await answer.write(b"\0" * 2**18)
        return answer

    server.pages["/huge.png"] = endless
    address = f"{server.url}/huge.png"

    looks = await look_at(shop.tools, [address])

    assert looks.lacking[address].code == "picture_too_large"


async def test_a_private_address_is_refused(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = drawn()
    address = f"{server.url}/kettle.png"

    looks = await look_at(replace(shop.tools, web=WebTools(shop.folder)), [address])

    assert (looks.lacking[address].code, server.heard) == ("picture_refused", [])


async def test_what_is_no_picture_is_not_sent_again_before_it_changes(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = [
        web.Response(body=b"no picture", headers={"ETag": '"v1"'}),
        web.Response(status=304),
        drawn(),
    ]
    address = f"{server.url}/kettle.png"
    first = await look_at(shop.tools, [address])

    second = await look_at(shop.tools, [address], settled=True)
    third = await look_at(shop.tools, [address], settled=True)

    assert [looks.lacking[address].code for looks in (first, second)] == ["picture_broken"] * 2
    assert server.heard[1].headers["If-None-Match"] == '"v1"'
    assert third.found[address].look_hash == hash_of(drawn())


async def test_a_server_that_is_down_leaves_the_look_that_the_shop_has(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = [drawn(), web.Response(status=503)]
    address = f"{server.url}/kettle.png"
    first = await look_at(shop.tools, [address])

    again = await look_at(shop.tools, [address])

    assert again == first
    assert len(server.heard) == 2


async def test_a_picture_taken_off_the_server_is_not_shown_any_more(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = drawn()
    address = f"{server.url}/kettle.png"
    await look_at(shop.tools, [address])
    del server.pages["/kettle.png"]

    looks = await look_at(shop.tools, [address])

    assert looks.found[address] == Found()


async def test_a_server_is_asked_for_a_few_pictures_at_a_time(shop: Shop, server: ShopServer) -> None:
    asked = most = 0

    async def slow(request: web.Request) -> web.Response:
        nonlocal asked, most
        asked += 1
        most = max(most, asked)
        await sleep(0.01)
        asked -= 1
        return web.Response(body=drawn(size=(40, 20 + int(request.path.strip("/")))))

    server.pages = {f"/{number}": slow for number in range(3 * PER_HOST)}

    looks = await look_at(shop.tools, [f"{server.url}{path}" for path in server.pages])

    assert (most, looks.lacking) == (PER_HOST, {})


async def test_a_slow_server_does_not_hold_up_another_ones_pictures(shop: Shop, start: Start) -> None:
    slow, quick = await start(), await start()
    let_go = Event()

    async def wait(_: web.Request) -> web.Response:
        await wait_for(let_go.wait(), 5)
        return web.Response(body=drawn("coral"))

    async def go(_: web.Request) -> web.Response:
        let_go.set()
        return web.Response(body=drawn())

    slow.pages, quick.pages = {"/a": wait, "/b": wait}, {"/": go}

    async with open_gallery(shop.tools) as gallery:
        addresses = [f"{slow.url}/a", f"{slow.url}/b", f"{quick.url}/"]
        looks = await gallery.look_at({address: Found(picture=address) for address in addresses})

    assert not looks.lacking


async def test_a_server_that_fails_again_and_again_is_left_alone(shop: Shop, server: ShopServer) -> None:
    server.pages = {f"/{number}": web.Response(status=500) for number in range(10 * FAILURES)}
    addresses = [f"{server.url}{path}" for path in server.pages]

    looks = await look_at(shop.tools, addresses)

    assert len(looks.lacking) == 10 * FAILURES
    assert len(server.heard) < FAILURES + PER_HOST


async def test_a_broken_book_of_addresses_costs_downloads_and_nothing_else(shop: Shop, server: ShopServer) -> None:
    server.pages["/kettle.png"] = [web.Response(body=drawn(), headers={"ETag": '"v1"'}) for _ in range(2)]
    address = f"{server.url}/kettle.png"
    first = await look_at(shop.tools, [address])
    (shop.tools.pictures / FILE).write_bytes(b"no database" * 1000)

    assert await look_at(shop.tools, [address]) == first
    assert "If-None-Match" not in server.heard[1].headers
