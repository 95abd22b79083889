from dataclasses import replace
from datetime import timedelta

import pytest

from graph.domain.errors import CurrencyMismatch, IllegalTransition
from graph.domain.money import Money
from graph.domain.orders import LEADS_TO, Order, OrderLine, OrderState, check_transition
from tests.sql_shop import NOON

LINE = OrderLine(1, "S-1", "Kettle", Money(4_900, "EUR"))
ORDER = Order("o-1", "hearth", "ann", "chat", (LINE,), OrderState.QUOTED, NOON, NOON + timedelta(hours=1))


def reachable(state: OrderState) -> set[OrderState]:
    """Every state that an order in `state` may come to."""
    seen: set[OrderState] = set()
    ahead = [state]
    while ahead:
        new = LEADS_TO[ahead.pop()] - seen
        seen |= new
        ahead += new
    return seen


def test_every_state_says_where_it_leads() -> None:
    assert set(LEADS_TO) == set(OrderState)


def test_a_paid_order_stays_paid() -> None:
    assert LEADS_TO[OrderState.PAID] == frozenset()


@pytest.mark.parametrize("state", sorted(set(OrderState) - {OrderState.PAID, OrderState.PAID_ATTENTION}))
def test_money_that_arrives_is_never_turned_away(state: OrderState) -> None:
    assert LEADS_TO[state] & {OrderState.PAID, OrderState.PAID_ATTENTION}


def test_once_paid_an_order_is_never_cancelled_expired_or_open_again() -> None:
    assert reachable(OrderState.PAID_ATTENTION) == {OrderState.PAID}


@pytest.mark.parametrize("state", [OrderState.EXPIRED, OrderState.CANCELLED])
def test_what_has_ended_never_holds_stock_again(state: OrderState) -> None:
    assert OrderState.RESERVED not in reachable(state)


def test_a_cancelled_order_that_is_paid_waits_for_a_person() -> None:
    assert LEADS_TO[OrderState.CANCELLED] == {OrderState.PAID_ATTENTION}


@pytest.mark.parametrize("state", OrderState)
def test_no_order_becomes_a_quote(state: OrderState) -> None:
    with pytest.raises(IllegalTransition, match=f"o-1 is {state}"):
        check_transition(replace(ORDER, state=state), OrderState.QUOTED)


def test_lines_of_two_currencies_have_no_total() -> None:
    yen = replace(LINE, unit_price=Money(800, "JPY"))

    with pytest.raises(CurrencyMismatch):
        _ = replace(ORDER, lines=(LINE, yen)).total
