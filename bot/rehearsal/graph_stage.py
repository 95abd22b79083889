"""The stage without a channel: turns go to the assistant, payments to the till."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.rehearsal.judge import named
from bot.rehearsal.script import Person, Script, TapOn
from bot.rehearsal.stage import Heard
from bot.rehearsal.world import World, listing
from bot.telegram.words import surplus
from bot.transcript import transcript
from graph.domain.conversation import Meaning, MediaKind, Notice, Tap, Turn, Unreadable
from graph.domain.errors import BadInput
from graph.domain.orders import Charge, Order, Refusal
from graph.shop import Shop
from graph.texts.receipts import receipt
from graph.texts.sayings import refusal
from graph.texts.tongue import tongue
from graph.till.approve import approve
from graph.till.settle import settle
from graph.wiring import open_shop


class GraphStage:
    """Answers come from the real graph; the till is asked as a channel would ask it."""

    def __init__(self, shop: Shop, people: Mapping[str, Person]) -> None:
        self.shop = shop
        self._people = people
        self._numbers = count(1)

    def shopper(self, who: str) -> str:
        return f"stage:{who}"

    async def say(self, who: str, text: str) -> Heard:
        command, _, rest = text.removeprefix("/").partition(" ") if text.startswith("/") else ("", "", text)
        if command == "start":
            return await self.start(who, rest)
        return await self._answer(self._turn(who, text=rest, command=command or None))

    async def start(self, who: str, payload: str) -> Heard:
        return await self._answer(self._turn(who, tap=Tap(Meaning.START, payload=payload)))

    async def show(self, who: str, photos: Sequence[Path], caption: str) -> Heard:
        kept = [await self.shop.media.save(photo.read_bytes(), MediaKind.PHOTO) for photo in photos]
        return await self._answer(self._turn(who, text=caption, photos=tuple(kept)))

    async def speak(self, who: str, voice: Path) -> Heard:  # noqa: ARG002  a voice note is not listened to yet
        return await self._answer(self._turn(who, unreadable=Unreadable.VOICE))

    async def tap(self, who: str, on: str | TapOn) -> Heard:
        tap = await self._labelled(who, on) if isinstance(on, str) else await self._meant(on)
        return await self._answer(self._turn(who, tap=tap))

    async def pay(self, who: str, whose: str, how: str) -> Heard:
        orders = await self.shop.orders.of_shopper(self.shopper(whose), limit=1)
        if not orders:
            raise BadInput(f"{whose} has no invoice to pay; let {whose} tap Buy first")
        verdicts = [await self._approve(orders[0], who) for _ in range(2 if how == "twice" else 1)]
        _ = tongue(self._people[who].language)
        refused = [Notice(refusal(verdict, _)) for verdict in verdicts if isinstance(verdict, Refusal)]
        approved = [verdict for verdict in verdicts if isinstance(verdict, Order)]
        charged = [await self._charge(order, who) for order in approved if how in {"approve", "twice"}]
        return Heard(tuple({"text": told.text, "buttons": [], "pictures": []} for told in (*refused, *charged)))

    async def restart(self) -> Heard:
        return Heard(remark="restart: there is no bot on this stage")

    async def _approve(self, order: Order, who: str) -> Order | Refusal:
        payer = self.shopper(who)
        return await approve(self.shop.orders, self.shop.clock, order_id=order.id, payer=payer, total=order.total)

    async def _charge(self, order: Order, who: str) -> Notice:
        charge = Charge("stage", str(uuid4()), order.id, self.shopper(who), order.total)
        settled = await settle(self.shop.orders, self.shop.clock, charge)
        if settled.order is None:
            raise BadInput(f"the charge for order {order.id} met no order")
        _ = tongue(self._people[who].language)
        return surplus(settled.order, _) if settled.surplus else receipt(settled.order, _)

    async def _labelled(self, who: str, label: str) -> Tap:
        buttons = await self.shop.assistant.buttons(self.shopper(who))
        tap = next((button.tap for button in buttons if button.tap and named(label, button.label)), None)
        if tap is None:
            raise BadInput(f"no button {label!r}; there are: {', '.join(button.label for button in buttons) or 'none'}")
        return tap

    async def _meant(self, on: TapOn) -> Tap:
        key = (await listing(self.shop, on.sku)).key if on.sku else None
        return Tap(Meaning[on.meaning.upper()], key=key)

    def _turn(self, who: str, **what: Any) -> Turn:  # noqa: ANN401  the fields of a turn
        where, language = self.shopper(who), self._people[who].language
        number = f"stage:{next(self._numbers)}"
        return Turn(number, where, where, self.shop.clock.now(), language, **what)

    async def _answer(self, turn: Turn) -> Heard:
        reply = await self.shop.answer(turn)
        return Heard(transcript(turn.conversation, reply)["reply"]["messages"], reply)


@asynccontextmanager
async def graph_stage(script: Script, world: World) -> AsyncIterator[GraphStage]:
    """Open the world's shop and put it on stage."""
    async with open_shop(world.settings, clock=world.clock, models=world.models) as shop:
        yield GraphStage(shop, script.shoppers)
