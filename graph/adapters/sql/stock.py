"""Stock is counted from what holds and sales say, in a transaction that holds the variants it moves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, insert, select

from graph.adapters.sql.changes import append_flipped
from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.schema import hold, sale, variant
from graph.domain.catalogue import Availability

SELLABLE = [each.value for each in Availability if each.sellable]
INSTANT = timedelta(microseconds=1)

# Made once, as in `order_store`.
_HELD = select(hold.c.variant_key).where(hold.c.order_id.in_(bindparam("orders", expanding=True)))
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_LOCK = select(variant.c.key).where(variant.c.key.in_(_KEYS)).order_by(variant.c.key).with_for_update(key_share=True)
_LOOK = select(*LISTED.c["key", "availability", "left", "read_at", "withdrawn"]).where(LISTED.c.key.in_(_KEYS))
_HOLD, _SALE = insert(hold), insert(sale)
_DROP = delete(hold).where(hold.c.order_id == bindparam("order_id")).returning(hold.c.variant_key, hold.c.quantity)


class Shelf:
    """The stock in one transaction. Variants are locked in the order of their keys: no two buyers wait in a circle.

    They are locked before they are looked at: two buyers who only looked would both see the same last unit.

    What has become available or unavailable is remembered and noted once, by `announce` at the end: the row that
    numbers changes is the last one locked, and the till as a whole waits for it as briefly as can be.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._flipped: set[int] = set()

    def take(self, order_id: str, units: Mapping[int, int]) -> bool:
        """Hold so many of each key for the order, all or nothing; what it holds already is not taken again."""
        if self._held([order_id]):
            return True
        self._lock(units)
        shelf = self._look(units)
        if not all(key in shelf and _suffices(shelf[key], quantity) for key, quantity in units.items()):
            return False
        rows = [{"order_id": order_id, "variant_key": key, "quantity": units[key]} for key in sorted(units)]
        self._connection.execute(_HOLD, rows)
        self._flipped.update(key for key, quantity in units.items() if shelf[key].left == quantity)
        return True

    def give_back(self, order_id: str) -> None:
        held = self._drop_holds(order_id)
        for key, row in self._look(held).items():
            if row.left is not None and 0 < row.left <= held[key]:
                self._flipped.add(key)

    def sell(self, order_id: str, at: datetime) -> None:
        """Turn the order's holds into sales: what is left for others stays the same.

        A feed that was read by now does not count them, wherever its clock stands.
        """
        held = self._drop_holds(order_id)
        for key, row in self._look(held).items():
            sold = {
                "order_id": order_id,
                "variant_key": key,
                "quantity": held[key],
                "at": max(at, row.read_at + INSTANT),
            }
            self._connection.execute(_SALE, sold)

    def lock_held(self, order_ids: Sequence[str]) -> None:
        """Lock what several orders hold, in the order of the keys, before it is given back order by order."""
        self._lock(self._held(order_ids))

    def announce(self) -> None:
        if self._flipped:
            append_flipped(self._connection, self._flipped)

    def _held(self, order_ids: Sequence[str]) -> set[int]:
        return set(self._connection.execute(_HELD, {"orders": order_ids}).scalars())

    def _lock(self, keys: Iterable[int]) -> None:
        self._connection.execute(_LOCK, {"keys": list(keys)})

    def _look(self, keys: Iterable[int]) -> dict[int, Row[Any]]:
        return {row.key: row for row in self._connection.execute(_LOOK, {"keys": list(keys)})}

    def _drop_holds(self, order_id: str) -> dict[int, int]:
        """By key, what the order held."""
        self.lock_held([order_id])
        dropped = self._connection.execute(_DROP, {"order_id": order_id})
        return {row.variant_key: row.quantity for row in dropped}


def _suffices(row: Row[Any], quantity: int) -> bool:
    offered = not row.withdrawn and row.availability in SELLABLE
    return offered and (row.left is None or row.left >= quantity)
