"""A headless Chromium of this machine, and a page in it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Literal

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM: Final = next((path for name in NAMES if (path := shutil.which(name))), None)
DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 860}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Without a sandbox of its own: the tests' pages are ours, and a container's root cannot have one."""
    async with async_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser,
    url: str,
    *,
    size: ViewportSize = DESKTOP,
    scheme: Literal["light", "dark"] = "light",
    scale: float = 1,
) -> AsyncIterator[Page]:
    """A page with a memory of its own."""
    context = await browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=scale)
    try:
        page = await context.new_page()
        await page.goto(url)
        yield page
    finally:
        await context.close()
