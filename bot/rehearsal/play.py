"""A script played step by step; each step's outcome is judged before the next one begins."""

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.rehearsal.judge import Miss, Outcome, judge
from bot.rehearsal.script import Script, Step
from bot.rehearsal.stage import Heard, Stage
from bot.rehearsal.world import World, listing, world_for
from bot.transcript import transcript
from graph.domain.conversation import Notice, Reply, Tone
from graph.domain.errors import BadInput

ANSWERED = {"say", "photo", "album", "voice", "tap"}
SetStage = Callable[[Script, World], AbstractAsyncContextManager[Stage]]


@dataclass(frozen=True, slots=True)
class Played:
    """How a script went. `number` is the step that failed (1-based), 0 where all passed; `skipped` are remarks."""

    script: Script
    stage: str
    seconds: float
    number: int = 0
    misses: tuple[Miss, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.misses


async def play(script: Script, name: str, set_stage: SetStage, templates: Path) -> Played:
    """Play a script to its end or its first failing step."""
    start = time.perf_counter()
    skipped: list[str] = []
    async with world_for(script, templates) as world, set_stage(script, world) as stage:
        for number, step in enumerate(script.steps, start=1):
            misses = await _step(script, step, world, stage, skipped)
            if misses:
                return Played(script, name, time.perf_counter() - start, number, tuple(misses), tuple(skipped))
    return Played(script, name, time.perf_counter() - start, skipped=tuple(skipped))


async def _step(script: Script, step: Step, world: World, stage: Stage, skipped: list[str]) -> list[Miss]:
    who = step.by or script.lead
    sku = step.expect.stock.sku if step.expect.stock else None
    try:
        before = await _stock(stage, sku)
        heard = await _act(script, step, who, world, stage, skipped)
        outcome = await _outcome(heard, stage, who, (before, await _stock(stage, sku)))
    except BadInput as error:
        return [Miss(f"the step `{step.action}`", "that it can be done", str(error))]
    return judge(step.expect, outcome, answers=step.action in ANSWERED)


async def _act(script: Script, step: Step, who: str, world: World, stage: Stage, skipped: list[str]) -> Heard:
    if step.action in ANSWERED:
        return await _speak(step, who, stage, script.path.parent)
    if step.pay:
        return await stage.pay(who, step.whose or who, step.pay)
    if step.advance:
        world.clock.advance(step.advance)
    if step.set:
        await world.change(step.set)
    if step.restart and not await stage.restart():
        skipped.append("restart: there is no bot on this stage")
    return Heard()


async def _speak(step: Step, who: str, stage: Stage, folder: Path) -> Heard:
    if step.say is not None:
        return await stage.say(who, step.say)
    if step.voice is not None:
        return await stage.speak(who, picture(folder, step.voice))
    if step.tap is not None:
        return await stage.tap(who, step.tap)
    photos = step.album or (step.photo or "",)
    return await stage.show(who, [picture(folder, photo) for photo in photos], step.caption)


def picture(folder: Path, name: str) -> Path:
    """A file beside the script, or one of the demo shop's sample photos."""
    from bot.demo.run import PHOTOS  # noqa: PLC0415  the stage without a channel needs nothing else of the demo

    places = (folder / name, PHOTOS / Path(name).name)
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise BadInput(f"no file {name!r} beside the script nor among the demo's sample photos")
    return found


async def _stock(stage: Stage, sku: str | None) -> int | None:
    return (await listing(stage.shop, sku)).variant.offer.quantity if sku else None


async def _outcome(heard: Heard, stage: Stage, who: str, stock: tuple[int | None, int | None]) -> Outcome:
    said: dict[str, Any] = transcript(who, heard.reply) if heard.reply else {}
    orders = await stage.shop.orders.of_shopper(stage.shopper(who), limit=1)
    order = {"id": orders[0].id, "state": orders[0].state.value, "total": orders[0].total.amount} if orders else None
    return Outcome(
        intent=said.get("intent", ""),
        language=said.get("language", ""),
        messages=heard.messages,
        products=said.get("products", ()),
        creators=said.get("creators", ()),
        order=order,
        stock=stock,
        apologised=heard.reply is not None and _apologised(heard.reply),
    )


def _apologised(reply: Reply) -> bool:
    """An apology for a failure has no steps behind it that reached the end."""
    sorry = any(isinstance(block, Notice) and block.tone is Tone.SORRY for block in reply.blocks)
    return sorry and all(step.node != "respond" for step in reply.steps)
