"""The findability report in a real browser: sorted, filtered, and untouched by what a feed tries."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from catalog_sync.findability import listings_findability
from catalog_sync.report import SyncReport
from catalog_sync.report_page import write_page
from catalog_sync.rows import Problem
from tests.e2e.browsers import CHROMIUM, PHONE, chromium, opened
from tests.unit.catalog_sync.listings import COMPLETE

pytestmark = [
    pytest.mark.full,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]

HOSTILE = "<img src=x onerror=document.title='taken'>" + "W" * 70
CODES = ("missing", "duplicate_id")


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """On a phone; it asks for nothing but itself and complains of nothing."""
    records = [
        replace(COMPLETE, sku="A-1", title="Zinc kettle", category=()),
        replace(COMPLETE, sku="B-1", title="Amber mug, 350 ml", gtin=None),
        replace(COMPLETE, sku="C-1", title=HOSTILE, brand=None),
    ]
    path = tmp_path / "report.html"
    found = listings_findability(records)
    rejected = tuple(Problem("p.csv", line, HOSTILE, CODES[line % 2], HOSTILE, "fill it") for line in range(1, 32))
    sync = SyncReport("acme", HOSTILE, "google", 34, 3, 0, 0, 0, rejected, (), found, published=True, seconds=0.1)
    write_page(path, found, merchant=HOSTILE, made=datetime(2026, 5, 4, tzinfo=UTC), sync=sync)
    asked: list[str] = []
    complaints: list[str] = []
    async with chromium() as browser, opened(browser, "about:blank", size=PHONE) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(path.as_uri())
        yield page
    assert asked == [path.as_uri()]
    assert not complaints


async def test_filtered_by_finding_and_by_name(page: Page) -> None:
    rows, tools = page.locator("#worst tbody tr:visible"), page.locator("[data-table=worst]")
    await expect(rows).to_have_count(3)

    await tools.get_by_label("With").select_option("no_gtin")
    await expect(rows).to_contain_text(["Amber mug"])
    await tools.get_by_label("Containing").fill("kettle")
    await expect(rows).to_have_count(0)
    await expect(tools.locator("output")).to_have_text("0 of 0 shown")


async def test_a_long_table_begins_short_and_is_narrowed_to_one_kind_of_problem(page: Page) -> None:
    rows, tools = page.locator("#rejected tbody tr:visible"), page.locator("[data-table=rejected]")
    await expect(rows).to_have_count(20)

    await tools.get_by_label("With").select_option("missing")
    await expect(rows).to_have_count(15)
    await tools.get_by_label("With").select_option("")
    await tools.get_by_role("button", name="Show all").click()
    await expect(rows).to_have_count(31)
    await expect(tools.get_by_role("button", name="Show all")).to_be_hidden()


async def test_sorted_by_either_heading_both_ways(page: Page) -> None:
    names = page.locator("#worst tbody code")
    await expect(names).to_have_text(["A-1", "B-1", "C-1"])

    headings = page.locator("#worst thead")
    await headings.get_by_role("button", name="Listing").click()
    await expect(names).to_have_text(["C-1", "B-1", "A-1"])
    await headings.get_by_role("button", name="Score").click()
    await expect(names).to_have_text(["A-1", "B-1", "C-1"])
    await headings.get_by_role("button", name="Score").click()
    await expect(names).to_have_text(["C-1", "B-1", "A-1"])


async def test_hostile_words_run_nothing_and_do_not_widen_the_page(page: Page) -> None:
    assert "taken'" in await page.title()
    assert await page.evaluate("document.images.length") == 0
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_printed_it_shows_its_rows_and_no_controls(page: Page) -> None:
    await page.emulate_media(media="print")

    await expect(page.locator("#worst tbody tr:visible")).to_have_count(3)
    await expect(page.locator("select:visible, input:visible, form button:visible")).to_have_count(0)
