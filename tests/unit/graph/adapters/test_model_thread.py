import asyncio
import threading

import pytest

from graph.adapters.model_thread import ModelThread


async def test_the_model_is_loaded_once_when_many_ask_at_once() -> None:
    loads: list[str] = []
    model = ModelThread("test", lambda: loads.append("loaded"))

    await asyncio.gather(*(model.ask(lambda _: None) for _ in range(20)))

    assert loads == ["loaded"]


async def test_nothing_is_loaded_before_somebody_asks() -> None:
    loads: list[str] = []

    ModelThread("test", lambda: loads.append("loaded"))

    assert loads == []


async def test_the_model_is_asked_away_from_the_event_loop() -> None:
    model = ModelThread("test", lambda: "model")

    thread = await model.ask(lambda _: threading.current_thread())

    assert thread is not threading.current_thread()


async def test_a_load_that_failed_is_tried_again() -> None:
    attempts = iter([OSError("the disk is gone"), None])

    def load() -> str:
        if failure := next(attempts):
            raise failure
        return "model"

    model = ModelThread("test", load)
    with pytest.raises(OSError, match="the disk is gone"):
        await model.ask(str.upper)

    assert await model.ask(str.upper) == "MODEL"


async def test_one_who_gives_up_before_its_turn_is_not_asked_for() -> None:
    asked: list[str] = []
    busy, release = threading.Event(), threading.Event()
    model = ModelThread("test", lambda: asked)

    def hold(model: list[str]) -> None:
        busy.set()
        release.wait(timeout=5)

    first = asyncio.create_task(model.ask(hold))
    await asyncio.to_thread(busy.wait, 5)
    second = asyncio.create_task(model.ask(lambda model: model.append("second")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    release.set()
    await first
    await model.ask(lambda model: model.append("third"))

    assert asked == ["third"]
