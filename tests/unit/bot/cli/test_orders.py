"""`snaptap orders` over a shop that has sold something."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.main import app
from graph.domain.orders import Charge, Order
from graph.settings import Settings
from graph.till.approve import approve
from graph.till.quote import quote
from graph.till.settle import settle
from graph.wiring import Storeroom, open_storeroom
from tests.sql_shop import NOON, record


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    asyncio.run(sell(tmp_path))
    return tmp_path


async def sell(folder: Path) -> None:
    """Ann has paid for two kettles, Bob thinks about one."""
    async with open_storeroom(Settings(data_dir=folder)) as room:
        await room.store.apply("hearth", "feed", [record("kettle", quantity=3)], [], NOON)
        ann = await quoted(room, "ann", 2)
        await approve(room.orders, room.clock, order_id=ann.id, payer="ann", total=ann.total)
        await settle(room.orders, room.clock, Charge("telegram", "ch-1", ann.id, "ann", ann.total))
        await quoted(room, "bob", 1)


async def quoted(room: Storeroom, shopper: str, quantity: int) -> Order:
    order = await quote(
        room.orders,
        room.clock,
        shopper=shopper,
        conversation=shopper,
        key=1,
        quantity=quantity,
        order_id=f"o-{shopper}",
    )
    assert isinstance(order, Order)
    return order


async def charge_again(folder: Path, order_id: str) -> None:
    async with open_storeroom(Settings(data_dir=folder)) as room:
        order = await room.orders.get(order_id)
        assert order
        await settle(room.orders, room.clock, Charge("telegram", "ch-2", order.id, "ann", order.total))


async def write_past_the_till(folder: Path) -> None:
    async with open_storeroom(Settings(data_dir=folder)) as room:
        await room.orders.transact(lambda ledger: ledger.release(ledger.order("o-ann")))  # type: ignore[arg-type]
        order = await room.orders.get("o-bob")
        assert order
        await room.orders.transact(lambda ledger: ledger.hold(order))


def ordered(shop: Path, *words: str) -> Result:
    return CliRunner().invoke(app(), ["orders", *words, "--data", str(shop)], env={"COLUMNS": "200"})


def test_the_newest_orders_are_listed_by_state(shop: Path) -> None:
    both = ordered(shop, "list").stdout
    paid = [json.loads(line) for line in ordered(shop, "list", "--state", "paid", "--json").stdout.splitlines()]

    assert both.startswith("o-bob")
    assert "2 × Kettle kettle" in both
    assert [(order["order"], order["total"]) for order in paid] == [("o-ann", {"amount": 9_800, "currency": "EUR"})]
    assert ordered(shop, "list", "--merchant", "other").stdout == "no orders\n"


def test_one_order_is_shown_with_its_money_and_its_history(shop: Path) -> None:
    text, told = ordered(shop, "show", "o-ann").stdout, json.loads(ordered(shop, "show", "o-ann", "--json").stdout)

    assert "telegram/ch-1 took €98.00 from ann" in text
    assert [step["became"] for step in told["history"]] == ["quoted", "reserved", "paid"]
    assert told["charges"][0]["amount"] == {"amount": 9_800, "currency": "EUR"}


def test_an_order_that_is_not_there_is_said_so(shop: Path) -> None:
    result = ordered(shop, "show", "o-eve")

    assert result.exit_code == 1
    assert "there is no order o-eve; snaptap orders list says which there are" in result.stderr


def test_books_that_agree_end_well(shop: Path) -> None:
    result = ordered(shop, "reconcile")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "the books agree" in result.stderr


def test_what_waits_for_a_person_is_explained_and_no_failure(shop: Path) -> None:
    asyncio.run(charge_again(shop, "o-ann"))

    result, told = ordered(shop, "reconcile"), json.loads(ordered(shop, "reconcile", "--json").stdout)

    assert result.exit_code == 0
    assert "o-ann: telegram/ch-2 took €98.00 more" in result.stdout
    assert "give this charge back" in result.stdout
    assert "1 waiting for a person" in result.stderr
    assert (told["fault"], told["to_do"]) == ("second_charge", True)


def test_books_that_do_not_agree_fail(shop: Path) -> None:
    asyncio.run(write_past_the_till(shop))

    result = ordered(shop, "reconcile")

    assert result.exit_code == 1
    assert "o-bob: held 1 of kettle, to be held nothing" in result.stdout
    assert "do not agree in 1 place" in result.stderr
