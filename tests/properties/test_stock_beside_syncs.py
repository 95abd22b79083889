"""Units sold never come back: whatever feeds say at whatever times, what is left is theirs less what was sold since."""

import asyncio
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.orders import Order, Refusal
from tests.feeds.shop_on_disk import DiskShop, line, new_shop, shop_on_disk, write_feed
from tests.sql_shop import StillClock
from tests.till_at_work import Till

pytestmark = pytest.mark.full

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(1, 2), st.just(0)),
        st.tuples(st.just("hold"), st.just(1), st.just(0)),
        st.tuples(st.just("feed"), st.sampled_from([3, 5]), st.integers(0, 40)),
    ),
    min_size=2,
    max_size=7,
)
"""What happens, how many units, and for a feed, how many minutes ago it was exported."""


@dataclass
class Model:
    """The shelf in plain numbers. A feed that says the same as before counts where it is newer, another always."""

    on_hand: int
    told_at: datetime
    held: int = 0
    sales: list[tuple[datetime, int]] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Below zero where more was sold than the newest feed had."""
        return self.on_hand - self.held - sum(units for at, units in self.sales if at > self.told_at)

    def hears(self, quantity: int, at: datetime) -> None:
        if quantity != self.on_hand or at > self.told_at:
            self.on_hand, self.told_at = quantity, at


@settings(max_examples=15)
@given(moves=MOVES)
def test_units_sold_before_between_and_after_syncs_never_come_back(moves: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(play(new_shop(Path(folder) / "shop"), moves))


async def play(folder: Path, moves: list[tuple[str, int, int]]) -> None:
    clock = StillClock()
    async with shop_on_disk(folder, clock=clock) as shop:
        till, model = Till(shop.database, clock), Model(5, clock.now())
        await says(shop, 5, clock.now())
        for move, units, minutes in moves:
            clock.forward(minutes=1, seconds=1)
            if move == "feed":
                exported = clock.now() - timedelta(minutes=minutes)
                model.hears(units, exported)
                await says(shop, units, exported)
            else:
                await buy(till, model, units, paid=move == "sell")
            assert await till.left() == max(0, model.left)


async def buy(till: Till, model: Model, units: int, *, paid: bool) -> None:
    order = await till.quote(quantity=units)
    assert isinstance(order, Refusal) is (model.left < units)
    if not isinstance(order, Order):
        return
    assert isinstance(await till.approve(order), Order)
    if paid:
        await till.settle(order, f"charge for {order.id}")
        model.sales.append((till.clock.now(), units))
    else:
        model.held += units


async def says(shop: DiskShop, quantity: int, exported: datetime) -> None:
    feed = write_feed(shop.folder.parent / "feed.csv", [line("kettle", quantity=str(quantity))])
    os.utime(feed, (exported.timestamp(),) * 2)
    await shop.sync(feed, merchant="hearth")
