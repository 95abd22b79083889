import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.rehearsal.play import Scene, perform
from bot.rehearsal.script import Script, TapOn
from bot.rehearsal.stage import Heard
from bot.rehearsal.world import MovableClock, World
from graph.domain.errors import BadInput
from graph.settings import Settings
from graph.shop import Shop


class BrokenStage:
    """A stage where everything goes wrong in a way of its own."""

    @property
    def shop(self) -> Shop:
        raise RuntimeError("the shop is closed")

    def shopper(self, who: str) -> str:
        return who

    async def say(self, who: str, text: str) -> Heard:
        raise ZeroDivisionError("nothing can be shared among none")

    async def show(self, who: str, photos: Sequence[Path], caption: str) -> Heard:
        raise AssertionError("no photo comes this far")

    async def speak(self, who: str, voice: Path) -> Heard:
        raise AssertionError("no voice comes this far")

    async def start(self, who: str, payload: str) -> Heard:
        await asyncio.Event().wait()
        raise AssertionError("nobody rings")

    async def tap(self, who: str, on: str | TapOn) -> Heard:
        raise BadInput(f"no button {on!r}; there are: none")

    async def pay(self, who: str, whose: str, how: str) -> Heard:
        return Heard()

    async def restart(self) -> Heard:
        return Heard()


async def performed(*steps: dict[str, str]) -> list[Scene]:
    script = Script.model_validate({"name": "a story", "steps": steps})
    world = World(Settings(), MovableClock(), Path("feed.csv"), "acme")
    return [scene async for scene in perform(script, world, BrokenStage(), patience=0.05)]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ({"say": "hello"}, "ZeroDivisionError: nothing can be shared among none"),
        ({"start": ""}, "it was still going on"),
        ({"tap": "Buy"}, "no button 'Buy'; there are: none"),
        ({"photo": "absent.jpg"}, "no file 'absent.jpg' beside the script nor among the demo's sample photos"),
        ({"pay": "approve"}, "RuntimeError: the shop is closed"),
    ],
    ids=["raises", "hangs", "no button", "no photo", "breaks afterwards"],
)
async def test_a_step_that_cannot_be_done_is_a_miss(step: dict[str, str], found: str) -> None:
    (scene,) = await performed(step)

    assert [miss.found for miss in scene.misses] == [found]


async def test_nothing_is_played_after_the_first_miss() -> None:
    scenes = await performed({"tap": "Buy"}, {"say": "hello"})

    assert [scene.number for scene in scenes] == [1]


def test_a_frozen_clock_moves_only_when_it_is_advanced() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    clock = MovableClock(noon)

    clock.advance(timedelta(hours=25))

    assert clock.now() == noon + timedelta(hours=25)
