import asyncio
import gzip
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web

from catalog_sync.rows import SyncStopped
from catalog_sync.web import lists, pages, sitemap
from catalog_sync.web.client import WebClient
from catalog_sync.web.download import download, download_pages
from tests.unit.catalog_sync.doubles import NOW
from tests.unit.catalog_sync.web.conftest import QUICK, ShopServer, room

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGE = b"<!doctype html><h1>Kettle</h1>"


def sitemap_of(*addresses: str) -> bytes:
    urls = "".join(f"<url><loc> {address} </loc><priority>1</priority></url>" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}">{urls}</urlset>'.encode()


def index_of(*addresses: str) -> bytes:
    maps = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f'<sitemapindex xmlns="{NAMESPACE}">{maps}</sitemapindex>'.encode()


def shop(server: ShopServer, count: int) -> list[str]:
    server.pages |= {f"/p/{number}": PAGE for number in range(count)}
    return [f"{server.url}/p/{number}" for number in range(count)]


async def why_stopped(client: WebClient, address: str, folder: Path) -> str:
    with pytest.raises(SyncStopped) as caught:
        await download(address, folder, client, NOW)
    return caught.value.code


async def test_a_page_is_a_document_called_by_its_address(client: WebClient, server: ShopServer, folder: Path) -> None:
    (address,) = shop(server, 1)

    found = await download(address, folder, client, NOW)

    assert [each.name for each in found.documents] == [found.name] == [address]


async def test_a_sitemap_is_all_of_its_pages(client: WebClient, server: ShopServer, folder: Path) -> None:
    addresses = shop(server, 7)
    server.pages["/sitemap.xml"] = sitemap_of(*addresses, *addresses)

    found = await download(f"{server.url}/sitemap.xml", folder, client, NOW)

    assert found.name == f"{server.url}/sitemap.xml"
    assert [each.name for each in found.documents] == addresses


async def test_an_index_leads_to_sitemaps_packed_or_not(client: WebClient, server: ShopServer, folder: Path) -> None:
    one, two = shop(server, 2)
    server.pages["/sitemap.xml"] = index_of(f"{server.url}/a.xml", f"{server.url}/b.xml.gz")
    server.pages |= {"/a.xml": sitemap_of(one), "/b.xml.gz": gzip.compress(sitemap_of(two))}

    found = await download(f"{server.url}/sitemap.xml", folder, client, NOW)

    assert [each.name for each in found.documents] == [one, two]


async def test_of_an_index_the_products_sitemaps_are_enough(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    (kettle,) = shop(server, 1)
    server.pages["/sitemap.xml"] = index_of(f"{server.url}/blog.xml", f"{server.url}/sitemap_products_1.xml")
    server.pages["/sitemap_products_1.xml"] = sitemap_of(kettle)

    found = await download(f"{server.url}/sitemap.xml", folder, client, NOW)

    assert [each.name for each in found.documents] == [kettle]


async def test_a_sitemap_names_nothing_on_another_host(client: WebClient, server: ShopServer, folder: Path) -> None:
    (kettle,) = shop(server, 1)
    images = f'<url xmlns:i="urn:i"><loc>{kettle}</loc><i:image><i:loc>{server.url}/x.jpg</i:loc></i:image></url>'
    server.pages["/sitemap.xml"] = sitemap_of("http://169.254.169.254/latest", "ftp://127.0.0.1/x", "x").replace(
        b"</urlset>", images.encode() + b"</urlset>"
    )

    found = await download(f"{server.url}/sitemap.xml", folder, client, NOW)

    assert [each.name for each in found.documents] == [kettle]


async def test_a_sitemap_that_leads_to_itself_ends(client: WebClient, server: ShopServer, folder: Path) -> None:
    async def itself(_: web.Request) -> web.Response:
        return web.Response(body=index_of(f"{server.url}/sitemap.xml"))

    server.pages["/sitemap.xml"] = itself

    assert await why_stopped(client, f"{server.url}/sitemap.xml", folder) == "too_many_pages"


async def test_too_many_pages_are_not_begun(
    client: WebClient, server: ShopServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "MOST_PAGES", 3)
    server.pages["/sitemap.xml"] = sitemap_of(*shop(server, 4))

    assert await why_stopped(client, f"{server.url}/sitemap.xml", folder) == "too_many_pages"
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("body", "code"), [(sitemap_of("http://127.0.0.1/p")[:-20], "sitemap_broken"), (sitemap_of(), "empty")]
)
async def test_a_sitemap_that_leads_nowhere_is_told(
    client: WebClient, server: ShopServer, folder: Path, body: bytes, code: str
) -> None:
    server.pages["/sitemap.xml"] = body

    assert await why_stopped(client, f"{server.url}/sitemap.xml", folder) == code


async def test_entities_of_a_sitemaps_own_lead_nowhere(client: WebClient, server: ShopServer, folder: Path) -> None:
    entity = f'<!DOCTYPE urlset [<!ENTITY a "{server.url}/secret">]>'.encode()
    server.pages["/sitemap.xml"] = entity + sitemap_of("&a;").partition(b"\n")[2]

    await download(f"{server.url}/sitemap.xml", folder, client, NOW)

    assert server.paths() == ["/sitemap.xml"]


async def test_a_list_of_addresses_is_all_of_its_pages(client: WebClient, server: ShopServer, folder: Path) -> None:
    addresses = shop(server, 3)
    server.pages["/list.txt"] = "\r\n".join(["# kettles", "", *addresses, addresses[0]]).encode()

    found = await download(f"{server.url}/list.txt", folder, client, NOW)

    assert (found.name, [each.name for each in found.documents]) == (f"{server.url}/list.txt", addresses)


async def test_a_list_of_the_merchants_own_is_one_source(client: WebClient, server: ShopServer, folder: Path) -> None:
    addresses = shop(server, 3)

    found = await download_pages("kettles.txt", addresses, folder, client, NOW)

    assert (found.name, [each.name for each in found.documents]) == ("kettles.txt", addresses)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://shop.example/a\nhttps://shop.example/b\n", ["https://shop.example/a", "https://shop.example/b"]),
        ("id,title\n1,https://shop.example/a\n", None),
        ("https://shop.example/a, a kettle\n", None),
        ("# nothing\n", None),
        ("", None),
    ],
)
def test_a_list_is_told_from_a_table(text: str, addresses: list[str] | None) -> None:
    assert lists.addresses_in(text) == addresses


async def test_a_page_that_is_gone_is_told_and_the_others_land(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    gone = f"{server.url}/p/gone"

    found = await download_pages("kettles.txt", [*shop(server, 2), gone], folder, client, NOW)

    assert len(found.documents) == 2
    assert [(problem.file, problem.code) for problem in found.problems] == [(gone, "not_found")]
    assert not found.unchanged


async def test_a_page_that_fails_now_takes_nothing_out_of_the_shop(
    client: WebClient, server: ShopServer, folder: Path
) -> None:
    addresses = shop(server, 5)
    server.pages["/p/3"] = [web.Response(status=500) for _ in range(9)]

    found = await download_pages("kettles.txt", addresses, folder, client, NOW)

    assert (len(found.documents), found.partial, found.unchanged) == (4, True, False)
    assert [(each.file, each.code, each.fix) for each in found.problems] == [
        (addresses[3], "server_busy", "try again later")
    ]


async def test_where_many_pages_fail_the_shop_itself_does(
    client: WebClient, server: ShopServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_FAILED", 2)
    addresses = shop(server, 20)
    server.pages |= {f"/p/{number}": [web.Response(status=500) for _ in range(9)] for number in range(3, 20)}

    with pytest.raises(SyncStopped, match="busy or broken"):
        await download_pages("kettles.txt", addresses, folder, client, NOW)

    assert len(server.heard) < 20 * QUICK.attempts


async def test_a_full_disk_is_no_pages_fault(client: WebClient, server: ShopServer, folder: Path) -> None:
    addresses = shop(server, 3)
    server.pages["/p/1"] = PAGE + b"<p>Boils water.</p>" * 5000

    with room(50_000), pytest.raises(SyncStopped, match="free some space"):
        await download_pages("kettles.txt", addresses, folder, client, NOW)


async def test_no_page_at_all_is_no_empty_shop(client: WebClient, server: ShopServer, folder: Path) -> None:
    with pytest.raises(SyncStopped, match="none of its pages"):
        await download_pages("kettles.txt", [f"{server.url}/p/1"], folder, client, NOW)


async def test_a_few_pages_at_a_time(client: WebClient, server: ShopServer, folder: Path) -> None:
    busy, busiest = 0, 0

    async def slow(_: web.Request) -> web.Response:
        nonlocal busy, busiest
        busy += 1
        busiest = max(busy, busiest)
        await asyncio.sleep(0.01)
        busy -= 1
        return web.Response(body=PAGE)

    addresses = shop(server, 20)
    server.pages |= {f"/p/{number}": slow for number in range(20)}

    await download_pages("kettles.txt", addresses, folder, client, NOW)

    assert 1 < busiest <= 4


async def test_robots_txt_is_obeyed_and_named(client: WebClient, server: ShopServer, folder: Path) -> None:
    addresses = shop(server, 2)
    server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /p/1\n"

    found = await download_pages("kettles.txt", addresses, folder, client, NOW)

    assert [each.name for each in found.documents] == addresses[:1]
    assert [(problem.file, problem.code) for problem in found.problems] == [(addresses[1], "robots_refuse")]
    assert "/p/1" not in server.paths()


async def test_a_rule_for_us_counts_more(client: WebClient, server: ShopServer, folder: Path) -> None:
    server.pages["/robots.txt"] = b"User-agent: snaptap-sync\nAllow: /\n\nUser-agent: *\nDisallow: /\n"

    assert len((await download_pages("kettles.txt", shop(server, 2), folder, client, NOW)).documents) == 2


async def test_a_delay_that_a_shop_asks_for_is_kept(
    client: WebClient, server: ShopServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LONGEST_DELAY", 0.05)
    server.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 10\n"
    asked: list[float] = []

    async def timed(_: web.Request) -> web.Response:
        asked.append(asyncio.get_running_loop().time())
        return web.Response(body=PAGE)

    addresses = shop(server, 4)
    server.pages |= {f"/p/{number}": timed for number in range(4)}

    await download_pages("kettles.txt", addresses, folder, client, NOW)

    assert all(later - sooner >= 0.045 for sooner, later in pairwise(asked))


async def test_rules_that_cannot_be_read_now_stop_the_sync(client: WebClient, server: ShopServer, folder: Path) -> None:
    server.pages["/robots.txt"] = [web.Response(status=500) for _ in range(9)]

    with pytest.raises(SyncStopped, match=r"robots\.txt is busy"):
        await download_pages("kettles.txt", shop(server, 1), folder, client, NOW)
