"""The port `Conversations`: one turn at a time across processes, the newest checkpoint only."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import empty_checkpoint

from graph.adapters.conversations import STRIPES, SqliteConversations, open_conversations

HOLD_A_TURN = """
import asyncio, sys
from pathlib import Path
from graph.adapters.conversations import open_conversations

async def main():
    async with open_conversations(Path(sys.argv[1])) as conversations, conversations.turn("chat"):
        print("held", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print("let go", flush=True)

asyncio.run(main())
"""


@pytest.fixture
async def conversations(tmp_path: Path) -> AsyncIterator[SqliteConversations]:
    async with open_conversations(tmp_path) as conversations:
        yield conversations


class Room:
    """Counts who is inside at once; `log` is who came in, in order."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.log: list[int] = []

    async def visit(self, conversations: SqliteConversations, chat: str, who: int) -> None:
        async with conversations.turn(chat):
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.log.append(who)
            for _ in range(5):
                await asyncio.sleep(0)
            self.inside -= 1


async def checkpoints(conversations: SqliteConversations, chat: str) -> int:
    query = "SELECT count(*) FROM checkpoints WHERE thread_id = ?"
    async with conversations.saver.conn.execute(query, (chat,)) as cursor:
        (count,) = await cursor.fetchone()
    return count


async def write(conversations: SqliteConversations, chat: str, times: int) -> None:
    for _ in range(times):
        config = RunnableConfig(configurable={"thread_id": chat, "checkpoint_ns": ""})
        await conversations.saver.aput(config, empty_checkpoint(), {}, {})


async def test_turns_of_one_conversation_follow_one_another_first_come_first_served(
    conversations: SqliteConversations,
) -> None:
    room = Room()

    await asyncio.gather(*(room.visit(conversations, "chat", who) for who in range(8)))

    assert (room.most, room.log) == (1, list(range(8)))


async def test_one_who_has_waited_goes_before_one_who_comes_as_the_turn_ends(
    conversations: SqliteConversations,
) -> None:
    room = Room()
    async with conversations.turn("chat"):
        waiting = asyncio.create_task(room.visit(conversations, "chat", 1))
        await asyncio.sleep(0)

    await room.visit(conversations, "chat", 2)
    await waiting

    assert room.log == [1, 2]


async def test_conversations_go_side_by_side(conversations: SqliteConversations) -> None:
    both_inside = asyncio.Barrier(2)

    async def meet(chat: str) -> None:
        async with conversations.turn(chat), asyncio.timeout(5):
            await both_inside.wait()

    await asyncio.gather(meet("one"), meet("two"))


async def test_two_who_opened_one_folder_do_not_hold_a_conversation_at_once(tmp_path: Path) -> None:
    room = Room()
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(open_conversations(tmp_path)) for _ in range(2)]

        await asyncio.gather(*(room.visit(both[who % 2], "chat", who) for who in range(8)))

    assert (room.most, sorted(room.log)) == (1, list(range(8)))


async def test_another_process_waits_for_its_turn(conversations: SqliteConversations, tmp_path: Path) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD_A_TURN, str(tmp_path), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert await other.stdout.readline() == b"held\n"

    async def take() -> None:
        async with conversations.turn("chat"):
            pass

    waiting = asyncio.create_task(take())
    done, _ = await asyncio.wait([waiting], timeout=0.1)
    assert not done

    out, _ = await other.communicate(b"\n")
    await waiting
    assert (out, other.returncode) == (b"let go\n", 0)


async def test_a_process_that_is_killed_in_a_turn_leaves_the_conversation_free(
    conversations: SqliteConversations, tmp_path: Path
) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD_A_TURN, str(tmp_path), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert await other.stdout.readline() == b"held\n"
    other.kill()
    await other.communicate()

    async with asyncio.timeout(5), conversations.turn("chat"):
        pass


async def test_a_turn_that_fails_or_is_given_up_leaves_the_conversation_free(
    conversations: SqliteConversations,
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with conversations.turn("chat"):
            _ = 1 / 0
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), conversations.turn("chat"):
            await asyncio.Event().wait()

    async with asyncio.timeout(5), conversations.turn("chat"):
        pass


async def test_one_who_gives_up_waiting_leaves_the_queue_in_order(conversations: SqliteConversations) -> None:
    async with conversations.turn("chat"):
        impatient = asyncio.create_task(Room().visit(conversations, "chat", 1))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient

    async with asyncio.timeout(5), conversations.turn("chat"):
        pass


@pytest.mark.parametrize("chat", ["", "../../etc/passwd", "чат/🦊", "x" * 5_000, "a\x00b"])
async def test_any_name_of_a_conversation_will_do(
    conversations: SqliteConversations, tmp_path: Path, chat: str
) -> None:
    async with conversations.turn(chat):
        pass

    assert len(list((tmp_path / "locks").iterdir())) <= 1


async def test_many_conversations_do_not_leave_a_file_each(conversations: SqliteConversations, tmp_path: Path) -> None:
    for number in range(700):
        async with conversations.turn(f"chat {number}"):
            pass

    assert len(list((tmp_path / "locks").iterdir())) <= STRIPES


async def test_pruning_keeps_the_newest_checkpoint_of_its_conversation_alone(
    conversations: SqliteConversations,
) -> None:
    await write(conversations, "chat", 5)
    await write(conversations, "other", 3)

    await conversations.prune("chat")

    assert (await checkpoints(conversations, "chat"), await checkpoints(conversations, "other")) == (1, 3)


async def test_pruning_what_was_never_said_does_nothing(conversations: SqliteConversations) -> None:
    await conversations.prune("chat")

    assert await checkpoints(conversations, "chat") == 0
