"""From a shop's own server into the shop in memory: what it lists arrives, and what it takes away goes."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from catalog_sync.journey import sync, sync_creators
from catalog_sync.report import SyncReport
from catalog_sync.rows import SyncStopped
from catalog_sync.sources import WebTools
from catalog_sync.tools import SyncTools
from catalog_sync.web import pages
from catalog_sync.web.guard import AllowedHosts
from tests.unit.catalog_sync.doubles import NOW, Shop
from tests.unit.catalog_sync.web.conftest import QUICK, Resolver, ShopServer
from tests.unit.catalog_sync.web.test_woocommerce import PATH, Woo


@dataclass(frozen=True)
class ClockAt:
    """The port Clock."""

    when: datetime

    def now(self) -> datetime:
        return self.when


async def bring(shop: Shop, place: str, *, asked: str = "auto", hours: int = 0, dry_run: bool = False) -> SyncReport:
    """One source on its whole way, `hours` after the first time."""
    return await sync([place], merchant="acme", tools=tools_of(shop, hours), format=asked, dry_run=dry_run)


def tools_of(shop: Shop, hours: int) -> SyncTools:
    allowed = AllowedHosts.parse("acme.example")
    resolver = Resolver("127.0.0.1")
    fetching = WebTools(shop.folder / "fetched", allowed, limits=QUICK, resolver=resolver, changed_only=True)
    return replace(shop.tools, web=fetching, clock=ClockAt(NOW + timedelta(hours=hours)))


def prices(shop: Shop) -> dict[str, int]:
    (listed,) = shop.store.listings.values()
    return {sku: record.price.amount for sku, record in listed.items()}


@pytest.fixture
def server(server: ShopServer) -> ShopServer:
    """Known by a name: shoppers are sent to no private address."""
    server.url = server.url.replace("127.0.0.1", "acme.example")
    return server


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def shopify_product(number: int, *skus: str, price: str = "15.00") -> dict[str, Any]:
    variants = [
        {"id": number * 100 + at, "title": sku, "sku": sku, "price": price, "available": True, "option1": sku}
        for at, sku in enumerate(skus)
    ]
    options = [{"name": "Size", "values": list(skus)}]
    words = {"title": f"Kettle {number}", "body_html": "<p>Boils water.</p>", "vendor": "Quill"}
    return {"id": number, "handle": f"kettle-{number}", **words, "variants": variants, "options": options}


class Shopify:
    """`/products.json` as Shopify turns its pages, with an ETag for each."""

    def __init__(self, server: ShopServer, *products: dict[str, Any]) -> None:
        self.products, self.broken, self.sent = list(products), 0, 0
        self.address = f"{server.url}/products.json"
        server.pages["/products.json"] = self.answer

    async def answer(self, request: web.Request) -> web.Response:
        limit, number = min(250, int(request.query.get("limit", 30))), int(request.query.get("page", 1))
        shown = self.products[(number - 1) * limit : number * limit]
        tag = f'"{hash(str(shown))}"'
        if self.broken == number:
            return web.Response(status=500)
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        self.sent += 1
        return web.json_response({"products": shown}, headers={"ETag": tag})


async def test_all_pages_of_a_shopify_shop_arrive(shop: Shop, server: ShopServer) -> None:
    shopify = Shopify(server, *(shopify_product(number, f"k{number}") for number in range(600)))

    report = await bring(shop, server.url, asked="shopify")

    assert (report.source, report.format) == (shopify.address, "shopify")
    assert prices(shop) == {f"k{number}": 1500 for number in range(600)}
    (record,) = [each for each in shop.store.of(shopify.address).values() if each.sku == "k599"]
    assert record.url == f"{server.url}/products/kettle-599"


async def test_a_product_whose_variants_stand_on_two_pages_stays_one(shop: Shop, server: ShopServer) -> None:
    filler = [shopify_product(number, f"k{number}") for number in range(1, 250)]
    split = [shopify_product(0, "small", "middle"), shopify_product(0, "large")]
    for part in split:
        part["options"][0]["values"] = ["small", "middle", "large"]
    shopify = Shopify(server, *filler, *split)

    await bring(shop, shopify.address)

    listed = shop.store.of(shopify.address)
    assert len({listed[sku].product for sku in ("small", "middle", "large")}) == 1
    assert len(listed) == 252


async def test_a_shop_where_nothing_happened_costs_a_look(shop: Shop, server: ShopServer) -> None:
    shopify = Shopify(server, shopify_product(1, "small", "large"))
    await bring(shop, shopify.address)
    sent, changes = shopify.sent, shop.store.changes

    report = await bring(shop, shopify.address, hours=1)

    assert (shopify.sent, shop.store.changes, report.unchanged) == (sent, changes, 2)


async def test_what_a_shopify_shop_changes_and_takes_away_is_seen(shop: Shop, server: ShopServer) -> None:
    shopify = Shopify(server, *(shopify_product(number, f"k{number}") for number in range(4)))
    await bring(shop, shopify.address)

    shopify.products = [shopify_product(1, "k1", price="9.00"), *shopify.products[2:]]
    await bring(shop, shopify.address, hours=1)

    assert prices(shop) == {"k1": 900, "k2": 1500, "k3": 1500}


@pytest.mark.parametrize("page", [1, 2, 3])
async def test_a_page_that_fails_leaves_the_shop_as_it_was(shop: Shop, server: ShopServer, page: int) -> None:
    shopify = Shopify(server, *(shopify_product(number, f"k{number}") for number in range(300)))
    await bring(shop, shopify.address)
    before = prices(shop)

    shopify.products, shopify.broken = shopify.products[10:], page
    with pytest.raises(SyncStopped, match="busy or broken"):
        await bring(shop, shopify.address, hours=1)
    assert prices(shop) == before

    shopify.broken = 0
    await bring(shop, shopify.address, hours=2)
    assert len(prices(shop)) == 290


def woo_product(number: int, price: str = "15.00", **more: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    words = {"name": f"Kettle {number}", "description": "Boils water.", "sku": f"k{number}"}
    place = {"permalink": f"https://acme.example/{number}", "stock_status": "instock"}
    return {"id": number, "type": "simple", "price": price, "regular_price": price, **words, **place, **more}


def woo_variations(product: int, *sizes: str) -> list[dict[str, Any]]:
    return [
        woo_product(product * 100 + at, sku=f"k{product}-{size}", attributes=[{"name": "Size", "option": size}])
        for at, size in enumerate(sizes)
    ]


async def test_all_pages_and_variations_of_a_woocommerce_shop_arrive(shop: Shop, server: ShopServer) -> None:
    sizes = {"attributes": [{"name": "Size", "variation": True, "options": ["S", "L"]}]}
    variable = woo_product(500, type="variable", price="", **sizes)
    woo = Woo(server, [*(woo_product(number) for number in range(1, 231)), variable])
    woo.variations[500] = woo_variations(500, "S", "L")

    await bring(shop, server.url, asked="woocommerce")

    expected = {f"k{number}" for number in range(1, 231)} | {"k500-S", "k500-L"}
    assert prices(shop) == dict.fromkeys(expected, 1500)


async def test_changes_alone_withdraw_nothing_and_the_next_whole_run_does(shop: Shop, server: ShopServer) -> None:
    woo = Woo(server, [woo_product(number) for number in range(1, 5)])
    await bring(shop, server.url + PATH)

    woo.products = [*woo.products[1:3], woo_product(4, price="9.00")]
    await bring(shop, server.url + PATH, hours=1)
    assert prices(shop) == {"k1": 1500, "k2": 1500, "k3": 1500, "k4": 900}

    await bring(shop, server.url + PATH, hours=7)
    assert prices(shop) == {"k2": 1500, "k3": 1500, "k4": 900}


async def test_whoever_does_not_ask_for_changes_alone_sees_removals_at_once(shop: Shop, server: ShopServer) -> None:
    woo = Woo(server, [woo_product(number) for number in range(1, 5)])
    await bring(shop, server.url + PATH)
    tools = tools_of(shop, hours=1)

    woo.products = woo.products[1:]
    whole = replace(tools, web=replace(tools.web, changed_only=False))
    await sync([server.url + PATH], merchant="acme", tools=whole)

    assert prices(shop) == {"k2": 1500, "k3": 1500, "k4": 1500}


async def test_a_partial_run_in_which_nothing_changed_leaves_the_shop_as_it_is(shop: Shop, server: ShopServer) -> None:
    woo = Woo(server, [woo_product(number) for number in range(1, 5)])
    await bring(shop, server.url + PATH)
    before = prices(shop)

    woo.products = []
    report = await bring(shop, server.url + PATH, hours=1)

    assert (report.read, prices(shop)) == (0, before)


@pytest.mark.parametrize("system", ["shopify", "woocommerce"])
async def test_a_shop_that_lost_everything_gets_it_again_from_servers_where_nothing_changed(
    shop: Shop, server: ShopServer, system: str
) -> None:
    Shopify(server, *(shopify_product(number, f"k{number}") for number in range(4)))
    Woo(server, [woo_product(number) for number in range(4)])
    await bring(shop, server.url, asked=system)

    empty = Shop(shop.folder)
    await bring(empty, server.url, asked=system, hours=1)

    assert prices(empty) == prices(shop)


async def test_a_rehearsal_leaves_everything_to_be_read(shop: Shop, server: ShopServer) -> None:
    Woo(server, [woo_product(number) for number in range(4)])
    await bring(shop, server.url + PATH, dry_run=True)

    report = await bring(shop, server.url + PATH, hours=1)

    assert (report.added, "modified_after" in server.heard[-1].query) == (4, False)


async def test_creators_posts_may_have_an_address_too(shop: Shop, server: ShopServer) -> None:
    Shopify(server, shopify_product(1, "k1"))
    await bring(shop, server.url, asked="shopify")
    words = {"kind": "review", "title": "My kettle", "text": "It boils."}
    post = {"id": "1", "url": "https://lena.example/1", "published": "2026-05-02", "language": "en", **words}
    creator = {"handle": "@lena", "platform": "blog", "name": "Lena", "url": "https://lena.example"}
    about = {"products": [{"merchant": "acme", "sku": "k1"}], "stance": "for", "disclosure": "none"}
    server.pages["/posts"] = json.dumps({"creator": creator, "post": post, **about}).encode()

    report = await sync_creators([f"{server.url}/posts"], tools=tools_of(shop, hours=0))

    assert (report.rejected, report.linked, list(shop.store.posts)) == ((), 1, [f"{server.url}/posts"])


PAGE = """<!doctype html><h1>{name}</h1><script type="application/ld+json">
{{"@context": "https://schema.org", "@type": "Product", "name": "{name}", "sku": "{sku}",
 "offers": {{"@type": "Offer", "price": "{price}", "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}}}}
</script>"""


def put_pages(server: ShopServer, count: int, price: str = "15.00") -> None:
    for number in range(count):
        server.pages[f"/p/{number}"] = PAGE.format(name=f"Kettle {number}", sku=f"k{number}", price=price).encode()
    listed = "".join(f"<url><loc>{server.url}/p/{number}</loc></url>" for number in range(count))
    server.pages["/sitemap.xml"] = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


async def test_the_pages_of_a_sitemap_arrive(shop: Shop, server: ShopServer) -> None:
    put_pages(server, 6)

    await bring(shop, f"{server.url}/sitemap.xml")

    assert prices(shop) == {f"k{number}": 1500 for number in range(6)}


async def test_of_pages_the_missing_goes_and_one_that_fails_keeps_everything(shop: Shop, server: ShopServer) -> None:
    put_pages(server, 6)
    await bring(shop, f"{server.url}/sitemap.xml")

    put_pages(server, 6, price="9.00")
    del server.pages["/p/0"]
    server.pages["/p/1"] = [web.Response(status=500) for _ in range(QUICK.attempts)]
    report = await bring(shop, f"{server.url}/sitemap.xml", hours=1)
    assert {problem.code for problem in report.rejected} == {"not_found", "server_busy"}
    assert prices(shop) == {"k0": 1500, "k1": 1500, "k2": 900, "k3": 900, "k4": 900, "k5": 900}

    put_pages(server, 6, price="9.00")
    del server.pages["/p/0"]
    await bring(shop, f"{server.url}/sitemap.xml", hours=2)
    assert prices(shop) == {f"k{number}": 900 for number in range(1, 6)}


async def test_a_shop_that_is_down_takes_nothing_away(
    shop: Shop, server: ShopServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_FAILED", 1)
    put_pages(server, 6)
    await bring(shop, f"{server.url}/sitemap.xml")
    before = prices(shop)

    server.pages |= {f"/p/{number}": [web.Response(status=500) for _ in range(9)] for number in range(2, 6)}
    with pytest.raises(SyncStopped, match="busy or broken"):
        await bring(shop, f"{server.url}/sitemap.xml", hours=1)

    assert prices(shop) == before
