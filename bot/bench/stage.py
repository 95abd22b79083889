"""The whole channel: a stand-in for Telegram and the shoppers' phones in this process, the bot in one of its own.

They share this machine's cores, so a figure taken here holds the load of both sides.
"""

import asyncio
import gc
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

import aiohttp

from bot.bench.figures import BenchFailed
from bot.bench.moves import CONVERSATIONS, Move, Say, conversations, meant
from bot.bench.shop import Bench
from bot.demo.standin.chats import Chat, Event
from bot.demo.standin.records import BotIdentity, Shopper
from bot.demo.standin.server import Site, Standin, serve
from bot.telegram.buttons import parse, write
from graph.domain.conversation import Button, Meaning, Tap

BOT = BotIdentity(7_000_002, "Ten Thousand Things", "ten_thousand_things_bot")
FIRST_ID = 9001
STARTING, PATIENCE = 60.0, 20.0
"""Seconds for the bot to start, and for it to answer later on."""
COMMAND = (sys.executable, "-c", "from bot.cli.main import run; run()")
STOPPING = 10.0

Awaited = Callable[[Event], bool]


@dataclass(frozen=True, slots=True)
class Phone:
    """A shopper's: what they do, and the seconds until what they wait for has arrived."""

    chat: Chat
    doors: aiohttp.ClientSession

    async def do(self, move: Move) -> float | None:
        """Until the bot's first message or edit; None for a button that is not there."""
        if isinstance(move, Say):
            return await self.act("message", by_the_bot, json={"text": move.text})
        tap = meant(move, self._buttons())
        return await self.tap(tap, by_the_bot) if tap else None

    async def tap(self, tap: Tap, awaited: Awaited) -> float:
        data = {"message_id": max(self._keyboards()), "data": write(tap)}
        return await self.act("callback", awaited, json=data)

    async def act(self, move: str, awaited: Awaited, *, patience: float = PATIENCE, **content: Any) -> float:  # noqa: ANN401  aiohttp's own parameters
        """Raises BenchFailed where it does not arrive."""
        with self.chat.listening() as events:
            start = time.perf_counter()
            try:
                async with asyncio.timeout(patience):
                    await self._post(move, **content)
                    while (event := await events.get()) is None or not awaited(event):
                        continue
            except TimeoutError:
                raise BenchFailed(f"no answer to {move} {content} within {patience:.0f} s; see bot.log") from None
            return time.perf_counter() - start

    async def _post(self, move: str, **content: Any) -> None:  # noqa: ANN401  same
        async with self.doors.post(f"/_demo/users/{self.chat.id}/{move}", **content) as answer:
            if not answer.ok:
                raise BenchFailed(await answer.text())

    def _keyboards(self) -> dict[int, list[Any]]:
        """The rows of keys under the bot's messages."""
        markups = {number: message.get("reply_markup", {}) for number, message in self.chat.messages.items()}
        return {number: rows for number, markup in markups.items() if (rows := markup.get("inline_keyboard"))}

    def _buttons(self) -> list[Button]:
        """Those under the newest messages first."""
        keys = (key for _, rows in sorted(self._keyboards().items(), reverse=True) for row in rows for key in row)
        return [Button(key["text"], parse(key.get("callback_data", ""))) for key in keys]


def by_the_bot(event: Event) -> bool:
    return event.name in {"message", "edit"} and bool(event.data["from"]["is_bot"])


def an_invoice(event: Event) -> bool:
    return event.name == "message" and "invoice" in event.data


def the_end_of_paying(event: Event) -> bool:
    """The bot has answered the pre-checkout query, one way or the other."""
    return event.name == "sheet" and event.data["state"] in {"paid", "declined", "cancelled"}


@asynccontextmanager
async def phones(bench: Bench, count: int) -> AsyncIterator[list[Phone]]:
    """So many shoppers before a bot that has started and had every conversation once."""
    key = token_urlsafe(16)
    shoppers = [Shopper(number, f"Shopper {number}") for number in range(FIRST_ID, FIRST_ID + count)]
    standin = Standin(
        token=f"{BOT.id}:{token_urlsafe(16)}",
        bot=BOT,
        shoppers=shoppers,
        page_dir=CONVERSATIONS.parent,
        control_key=key,
    )
    async with AsyncExitStack() as stack:
        site = await serve(standin)
        stack.push_async_callback(site.close)
        doors = await stack.enter_async_context(aiohttp.ClientSession(site.url, headers={"X-Demo-Key": key}))
        made = [Phone(standin.world.chat(shopper.id), doors) for shopper in shoppers]
        bot = await stack.enter_async_context(_bot(bench, standin.token, site))
        await _warm_up(made[0], bot)
        gc.freeze()  # our own looks for garbage are not to be taken for the bot's pauses
        yield made


async def _warm_up(phone: Phone, bot: asyncio.subprocess.Process) -> None:
    """Raises BenchFailed for a bot that does not even start."""
    ended, warm = asyncio.create_task(bot.wait()), asyncio.create_task(_talk(phone))
    await asyncio.wait({ended, warm}, return_when=asyncio.FIRST_COMPLETED)
    if ended.done():
        warm.cancel()
        raise BenchFailed(f"the bot ended with code {ended.result()}; see bot.log")
    ended.cancel()
    await warm


async def _talk(phone: Phone) -> None:
    await phone.act("message", by_the_bot, patience=STARTING, json={"text": "hello"})
    for conversation in conversations():
        for move in conversation:
            await phone.do(move)


@asynccontextmanager
async def _bot(bench: Bench, token: str, site: Site) -> AsyncIterator[asyncio.subprocess.Process]:
    """`snaptap bot` as anybody starts it, its words in `bot.log`."""
    settings = {
        "TOKEN": token,
        "BASE_URL": site.base_url,
        "BASE_FILE_URL": site.base_file_url,
        "PROVIDER_TOKEN": "pretend-card",
    }
    environment = os.environ | {f"SNAPTAP_TELEGRAM__{name}": value for name, value in settings.items()}
    with (bench.folder / "bot.log").open("w", encoding="utf-8") as log:
        order = (*COMMAND, "bot", "--data", str(bench.settings.data_dir))
        process = await asyncio.create_subprocess_exec(*order, env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            await stop(process)


async def stop(process: asyncio.subprocess.Process) -> None:
    """End a process as a terminal would, and with force where it does not listen."""
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOPPING)
    except TimeoutError:
        process.kill()
        await process.wait()


def buy(key: int) -> Tap:
    return Tap(Meaning.BUY, key=key)
