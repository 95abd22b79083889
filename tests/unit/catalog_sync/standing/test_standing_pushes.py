"""The desk of pushes over the real inbox: what is kept, what is applied, how often, and in which order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from catalog_sync.rows import SyncBusy, SyncStopped
from catalog_sync.standing.apply import Applied, Listing
from catalog_sync.standing.metrics import exposition, push_metrics
from catalog_sync.standing.payloads import Pushed, UnreadablePush
from catalog_sync.standing.pushes import ATTEMPTS, CHANNEL, MOST_WAITING, Push, PushDesk, Verdict
from graph.adapters.sql.database import Database
from graph.adapters.sql.inbox import SqlInbox
from tests.sql_shop import fresh_database
from tests.unit.catalog_sync.standing.pushed_products import body, shopify
from tests.unit.catalog_sync.standing.time_at_hand import NOON, TimeAtHand

ACME = Listing("shopify", "acme", "https://acme.example/products.json")
KURO = Listing("shopify", "kuro", "https://kuro.example/products.json")


def push(number: int = 1, price: str = "15.00", **more: object) -> Push:
    content = body(shopify(f"K{number}", number=number, price=price))
    given = Push("shopify", "acme", "products/update", content, f"delivery {number}", NOON)
    return replace(given, **more)  # type: ignore[arg-type]


@dataclass
class Shop:
    """The inbox of a real database, and what the desk asks of the shop: `ends` may raise, or wait."""

    inbox: SqlInbox
    time: TimeAtHand
    ends: Callable[[Sequence[Pushed]], object] = lambda _pushes: None
    applied: list[tuple[str, list[str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    unknown: int = 0

    async def apply(self, listing: Listing, pushes: Sequence[Pushed]) -> Applied:
        ending = self.ends(pushes)
        if asyncio.iscoroutine(ending):
            await ending
        self.applied.append((listing.merchant, [each.product for each in pushes]))
        return Applied(0, self.unknown)

    @property
    def products(self) -> list[str]:
        return [product for _, products in self.applied for product in products]

    def desk(self) -> PushDesk:
        async def no_pause(_seconds: float) -> None:
            await asyncio.sleep(0)

        return PushDesk(
            [ACME, KURO],
            self.apply,
            self.inbox,
            self.time,
            lambda listing: self.asked.append(listing.merchant),
            sleep=no_pause,
        )


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_database("sqlite", tmp_path)


@pytest.fixture
async def shop(url: str) -> AsyncIterator[Shop]:
    database = Database(url)
    time = TimeAtHand()
    yield Shop(SqlInbox(database, time), time)
    await database.dispose()


@asynccontextmanager
async def opened(shop: Shop, deadline: float = 10) -> AsyncIterator[PushDesk]:
    desk = shop.desk()
    await desk.open()
    try:
        yield desk
    finally:
        await desk.close(deadline)


async def test_a_push_is_applied_once_and_then_forgotten_but_for_its_number(shop: Shop) -> None:
    async with opened(shop) as desk:
        verdict = await desk.accept(push())

    assert (verdict, shop.products) == (Verdict.ACCEPTED, ["1"])
    assert await shop.inbox.pending(CHANNEL) == []


@pytest.mark.parametrize("delivery", ["delivery 1", "forged"])
async def test_what_was_delivered_before_is_applied_no_second_time_whatever_its_unsigned_id(
    shop: Shop, delivery: str
) -> None:
    async with opened(shop) as desk:
        await desk.accept(push())
    async with opened(shop) as later:
        verdict = await later.accept(push(delivery=delivery))

    assert (verdict, shop.products) == (Verdict.REPEATED, ["1"])


async def test_ten_deliveries_of_one_push_at_once_are_one(shop: Shop) -> None:
    async with opened(shop) as desk:
        verdicts = await asyncio.gather(*(desk.accept(push()) for _ in range(10)))

    assert verdicts.count(Verdict.ACCEPTED) == 1
    assert shop.products == ["1"]


async def test_a_product_that_is_deleted_twice_was_made_again_in_between(shop: Shop) -> None:
    deleted = Push("shopify", "acme", "products/delete", b'{"id": 1}', "first", NOON)
    async with opened(shop) as desk:
        verdicts = [await desk.accept(each) for each in (deleted, deleted, replace(deleted, delivery="second"))]

    assert verdicts == [Verdict.ACCEPTED, Verdict.REPEATED, Verdict.ACCEPTED]


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_push_from_another_time_is_not_applied_but_has_the_source_read_again(shop: Shop, minutes: int) -> None:
    async with opened(shop) as desk:
        verdict = await desk.accept(push(triggered=NOON + timedelta(minutes=minutes)))

    assert (verdict, shop.products, shop.asked) == (Verdict.LATE, [], ["acme"])


async def test_what_cannot_be_read_is_not_kept(shop: Shop) -> None:
    async with opened(shop) as desk:
        with pytest.raises(UnreadablePush):
            await desk.accept(push(body=b"{"))

    assert await shop.inbox.pending(CHANNEL) == []


async def test_what_was_accepted_before_a_crash_is_applied_after_it(shop: Shop) -> None:
    never = asyncio.Event()
    shop.ends = lambda _pushes: never.wait()
    async with opened(shop, deadline=0) as desk:
        await desk.accept(push(1))
        await desk.accept(push(2))

    shop.ends = lambda _pushes: None
    async with opened(shop):
        pass

    assert sorted(shop.products) == ["1", "2"]


async def test_a_push_for_a_source_that_is_no_longer_listed_is_set_aside(shop: Shop) -> None:
    content = '{"platform": "shopify", "merchant": "gone", "topic": "products/delete", "body": "{\\"id\\": 1}"}'
    await shop.inbox.accept(CHANNEL, 7, content)

    async with opened(shop):
        pass

    assert (shop.products, await shop.inbox.pending(CHANNEL)) == ([], [])


async def test_what_waits_is_applied_together_in_its_order(shop: Shop) -> None:
    go_on = asyncio.Event()
    shop.ends = lambda _pushes: go_on.wait()
    async with opened(shop) as desk:
        await desk.accept(push(1))
        await asyncio.sleep(0.05)
        for number in range(2, 8):
            await desk.accept(push(number))
        go_on.set()

    assert shop.applied == [("acme", ["1"]), ("acme", ["2", "3", "4", "5", "6", "7"])]


async def test_one_shops_pushes_do_not_wait_for_anothers(shop: Shop) -> None:
    never = asyncio.Event()
    shop.ends = lambda pushes: never.wait() if pushes[0].product == "1" else None
    async with opened(shop, deadline=0.2) as desk:
        await desk.accept(push(1))
        await desk.accept(push(2, merchant="kuro"))

    assert shop.applied == [("kuro", ["2"])]


async def test_beside_a_whole_sync_a_push_waits_as_long_as_that_takes(shop: Shop) -> None:
    left = iter(range(3 * ATTEMPTS))

    def busy(_pushes: Sequence[Pushed]) -> None:
        if next(left, None) is not None:
            raise SyncBusy("another sync")

    shop.ends = busy
    async with opened(shop) as desk:
        await desk.accept(push())

    assert (shop.products, shop.asked) == (["1"], [])


async def test_a_passing_failure_is_tried_again(shop: Shop) -> None:
    left = iter(range(ATTEMPTS - 1))

    def ends(_pushes: Sequence[Pushed]) -> None:
        if next(left, None) is not None:
            raise OSError("the disk was full")

    shop.ends = ends
    async with opened(shop) as desk:
        await desk.accept(push())

    assert (shop.products, await shop.inbox.pending(CHANNEL)) == (["1"], [])


@pytest.mark.parametrize("error", [SyncStopped("currency", "it sells in EUR"), ZeroDivisionError("a fault of ours")])
async def test_one_that_cannot_be_applied_is_set_aside_and_takes_no_other_with_it(shop: Shop, error: Exception) -> None:
    go_on = asyncio.Event()

    async def ends(pushes: Sequence[Pushed]) -> None:
        await go_on.wait()
        if any(each.product == "2" for each in pushes):
            raise error

    shop.ends = ends
    async with opened(shop) as desk:
        for number in range(4):
            await desk.accept(push(number))
        go_on.set()

    assert sorted(shop.products) == ["0", "1", "3"]
    assert shop.asked == ["acme"]
    assert await shop.inbox.pending(CHANNEL) == []


async def test_what_names_no_product_has_the_source_read_again(shop: Shop) -> None:
    level = b'{"inventory_item_id": 1, "location_id": 2, "available": 3, "updated_at": "2026-05-04T12:00:00Z"}'
    async with opened(shop) as desk:
        verdict = await desk.accept(push(topic="inventory_levels/update", body=level))

    assert (verdict, shop.products, shop.asked) == (Verdict.ACCEPTED, [], ["acme"])


async def test_a_product_to_withdraw_that_nobody_knows_has_the_source_read_again(shop: Shop) -> None:
    shop.unknown = 1
    async with opened(shop) as desk:
        await desk.accept(Push("shopify", "acme", "products/delete", b'{"id": 1}', "first", NOON))

    assert shop.asked == ["acme"]


async def test_more_than_can_wait_are_asked_to_come_again(shop: Shop) -> None:
    never = asyncio.Event()
    shop.ends = lambda _pushes: never.wait()
    async with opened(shop, deadline=0) as desk:
        verdicts = [await desk.accept(push(number)) for number in range(MOST_WAITING + 1)]
        other = await desk.accept(push(1, merchant="kuro"))

    assert set(verdicts[:-1]) == {Verdict.ACCEPTED}
    assert (verdicts[-1], other) == (Verdict.BUSY, Verdict.ACCEPTED)


async def test_metrics_count_what_became_of_pushes(shop: Shop) -> None:
    async with opened(shop) as desk:
        for _ in range(2):
            await desk.accept(push())

    lines = exposition(push_metrics(desk.lanes.values(), {("shopify", 202): 2})).splitlines()

    named = 'platform="shopify",merchant="acme"'
    assert f'snaptap_pushes_total{{{named},outcome="applied"}} 1' in lines
    assert f'snaptap_pushes_total{{{named},outcome="repeated"}} 1' in lines
    assert f"snaptap_push_seconds_count{{{named}}} 1" in lines
    assert f"snaptap_pushes_waiting{{{named}}} 0" in lines
    assert 'snaptap_push_answers_total{platform="shopify",status="202"} 2' in lines
