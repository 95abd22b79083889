"""The findability report in a real browser: sorted, filtered, and untouched by what a feed tries."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from catalog_sync.findability import listings_findability
from catalog_sync.report_page import write_page
from tests.e2e.browsers import CHROMIUM, PHONE, chromium, opened
from tests.unit.catalog_sync.listings import COMPLETE

pytestmark = [
    pytest.mark.full,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]

HOSTILE = "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>" + "W" * 70


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """On a phone; it asks for nothing but itself and complains of nothing."""
    records = [
        replace(COMPLETE, sku="A-1", title="Zinc kettle", category=()),
        replace(COMPLETE, sku="B-1", title="Amber mug, 350 ml", gtin=None),
        replace(COMPLETE, sku="C-1", title=HOSTILE, brand=None),
    ]
    path = tmp_path / "report.html"
    write_page(path, listings_findability(records), merchant=HOSTILE, made=datetime(2026, 5, 4, tzinfo=UTC))
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
    rows = page.locator("#worst tbody tr:visible")
    await expect(rows).to_have_count(3)

    await page.get_by_label("With").select_option("no_gtin")
    await expect(rows).to_contain_text(["Amber mug"])
    await page.get_by_label("Named").fill("kettle")
    await expect(rows).to_have_count(0)
    await expect(page.locator("output")).to_have_text("0 of 3")


async def test_sorted_by_either_heading_both_ways(page: Page) -> None:
    names = page.locator("#worst tbody code")
    await expect(names).to_have_text(["A-1", "B-1", "C-1"])

    await page.get_by_role("button", name="Listing").click()
    await expect(names).to_have_text(["C-1", "B-1", "A-1"])
    await page.get_by_role("button", name="Score").click()
    await expect(names).to_have_text(["A-1", "B-1", "C-1"])
    await page.get_by_role("button", name="Score").click()
    await expect(names).to_have_text(["C-1", "B-1", "A-1"])


async def test_hostile_words_run_nothing_and_do_not_widen_the_page(page: Page) -> None:
    assert "taken'" in await page.title()
    assert await page.evaluate("document.images.length") == 0
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
