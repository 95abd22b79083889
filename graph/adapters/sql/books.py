from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, select, true

from graph.adapters.sql.database import Database
from graph.adapters.sql.listings import BY_KEY, LISTED, listings
from graph.adapters.sql.order_rows import ORDERED, orders_of
from graph.adapters.sql.schema import charge, hold, order_event, orders, sale
from graph.domain.books import Account, Oversold, Step
from graph.domain.money import Money
from graph.domain.orders import Charge, Order, OrderState
from graph.ports.talk import Clock

PAGE = 200


class SqlBooks:
    """The port `Books`, read `page` orders at a time."""

    def __init__(self, database: Database, clock: Clock, page: int = PAGE) -> None:
        self._database = database
        self._clock = clock
        self._page = page

    async def accounts(self) -> AsyncIterator[Account]:
        last = ""
        while page := await self._database.read(_accounts, orders.c.id > last, self._page):
            for account in page:
                yield account
            last = page[-1].order.id

    async def account(self, order_id: str) -> Account | None:
        return next(iter(await self._database.read(_accounts, orders.c.id == order_id, 1)), None)

    async def newest(
        self, limit: int, *, merchant: str | None = None, states: Collection[OrderState] = ()
    ) -> Sequence[Order]:
        ours = [orders.c.merchant == merchant] if merchant else []
        standing = [orders.c.state.in_([state.value for state in states])] if states else []
        return await self._database.read(_newest, and_(true(), *ours, *standing), limit)

    async def strays(self) -> Sequence[Charge]:
        return await self._database.read(_strays)

    async def oversold(self) -> Sequence[Oversold]:
        return await self._database.read(self._oversold)

    def _oversold(self, connection: Connection) -> list[Oversold]:
        short = select(LISTED.c.key, LISTED.c.left).where(LISTED.c.left < 0, ~LISTED.c.withdrawn)
        missing = {row.key: -row.left for row in connection.execute(short)}
        found = listings(connection, BY_KEY, self._clock.now(), keys=list(missing)) if missing else []
        return [Oversold(listing, missing[listing.key]) for listing in found if listing.key in missing]


def _accounts(connection: Connection, condition: ColumnElement[bool], most: int) -> list[Account]:
    """The first of those orders, by their ids."""
    ids = connection.execute(select(orders.c.id).where(condition).order_by(orders.c.id).limit(most)).scalars().all()
    found = {order.id: order for order in orders_of(connection.execute(ORDERED.where(orders.c.id.in_(ids))).all())}
    charges, steps = (_by_order(connection, table, ids) for table in (charge, order_event))
    held, sold = (_units(_by_order(connection, table, ids)) for table in (hold, sale))
    return [
        Account(
            order=found[order_id],
            charges=tuple(map(_charge, sorted(charges[order_id], key=attrgetter("at", "id")))),
            held=held[order_id],
            sold=sold[order_id],
            steps=tuple(map(_step, sorted(steps[order_id], key=attrgetter("number")))),
        )
        for order_id in ids
    ]


def _newest(connection: Connection, condition: ColumnElement[bool], limit: int) -> list[Order]:
    last = select(orders.c.id).where(condition).order_by(orders.c.created.desc(), orders.c.id).limit(limit)
    return orders_of(connection.execute(ORDERED.where(orders.c.id.in_(last))).all())


def _strays(connection: Connection) -> list[Charge]:
    known = select(orders.c.id).where(orders.c.id == charge.c.order_id).exists()
    return [_charge(row) for row in connection.execute(select(charge).where(~known).order_by(charge.c.at))]


def _by_order(connection: Connection, table: Table, ids: Sequence[str]) -> defaultdict[str, list[Row[Any]]]:
    rows = connection.execute(select(table).where(table.c.order_id.in_(ids)).order_by(table.c.order_id))
    grouped = groupby(rows.all(), key=attrgetter("order_id"))
    return defaultdict(list, {order_id: list(group) for order_id, group in grouped})


def _units(rows: defaultdict[str, list[Row[Any]]]) -> defaultdict[str, dict[int, int]]:
    units = {order_id: {row.variant_key: row.quantity for row in group} for order_id, group in rows.items()}
    return defaultdict(dict, units)


def _charge(row: Row[Any]) -> Charge:
    return Charge(row.provider, row.id, row.order_id, row.payer, Money(row.amount, row.currency))


def _step(row: Row[Any]) -> Step:
    return Step(row.at, OrderState(row.was) if row.was else None, OrderState(row.became), row.why)
