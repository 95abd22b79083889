"""Whatever happens in whatever order, nothing is sold that is not there and no unit is lost."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.adapters.sql.database import Database
from graph.domain.orders import Order, OrderState
from tests.sql_shop import StillClock, fresh_database
from tests.till_at_work import Till

ON_HAND = 5
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(1, 4)),
        st.tuples(st.just("pay"), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.integers(1, 12)),
        st.tuples(st.just("sync"), st.just(0)),
    ),
    max_size=12,
)


@dataclass
class Model:
    """The same shelf in plain numbers. The feed keeps on saying ON_HAND as of the beginning."""

    held: dict[str, int] = field(default_factory=dict)
    sold: int = 0

    @property
    def left(self) -> int:
        return ON_HAND - sum(self.held.values()) - self.sold


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_left_is_on_hand_less_held_and_sold_after_any_moves(tmp_path: Path, moves: list[tuple[str, int]]) -> None:
    asyncio.run(play(fresh_database("sqlite", tmp_path), moves))


async def play(url: str, moves: list[tuple[str, int]]) -> None:
    till, model = Till(Database(url), StillClock()), Model()
    opened = till.clock.now()
    await till.stock(ON_HAND, read_at=opened)
    orders: list[Order] = []
    try:
        for move, number in moves:
            till.clock.forward(seconds=1)
            if move == "buy":
                await buy(till, model, orders, number)
            elif move == "pay" and orders:
                await pay(till, model, orders[number % len(orders)])
            elif move == "wait":
                till.clock.forward(minutes=number)
                for ended in await till.expire():
                    model.held.pop(ended.id, None)
            elif move == "sync":
                await till.stock(ON_HAND, read_at=opened)
            assert (await till.left(), await till.units_sold()) == (model.left, model.sold)
            assert all(difference.to_do for difference in await till.differences())
    finally:
        await till.database.dispose()


async def buy(till: Till, model: Model, orders: list[Order], quantity: int) -> None:
    enough = model.left >= quantity
    quoted = await till.quote(quantity=quantity)
    assert isinstance(quoted, Order) is enough
    if isinstance(quoted, Order):
        assert isinstance(await till.approve(quoted), Order)
        model.held[quoted.id] = quantity
        orders.append(quoted)


async def pay(till: Till, model: Model, order: Order) -> None:
    units = sum(line.quantity for line in order.lines)
    was = await till.state(order)
    goods_to_give = order.id in model.held or (was is OrderState.EXPIRED and model.left >= units)
    settlement = await till.settle(order, f"charge for {order.id}")
    if settlement.first and goods_to_give:
        model.held.pop(order.id, None)
        model.sold += units
