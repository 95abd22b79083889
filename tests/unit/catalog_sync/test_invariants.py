from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.diff import check_shrink, compare
from catalog_sync.journey import sync
from catalog_sync.rows import SyncStopped
from tests.unit.catalog_sync.doubles import Shop, row

SKUS = st.sampled_from(["k1", "k2", "k3", ""])
PRICES = st.sampled_from(["1.00 EUR", "2.00 EUR", "free"])
FEEDS = st.lists(st.builds(row, SKUS, price=PRICES), min_size=1, max_size=8)
MARKS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("12"))


@settings(max_examples=30, deadline=None)
@given(FEEDS, FEEDS)
async def test_every_row_read_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, first: list[str], second: list[str]
) -> None:
    shop = Shop(tmp_path_factory.mktemp("shop"))
    await sync([shop.feed(*first)], merchant="acme", tools=shop.tools)

    report = await sync([shop.feed(*second)], merchant="acme", tools=shop.tools, force=True)

    assert report.read == report.added + report.changed + report.unchanged + len(report.rejected) == len(second)


@settings(max_examples=30, deadline=None)
@given(FEEDS)
async def test_a_sync_run_twice_lands_once(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    shop = Shop(tmp_path_factory.mktemp("shop"))
    feed: Path = shop.feed(*rows)
    await sync([feed], merchant="acme", tools=shop.tools)
    landed = dict(shop.store.of("products.csv"))

    report = await sync([feed], merchant="acme", tools=shop.tools)

    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert shop.store.of("products.csv") == landed


@given(MARKS, MARKS)
def test_a_difference_applied_to_what_was_gives_what_is(before: dict[str, str], now: dict[str, str]) -> None:
    difference = compare(before, now)

    kept = {key: mark for key, mark in before.items() if key not in difference.removed}
    assert kept | {key: now[key] for key in difference.fresh} == now


@given(MARKS, MARKS)
def test_a_partial_difference_never_removes(before: dict[str, str], now: dict[str, str]) -> None:
    assert compare(before, now, partial=True).removed == ()


@pytest.mark.parametrize(("before", "now", "stops"), [(4, 2, False), (4, 1, True), (1, 0, True), (0, 0, False)])
def test_more_than_half_gone_stops(before: int, now: int, *, stops: bool) -> None:
    difference = compare(dict.fromkeys("abcd"[:before], "1"), dict.fromkeys("abcd"[:now], "1"))

    try:
        check_shrink(difference, "feed.csv", force=False)
        stopped = False
    except SyncStopped:
        stopped = True
    assert stopped is stops
