"""Takes the README's picture of the page: `python -m tests.e2e.screenshot [FILE]`."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.async_api import Locator, Page, ViewportSize

from bot.demo.run import running
from tests.e2e.browsers import chromium, opened
from tests.e2e.shops import REPOSITORY, demo_template, demo_world

PICTURE: Final = REPOSITORY / "docs" / "pictures" / "page.png"
SIZE: Final[ViewportSize] = {"width": 1280, "height": 1200}
SCALE: Final = 1.5
PATIENCE_MS: Final = 90_000
SAMPLE: Final = "kettle-on-table.jpg"
SETTLED: Final = """() => Promise.allSettled(
    document.getAnimations()
        .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
        .map((each) => each.finished))"""


async def take(picture: Path) -> None:
    """A photo was sent and recognised; the card with a creator's words stands beside the steps that led to it."""
    with TemporaryDirectory() as folder:
        world = demo_world(await demo_template(), Path(folder) / "data")
        async with (
            running(world.settings, "127.0.0.1", 0) as demo,
            chromium() as browser,
            opened(browser, demo.site.url, size=SIZE, scale=SCALE) as page,
        ):
            page.set_default_timeout(PATIENCE_MS)
            # The first photo after a start waits for the models: its times would say little about the next.
            await _show_photo(page, f"{demo.site.url}/?shopper=1002")
            await page.locator("[data-side=bot]").last.wait_for()
            await _show_photo(page, f"{demo.site.url}/?shopper=1001")
            await _rest_on_the_card(page)
            picture.parent.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=picture)


async def _show_photo(page: Page, url: str) -> None:
    await page.goto(url)
    await page.locator(f"[data-sample='{SAMPLE}']").click()


async def _rest_on_the_card(page: Page) -> None:
    """The pointer rests where nothing lights up under it, and what slides or fades has come to its end."""
    card = _buyable(page)
    await card.locator("img").first.evaluate("(image) => image.decode()")
    await page.mouse.move(0, 0)
    await page.evaluate(SETTLED)


def _buyable(page: Page) -> Locator:
    return page.get_by_test_id("message").filter(has=page.get_by_role("button", name="Buy")).last


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE))
