from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from graph.adapters.sql.database import Database
from graph.adapters.sql.listings import BY_KEY, listings
from graph.adapters.sql.order_rows import ORDERED, line_rows, order_row, orders_of
from graph.adapters.sql.schema import charge as charges
from graph.adapters.sql.schema import order_event, order_line, orders
from graph.adapters.sql.stock import Shelf
from graph.adapters.sql.upsert import insert_once
from graph.domain.catalogue import Listing
from graph.domain.errors import IllegalTransition
from graph.domain.orders import Charge, Order, OrderState, check_transition
from graph.ports.shop import OrderLedger
from graph.ports.talk import Clock

T = TypeVar("T")

RUNNING = (OrderState.QUOTED.value, OrderState.RESERVED.value)

# Made once: built at each step, statements took the till longer than the database takes to execute them.
_ORDER = ORDERED.where(orders.c.id == bindparam("order_id")).with_for_update(of=orders)
_OPEN, _LINES, _EVENT = insert(orders), insert(order_line), insert(order_event)
_MOVE = (
    update(orders)
    .where(orders.c.id == bindparam("order_id"), orders.c.state == bindparam("was"))
    .values(state=bindparam("became"), expires=bindparam("until"))
)


class SqlOrderStore:
    """The port `OrderStore`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def transact(self, work: Callable[[OrderLedger], T]) -> T:
        return await self._database.write(_at_the_ledger, work, self._clock)

    async def get(self, order_id: str) -> Order | None:
        return next(iter(await self._database.read(_orders, orders.c.id == order_id)), None)

    async def of_shopper(self, shopper: str, limit: int = 20) -> list[Order]:
        newest = select(orders.c.id).where(orders.c.shopper == shopper).order_by(orders.c.created.desc(), orders.c.id)
        return await self._database.read(_orders, orders.c.id.in_(newest.limit(limit)))


def _at_the_ledger(connection: Connection, work: Callable[[OrderLedger], T], clock: Clock) -> T:
    shelf = Shelf(connection)
    outcome = work(SqlOrderLedger(connection, shelf, clock))
    shelf.announce()
    return outcome


def _orders(connection: Connection, condition: ColumnElement[bool]) -> list[Order]:
    return orders_of(connection.execute(ORDERED.where(condition)).all())


class SqlOrderLedger:
    """The port `OrderLedger`. Locks come in one order everywhere: orders, stock by its keys, the change counter."""

    def __init__(self, connection: Connection, shelf: Shelf, clock: Clock) -> None:
        self._connection = connection
        self._shelf = shelf
        self._clock = clock

    def order(self, order_id: str) -> Order | None:
        rows = self._connection.execute(_ORDER, {"order_id": order_id})
        return next(iter(orders_of(rows.all())), None)

    def listing(self, key: int) -> Listing | None:
        found = listings(self._connection, BY_KEY, self._clock.now(), keys=[key])
        return next((listing for listing in found if listing.key == key), None)

    def open(self, order: Order) -> None:
        self._connection.execute(_OPEN, order_row(order))
        self._connection.execute(_LINES, line_rows(order))
        self._append(order.id, None, order.state, "opened")

    def move(self, order: Order, to: OrderState, why: str, expires: datetime | None = None) -> Order:
        check_transition(order, to)
        moved = replace(order, state=to, expires=expires or order.expires)
        self._keep(order, moved)
        self._append(order.id, order.state, to, why)
        return moved

    def note(self, order: Order, why: str, expires: datetime | None = None) -> Order:
        noted = replace(order, expires=expires or order.expires)
        if noted != order:
            self._keep(order, noted)
        self._append(order.id, order.state, order.state, why)
        return noted

    def hold(self, order: Order) -> bool:
        return self._shelf.take(order.id, _units(order))

    def release(self, order: Order) -> None:
        self._shelf.give_back(order.id)

    def sell(self, order: Order) -> None:
        self._shelf.sell(order.id, self._clock.now())

    def record(self, charge: Charge, at: datetime) -> bool:
        row = {
            "provider": charge.provider,
            "id": charge.id,
            "order_id": charge.order,
            "payer": charge.payer,
            "currency": charge.amount.currency,
            "amount": charge.amount.amount,
            "at": at,
        }
        return insert_once(self._connection, charges, ("provider", "id"), row)

    def expired(self, at: datetime, limit: int) -> list[Order]:
        due = (
            select(orders.c.id)
            .where(orders.c.state.in_(RUNNING), orders.c.expires <= at)
            .order_by(orders.c.expires, orders.c.id)
            .limit(limit)
        )
        # An order that somebody is paying or approving this moment is theirs; the next round meets it again.
        ids = (self._connection.execute(due.with_for_update(skip_locked=True))).scalars().all()
        self._shelf.lock_held(ids)
        rows = self._connection.execute(ORDERED.where(orders.c.id.in_(ids)))
        return orders_of(rows.all())

    def _keep(self, was: Order, now: Order) -> None:
        moved = {"order_id": was.id, "was": was.state.value, "became": now.state.value, "until": now.expires}
        kept = self._connection.execute(_MOVE, moved)
        if kept.rowcount != 1:
            raise IllegalTransition(f"order {was.id} is no longer {was.state}; read it again in this transaction")

    def _append(self, order_id: str, was: OrderState | None, became: OrderState, why: str) -> None:
        event = {"order_id": order_id, "at": self._clock.now(), "was": was, "became": became, "why": why}
        self._connection.execute(_EVENT, event)


def _units(order: Order) -> Counter[int]:
    units: Counter[int] = Counter()
    for line in order.lines:
        units[line.key] += line.quantity
    return units
