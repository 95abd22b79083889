"""A shop's pushes through the real door into a real shop: database, encoders, worker processes and index."""

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.cli.standing import siblings_in
from bot.cli.supply import bring_feed, sync_tools
from bot.web.door import application, served
from bot.web.hooks import Hooks
from catalog_sync.lock import one_at_a_time
from catalog_sync.standing.apply import Listing, PushJourney
from catalog_sync.standing.memory import PushMemory
from catalog_sync.standing.pushes import PushDesk
from graph.domain.catalogue import Availability
from graph.ports.search import ProductQuery
from graph.settings import Settings
from graph.wiring import Indexes, Storeroom, open_index, open_storeroom
from tests.unit.catalog_sync.standing.pushed_products import shopify

SECRET = "a secret of the shop's"
SOON = 2.0
"""Seconds from a push until shoppers meet it, on a machine that has nothing else to do."""
PATIENCE = 30.0
"""Seconds that the other tests wait for what has to happen: they ask whether it does."""
pytestmark = pytest.mark.asyncio(loop_scope="module")

KETTLES = 60
ACME = """
[[merchants]]
id = "acme"
name = "Acme"
currency = "EUR"
"""


@dataclass
class Acme:
    """A shop with sixty kettles in its listing, and the door where it pushes."""

    settings: Settings
    room: Storeroom
    index: Indexes
    door: aiohttp.ClientSession
    desk: PushDesk
    asked: list[Listing]
    feed: Path

    async def push(self, topic: str, content: dict[str, Any] | bytes, **headers: str) -> int:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        signed = {
            "X-Shopify-Hmac-Sha256": b64encode(digest(SECRET.encode(), body, sha256)).decode(),
            "X-Shopify-Topic": topic,
            "X-Shopify-Webhook-Id": sha256(body).hexdigest(),
            "X-Shopify-Triggered-At": now(),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.door.post("/hooks/shopify/acme", data=body, headers=signed) as answer:
            return answer.status

    async def price(self, sku: str) -> int | None:
        found = await self.room.catalog.find(sku=sku)
        return found[0].variant.offer.price.amount if found else None

    async def settled(self) -> None:
        """All that was accepted has been applied."""
        async with asyncio.timeout(PATIENCE):
            await self.desk.lanes["shopify", "acme"].queue.join()

    async def indexed_price(self, sku: str) -> int | None:
        """What a search finds and then reads in the catalogue, as a turn does."""
        hits = await self.index.products.search(ProductQuery(words=f"copper {sku}", limit=50, available_only=False))
        listings = await self.room.catalog.listings([hit.key for hit in hits])
        prices = {each.variant.sku: each.variant.offer.price.amount for each in listings.values()}
        return prices.get(sku)


def now(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).isoformat()


def kettle(number: int, price: str = "15.00", *, ago: float = 5, **more: object) -> dict[str, Any]:
    return shopify(f"K{number}", number=number, price=price, at=now(seconds=ago), title=f"Copper K{number}", **more)


def listing(*products: dict[str, Any]) -> str:
    for product in products:
        for variant in product["variants"]:
            variant["available"] = True
    return json.dumps({"products": products})


async def until(seconds: float, look: Any, expected: object) -> float:  # noqa: ANN401  any question to the shop
    """How long it took. Fails where it takes longer than `seconds`."""
    started = time.monotonic()
    while (found := await look()) != expected:
        assert time.monotonic() - started < seconds, f"still {found!r} after {seconds} s, not {expected!r}"
        await asyncio.sleep(0.02)
    return time.monotonic() - started


@asynccontextmanager
async def serving(settings: Settings, feed: Path) -> AsyncIterator[Acme]:
    asked: list[Listing] = []
    async with open_storeroom(settings) as room, open_index(settings, room) as index:
        tools = sync_tools(room, "acme")
        journey = PushJourney(tools, PushMemory(room.data / "pushed"), siblings_in(room.catalog), room.data)
        pushed = Listing("shopify", "acme", feed.name)
        desk = PushDesk([pushed], journey.apply, room.inbox, room.clock, asked.append)
        await desk.open()
        await journey.warm_up()
        app = application(Hooks(desk.accept, {("shopify", "acme"): SECRET}).routes(), metrics=str, told=dict)
        async with served(app, "127.0.0.1", 0) as address, aiohttp.ClientSession(address) as door:
            yield Acme(settings, room, index, door, desk, asked, feed)
        await desk.close(10)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def acme(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Acme]:
    """One shop for all tests: each has kettles of its own, by their numbers."""
    folder = tmp_path_factory.mktemp("acme")
    settings = Settings(data_dir=folder / "shop")
    settings.data_dir.mkdir()
    (settings.data_dir / "shop.toml").write_text(ACME)
    feed = folder / "products.json"
    feed.write_text(listing(*(kettle(number) for number in range(1, KETTLES + 1))))
    await bring_feed(settings, [feed], "acme")
    async with serving(settings, feed) as opened:
        yield opened


async def test_a_pushed_price_is_met_in_the_catalogue_and_by_a_search(acme: Acme) -> None:
    status = await acme.push("products/update", kettle(2, "12.00"))

    assert status == 202
    await until(PATIENCE, lambda: acme.price("K2"), 1200)
    await until(PATIENCE, lambda: acme.indexed_price("K2"), 1200)


@pytest.mark.full
async def test_what_is_pushed_is_found_within_two_seconds(acme: Acme) -> None:
    took = []
    for number in range(201, 206):
        await acme.push("products/create", kettle(number))
        took.append(await until(PATIENCE, lambda sku=f"K{number}": acme.indexed_price(sku), 1500))

    assert median(took) <= SOON


async def test_a_deleted_product_is_gone(acme: Acme) -> None:
    await acme.push("products/update", kettle(3, "12.00"))
    await until(PATIENCE, lambda: acme.price("K3"), 1200)

    await acme.push("products/delete", {"id": 3})

    await until(PATIENCE, lambda: acme.price("K3"), None)
    await until(PATIENCE, lambda: acme.indexed_price("K3"), None)
    assert await acme.price("K4") == 1500


async def test_a_product_deleted_that_was_never_pushed_has_its_source_read_again(acme: Acme) -> None:
    acme.asked.clear()

    await acme.push("products/delete", {"id": 4})
    await acme.settled()

    assert [each.source for each in acme.asked] == ["products.json"]


async def test_what_is_sold_out_is_so(acme: Acme) -> None:
    await acme.push("products/update", kettle(5, left=0))
    await acme.settled()

    (found,) = await acme.room.catalog.find(sku="K5")
    assert found.variant.offer.availability is Availability.OUT_OF_STOCK


async def test_a_wrong_signature_changes_nothing(acme: Acme) -> None:
    status = await acme.push("products/update", kettle(6, "1.00"), X_Shopify_Hmac_Sha256="AAAA")
    await acme.settled()

    assert (status, await acme.price("K6")) == (401, 1500)


async def test_a_replayed_push_does_not_bring_its_price_back(acme: Acme) -> None:
    first = json.dumps(kettle(7, "12.00")).encode()
    await acme.push("products/update", first)
    await acme.push("products/update", kettle(7, "13.00", ago=1))
    await acme.settled()

    statuses = [await acme.push("products/update", first, X_Shopify_Webhook_Id=each) for each in ("new", "newer")]
    await acme.settled()

    assert (statuses, await acme.price("K7")) == ([202, 202], 1300)


async def test_a_push_of_long_ago_is_not_taken_at_its_word(acme: Acme) -> None:
    acme.asked.clear()

    status = await acme.push("products/update", kettle(8, "1.00"), X_Shopify_Triggered_At=now(minutes=6))
    await acme.settled()

    assert (status, await acme.price("K8")) == (202, 1500)
    assert [each.source for each in acme.asked] == ["products.json"]


async def test_garbage_that_is_rightly_signed_is_refused(acme: Acme) -> None:
    assert await acme.push("products/update", b"\x00{not json") == 400


async def test_two_pushes_of_one_product_at_once_leave_the_newer(acme: Acme) -> None:
    newer, older = kettle(9, "13.00", ago=1), kettle(9, "12.00", ago=2)

    await asyncio.gather(acme.push("products/update", newer), acme.push("products/update", older))
    await acme.settled()

    assert await acme.price("K9") == 1300


async def test_a_push_during_a_whole_sync_is_answered_at_once_and_lands_after_it(acme: Acme) -> None:
    async with one_at_a_time(sync_tools(acme.room, "acme"), "acme"):
        status = await acme.push("products/update", kettle(10, "12.00"))
        await asyncio.sleep(0.3)
        during = await acme.price("K10")
    await acme.settled()

    assert (status, during, await acme.price("K10")) == (202, 1500, 1200)


async def test_pushes_beside_a_whole_sync_end_as_one_after_the_other_would(acme: Acme) -> None:
    acme.feed.write_text(listing(*(kettle(number, "14.00") for number in range(1, KETTLES + 1))))

    async def pushes() -> None:
        for number in (11, 12, 13):
            await acme.push("products/update", kettle(number, f"{number}.00", ago=0))
            await asyncio.sleep(0.05)

    report, _ = await asyncio.gather(bring_feed(acme.settings, [acme.feed], "acme"), pushes())
    await acme.settled()

    assert report.rejected == ()
    assert {await acme.price(f"K{number}") for number in range(14, KETTLES + 1)} == {1400}
    for number in (11, 12, 13):
        assert await acme.price(f"K{number}") in {1400, number * 100}


async def test_a_whole_sync_after_a_push_changes_nothing_that_it_said(acme: Acme) -> None:
    await bring_feed(acme.settings, [acme.feed], "acme")
    products = [kettle(number, "14.00") for number in range(1, KETTLES + 1)]
    products[15] = kettle(16, "12.00")
    await acme.push("products/update", kettle(16, "12.00"))
    await acme.settled()
    acme.feed.write_text(listing(*products))

    report = await bring_feed(acme.settings, [acme.feed], "acme", partial=True)

    assert (report.unchanged, report.added, report.changed) == (KETTLES, 0, 0)
