from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, select, update

from graph.adapters.sql.database import Database
from graph.adapters.sql.schema import spending
from graph.adapters.sql.upsert import insert_once
from graph.ports.spending import Reserved
from graph.ports.talk import Clock

DAYS = ("account", "day")


class SqlPurse:
    """The port `Purse`: one row a day and account. `ceiling` is for a day, in millionths."""

    def __init__(self, database: Database, clock: Clock, account: str, ceiling: int) -> None:
        self.ceiling = ceiling
        self._database = database
        self._clock = clock
        self._account = account

    async def reserve(self, amount: int) -> Reserved | None:
        day = self._day()
        taken = await self._database.write(_take, self._account, day, amount, self.ceiling)
        return Reserved(day, amount) if taken else None

    async def settle(self, reserved: Reserved, spent: int) -> None:
        await self._database.write(_change, self._account, reserved.day, spent - reserved.amount)

    async def today(self) -> int:
        return await self._database.read(_spent, self._account, self._day())

    def _day(self) -> date:
        return self._clock.now().date()


def _take(connection: Connection, account: str, day: date, amount: int, ceiling: int) -> bool:
    """Whether there was room; whoever comes second waits for the row, and then sees what the first has taken."""
    insert_once(connection, spending, DAYS, {"account": account, "day": day, "amount": 0})
    room = spending.c.amount + amount <= ceiling
    taken = update(spending).where(_that(account, day), room).values(amount=spending.c.amount + amount)
    return connection.execute(taken).rowcount == 1


def _change(connection: Connection, account: str, day: date, by: int) -> None:
    connection.execute(update(spending).where(_that(account, day)).values(amount=spending.c.amount + by))


def _spent(connection: Connection, account: str, day: date) -> int:
    return connection.execute(select(spending.c.amount).where(_that(account, day))).scalar() or 0


def _that(account: str, day: date) -> ColumnElement[bool]:
    return and_(spending.c.account == account, spending.c.day == day)
