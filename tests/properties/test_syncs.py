"""Whatever a merchant's feeds say one after the other, the shop is what the last of them make it, and knows it."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.schema import catalog_change, listing_source, product
from tests.feeds.shop_on_disk import CountingWorkers, DiskShop, Rows, line, new_shop, shop_on_disk, told, write_feed

SKUS = [f"k{number}" for number in range(8)]
SPOKEN_AT = 1_750_000_000


@dataclass(frozen=True)
class Row:
    """A row of a feed in so far as these tests vary it."""

    sku: str
    title: str = "Kettle"
    price: int = 1_500
    quantity: int | None = None
    group: str = ""
    broken: bool = False

    @property
    def line(self) -> str:
        price = "free" if self.broken else f"{self.price / 100:.2f} EUR"
        count = "" if self.quantity is None else str(self.quantity)
        return line(self.sku, group=self.group, title=self.title, price=price, quantity=count)

    @property
    def told(self) -> tuple[str, str, str, int, int | None]:
        """As the shop has it."""
        return self.sku, self.group or self.sku, self.title, self.price, self.quantity


@dataclass(frozen=True)
class Feed:
    rows: tuple[Row, ...]
    partial: bool = False

    @property
    def good(self) -> dict[str, Row]:
        """Of two rows with one id the later counts."""
        return {row.sku: row for row in self.rows if not row.broken}


ROWS = st.builds(
    Row,
    sku=st.sampled_from(SKUS),
    title=st.sampled_from(["Kettle", "Teapot"]),
    price=st.sampled_from([1_500, 1_600]),
    quantity=st.sampled_from([None, 0, 5]),
    group=st.sampled_from(["", "g"]),
    broken=st.sampled_from([False, False, False, True]),
)
FEEDS = st.builds(Feed, st.lists(ROWS, min_size=1, max_size=10).map(tuple), st.booleans())


def sold_on(shop: Mapping[str, Row], feed: Feed) -> dict[str, Row]:
    """What is listed after a feed: what it names and cannot say stays, what it does not name goes, unless partial."""
    named = {row.sku for row in feed.rows}
    stays = {sku: row for sku, row in shop.items() if feed.partial or sku in named}
    return stays | feed.good


@dataclass
class Merchant:
    """A shop on the disk and one feed, exported again and again."""

    shop: DiskShop
    path: Path
    day: int = 0

    async def says(self, feed: Feed, *, unmarked: bool = False) -> dict[str, Any]:
        if unmarked:
            await self.shop.database.write(
                lambda connection: connection.execute(update(listing_source).values(mark=None))
            )
        self.day += 1
        write_feed(self.path, [row.line for row in feed.rows])
        os.utime(self.path, (SPOKEN_AT + self.day * 60,) * 2)
        return told(await self.shop.sync(self.path, partial=feed.partial, force=True))

    async def listed(self) -> set[tuple[Any, ...]]:
        said = select(LISTED.c.sku, product.c.id, *LISTED.c["title", "price", "on_hand"])
        found = said.join_from(LISTED, product, product.c.key == LISTED.c.product_key).where(~LISTED.c.withdrawn)
        return set(await self.shop.rows(found))

    async def changes(self) -> int:
        [(count,)] = await self.shop.rows(select(func.count()).select_from(catalog_change))
        return int(count)

    def work(self) -> tuple[int, int]:
        """How much was judged and embedded so far."""
        assert isinstance(self.shop.workers, CountingWorkers)
        return self.shop.workers.batches, len(self.shop.text.encoded)


@settings(max_examples=15)
@given(feeds=st.lists(FEEDS, min_size=1, max_size=4))
def test_after_any_feeds_the_shop_is_what_they_make_it(feeds: list[Feed]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(follow(new_shop(Path(folder) / "shop"), feeds))


async def follow(folder: Path, feeds: Sequence[Feed]) -> None:
    async with shop_on_disk(folder) as shop:
        merchant, model = Merchant(shop, folder.parent / "feed.csv"), dict[str, Row]()
        for feed in feeds:
            before, model = model, sold_on(model, feed)

            report = await merchant.says(feed)

            assert await merchant.listed() == {row.told for row in model.values()}
            assert report["added"] == len(model.keys() - before.keys())
            assert report["removed"] == len(before.keys() - model.keys())
            assert report["changed"] == sum(before[sku] != model[sku] for sku in model.keys() & before.keys())


@settings(max_examples=15)
@given(feeds=st.lists(FEEDS, min_size=1, max_size=4))
def test_the_same_feed_again_changes_nothing_and_reports_the_same(feeds: list[Feed]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(repeat(new_shop(Path(folder) / "shop"), feeds))


async def repeat(folder: Path, feeds: Sequence[Feed]) -> None:
    async with shop_on_disk(folder) as shop:
        merchant = Merchant(shop, folder.parent / "feed.csv")
        for feed in feeds:
            first = await merchant.says(feed)
        (judged, embedded), changes, contents = merchant.work(), await merchant.changes(), await shop.contents()

        again = await merchant.says(feed)

        once = len({row.sku for row in feed.rows}) == len(feed.rows) and not any(row.broken for row in feed.rows)
        assert merchant.work() == (judged if once else merchant.work()[0], embedded)
        assert await merchant.changes() == changes
        assert await shop.contents() == contents
        assert [again[name] for name in ("read", "rejected", "warnings")] == [
            first[name] for name in ("read", "rejected", "warnings")
        ]
        assert again["unchanged"] == first["added"] + first["changed"] + first["unchanged"]


@settings(max_examples=15)
@given(feeds=st.lists(FEEDS, min_size=2, max_size=4))
def test_records_passed_over_by_their_marks_end_as_if_they_had_been_judged(feeds: list[Feed]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(compare(new_shop(Path(folder) / "marked"), new_shop(Path(folder) / "unmarked"), feeds))


async def compare(marked: Path, unmarked: Path, feeds: Sequence[Feed]) -> None:
    async with shop_on_disk(marked) as passing, shop_on_disk(unmarked) as judging:
        one, other = Merchant(passing, marked.parent / "feed.csv"), Merchant(judging, marked.parent / "feed.csv")
        for feed in feeds:
            assert await one.says(feed) == await other.says(feed, unmarked=True)

            assert but_marks(await passing.contents()) == but_marks(await judging.contents())


def but_marks(contents: Mapping[str, Rows]) -> dict[str, Rows]:
    """The last column of what a source lists."""
    return {**contents, "listed": [row[:-1] for row in contents["listed"]]}


RED, BLUE = Row("red", title="Red kettle", group="g"), Row("blue", title="Blue kettle", group="g")
AMBER = Row("amber", title="Amber kettle", group="g")


@pytest.mark.parametrize(
    ("before", "last"),
    [
        ([(RED, BLUE)], (replace(RED, price=1_600), BLUE)),
        ([(RED, BLUE)], (RED, replace(BLUE, title="Bluish kettle"))),
        ([(RED, BLUE)], (RED,)),
        ([(RED, BLUE)], (RED, BLUE, AMBER)),
        ([(RED, BLUE), (RED,)], (RED, BLUE)),
        ([(RED, replace(BLUE, group="h")), (RED, BLUE)], (RED, BLUE, AMBER)),
    ],
    ids=["price", "its own words", "gone", "an earlier one", "back", "from elsewhere"],
)
def test_a_product_says_what_its_feed_says_whatever_has_become_of_its_variants(
    tmp_path: Path, before: list[tuple[Row, ...]], last: tuple[Row, ...]
) -> None:
    grown, fresh = new_shop(tmp_path / "grown"), new_shop(tmp_path / "fresh")

    asyncio.run(compare_products(grown, fresh, [Feed(rows) for rows in before], Feed(last)))


async def compare_products(grown: Path, fresh: Path, before: Sequence[Feed], last: Feed) -> None:
    async with shop_on_disk(grown) as one, shop_on_disk(fresh) as other:
        for feed in [*before, last]:
            await Merchant(one, grown.parent / "feed.csv").says(feed)

        await Merchant(other, grown.parent / "feed.csv").says(last)

        there, told = (await one.contents())["products"], (await other.contents())["products"]
        assert [product for product in there if product in told] == told
