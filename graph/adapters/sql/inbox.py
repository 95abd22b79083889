from collections.abc import Mapping

from sqlalchemy import select, update

from graph.adapters.sql.database import Database
from graph.adapters.sql.schema import inbox
from graph.adapters.sql.upsert import insert_once
from graph.ports import Clock


class SqlInbox:
    """The port `Inbox`. What is done loses its content and keeps its number, by which a repeat is known."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def accept(self, channel: str, number: int, content: str) -> bool:
        row = {"channel": channel, "number": number, "content": content, "received_at": self._clock.now()}
        async with self._database.write() as connection:
            return await insert_once(connection, inbox, ("channel", "number"), row)

    async def pending(self, channel: str) -> list[tuple[int, str]]:
        waiting = select(*inbox.c["number", "content"]).where(
            inbox.c.channel == channel, inbox.c.done_at.is_(None), inbox.c.aside_why.is_(None)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(waiting.order_by(inbox.c.number))
            return [(row.number, row.content) for row in rows]

    async def done(self, channel: str, number: int) -> None:
        await self._settle(channel, number, {"done_at": self._clock.now(), "content": ""})

    async def set_aside(self, channel: str, number: int, why: str) -> None:
        await self._settle(channel, number, {"aside_why": why})

    async def _settle(self, channel: str, number: int, values: Mapping[str, object]) -> None:
        accepted = (inbox.c.channel == channel) & (inbox.c.number == number)
        async with self._database.write() as connection:
            await connection.execute(update(inbox).where(accepted).values(**values))
