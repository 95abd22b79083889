from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from graph.adapters.sql.database import Database
from graph.adapters.sql.listings import listings_where
from graph.adapters.sql.order_rows import ORDERED, line_rows, order_row, orders_of
from graph.adapters.sql.schema import charge as charges
from graph.adapters.sql.schema import order_event, order_line, orders, variant
from graph.adapters.sql.stock import Shelf
from graph.adapters.sql.upsert import insert_once
from graph.domain.catalogue import Listing
from graph.domain.errors import IllegalTransition
from graph.domain.orders import Charge, Order, OrderState, check_transition
from graph.ports import Clock, OrderLedger

RUNNING = (OrderState.QUOTED.value, OrderState.RESERVED.value)


class SqlOrderStore:
    """The port `OrderStore`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[OrderLedger]:
        async with self._database.write() as connection:
            shelf = Shelf(connection)
            yield SqlOrderLedger(connection, shelf, self._clock)
            await shelf.announce()

    async def get(self, order_id: str) -> Order | None:
        async with self._database.read() as connection:
            rows = await connection.execute(ORDERED.where(orders.c.id == order_id))
            return next(iter(orders_of(rows.all())), None)

    async def of_shopper(self, shopper: str, limit: int = 20) -> list[Order]:
        newest = select(orders.c.id).where(orders.c.shopper == shopper).order_by(orders.c.created.desc(), orders.c.id)
        async with self._database.read() as connection:
            rows = await connection.execute(ORDERED.where(orders.c.id.in_(newest.limit(limit))))
            return orders_of(rows.all())


class SqlOrderLedger:
    """The port `OrderLedger`. Locks come in one order everywhere: orders, stock by its keys, the change counter."""

    def __init__(self, connection: AsyncConnection, shelf: Shelf, clock: Clock) -> None:
        self._connection = connection
        self._shelf = shelf
        self._clock = clock

    async def order(self, order_id: str) -> Order | None:
        rows = await self._connection.execute(ORDERED.where(orders.c.id == order_id).with_for_update(of=orders))
        return next(iter(orders_of(rows.all())), None)

    async def listing(self, key: int) -> Listing | None:
        found = await listings_where(self._connection, variant.c.key == key, self._clock.now())
        return next((listing for listing in found if listing.key == key), None)

    async def open(self, order: Order) -> None:
        await self._connection.execute(insert(orders), order_row(order))
        await self._connection.execute(insert(order_line), line_rows(order))
        await self._append(order.id, None, order.state, "opened")

    async def move(self, order: Order, to: OrderState, why: str, expires: datetime | None = None) -> Order:
        check_transition(order, to)
        moved = replace(order, state=to, expires=expires or order.expires)
        await self._keep(order, moved)
        await self._append(order.id, order.state, to, why)
        return moved

    async def note(self, order: Order, why: str, expires: datetime | None = None) -> Order:
        noted = replace(order, expires=expires or order.expires)
        if noted != order:
            await self._keep(order, noted)
        await self._append(order.id, order.state, order.state, why)
        return noted

    async def hold(self, order: Order) -> bool:
        return await self._shelf.take(order.id, _units(order))

    async def release(self, order: Order) -> None:
        await self._shelf.give_back(order.id)

    async def sell(self, order: Order) -> None:
        await self._shelf.sell(order.id, self._clock.now())

    async def record(self, charge: Charge, at: datetime) -> bool:
        row = {
            "provider": charge.provider,
            "id": charge.id,
            "order_id": charge.order,
            "payer": charge.payer,
            "currency": charge.amount.currency,
            "amount": charge.amount.amount,
            "at": at,
        }
        return await insert_once(self._connection, charges, ("provider", "id"), row)

    async def expired(self, at: datetime, limit: int) -> list[Order]:
        due = (
            select(orders.c.id)
            .where(orders.c.state.in_(RUNNING), orders.c.expires <= at)
            .order_by(orders.c.expires, orders.c.id)
            .limit(limit)
        )
        # An order that somebody is paying or approving this moment is theirs; the next round meets it again.
        ids = (await self._connection.execute(due.with_for_update(skip_locked=True))).scalars().all()
        await self._shelf.lock_held(ids)
        rows = await self._connection.execute(ORDERED.where(orders.c.id.in_(ids)))
        return orders_of(rows.all())

    async def _keep(self, was: Order, now: Order) -> None:
        kept = await self._connection.execute(
            update(orders)
            .where(orders.c.id == was.id, orders.c.state == was.state.value)
            .values(state=now.state.value, expires=now.expires)
        )
        if kept.rowcount != 1:
            raise IllegalTransition(f"order {was.id} is no longer {was.state}; read it again in this transaction")

    async def _append(self, order_id: str, was: OrderState | None, became: OrderState, why: str) -> None:
        event = {"order_id": order_id, "at": self._clock.now(), "was": was, "became": became, "why": why}
        await self._connection.execute(insert(order_event), event)


def _units(order: Order) -> Counter[int]:
    units: Counter[int] = Counter()
    for line in order.lines:
        units[line.key] += line.quantity
    return units
