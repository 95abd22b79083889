import gzip
import io
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time
from zipfile import ZipFile

import pytest
from aiohttp import web

from catalog_sync.fetch import Source
from catalog_sync.rows import SyncStopped
from catalog_sync.web.client import WebClient
from catalog_sync.web.download import download
from tests.unit.catalog_sync.doubles import NOW
from tests.unit.catalog_sync.web.conftest import ShopServer


def remembered(folder: Path) -> Path:
    (state,) = folder.glob("*.json")
    return state


def list_of(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def told(folder: Path) -> list[bytes]:
    return [content for file in folder.iterdir() for content in (file.name.encode(), file.read_bytes())]


FEED = "id,title\n1,Kettle\n"


def text(found: Source) -> str:
    (document,) = found.documents
    with document.open_text() as opened:
        return opened.read()


def feed(server: ShopServer, body: str = FEED, **headers: str) -> str:
    """A feed that a server with validators gives out: nothing if the caller has it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(request: web.Request) -> web.Response:
        known = {request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")}
        if known & {named.get("ETag"), named.get("Last-Modified")} - {None}:
            return web.Response(status=304)
        return web.Response(text=body, headers=named)

    server.pages["/feed.csv"] = answer
    return f"{server.url}/feed.csv"


async def test_a_feed_is_read_from_its_copy(client: WebClient, server: ShopServer, folder: Path) -> None:
    found = await download(feed(server) + "?token=hunter2", folder, client, NOW)

    assert (found.name, found.unchanged, found.partial) == (f"{server.url}/feed.csv", False, False)
    assert found.documents[0].name == found.name
    assert text(found) == FEED


async def test_a_feed_is_as_old_as_its_server_says(client: WebClient, server: ShopServer, folder: Path) -> None:
    address = feed(server, Last_Modified="Sun, 03 May 2026 10:00:00 GMT")

    found = await download(address, folder, client, NOW)

    assert found.read_at == found.documents[0].modified == datetime(2026, 5, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize("stated", ["Fri, 01 Jan 2100 00:00:00 GMT", "yesterday"])
async def test_it_is_never_of_tomorrow(client: WebClient, server: ShopServer, folder: Path, stated: str) -> None:
    found = await download(feed(server, Last_Modified=stated), folder, client, NOW)

    assert found.read_at <= NOW


@pytest.mark.parametrize("validator", [{"ETag": '"1"'}, {"Last_Modified": "Sun, 03 May 2026 10:00:00 GMT"}])
async def test_what_landed_is_not_sent_again(
    client: WebClient, server: ShopServer, folder: Path, validator: dict[str, str]
) -> None:
    address = feed(server, **validator)
    first = await download(address, folder, client, NOW)
    first.landed()

    second = await download(address, folder, client, NOW + timedelta(hours=1))

    assert second.unchanged
    assert (text(second), second.read_at) == (FEED, first.read_at)


async def test_what_did_not_land_is_sent_again(client: WebClient, server: ShopServer, folder: Path) -> None:
    address = feed(server, ETag='"1"')
    await download(address, folder, client, NOW)

    assert not (await download(address, folder, client, NOW)).unchanged


async def test_a_newer_feed_is_taken(client: WebClient, server: ShopServer, folder: Path) -> None:
    (await download(feed(server, ETag='"1"'), folder, client, NOW)).landed()

    found = await download(feed(server, "newer", ETag='"2"'), folder, client, NOW)

    assert (found.unchanged, text(found)) == (False, "newer")


async def test_a_run_that_breaks_off_leaves_what_landed(client: WebClient, server: ShopServer, folder: Path) -> None:
    (await download(feed(server, ETag='"1"'), folder, client, NOW)).landed()

    for body, stops in (("half a", 404), ("half a feed that nobody landed", None)):
        address = feed(server, body, ETag='"2"')
        if stops:
            server.pages["/feed.csv"] = web.Response(status=stops)
            with pytest.raises(SyncStopped):
                await download(address, folder, client, NOW)
        else:
            await download(address, folder, client, NOW)

    found = await download(feed(server, ETag='"1"'), folder, client, NOW)
    assert (found.unchanged, text(found)) == (True, FEED)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"slot": "a"}', "null"])
async def test_a_damaged_memory_is_none(client: WebClient, server: ShopServer, folder: Path, damage: str) -> None:
    address = feed(server, ETag='"1"')
    (await download(address, folder, client, NOW)).landed()
    remembered(folder).write_text(damage)

    found = await download(address, folder, client, NOW)

    assert (found.unchanged, text(found)) == (False, FEED)


async def test_a_copy_that_was_tampered_with_is_none(client: WebClient, server: ShopServer, folder: Path) -> None:
    address = feed(server, ETag='"1"')
    first = await download(address, folder, client, NOW)
    first.landed()
    first.documents[0].path.write_text("x")

    assert text(await download(address, folder, client, NOW)) == FEED


async def test_nothing_in_the_folder_tells_a_secret(client: WebClient, server: ShopServer, folder: Path) -> None:
    address = feed(server, ETag='"1"').replace("http://", "http://anna:hunter2@") + "?token=hunter2"

    (await download(address, folder, client, NOW)).landed()

    assert not any(b"hunter2" in content for content in told(folder))


async def test_copies_nobody_asks_for_are_deleted(client: WebClient, server: ShopServer, folder: Path) -> None:
    (await download(feed(server, "old"), folder, client, NOW)).landed()
    for file in list_of(folder):
        os.utime(file, (0, 0))
    server.pages["/other.csv"] = b"id\n"

    await download(f"{server.url}/other.csv", folder, client, NOW)

    assert [file.suffix for file in list_of(folder)] == [".a"]


async def test_those_that_are_asked_for_stay(client: WebClient, server: ShopServer, folder: Path) -> None:
    address = feed(server, ETag='"1"')
    (await download(address, folder, client, NOW)).landed()
    for _ in range(2):
        for file in list_of(folder):
            os.utime(file, (time() - 2 * 86_400,) * 2)
        found = await download(address, folder, client, NOW)

    assert found.unchanged
    assert min(file.stat().st_mtime for file in list_of(folder)) > time() - 60


async def test_a_packed_feed_is_unpacked_by_its_reader(client: WebClient, server: ShopServer, folder: Path) -> None:
    server.pages["/feed.csv.gz"] = gzip.compress(FEED.encode())

    assert text(await download(f"{server.url}/feed.csv.gz", folder, client, NOW)) == FEED


async def test_a_zip_archive_is_all_of_its_feeds(client: WebClient, server: ShopServer, folder: Path) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", FEED)
        archive.writestr("b.csv", FEED)
    server.pages["/feeds.zip"] = packed.getvalue()

    found = await download(f"{server.url}/feeds.zip", folder, client, NOW)

    assert [each.name for each in found.documents] == [f"{server.url}/feeds.zip/{name}" for name in ("a.csv", "b.csv")]


PAGE = "<!doctype html><html><head>{meta}</head><body><h1>Чайник</h1></body></html>"


@pytest.mark.parametrize(
    ("declared", "meta"),
    [("text/html; charset=windows-1251", ""), ("text/html", '<meta charset="windows-1251">'), ("text/html", "")],
)
async def test_a_page_is_read_in_the_encoding_that_is_declared(
    client: WebClient, server: ShopServer, folder: Path, declared: str, meta: str
) -> None:
    encoding = "windows-1251" if "1251" in declared + meta else "utf-8"
    body = PAGE.format(meta=meta).encode(encoding)
    server.pages["/p"] = web.Response(body=body, headers={"Content-Type": declared})

    assert "<h1>Чайник</h1>" in text(await download(f"{server.url}/p", folder, client, NOW))


async def test_a_table_that_is_called_a_page_stays_as_it_is(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    table = "id,title\n1,Café\n".encode("cp1252")
    server.pages["/feed"] = web.Response(body=table, headers={"Content-Type": "text/html; charset=utf-8"})

    found = await download(f"{server.url}/feed", folder, client, NOW)

    assert found.documents[0].path.read_bytes() == table


async def test_what_is_remembered_is_plain_to_a_person(client: WebClient, server: ShopServer, folder: Path) -> None:
    (await download(feed(server, ETag='"1"'), folder, client, NOW)).landed()

    assert json.loads(remembered(folder).read_text())["etag"] == '"1"'
