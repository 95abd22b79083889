import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from catalog_sync.fetch import Source
from catalog_sync.rows import SyncStopped
from catalog_sync.web.client import WebClient
from catalog_sync.web.download import download
from catalog_sync.web.logins import Login
from tests.unit.catalog_sync.doubles import NOW
from tests.unit.catalog_sync.web.conftest import ShopServer

PATH = "/wp-json/wc/v3/products"
LOGIN = Login("ck_1", "cs_1")


class Woo:
    """A shop's REST listing; headings may be bent."""

    def __init__(self, server: ShopServer, products: list[dict[str, Any]]) -> None:
        self.products = products
        self.per_page = 100
        self.headings: dict[str, str] = {}
        self.variations: dict[int, list[dict[str, Any]]] = {}
        self.busy = self.busiest = 0
        server.pages[PATH] = self.answer
        for product in products:
            server.pages[f"{PATH}/{product['id']}/variations"] = self.answer_variations

    async def answer(self, request: web.Request) -> web.Response:
        changed = self.products if "modified_after" not in request.query else self.products[-1:]
        return self.page(request, changed, self.headings)

    async def answer_variations(self, request: web.Request) -> web.Response:
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        await asyncio.sleep(0.01)
        product = int(request.path.split("/")[-2])
        self.busy -= 1
        return self.page(request, self.variations.get(product, []), {})

    def page(self, request: web.Request, things: list[Any], headings: dict[str, str]) -> web.Response:
        per_page, number = min(self.per_page, int(request.query["per_page"])), int(request.query["page"])
        told = {"X-WP-Total": str(len(things)), "X-WP-TotalPages": str(-(-len(things) // per_page))} | headings
        shown = things[(number - 1) * per_page : number * per_page]
        return web.json_response(shown, headers={name: value for name, value in told.items() if value})


def simple(count: int) -> list[dict[str, Any]]:
    return [{"id": number, "type": "simple"} for number in range(1, count + 1)]


def lines(found: Source) -> list[dict[str, Any]]:
    (document,) = found.documents
    return [json.loads(line) for line in document.path.read_text().splitlines()]


async def why_stopped(client: WebClient, server: ShopServer, folder: Path) -> str:
    with pytest.raises(SyncStopped) as caught:
        await download(server.url + PATH, folder, client, NOW, login=LOGIN)
    return caught.value.code


async def test_all_pages_become_one_document(client: WebClient, server: ShopServer, folder: Path) -> None:
    Woo(server, simple(230))

    found = await download(server.url + PATH, folder, client, NOW, login=LOGIN)

    assert [line["product"]["id"] for line in lines(found)] == list(range(1, 231))
    assert {request.headers["Authorization"] for request in server.heard} == {"Basic Y2tfMTpjc18x"}
    assert [request.query["page"] for request in server.heard] == ["1", "2", "3"]


async def test_a_variable_product_comes_with_all_of_its_variations(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    shop = Woo(server, [{"id": 1, "type": "simple"}, {"id": 2, "type": "variable"}])
    shop.variations[2] = [{"id": 1000 + number} for number in range(120)]

    found = lines(await download(server.url + PATH, folder, client, NOW, login=LOGIN))

    assert [len(line["variations"]) for line in found] == [0, 120]


async def test_no_more_than_a_few_variations_are_asked_for_at_a_time(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    shop = Woo(server, [{"id": number, "type": "variable"} for number in range(1, 40)])
    shop.variations = {number: [{"id": 1000 + number}] for number in range(1, 40)}

    found = lines(await download(server.url + PATH, folder, client, NOW, login=LOGIN))

    assert [line["variations"][0]["id"] - 1000 for line in found] == list(range(1, 40))
    assert 1 < shop.busiest <= 4


async def test_without_headings_pages_are_read_until_one_is_empty(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    shop = Woo(server, simple(230))
    shop.headings = {"X-WP-Total": "", "X-WP-TotalPages": ""}

    assert len(lines(await download(server.url + PATH, folder, client, NOW, login=LOGIN))) == 230


async def test_fewer_products_than_announced_are_no_listing(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    Woo(server, simple(230)).headings = {"X-WP-Total": "231"}

    assert await why_stopped(client, server, folder) == "listing_incomplete"


async def test_a_server_that_gives_one_page_for_ever_is_left(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    async def first(_: web.Request) -> web.Response:
        return web.json_response(simple(100), headers={"X-WP-TotalPages": "99", "X-WP-Total": "9900"})

    server.pages[PATH] = first

    assert await why_stopped(client, server, folder) == "pages_repeat"


async def test_variations_that_fail_leave_no_half_listing(client: WebClient, server: ShopServer, folder: Path) -> None:
    Woo(server, [{"id": 1, "type": "variable"}])
    server.pages[f"{PATH}/1/variations"] = [web.Response(status=500) for _ in range(9)]

    assert await why_stopped(client, server, folder) == "server_busy"


@pytest.mark.parametrize("body", [b"<html>", b'{"code": "rest_no_route"}', b"[5]", b'[{"id": "../../users"}]', b"null"])
async def test_what_is_no_listing_is_told(client: WebClient, server: ShopServer, folder: Path, body: bytes) -> None:
    server.pages[PATH] = body

    assert await why_stopped(client, server, folder) == "listing_unreadable"


async def test_an_empty_shop_is_no_reason_to_remove_everything(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    Woo(server, [])

    assert await why_stopped(client, server, folder) == "empty"


async def test_a_partial_run_asks_for_what_changed_since_the_last(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    Woo(server, simple(3)).headings = {"Date": "Mon, 04 May 2026 10:00:00 GMT"}
    (await download(server.url + PATH, folder, client, NOW, login=LOGIN)).landed()

    later = NOW + timedelta(hours=1)
    found = await download(server.url + PATH, folder, client, later, login=LOGIN, changed_only=True)

    assert found.partial
    assert [line["product"]["id"] for line in lines(found)] == [3]
    assert server.heard[-1].query["modified_after"] == "2026-05-04T09:55:00"
    assert server.heard[-1].query["dates_are_gmt"] == "true"


async def test_the_first_partial_run_is_a_whole_one(client: WebClient, server: ShopServer, folder: Path) -> None:
    Woo(server, simple(3))

    found = await download(server.url + PATH, folder, client, NOW, login=LOGIN, changed_only=True)

    assert (found.partial, len(lines(found))) == (False, 3)


async def test_a_partial_run_may_find_nothing_new(client: WebClient, server: ShopServer, folder: Path) -> None:
    shop = Woo(server, simple(3))
    (await download(server.url + PATH, folder, client, NOW, login=LOGIN)).landed()
    shop.products = []

    found = await download(server.url + PATH, folder, client, NOW, login=LOGIN, changed_only=True)

    assert (found.partial, found.unchanged) == (True, True)


async def test_the_key_is_not_sent_in_the_open(folder: Path) -> None:
    async with WebClient() as client:
        with pytest.raises(SyncStopped, match="https"):
            await download("http://shop.example" + PATH, folder, client, NOW, login=LOGIN)


async def test_a_wrong_key_is_told_with_the_fix(client: WebClient, server: ShopServer, folder: Path) -> None:
    server.pages[PATH] = web.Response(status=401)

    with pytest.raises(SyncStopped, match="login or key"):
        await download(server.url + PATH, folder, client, NOW, login=LOGIN)
