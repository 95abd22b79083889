"""The stage with the whole channel: the bot behind the Bot API of the stand-in, over HTTP on this machine."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import aiohttp

from bot.demo.run import standin_for
from bot.demo.standin.chats import Chat
from bot.demo.standin.records import Shopper
from bot.demo.standin.server import Site, Standin, serve
from bot.rehearsal.judge import named
from bot.rehearsal.script import Person, Script, TapOn
from bot.rehearsal.stage import Heard
from bot.rehearsal.watched_inbox import WatchedInbox
from bot.rehearsal.world import World, listing
from bot.telegram.application import build_application, run_polling
from bot.telegram.buttons import write
from bot.telegram.connection import connection
from bot.transcript import transcript
from graph.domain.conversation import Meaning, Reply, Tap, Turn
from graph.domain.errors import BadInput
from graph.shop import Shop
from graph.wiring import open_shop

FIRST_ID = 5001
ALBUM_GAP = 0.1
"""Seconds; the parts of an album come in one batch from the stand-in."""
ENDED = {"paid", "declined", "cancelled"}
Message = dict[str, Any]


class TelegramStage:
    """Shoppers act through the stand-in's own doors; the bot polls it as it polls Telegram."""

    def __init__(
        self, script: Script, world: World, standin: Standin, site: Site, doors: aiohttp.ClientSession
    ) -> None:
        self._world, self._standin, self._site, self._doors = world, standin, site, doors
        self._ids = {name: number for number, name in enumerate(script.shoppers, start=FIRST_ID)}
        self._shop: Shop | None = None
        self._inbox = WatchedInbox()
        self._replies: dict[str, Reply] = {}
        self._bot: asyncio.Task[None] | None = None

    @property
    def shop(self) -> Shop:
        if self._shop is None:
            raise BadInput("the bot is not running; restart it")
        return self._shop

    def shopper(self, who: str) -> str:
        return f"tg:{self._ids[who]}"

    async def say(self, who: str, text: str) -> Heard:
        return await self._act(who, "message", json={"text": text})

    async def show(self, who: str, photos: Sequence[Path], caption: str) -> Heard:
        form = aiohttp.FormData({"caption": caption})
        for number, photo in enumerate(photos):
            form.add_field("file" if len(photos) == 1 else f"file{number}", photo.read_bytes(), filename=photo.name)
        return await self._act(who, "photo" if len(photos) == 1 else "album", data=form)

    async def speak(self, who: str, voice: Path) -> Heard:
        form = aiohttp.FormData()
        form.add_field("file", voice.read_bytes(), filename=voice.name)
        return await self._act(who, "voice", data=form)

    async def start(self, who: str, payload: str) -> Heard:
        return await self._act(who, "start", json={"payload": payload})

    async def tap(self, who: str, on: str | TapOn) -> Heard:
        messages = self._chat(who).messages
        if isinstance(on, str):
            shown = [(number, label) for number in reversed(messages) for label in _labels(messages[number])]
            number, label = next(((at, label) for at, label in shown if named(on, label)), (0, ""))
            if not label:
                raise BadInput(f"no button {on!r}; there are: {', '.join(label for _, label in shown) or 'none'}")
            return await self._act(who, "callback", json={"message_id": number, "label": label})
        key = (await listing(self.shop, on.sku)).key if on.sku else None
        data = write(Tap(Meaning[on.meaning.upper()], key=key))
        newest = max((number for number, message in messages.items() if "reply_markup" in message), default=0)
        return await self._act(who, "callback", json={"message_id": newest, "data": data})

    async def pay(self, who: str, whose: str, how: str) -> Heard:
        chat, attempts = self._chat(who), 2 if how == "twice" else 1
        before = chat.last_seq
        await self._move(who, "pay", json={"action": how, "chat": self._ids[whose]})
        while len(ended := _ended(chat, before)) < attempts:
            await self._unless_dead(chat.changed.wait())
        await self._idle()
        refusals = ({"text": sheet["error"], "buttons": [], "pictures": []} for sheet in ended if sheet["error"])
        return Heard((*refusals, *self._messages(who, before)))

    async def restart(self) -> Heard:
        await self.close()
        await self.open()
        return Heard()

    async def open(self) -> None:
        """Start the bot and wait until it answers."""
        ready = asyncio.Event()

        @asynccontextmanager
        async def shop() -> AsyncIterator[Shop]:
            world = self._world
            async with open_shop(world.settings, clock=world.clock, on_reply=self._hear, models=world.models) as shop:
                self._inbox.watch(shop.inbox)
                self._shop = replace(shop, inbox=self._inbox)
                yield self._shop

        reach = connection(self._standin.token, self._site.base_url, self._site.base_file_url)
        application = build_application(reach, open_shop=shop, album_gap=ALBUM_GAP)
        self._bot = asyncio.create_task(run_polling(application, drain=0.0, on_ready=ready.set))
        await self._unless_dead(ready.wait())

    async def close(self) -> None:
        """Kill the bot where it stands."""
        if self._bot:
            self._bot.cancel()
            await asyncio.wait({self._bot})
        self._bot = self._shop = None

    async def _unless_dead(self, waiting: Coroutine[Any, Any, object]) -> None:
        """Wait for something that the bot will bring about; what the bot dies of meanwhile is raised."""
        if self._bot is None:
            waiting.close()
            raise BadInput("the bot is not running; restart it")
        task = asyncio.ensure_future(waiting)
        try:
            await asyncio.wait({self._bot, task}, return_when=asyncio.FIRST_COMPLETED)
            if self._bot.done():
                self._bot.result()
        finally:
            task.cancel()

    def _hear(self, turn: Turn, reply: Reply) -> None:
        self._replies[turn.conversation] = reply

    async def _act(self, who: str, move: str, **content: Any) -> Heard:  # noqa: ANN401  aiohttp's own parameters
        """Do a move and wait until the bot has done with it."""
        self._replies.pop(self.shopper(who), None)
        before = self._chat(who).last_seq
        await self._move(who, move, **content)
        await self._idle()
        return Heard(self._messages(who, before), self._replies.get(self.shopper(who)))

    async def _move(self, who: str, move: str, **content: Any) -> None:  # noqa: ANN401  same
        """Raises BadInput with what the stand-in says to it."""
        async with self._doors.post(f"/_demo/users/{self._ids[who]}/{move}", **content) as answer:
            told = await answer.json()
        if not answer.ok:
            raise BadInput(f"{told['error']} {told['fix']}")

    async def _idle(self) -> None:
        """Until the bot has finished all that was sent to it."""
        waiting = self._standin.world.updates.pending
        await self._unless_dead(self._inbox.until(lambda: all(update.id in self._inbox.finished for update in waiting)))

    def _chat(self, who: str) -> Chat:
        return self._standin.world.chat(self._ids[who])

    def _messages(self, who: str, after: int) -> tuple[Message, ...]:
        """What the bot sent or edited, in the shape of the `ask` door."""
        events = (event for event in self._chat(who).events(after) if event.name in {"message", "edit"})
        return tuple(self._message(who, event.data) for event in events if event.data["from"]["is_bot"])

    def _message(self, who: str, sent: Message) -> Message:
        message: Message = {
            "text": sent.get("text", sent.get("caption", "")),
            "buttons": _labels(sent),
            "pictures": [sent["photo"][-1]["file_id"]] if "photo" in sent else [],
        }
        if "invoice" in sent:
            reply = self._replies[self.shopper(who)]
            message["invoice"] = next(
                said["invoice"] for said in transcript("", reply)["reply"]["messages"] if "invoice" in said
            ) | {"total": sent["invoice"]["total_amount"], "currency": sent["invoice"]["currency"]}
        return message


@asynccontextmanager
async def telegram_stage(script: Script, world: World) -> AsyncIterator[TelegramStage]:
    """Serve a stand-in with the script's shoppers, and start the bot against it."""
    key = token_urlsafe(16)
    standin = standin_for(world.settings, key, _shoppers(script.shoppers), clock=world.clock.now)
    async with AsyncExitStack() as stack:
        site = await serve(standin)
        stack.push_async_callback(site.close)
        doors = await stack.enter_async_context(aiohttp.ClientSession(site.url, headers={"X-Demo-Key": key}))
        stage = TelegramStage(script, world, standin, site, doors)
        stack.push_async_callback(stage.close)
        await stage.open()
        yield stage


def _shoppers(people: Mapping[str, Person]) -> tuple[Shopper, ...]:
    return tuple(
        Shopper(number, name.capitalize(), language_code=person.language)
        for number, (name, person) in enumerate(people.items(), start=FIRST_ID)
    )


def _labels(message: Message) -> list[str]:
    return [key["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for key in row]


def _ended(chat: Chat, after: int) -> list[Message]:
    """The payment sheets that have come to their end."""
    return [event.data for event in chat.events(after) if event.name == "sheet" and event.data["state"] in ENDED]
