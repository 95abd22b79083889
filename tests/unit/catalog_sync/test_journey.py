import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog_sync.journey import sync
from catalog_sync.lock import one_at_a_time
from catalog_sync.product_cargo import CHANGED_AT_ONCE
from catalog_sync.rows import SyncBusy, SyncStopped
from graph.domain.money import Money
from tests.unit.catalog_sync.doubles import HEADINGS, NOW, Shop, row


async def test_a_new_feed_lands_whole(shop: Shop) -> None:
    feed = shop.feed(row("k1"), row("k2"))

    report = await sync([feed], merchant="acme", tools=shop.tools)

    assert (report.read, report.added, report.published) == (2, 2, True)
    assert shop.store.of("products.csv")["k1"].price == Money(1500, "EUR")


async def test_the_same_feed_again_changes_and_embeds_nothing(shop: Shop) -> None:
    shop.picture("k1.png")
    feed = shop.feed(row("k1", picture="k1.png"), row("k2"))
    await sync([feed], merchant="acme", tools=shop.tools)
    shop.text.encoded.clear()
    shop.photo.encoded = 0

    report = await sync([feed], merchant="acme", tools=shop.tools)

    assert (report.unchanged, report.added, report.changed, report.published) == (2, 0, 0, False)
    assert (shop.text.encoded, shop.photo.encoded) == ([], 0)


async def test_a_new_price_is_a_change_of_one_row_and_embeds_no_words(shop: Shop) -> None:
    await sync([shop.feed(row("k1"), row("k2"))], merchant="acme", tools=shop.tools)
    shop.text.encoded.clear()

    report = await sync([shop.feed(row("k1"), row("k2", price="12.50 EUR"))], merchant="acme", tools=shop.tools)

    assert (report.changed, report.unchanged) == (1, 1)
    assert shop.text.encoded == []


@pytest.mark.parametrize(("changes", "turned"), [(CHANGED_AT_ONCE, 0), (CHANGED_AT_ONCE + 1, 1)], ids=["few", "many"])
async def test_what_is_too_much_for_one_transaction_turns_over_as_an_edition(
    shop: Shop, changes: int, turned: int
) -> None:
    feed = shop.feed(*(row(f"k{number}") for number in range(changes)))

    report = await sync([feed], merchant="acme", tools=shop.tools)

    assert (report.added, shop.store.turned) == (changes, turned)
    assert len(shop.store.of("products.csv")) == changes


async def test_several_feeds_of_one_sync_turn_over_together(shop: Shop) -> None:
    feeds = [shop.feed(row("k1"), name="one.csv"), shop.feed(row("k2"), name="other.csv")]

    report = await sync(feeds, merchant="acme", tools=shop.tools)

    assert (report.added, shop.store.turned) == (2, 1)


async def test_of_several_feeds_one_that_says_something_new_needs_no_edition(shop: Shop) -> None:
    feeds = [shop.feed(row("k1"), name="one.csv"), shop.feed(row("k2"), name="other.csv")]
    await sync(feeds, merchant="acme", tools=shop.tools)

    report = await sync(
        [feeds[0], shop.feed(row("k2", price="1.00 EUR"), name="other.csv")], merchant="acme", tools=shop.tools
    )

    assert (report.changed, shop.store.turned) == (1, 1)


async def test_what_the_feed_no_longer_names_is_withdrawn(shop: Shop) -> None:
    await sync([shop.feed(row("k1"), row("k2"))], merchant="acme", tools=shop.tools)

    report = await sync([shop.feed(row("k1"))], merchant="acme", tools=shop.tools)

    assert report.removed == 1
    assert set(shop.store.of("products.csv")) == {"k1"}


async def test_a_partial_feed_withdraws_nothing(shop: Shop) -> None:
    await sync([shop.feed(row("k1"), row("k2"))], merchant="acme", tools=shop.tools)

    report = await sync([shop.feed(row("k1", price="9.00 EUR"))], merchant="acme", tools=shop.tools, partial=True)

    assert (report.changed, report.removed) == (1, 0)
    assert set(shop.store.of("products.csv")) == {"k1", "k2"}


async def test_a_row_that_broke_since_the_last_sync_is_not_withdrawn(shop: Shop) -> None:
    await sync([shop.feed(row("k1"), row("k2"))], merchant="acme", tools=shop.tools)

    report = await sync([shop.feed(row("k1"), row("k2", price="free"))], merchant="acme", tools=shop.tools)

    assert ([problem.line for problem in report.rejected], report.removed) == ([3], 0)


async def test_a_feed_that_lost_more_than_half_stops_before_anything_changes(shop: Shop) -> None:
    await sync([shop.feed(row("k1"), row("k2"), row("k3"))], merchant="acme", tools=shop.tools)

    with pytest.raises(SyncStopped, match="--force") as stopped:
        await sync([shop.feed(row("k1", price="1.00 EUR"))], merchant="acme", tools=shop.tools)

    assert stopped.value.code == "shrunk"
    assert shop.store.of("products.csv")["k1"].price == Money(1500, "EUR")


async def test_force_lets_a_shrunken_feed_through(shop: Shop) -> None:
    await sync([shop.feed(row("k1"), row("k2"), row("k3"))], merchant="acme", tools=shop.tools)

    report = await sync([shop.feed(row("k1"))], merchant="acme", tools=shop.tools, force=True)

    assert report.removed == 2


async def test_force_does_not_let_a_foreign_currency_through(shop: Shop) -> None:
    feed = shop.feed(row("k1"), row("k2", price="15.00 USD"))

    with pytest.raises(SyncStopped, match="line 3: the price is in USD"):
        await sync([feed], merchant="acme", tools=shop.tools, force=True)

    assert shop.store.of("products.csv") == {}


async def test_a_missing_column_stops_the_sync_and_is_named(shop: Shop) -> None:
    feed = shop.feed("k1,Kettle", headings="id,title,description,link,image_link,availability")

    with pytest.raises(SyncStopped, match="no column price"):
        await sync([feed], merchant="acme", tools=shop.tools)


async def test_the_second_of_two_sources_that_cannot_be_used_keeps_the_first_from_landing(shop: Shop) -> None:
    good, bad = shop.feed(row("k1")), shop.feed(row("k2", price="3 USD"), name="more.csv")

    with pytest.raises(SyncStopped):
        await sync([good, bad], merchant="acme", tools=shop.tools)

    assert shop.store.changes == 0


async def test_of_two_rows_with_one_id_the_last_wins_and_the_first_is_reported(shop: Shop) -> None:
    feed = shop.feed(row("k1", price="1.00 EUR"), row("k1", price="2.00 EUR"))

    report = await sync([feed], merchant="acme", tools=shop.tools)

    assert shop.store.of("products.csv")["k1"].price == Money(200, "EUR")
    assert [(each.line, each.code) for each in report.rejected] == [(2, "duplicate_id")]


async def test_a_dry_run_reports_the_same_and_touches_nothing(shop: Shop) -> None:
    shop.picture("k1.png")
    feed = shop.feed(row("k1", picture="k1.png"), row("k2", price="?"))

    dry = await sync([feed], merchant="acme", tools=shop.tools, dry_run=True)
    embedded_by_the_dry_run = len(shop.text.encoded) + shop.photo.encoded
    wet = await sync([feed], merchant="acme", tools=shop.tools)

    assert replace(dry, seconds=0, published=True) == replace(wet, seconds=0)
    assert embedded_by_the_dry_run == 0


async def test_an_unknown_merchant_is_told_which_there_are(shop: Shop) -> None:
    with pytest.raises(SyncStopped, match="there are: acme, kuro"):
        await sync([shop.feed(row("k1"))], merchant="acne", tools=shop.tools)


async def test_a_second_sync_of_one_shop_says_that_it_waited_in_vain(shop: Shop) -> None:
    feed = shop.feed(row("k1"))

    async with one_at_a_time(shop.tools, "acme"):
        with pytest.raises(SyncBusy, match="another sync of acme"):
            await sync([feed], merchant="acme", tools=shop.tools)


async def test_two_syncs_at_once_land_one_after_the_other(shop: Shop) -> None:
    feed, tools = shop.feed(row("k1"), row("k2")), replace(shop.tools, patience=10)

    first, second = await asyncio.gather(*(sync([feed], merchant="acme", tools=tools) for _ in range(2)))

    assert sorted([(first.added, first.unchanged), (second.added, second.unchanged)]) == [(0, 2), (2, 0)]


async def test_the_time_of_the_stock_is_the_feeds_own(shop: Shop) -> None:
    feed = shop.feed(row("k1"))
    written = datetime(2026, 5, 1, 6, 0, tzinfo=UTC)
    os.utime(feed, (written.timestamp(), written.timestamp()))

    await sync([feed], merchant="acme", tools=shop.tools)

    assert shop.store.read_at == written


async def test_a_feed_dated_in_the_future_speaks_of_now(shop: Shop) -> None:
    feed = shop.feed(row("k1"))
    future = (NOW + timedelta(days=1)).timestamp()
    os.utime(feed, (future, future))

    await sync([feed], merchant="acme", tools=shop.tools)

    assert shop.store.read_at == NOW


async def test_a_folder_is_one_source_of_all_its_feeds(shop: Shop) -> None:
    (shop.folder / "spring").mkdir()
    shop.feed(row("k1"), name="spring/a.csv")
    shop.feed("k2\tPot\tHolds tea.\t\t\tin stock\t9.00 EUR", name="spring/b.tsv", headings=HEADINGS.replace(",", "\t"))

    report = await sync([shop.folder / "spring"], merchant="acme", tools=shop.tools)

    assert (report.source, report.added) == ("spring", 2)


async def test_a_feed_that_moved_to_another_folder_is_the_same_source(shop: Shop) -> None:
    feed = shop.feed(row("k1"))
    await sync([feed], merchant="acme", tools=shop.tools)
    (shop.folder / "elsewhere").mkdir()

    report = await sync([feed.rename(shop.folder / "elsewhere" / feed.name)], merchant="acme", tools=shop.tools)

    assert report.unchanged == 1


async def test_progress_names_the_stages(shop: Shop) -> None:
    shop.picture("k1.png")
    seen: list[tuple[str, int, int | None]] = []
    feed = shop.feed(row("k1", picture="k1.png"))

    await sync([feed], merchant="acme", tools=shop.tools, progress=lambda *step: seen.append(step))

    last = {stage: (done, total) for stage, done, total in seen}
    assert list(last.items()) == [
        ("read", (1, None)),
        ("pictures", (1, 1)),
        ("words", (1, 1)),
        ("store", (1, 1)),
        ("publish", (0, None)),
    ]
