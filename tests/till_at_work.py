"""The till as the tests use it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from graph.adapters.sql.books import SqlBooks
from graph.adapters.sql.catalog import SqlCatalog
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.order_store import SqlOrderStore
from graph.adapters.sql.schema import charge, order_event, sale
from graph.domain.books import Difference, Fault
from graph.domain.money import Money
from graph.domain.orders import Charge, Order, OrderState, Refusal
from graph.ports.shop import OrderLedger
from graph.till.approve import approve
from graph.till.expire import expire
from graph.till.quote import quote
from graph.till.reconcile import reconcile
from graph.till.settle import Settlement, settle
from tests.sql_shop import StillClock, record

KETTLE = 1


@dataclass
class Till:
    """The four verbs over one shop that sells one kettle, for 49 euros, to Ann."""

    database: Database
    clock: StillClock

    @property
    def orders(self) -> SqlOrderStore:
        return SqlOrderStore(self.database, self.clock)

    async def stock(self, quantity: int | None, price: int = 4_900, read_at: datetime | None = None) -> None:
        kettle = record("kettle", quantity=quantity, price=price)
        await SqlCatalogStore(self.database).apply("hearth", "feed", [kettle], [], read_at or self.clock.now())

    async def withdraw(self) -> None:
        await SqlCatalogStore(self.database).apply("hearth", "feed", [], ["kettle"], self.clock.now())

    async def left(self) -> int | None:
        return (await SqlCatalog(self.database, self.clock).listings([KETTLE]))[KETTLE].variant.offer.quantity

    async def quote(self, shopper: str = "ann", quantity: int = 1) -> Order | Refusal:
        return await quote(self.orders, self.clock, shopper=shopper, conversation="chat", key=KETTLE, quantity=quantity)

    async def quoted(self, shopper: str = "ann", quantity: int = 1) -> Order:
        order = await self.quote(shopper, quantity)
        assert isinstance(order, Order)
        return order

    async def approve(self, order: Order, payer: str = "ann", total: Money | None = None) -> Order | Refusal:
        return await approve(
            self.orders, self.clock, order_id=order.id, payer=payer, total=order.total if total is None else total
        )

    async def reserved(self, shopper: str = "ann", quantity: int = 1) -> Order:
        order = await self.approve(await self.quoted(shopper, quantity), shopper)
        assert isinstance(order, Order)
        return order

    async def settle(self, order: Order, name: str = "ch-1", amount: Money | None = None) -> Settlement:
        money = order.total if amount is None else amount
        return await settle(self.orders, self.clock, Charge("telegram", name, order.id, order.shopper, money))

    async def expire(self) -> list[Order]:
        return await expire(self.orders, self.clock)

    async def cancel(self, order: Order) -> Order:
        def work(ledger: OrderLedger) -> Order:
            ledger.release(order)
            return ledger.move(order, OrderState.CANCELLED, "by the shopper")

        return await self.orders.transact(work)

    async def state(self, order: Order) -> OrderState:
        found = await self.orders.get(order.id)
        assert found is not None
        return found.state

    async def differences(self) -> list[Difference]:
        """What the books do not agree in, or leave to a person."""
        books = SqlBooks(self.database, self.clock)
        return [each async for each in reconcile(books, self.clock, lambda money: f"{money.amount} {money.currency}")]

    async def faults(self) -> list[Fault]:
        return [difference.fault for difference in await self.differences()]

    async def units_sold(self) -> int:
        return sum(await self._column(select(sale.c.quantity)))

    async def charges(self) -> list[str]:
        return await self._column(select(charge.c.id).order_by(charge.c.id))

    async def ledger(self, order: Order) -> list[str]:
        events = select(order_event.c.why).where(order_event.c.order_id == order.id).order_by(order_event.c.number)
        return await self._column(events)

    async def _column(self, statement: Select[Any]) -> list[Any]:
        return list(await self.database.read(lambda connection: connection.execute(statement).scalars().all()))
