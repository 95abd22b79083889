"""Conversations kept by LangGraph's own SQLite saver, one turn at a time and only the newest state."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
from filelock import AsyncFileLock
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

STRIPES = 512
"""Conversations share so many locks: a lock each would leave a file each behind."""
POLL_SECONDS = 0.02


class SqliteConversations:
    """Conversations of one data folder; several processes may hold it open."""

    def __init__(self, saver: AsyncSqliteSaver, locks: Path) -> None:
        self.saver = saver
        self._locks = locks
        self._queues: dict[int, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        # First in, first out among this process's turns; then the file lock, against other processes.
        stripe = int.from_bytes(hashlib.blake2b(conversation.encode(), digest_size=4).digest()) % STRIPES
        queue = self._queues.setdefault(stripe, asyncio.Lock())
        file = AsyncFileLock(self._locks / f"{stripe:03}.lock", poll_interval=POLL_SECONDS, run_in_executor=False)
        async with queue, file:
            yield

    async def prune(self, conversation: str) -> None:
        newest = "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = :thread)"
        for table in ("writes", "checkpoints"):
            await self.saver.conn.execute(
                f"DELETE FROM {table} WHERE thread_id = :thread AND checkpoint_id < {newest}",  # noqa: S608  our own names
                {"thread": conversation},
            )
        await self.saver.conn.commit()


@asynccontextmanager
async def open_conversations(data: Path) -> AsyncIterator[SqliteConversations]:
    """Open the conversations of a data folder; closed on leaving, without which the process would never end."""
    locks = data / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    async with aiosqlite.connect(data / "conversations.db") as connection:
        # NORMAL loses at most the newest turn in a power cut, never the file: 400 turns/s instead of 247.
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA synchronous=NORMAL")
        await connection.execute("PRAGMA busy_timeout=10000")
        # Only plain JSON types are checkpointed, so no other type may come back out.
        saver = AsyncSqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        await saver.setup()
        yield SqliteConversations(saver, locks)
