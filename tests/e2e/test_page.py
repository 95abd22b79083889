"""The page as a person uses it, in a real browser: nothing but this machine is asked for anything."""

import re
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from bot.demo.run import Demo, running
from bot.demo.seed import FEED
from tests.e2e.browsers import CHROMIUM, DESKTOP, PHONE, chromium, opened
from tests.e2e.shops import demo_world

pytestmark = [
    pytest.mark.full,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]

WISH = "a gift for my sister who loves coffee, under 60"
NEWCOMERS = count(2_001)


@pytest.fixture
def width() -> int:
    """Of the page in pixels; a test of phones takes another."""
    return DESKTOP["width"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(demo_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    world = demo_world(demo_shop, tmp_path_factory.mktemp("page") / "data")
    async with running(world.settings, "127.0.0.1", 0) as demo:
        yield demo


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, demo: Demo, width: int) -> AsyncIterator[Page]:
    """The page of a new shopper; it asks nobody else and complains of nothing, whatever a test does."""
    asked: list[str] = []
    complaints: list[str] = []
    async with opened(browser, "about:blank", size={"width": width, "height": DESKTOP["height"]}) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: _note(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: _note_failure(request, complaints))
        await page.goto(f"{demo.site.url}/?shopper={await _newcomer(demo)}")
        await expect(page.get_by_test_id("shopper-switch")).to_contain_text("Shopper")
        yield page
    assert {urlsplit(url).hostname for url in asked if url.startswith("http")} == {"127.0.0.1"}
    assert not complaints


async def test_words_card_buy_pay_and_receipt(page: Page) -> None:
    await _invoiced(page)
    await page.get_by_test_id("pay-button").last.click()
    await page.get_by_test_id("pay-approve").click()
    await expect(page.get_by_test_id("sheet-state")).to_contain_text("Paid")
    await page.get_by_test_id("sheet-done").click()

    await expect(page.get_by_test_id("receipt")).to_be_visible()
    await expect(page.get_by_test_id("invoice-paid")).to_be_visible()
    await expect(page.get_by_test_id("log")).to_contain_text("Paid, thank you!")


async def test_every_invoice_says_that_no_money_moves(page: Page) -> None:
    await _invoiced(page)

    await expect(page.get_by_test_id("invoice")).to_contain_text("No money moves")
    await page.get_by_test_id("pay-button").click()
    await expect(page.get_by_test_id("sheet")).to_contain_text("No money moves")


async def test_declined_card_is_told_and_can_be_tried_again_in_the_sheet(page: Page) -> None:
    await _invoiced(page)
    await page.get_by_test_id("pay-button").click()

    await page.get_by_test_id("pay-decline").click()
    await expect(page.get_by_test_id("sheet-state")).to_contain_text("declined")
    await page.get_by_test_id("pay-approve").click()

    await expect(page.get_by_test_id("sheet-state")).to_contain_text("Paid")


async def test_sample_photo_is_answered_with_a_card_that_says_how_sure_it_is(page: Page) -> None:
    await page.get_by_test_id("samples-toggle").click()
    if await page.get_by_test_id("samples").is_hidden():
        await page.get_by_test_id("samples-toggle").click()
    await page.locator("[data-sample='kettle-on-table.jpg']").click()

    await expect(_card(page)).to_contain_text("Kettle", timeout=30_000)
    await expect(_card(page)).to_contain_text(re.compile("I am sure this is it|This is likely it"))
    await expect(_card(page).locator("img").first).to_be_visible()


async def test_photo_chosen_from_the_disk_is_answered(page: Page) -> None:
    await page.get_by_test_id("files").set_input_files(FEED.parent / "pictures" / "hp-0101-black.webp")
    await page.get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()

    await expect(_card(page)).to_be_visible(timeout=30_000)


async def test_pager_turns_the_card_in_its_place(page: Page) -> None:
    await _say(page, WISH)
    await expect(_card(page)).to_be_visible()
    before = await _card(page).inner_text()

    await _card(page).get_by_role("button", name="›").click()

    await expect(_card(page)).not_to_have_text(before)
    await expect(_card(page).get_by_role("button", name="2 /")).to_be_visible()
    await expect(page.get_by_test_id("message").filter(has=page.get_by_role("button", name="Buy"))).to_have_count(1)


async def test_who_says_so_shows_the_creators_words(page: Page) -> None:
    await _say(page, WISH)

    await _card(page).get_by_role("button", name="Who says so").click()

    await expect(page.get_by_test_id("message").last).to_contain_text("«")


async def test_trace_beside_the_chat_names_the_steps_of_the_turn(page: Page) -> None:
    await _say(page, WISH)
    await expect(_card(page)).to_be_visible()

    trace = page.get_by_test_id("trace").first
    await expect(trace.get_by_test_id("trace-node").first).to_be_visible()
    await expect(trace).to_contain_text("retrieve")
    await expect(trace).to_contain_text("respond")


async def test_another_shopper_sees_a_chat_of_their_own_and_the_first_finds_theirs_again(page: Page) -> None:
    await _say(page, WISH)
    await expect(_card(page)).to_be_visible()

    mine = int(page.url.rpartition("=")[2])

    await _switch(page, 1002)
    await expect(page.get_by_test_id("message")).to_have_count(0)
    await _switch(page, mine)

    await expect(_card(page)).to_be_visible()


async def test_chat_is_still_there_after_a_reload(page: Page) -> None:
    await _say(page, WISH)
    await expect(_card(page)).to_be_visible()

    await page.reload()

    await expect(_card(page)).to_be_visible()


async def test_purchase_by_keyboard_alone(page: Page) -> None:
    await page.get_by_test_id("composer").focus()
    await page.keyboard.type("skerry pilot gooseneck kettle")
    await page.keyboard.press("Enter")
    await expect(_card(page)).to_be_visible()

    await _tab_to(page, "Buy", backwards=True)
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("pay-button")).to_be_visible()
    await _tab_to(page, "Pay")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("sheet")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("sheet-state")).to_contain_text("Paid")
    await page.keyboard.press("Escape")

    await expect(page.get_by_test_id("sheet")).to_be_hidden()
    await expect(page.get_by_test_id("receipt")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE["width"], 320])
async def test_phones_width_has_no_horizontal_scroll(page: Page) -> None:
    await _invoiced(page)

    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await page.evaluate("""[...document.querySelectorAll("[data-testid=message]")].every(
        (message) => message.getBoundingClientRect().right <= window.innerWidth + 1)""")
    await page.get_by_test_id("pay-button").click()
    await expect(page.get_by_test_id("pay-approve")).to_be_in_viewport()


@pytest.mark.parametrize("markup", ["<img src=x onerror=alert(1)>", "<b>bold</b> & <script>alert(1)</script>"])
async def test_markup_in_what_a_shopper_says_is_shown_as_written(page: Page, markup: str) -> None:
    await _say(page, markup)

    await expect(page.locator("[data-side=user]").last).to_contain_text(markup)
    await expect(page.locator("[data-side=bot]").last).to_be_visible()


def _card(page: Page) -> Locator:
    """The newest message that can be bought from."""
    return page.get_by_test_id("message").filter(has=page.get_by_role("button", name="Buy")).last


async def _say(page: Page, words: str) -> None:
    await page.get_by_test_id("composer").fill(words)
    await page.get_by_test_id("send").click()


async def _invoiced(page: Page) -> None:
    await _say(page, "skerry pilot gooseneck kettle")
    await _card(page).get_by_role("button", name="Buy").click()
    await expect(page.get_by_test_id("invoice")).to_be_visible()


async def _switch(page: Page, shopper: int) -> None:
    await page.get_by_test_id("shopper-switch").click()
    await page.locator(f"[data-shopper='{shopper}']").click()
    await expect(page).to_have_url(re.compile(rf"\?shopper={shopper}$"))


async def _tab_to(page: Page, name: str, *, backwards: bool = False) -> None:
    """Move the keyboard's focus until it is on a button of that name."""
    for _ in range(60):
        await page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if (await page.evaluate("document.activeElement.textContent")).startswith(name):
            return
    raise AssertionError(f"no button {name!r} can be reached with the Tab key")


async def _newcomer(demo: Demo) -> int:
    """The id of a shopper who has said nothing yet: tests share one demo."""
    shopper = next(NEWCOMERS)
    async with (
        aiohttp.ClientSession(demo.site.url, headers={"X-Demo-Key": demo.key}) as doors,
        doors.post(f"/_demo/users/{shopper}", json={}) as answer,
    ):
        assert answer.ok
    return shopper


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in {"error", "warning"}:
        complaints.append(message.text)


def _note_failure(request: Request, complaints: list[str]) -> None:
    # A stream ends with its page, and a picture that is no longer shown is no longer fetched.
    if "ERR_ABORTED" not in (request.failure or ""):
        complaints.append(f"{request.url}: {request.failure}")
