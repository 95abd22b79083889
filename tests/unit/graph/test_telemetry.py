import asyncio

import pytest

from graph.telemetry import note, recording, timed


@timed
async def look(words: str) -> str:
    note(words)
    await asyncio.sleep(0)
    note("done")
    return words


@timed
async def stumble() -> None:
    raise ZeroDivisionError


async def test_a_step_is_recorded_with_its_name_time_and_notes() -> None:
    with recording() as steps:
        assert await look("one") == "one"

    assert [(step.node, step.note) for step in steps] == [("look", "one; done")]
    assert steps[0].ms >= 0


async def test_a_step_that_fails_is_recorded_too() -> None:
    with recording() as steps, pytest.raises(ZeroDivisionError):
        await stumble()

    assert [step.node for step in steps] == ["stumble"]


async def test_steps_side_by_side_keep_their_own_notes() -> None:
    with recording() as steps:
        await asyncio.gather(look("one"), look("two"))

    assert sorted(step.note for step in steps) == ["one; done", "two; done"]


async def test_outside_of_a_recording_nothing_is_kept_and_nothing_fails() -> None:
    note("to nobody")

    assert await look("one") == "one"
