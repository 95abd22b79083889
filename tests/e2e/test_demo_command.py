"""`snaptap demo` as somebody at a terminal starts it, lives beside other commands and ends it."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.e2e.phone import Phone, is_card, is_invoice, key_data, says
from tests.e2e.processes import Running, snaptap, started
from tests.e2e.shops import copied

pytestmark = [pytest.mark.full, pytest.mark.asyncio(loop_scope="module")]

READY = r"^ready (http://127\.0\.0\.1:\d+)$"
WISH = "a gift for my sister who loves coffee, under 60"


@pytest_asyncio.fixture(loop_scope="module")
async def data(demo_shop: Path, tmp_path: Path) -> Path:
    """A copy of the filled demo shop, as a second start finds it."""
    return copied(demo_shop, tmp_path / "demo")


@asynccontextmanager
async def demo(data: Path) -> AsyncIterator[Running]:
    async with started("demo", "--no-browser", "--port", "0", data=data) as running:
        yield running


@asynccontextmanager
async def open_demo(data: Path) -> AsyncIterator[Phone]:
    """A demo that is ready, and a shopper in it."""
    async with demo(data) as running:
        url = (await running.until_it_says(READY))[1]
        key = (await running.until_it_logs(r"control key (\S+)"))[1]
        async with aiohttp.ClientSession(url, headers={"X-Demo-Key": key}) as doors:
            yield Phone(doors, 1001)


async def test_demo_says_when_it_is_ready_and_then_answers_and_sells(data: Path) -> None:
    async with open_demo(data) as ana:
        await ana.say(WISH)
        card = await ana.sees(is_card)
        await ana.do("callback", message_id=card["message_id"], data=key_data(card, "Buy "))
        await ana.sees(is_invoice)
        await ana.pay()

        assert await ana.sees(says("Paid, thank you!"))


async def test_demo_prints_nothing_on_stdout_but_that_it_is_ready(data: Path) -> None:
    async with demo(data) as running:
        await running.until_it_says(READY)
        await running.ended_by(signal.SIGTERM, within=5)

        out, _err = await running.process.communicate()

    assert len(running.said) == 1
    assert not out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_ready_demo_ends_within_five_seconds_of_a_signal_with_code_zero(
    data: Path, number: signal.Signals
) -> None:
    async with demo(data) as running:
        await running.until_it_says(READY)

        assert await running.ended_by(number, within=5) == 0


async def test_demo_with_a_page_open_and_a_turn_under_way_ends_within_five_seconds(data: Path) -> None:
    async with demo(data) as running:
        url = (await running.until_it_says(READY))[1]
        key = (await running.until_it_logs(r"control key (\S+)"))[1]
        async with (
            aiohttp.ClientSession(url, headers={"X-Demo-Key": key}) as doors,
            doors.get("/page-stream", params={"shopper": 1001}) as stream,
        ):
            await stream.content.readline()
            await Phone(doors, 1001).say(WISH)

            assert await running.ended_by(signal.SIGTERM, within=5) == 0


async def test_filled_demo_is_ready_again_in_seconds(data: Path) -> None:
    start = time.monotonic()
    async with demo(data) as running:
        await running.until_it_says(READY)

    # About three seconds on an idle machine; filling the shop takes a minute.
    assert time.monotonic() - start < 20


async def test_killed_demo_starts_again_on_what_it_left(data: Path) -> None:
    async with demo(data) as running:
        await running.until_it_says(READY)
        await running.kill()

    async with open_demo(data) as ana:
        await ana.say(WISH)

        assert await ana.sees(is_card)


async def test_two_demos_and_other_commands_live_side_by_side_on_one_folder(data: Path) -> None:
    async with open_demo(data) as ana, open_demo(data) as ben:
        asked, searched, examined, *_ = await asyncio.gather(
            snaptap("ask", WISH, "--json", data=data),
            snaptap("search", "red mug", "--json", data=data),
            snaptap("doctor", "--json", data=data),
            ana.say(WISH),
            ben.say(WISH),
        )

        assert await ana.sees(is_card)
        assert await ben.sees(is_card)
    assert [command.code for command in (asked, searched, examined)] == [0, 0, 0], (asked, searched, examined)
    assert json.loads(asked.out)["products"]
    assert json.loads(searched.out)["hits"]
    assert json.loads(examined.out)["findings"]


async def test_port_in_use_is_told_with_the_way_out(data: Path) -> None:
    async with demo(data) as running:
        url = (await running.until_it_says(READY))[1]

        second = await snaptap("demo", "--no-browser", "--port", url.rpartition(":")[2], data=data)

    assert second.code == 1
    assert "--port" in second.err
    assert "Traceback" not in second.err
