from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from graph.adapters.sql.database import Database
from graph.adapters.sql.schema import inbox
from graph.adapters.sql.upsert import insert_once
from graph.ports.talk import Clock


class SqlInbox:
    """The port `Inbox`. What is done loses its content and keeps its number, by which a repeat is known."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def accept(self, channel: str, number: int, content: str) -> bool:
        row = {"channel": channel, "number": number, "content": content, "received_at": self._clock.now()}
        return await self._database.write(insert_once, inbox, ("channel", "number"), row)

    async def pending(self, channel: str) -> list[tuple[int, str]]:
        return await self._database.read(_pending, channel)

    async def done(self, channel: str, number: int) -> None:
        await self._database.write(_settle, channel, number, {"done_at": self._clock.now(), "content": ""})

    async def set_aside(self, channel: str, number: int, why: str) -> None:
        await self._database.write(_settle, channel, number, {"aside_why": why})


def _pending(connection: Connection, channel: str) -> list[tuple[int, str]]:
    waiting = select(*inbox.c["number", "content"]).where(
        inbox.c.channel == channel, inbox.c.done_at.is_(None), inbox.c.aside_why.is_(None)
    )
    return [(row.number, row.content) for row in connection.execute(waiting.order_by(inbox.c.number))]


def _settle(connection: Connection, channel: str, number: int, values: Mapping[str, object]) -> None:
    accepted = (inbox.c.channel == channel) & (inbox.c.number == number)
    connection.execute(update(inbox).where(accepted).values(**values))
