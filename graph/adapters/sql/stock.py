"""Stock: available = on_hand − held − sold since the feed's time. `on_hand` NULL sells without counting."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, or_, select, update

from graph.adapters.sql.changes import append_flipped
from graph.adapters.sql.schema import hold, sale, stock, variant
from graph.adapters.sql.upsert import chunks
from graph.domain.catalogue import Availability

LEFT = (stock.c.on_hand - stock.c.held - stock.c.sold).label("left")
SELLABLE = [each.value for each in Availability if each.sellable]
KEY: ColumnElement[int] = bindparam("taken_key")
QUANTITY: ColumnElement[int] = bindparam("taken_quantity")

# The condition stands in the UPDATE itself: a check before it would let two buyers see the same last unit.
TAKE = (
    update(stock)
    .where(
        stock.c.variant_key == KEY,
        stock.c.availability.in_(SELLABLE),
        or_(stock.c.on_hand.is_(None), LEFT.element >= QUANTITY),
        exists().where(variant.c.key == stock.c.variant_key, ~variant.c.withdrawn),
    )
    .values(held=stock.c.held + QUANTITY)
    .returning(LEFT)
)
GIVE_BACK = update(stock).where(stock.c.variant_key == KEY).values(held=stock.c.held - QUANTITY).returning(LEFT)
SELL = (
    update(stock).where(stock.c.variant_key == KEY).values(held=stock.c.held - QUANTITY, sold=stock.c.sold + QUANTITY)
)


class Shelf:
    """The stock in one transaction. Rows are locked in the order of their keys, so that no two buyers wait in a circle.

    What has become available or unavailable is remembered and noted once, by `announce` at the end: the row that
    numbers changes is the last one locked, and the till as a whole waits for it as briefly as can be.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._flipped: set[int] = set()

    def take(self, order_id: str, units: Mapping[int, int]) -> bool:
        """Hold so many of each key for the order, all or nothing; what it holds already is not taken again."""
        if self._holds(order_id):
            return True
        for key, quantity in sorted(units.items()):
            if not self._take(order_id, key, quantity):
                self.give_back(order_id)
                return False
        return True

    def give_back(self, order_id: str) -> None:
        for key, quantity in self._drop_holds(order_id):
            given = self._connection.execute(GIVE_BACK, {"taken_key": key, "taken_quantity": quantity})
            left = given.scalar_one()
            if left is not None and 0 < left <= quantity:
                self._flipped.add(key)

    def sell(self, order_id: str, at: datetime) -> None:
        """Turn the order's holds into sales: what is left for others stays the same."""
        for key, quantity in self._drop_holds(order_id):
            self._connection.execute(SELL, {"taken_key": key, "taken_quantity": quantity})
            sold = {"order_id": order_id, "variant_key": key, "quantity": quantity, "at": at}
            self._connection.execute(insert(sale), sold)

    def lock_held(self, order_ids: Sequence[str]) -> None:
        """Lock what several orders hold, in the order of the keys, before it is given back order by order."""
        held = select(hold.c.variant_key).where(hold.c.order_id.in_(order_ids))
        locked = select(stock.c.variant_key).where(stock.c.variant_key.in_(held)).order_by(stock.c.variant_key)
        self._connection.execute(locked.with_for_update())

    def announce(self) -> None:
        if self._flipped:
            append_flipped(self._connection, self._flipped)

    def _holds(self, order_id: str) -> bool:
        held = self._connection.execute(select(hold.c.variant_key).where(hold.c.order_id == order_id).limit(1))
        return held.first() is not None

    def _take(self, order_id: str, key: int, quantity: int) -> bool:
        taken = self._connection.execute(TAKE, {"taken_key": key, "taken_quantity": quantity})
        row = taken.first()
        if row is None:
            return False
        if row.left == 0:
            self._flipped.add(key)
        self._connection.execute(insert(hold), {"order_id": order_id, "variant_key": key, "quantity": quantity})
        return True

    def _drop_holds(self, order_id: str) -> list[tuple[int, int]]:
        dropped = self._connection.execute(
            delete(hold).where(hold.c.order_id == order_id).returning(hold.c.variant_key, hold.c.quantity)
        )
        return sorted((row.variant_key, row.quantity) for row in dropped)


def recount_sales(connection: Connection, keys: Sequence[int]) -> None:
    """After a feed was read: what was sold before its time is in its numbers, only what was sold since is not."""
    since = (
        select(func.coalesce(func.sum(sale.c.quantity), 0))
        .where(sale.c.variant_key == stock.c.variant_key, sale.c.at > stock.c.read_at)
        .scalar_subquery()
    )
    for some in chunks(keys):
        connection.execute(update(stock).where(stock.c.variant_key.in_(some)).values(sold=since))
