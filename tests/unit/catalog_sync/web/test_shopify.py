import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from catalog_sync.rows import SyncStopped
from catalog_sync.web import shopify
from catalog_sync.web.client import WebClient
from catalog_sync.web.download import download
from catalog_sync.web.names import listing_address, parse_address
from tests.unit.catalog_sync.doubles import NOW
from tests.unit.catalog_sync.web.conftest import ShopServer

Handler = Callable[[web.Request], Awaitable[web.Response]]


def product(number: int) -> dict[str, object]:
    return {"id": number, "title": "Kettle", "handle": f"kettle-{number}", "body_html": "", "variants": []}


def listing(*pages: range | list[int]) -> Handler:
    """Pages of products by their ids; after the last, empty ones."""

    async def answer(request: web.Request) -> web.Response:
        number = int(request.query["page"])
        ids = pages[number - 1] if number <= len(pages) else []
        return web.json_response({"products": [product(each) for each in ids]}, headers={"ETag": f'"{number}"'})

    return answer


async def why_stopped(client: WebClient, server: ShopServer, folder: Path) -> str:
    with pytest.raises(SyncStopped) as caught:
        await download(f"{server.url}/products.json", folder, client, NOW)
    return caught.value.code


async def test_a_listing_is_read_until_a_page_is_empty(client: WebClient, server: ShopServer, folder: Path) -> None:
    server.pages["/products.json"] = listing(range(250), range(250, 400), range(400, 402))

    found = await download(f"{server.url}/products.json?currency=EUR", folder, client, NOW)

    assert found.name == f"{server.url}/products.json?currency=EUR"
    assert [len(json.loads(each.path.read_text())["products"]) for each in found.documents] == [250, 150, 2]
    assert server.paths()[-1] == "/products.json?currency=EUR&limit=250&page=4"


async def test_each_page_is_called_by_its_address(client: WebClient, server: ShopServer, folder: Path) -> None:
    server.pages["/products.json"] = listing([1], [2])

    found = await download(f"{server.url}/products.json", folder, client, NOW)

    assert [each.name for each in found.documents] == [
        f"{server.url}/products.json?limit=250&page={number}" for number in (1, 2)
    ]


async def test_a_page_that_fails_leaves_no_half_listing(client: WebClient, server: ShopServer, folder: Path) -> None:
    whole = listing(range(250), range(250, 400))

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=500) if request.query["page"] == "2" else await whole(request)

    server.pages["/products.json"] = answer

    assert await why_stopped(client, server, folder) == "server_busy"


async def test_a_listing_is_unchanged_if_all_of_its_pages_are(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    changed = {"2"}
    whole = listing([1], [2])

    async def answer(request: web.Request) -> web.Response:
        known = "If-None-Match" in request.headers and request.query["page"] not in changed
        return web.Response(status=304) if known else await whole(request)

    server.pages["/products.json"] = answer
    found = []
    for _ in range(3):
        found.append(await download(f"{server.url}/products.json", folder, client, NOW))
        found[-1].landed()
        changed &= {"2"} if len(found) < 2 else set()

    assert [each.unchanged for each in found] == [False, False, True]
    assert len(found[2].documents) == 2


async def test_pages_that_repeat_for_ever_are_left(client: WebClient, server: ShopServer, folder: Path) -> None:
    server.pages["/products.json"] = listing(range(250), [300], *[range(250)] * 99)

    assert await why_stopped(client, server, folder) == "pages_repeat"
    assert len(server.heard) == 3


async def test_a_full_page_for_every_number_is_no_whole_listing(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    server.pages["/products.json"] = listing(*[range(250)] * 99)

    assert await why_stopped(client, server, folder) == "pages_repeat"


async def test_a_plain_file_is_one_page(client: WebClient, server: ShopServer, folder: Path) -> None:
    server.pages["/products.json"] = listing(*[[1, 2, 3]] * 99)

    assert len((await download(f"{server.url}/products.json", folder, client, NOW)).documents) == 1


async def test_new_products_for_ever_are_left(
    client: WebClient, server: ShopServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shopify, "MOST_PAGES", 5)
    server.pages["/products.json"] = listing(*[[number] for number in range(99)])

    assert await why_stopped(client, server, folder) == "too_many_pages"
    assert len(server.heard) == 5


@pytest.mark.parametrize("body", [b"<html>password</html>", b"", b'{"products": [{"id": 1, '])
async def test_what_is_no_listing_is_told(client: WebClient, server: ShopServer, folder: Path, body: bytes) -> None:
    server.pages["/products.json"] = body

    assert await why_stopped(client, server, folder) == "listing_unreadable"


@pytest.mark.parametrize(
    "body", [b'{"products": [{"id": "1", "title": "Kettle"}]}', b'{"sku": "1"}\n{"sku": "2"}\n', b'{"products": 5}']
)
async def test_what_is_only_called_so_is_a_file_like_any_other(
    client: WebClient, server: ShopServer, folder: Path, body: bytes
) -> None:
    server.pages["/products.json"] = body

    (document,) = (await download(f"{server.url}/products.json", folder, client, NOW)).documents

    assert (document.name, document.path.read_bytes()) == (f"{server.url}/products.json", body)


async def test_a_page_of_something_else_is_no_end_of_the_listing(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    whole = listing(range(250))

    async def answer(request: web.Request) -> web.Response:
        late = request.query["page"] == "2"
        return web.json_response({"errors": "busy"}) if late else await whole(request)

    server.pages["/products.json"] = answer

    assert await why_stopped(client, server, folder) == "listing_unreadable"


@pytest.mark.parametrize(
    ("given", "listing"),
    [
        ("https://shop.example", "https://shop.example/products.json"),
        ("https://shop.example/", "https://shop.example/products.json"),
        ("https://shop.example/collections/tea/", "https://shop.example/collections/tea/products.json"),
        ("https://shop.example/export.csv", "https://shop.example/export.csv"),
    ],
)
def test_a_shops_own_address_stands_for_its_listing_where_shopify_is_asked_for(given: str, listing: str) -> None:
    assert str(listing_address(given, "shopify")[0]) == listing
    assert listing_address(given, "auto") == parse_address(given)


async def test_an_empty_shop_is_no_reason_to_remove_everything(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    server.pages["/products.json"] = listing()

    assert await why_stopped(client, server, folder) == "empty"
