import asyncio

import pytest

from bot.telegram.lanes import Lanes


async def test_one_chat_is_served_in_the_order_of_joining() -> None:
    lanes, order = Lanes(), []

    async def serve(name: str, pause: float) -> None:
        async with lanes.join(1):
            await asyncio.sleep(pause)
            order.append(name)

    await asyncio.gather(serve("slow", 0.02), serve("quick", 0.0), serve("last", 0.0))

    assert order == ["slow", "quick", "last"]


async def test_chats_do_not_wait_for_each_other() -> None:
    lanes, other_served = Lanes(), asyncio.Event()

    async def other() -> None:
        async with lanes.join(2):
            other_served.set()

    async with lanes.join(1):
        task = asyncio.create_task(other())
        await asyncio.wait_for(other_served.wait(), 1)
    await task


async def test_no_more_turns_run_at_once_than_allowed() -> None:
    lanes, running, most = Lanes(parallel=3), 0, 0

    async def serve(chat: int) -> None:
        nonlocal running, most
        async with lanes.join(chat):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(serve(chat) for chat in range(20)))

    assert most == 3


async def test_who_gives_up_waiting_lets_nobody_overtake() -> None:
    lanes, order = Lanes(), []

    async def serve(name: str) -> None:
        async with lanes.join(1):
            order.append(name)

    async with lanes.join(1):
        leaver, patient = asyncio.create_task(serve("leaver")), asyncio.create_task(serve("patient"))
        await asyncio.sleep(0)
        leaver.cancel()
        await asyncio.sleep(0)
        order.append("first")
    await patient

    assert order == ["first", "patient"]
    assert lanes.waiting(1) == 0


async def test_a_failure_leaves_the_lane_free() -> None:
    lanes = Lanes(parallel=1)

    with pytest.raises(ValueError, match="broken"):
        async with lanes.join(1):
            raise ValueError("broken")

    async with asyncio.timeout(1), lanes.join(1):
        assert lanes.waiting(1) == 1
