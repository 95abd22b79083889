"""A script played step by step; each step's outcome is judged before the next one begins."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.rehearsal.judge import Miss, Outcome, judge
from bot.rehearsal.script import Script, Step
from bot.rehearsal.stage import Heard, Stage
from bot.rehearsal.world import World, listing, world_for
from bot.transcript import transcript
from graph.domain.conversation import Notice, Reply, Tone
from graph.domain.errors import BadInput
from graph.till.expire import expire
from graph.wiring import Models

log = logging.getLogger(__name__)

ANSWERED = {"say", "photo", "album", "voice", "start", "tap"}
PATIENCE = 45.0
"""Seconds for a step: more than a turn's own deadline, so that the shop's apology comes first."""
SetStage = Callable[[Script, World], AbstractAsyncContextManager[Stage]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A step as it went. `number` is 1-based, 0 for setting the stage; `remark` says what the stage could not do."""

    number: int
    who: str
    did: str
    heard: Sequence[dict[str, Any]] = ()
    misses: tuple[Miss, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """How a script went, as far as its first failing step."""

    script: Script
    stage: str
    seconds: float
    scenes: tuple[Scene, ...] = ()

    @property
    def failed(self) -> Scene | None:
        return next((scene for scene in self.scenes if scene.misses), None)

    @property
    def remarks(self) -> tuple[str, ...]:
        return tuple(scene.remark for scene in self.scenes if scene.remark)


async def play(script: Script, name: str, set_stage: SetStage, templates: Path, models: Models) -> Played:
    """Play a script to its end or its first failing step. Whatever breaks is a miss of this script alone."""
    start = time.perf_counter()
    scenes: list[Scene] = []
    try:
        async with world_for(script, templates, models) as world, set_stage(script, world) as stage:
            scenes.extend([scene async for scene in perform(script, world, stage)])
    except Exception as error:
        # The boundary: a script whose world or stage breaks says so, and the rehearsal goes on with the next one.
        log.exception("the stage of %r broke", script.name)
        scenes.append(Scene(0, script.lead, "the stage", misses=(_broken("the stage", "that it opens", error),)))
    return Played(script, name, time.perf_counter() - start, tuple(scenes))


async def perform(script: Script, world: World, stage: Stage, patience: float = PATIENCE) -> AsyncIterator[Scene]:
    """The steps as they go, to the end or the first miss; each has `patience` seconds."""
    for number, step in enumerate(script.steps, start=1):
        scene = await _scene(script, number, step, world, stage, patience)
        yield scene
        if scene.misses:
            return


async def _scene(script: Script, number: int, step: Step, world: World, stage: Stage, patience: float) -> Scene:
    who = step.by or script.lead
    scene, what = Scene(number, who, step.told), f"the step `{step.action}`"
    try:
        async with asyncio.timeout(patience):
            heard, outcome = await _step(script, step, who, world, stage)
        misses = judge(step.expect, outcome, answers=step.action in ANSWERED)
        return replace(scene, heard=heard.messages, misses=tuple(misses), remark=heard.remark)
    except BadInput as error:
        return replace(scene, misses=(Miss(what, "that it can be done", str(error)),))
    except TimeoutError:
        return replace(scene, misses=(Miss(what, f"an end within {patience:g} s", "it was still going on"),))
    except Exception as error:
        # The boundary: what breaks in a step is what a rehearsal is there to find.
        log.exception("step %d of %r broke", number, script.name)
        return replace(scene, misses=(_broken(what, "that it can be done", error),))


def _broken(what: str, expected: str, error: Exception) -> Miss:
    return Miss(what, expected, f"{type(error).__name__}: {error}")


async def _step(script: Script, step: Step, who: str, world: World, stage: Stage) -> tuple[Heard, Outcome]:
    sku = step.expect.stock.sku if step.expect.stock else None
    before = await _stock(stage, sku)
    heard = await _act(script, step, who, world, stage)
    return heard, await _outcome(heard, stage, who, (before, await _stock(stage, sku)))


async def _act(script: Script, step: Step, who: str, world: World, stage: Stage) -> Heard:
    if step.action in ANSWERED:
        return await _speak(step, who, stage, script.path.parent)
    if step.pay:
        return await stage.pay(who, step.whose or who, step.pay)
    if step.restart:
        return await stage.restart()
    if step.advance:
        world.clock.advance(step.advance)
        # What the shop does every few seconds has long been done by then.
        await expire(stage.shop.orders, stage.shop.clock)
    if step.set:
        await world.change(step.set)
        await stage.shop.catch_up()
    return Heard()


async def _speak(step: Step, who: str, stage: Stage, folder: Path) -> Heard:
    if step.say is not None:
        return await stage.say(who, step.say)
    if step.start is not None:
        return await stage.start(who, f"p{(await listing(stage.shop, step.start)).key}" if step.start else "")
    if step.voice is not None:
        return await stage.speak(who, beside(folder, step.voice))
    if step.tap is not None:
        return await stage.tap(who, step.tap)
    photos = step.album or (step.photo or "",)
    return await stage.show(who, [beside(folder, photo) for photo in photos], step.caption)


def beside(folder: Path, name: str) -> Path:
    """A file beside the script, or one of the demo shop's sample photos. Raises BadInput where there is none."""
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
