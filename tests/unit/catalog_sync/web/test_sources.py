import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from catalog_sync.document import HEAD
from catalog_sync.fetch import SUFFIXES, Source
from catalog_sync.rows import SyncStopped
from catalog_sync.sources import WebTools, gather_sources, source_name
from catalog_sync.web.guard import AllowedHosts
from catalog_sync.web.logins import Login, Logins
from catalog_sync.web.names import parse_address
from catalog_sync.web.woocommerce import WHOLE_EVERY
from tests.unit.catalog_sync.doubles import NOW
from tests.unit.catalog_sync.web.conftest import QUICK, ShopServer
from tests.unit.catalog_sync.web.test_woocommerce import PATH, Woo, simple

FEED = "id,title\n1,Kettle\n"
PAGE = b"<!doctype html><h1>Kettle</h1>"

Start = Callable[[], Awaitable[ShopServer]]


@pytest.fixture
def web(folder: Path) -> WebTools:
    """Trusts this machine."""
    return WebTools(folder, AllowedHosts.parse("127.0.0.1"), limits=QUICK)


async def gather(web: WebTools, *places: str | Path) -> list[Source]:
    return await gather_sources(places, SUFFIXES, web, NOW)


def names(source: Source) -> list[str]:
    return [document.name for document in source.documents]


async def test_files_and_addresses_stand_side_by_side(web: WebTools, server: ShopServer, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(FEED)
    server.pages["/feed.csv"] = FEED.encode()

    here, there = await gather(web, tmp_path / "own.csv", f"{server.url}/feed.csv")

    assert (here.name, there.name) == ("own.csv", f"{server.url}/feed.csv")
    assert (here.unchanged, there.unchanged) == (False, False)


async def test_files_of_one_name_are_one_source(web: WebTools, tmp_path: Path) -> None:
    for folder in ("eu", "us"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "feed.csv").write_text("x")

    (source,) = await gather(web, tmp_path / "eu" / "feed.csv", tmp_path / "us" / "feed.csv")

    assert len(source.documents) == 2


async def test_addresses_that_differ_in_their_secret_are_one_source(web: WebTools, server: ShopServer) -> None:
    server.pages["/feed.csv"] = FEED.encode()

    (source,) = await gather(web, *(f"{server.url}/feed.csv?token={each}" for each in ("a", "b")))

    assert names(source) == [f"{server.url}/feed.csv"] * 2
    assert len({document.path for document in source.documents}) == 2


async def test_no_place_at_all_is_told(web: WebTools) -> None:
    with pytest.raises(SyncStopped, match="a file, a folder or an address"):
        await gather(web)


@pytest.mark.parametrize("place", ["ftp://shop.example/feed.csv", "file:///etc/passwd"])
async def test_an_address_of_another_kind_is_told(web: WebTools, place: str) -> None:
    with pytest.raises(SyncStopped, match="no web address"):
        await gather(web, place)


async def test_a_private_host_is_refused_unless_it_is_named(server: ShopServer, folder: Path) -> None:
    server.pages["/feed.csv"] = FEED.encode()

    with pytest.raises(SyncStopped, match="SNAPTAP_SYNC__ALLOW_HOSTS"):
        await gather(WebTools(folder, limits=QUICK), f"{server.url}/feed.csv")

    assert server.heard == []


async def test_a_login_is_for_its_own_host(start: Start, folder: Path) -> None:
    shop, other = await start(), await start()
    shop.pages["/feed.csv"] = other.pages["/feed.csv"] = FEED.encode()
    logins = Logins.parse(f"{shop.url.removeprefix('http://')}=anna:hunter2")
    web = WebTools(folder, AllowedHosts.parse("127.0.0.1"), logins, QUICK)

    await gather(web, f"{shop.url}/feed.csv", f"{other.url}/feed.csv")

    assert [request.headers.get("Authorization", "") for request in (*shop.heard, *other.heard)] == [
        "Basic YW5uYTpodW50ZXIy",
        "",
    ]


def test_a_login_may_be_for_all_ports_of_a_host() -> None:
    logins = Logins.parse("shop.example=ck_1:cs:1=\n [::1]:8443=anna:b")

    assert logins.of(parse_address("https://SHOP.example./x")[0]) == Login("ck_1", "cs:1=")
    assert logins.of(parse_address("https://[::1]:8443/x")[0]) == Login("anna", "b")
    assert logins.of(parse_address("https://[::1]/x")[0]) is None
    assert logins.of(parse_address("https://shop.example.org/x")[0]) is None


@pytest.mark.parametrize("text", ["hunter2", "shop.example=hunter2", "=anna:hunter2", "shop.example/x=anna:hunter2"])
def test_a_login_that_cannot_be_read_is_told_and_not_repeated(text: str) -> None:
    with pytest.raises(SyncStopped, match="SNAPTAP_SYNC__LOGINS: entry 2") as caught:
        Logins.parse(f"shop.example=a:b {text}")

    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(Logins.parse("shop.example=anna:hunter2"))


async def test_a_file_of_addresses_is_the_pages_it_names(web: WebTools, server: ShopServer, tmp_path: Path) -> None:
    server.pages |= {"/p/1": PAGE, "/p/2": PAGE}
    (tmp_path / "kettles.txt").write_text(f"# kettles\n{server.url}/p/1\n{server.url}/p/2\n")

    (source,) = await gather(web, tmp_path / "kettles.txt")

    assert (source.name, names(source)) == ("kettles.txt", [f"{server.url}/p/1", f"{server.url}/p/2"])


async def test_a_list_may_lie_beside_a_feed(web: WebTools, server: ShopServer, tmp_path: Path) -> None:
    server.pages["/p/1"] = PAGE
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "kettles.txt").write_text(f"{server.url}/p/1")
    (tmp_path / "feeds" / "teapots.csv").write_text(FEED)

    (source,) = await gather(web, tmp_path / "feeds")

    assert (source.name, names(source)) == ("feeds", ["teapots.csv", f"{server.url}/p/1"])
    assert not source.unchanged


@pytest.mark.parametrize("where", ["here", "there"])
async def test_a_list_of_any_length_is_one(web: WebTools, server: ShopServer, tmp_path: Path, where: str) -> None:
    addresses = [f"{server.url}/p/{'x' * 4000}{number}" for number in range(HEAD // 4000 + 1)]
    server.pages |= {address.removeprefix(server.url): PAGE for address in addresses}
    text = "\n".join(addresses)
    (tmp_path / "list.txt").write_text(text)
    server.pages["/list.txt"] = text.encode()

    (source,) = await gather(web, f"{server.url}/list.txt" if where == "there" else tmp_path / "list.txt")

    assert len(text) > HEAD
    assert names(source) == addresses


async def test_of_an_archive_what_is_asked_for_is_read(web: WebTools, server: ShopServer) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in ("posts.jsonl", "talk.vtt", "readme.md"):
            archive.writestr(name, "x")
    server.pages["/posts.zip"] = packed.getvalue()

    (source,) = await gather_sources([f"{server.url}/posts.zip"], (".jsonl", ".vtt"), web, NOW)

    assert names(source) == [f"{server.url}/posts.zip/{name}" for name in ("posts.jsonl", "talk.vtt")]


async def test_an_archive_without_feeds_is_called_by_its_address(web: WebTools, server: ShopServer) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("readme.md", "x")
    server.pages["/feeds.zip"] = packed.getvalue()

    with pytest.raises(SyncStopped, match=rf"^{server.url}/feeds\.zip holds no file"):
        await gather(web, f"{server.url}/feeds.zip")


@pytest.mark.parametrize(("path", "asked"), [("", "woocommerce"), ("/", "woocommerce"), (PATH, "auto")])
async def test_a_shop_that_is_asked_for_by_its_system_gives_its_listing(
    web: WebTools, server: ShopServer, path: str, asked: str
) -> None:
    Woo(server, simple(3))

    (source,) = await gather_sources([server.url + path], SUFFIXES, web, NOW, asked)

    assert source.name == server.url + PATH == source_name(server.url + path, asked)


async def test_between_whole_runs_only_changes_are_asked_for(web: WebTools, server: ShopServer) -> None:
    shop = Woo(server, simple(3))
    address, partial = server.url + PATH, []
    for hour in (0, 1, 2, 7, 8):
        now = NOW + timedelta(hours=hour)
        shop.headings = {"Date": f"{now:%a, %d %b %Y %H:%M:%S} GMT"}
        (source,) = await gather_sources([address], SUFFIXES, web, now, changed_only={source_name(address)})
        source.landed()
        partial.append(source.partial)

    assert timedelta(hours=2) < WHOLE_EVERY < timedelta(hours=7)
    assert partial == [False, True, True, False, True]


async def test_a_source_that_nobody_named_is_read_whole(web: WebTools, server: ShopServer) -> None:
    Woo(server, simple(3))
    for _ in range(2):
        (source,) = await gather(web, server.url + PATH)
        source.landed()

    assert not source.partial


async def test_a_clock_that_was_wrong_holds_up_no_whole_run(web: WebTools, server: ShopServer) -> None:
    Woo(server, simple(3))
    address = server.url + PATH
    (source,) = await gather_sources([address], SUFFIXES, web, NOW + timedelta(days=365))
    source.landed()

    (source,) = await gather_sources([address], SUFFIXES, web, NOW, changed_only={source_name(address)})

    assert not source.partial


async def test_where_nothing_changed_there_is_no_document(web: WebTools, server: ShopServer) -> None:
    shop, address = Woo(server, simple(3)), server.url + PATH
    (await gather(web, address))[0].landed()
    shop.products = []

    (source,) = await gather_sources([address], SUFFIXES, web, NOW, changed_only={address})

    assert (source.documents, source.partial, source.unchanged) == ((), True, True)
    assert source.read_at <= NOW


@pytest.mark.parametrize("place", ["feeds/../products.csv", Path("products.csv"), "/tmp/../products.csv"])  # noqa: S108
def test_a_place_is_called_as_its_source_will_be(tmp_path: Path, place: str | Path) -> None:
    assert source_name(place) == "products.csv"


def test_a_sync_of_local_files_loads_no_client() -> None:
    program = "import sys, catalog_sync.sources; print('aiohttp' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout.strip() == "False"
