"""Sums of money agree with decimal arithmetic, whatever the amounts."""

from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.domain.errors import CurrencyMismatch
from graph.domain.money import BASIS, Money
from graph.domain.orders import Order, OrderLine, OrderState
from graph.domain.wishes import UNBOUNDED, Budget
from graph.profile import percent_to_basis_points
from tests.sql_shop import NOON

AMOUNTS = st.integers(-(10**15), 10**15)
EUROS = AMOUNTS.map(lambda amount: Money(amount, "EUR"))
SHARES = st.integers(0, BASIS)


@given(AMOUNTS, SHARES)
@example(25, 200)
@example(75, 200)
@example(-25, 200)
@example(1, 5_000)
@example(3, 5_000)
def test_a_share_is_rounded_half_to_even(amount: int, basis_points: int) -> None:
    exact = Decimal(amount) * basis_points / BASIS

    assert Money(amount, "EUR").share(basis_points).amount == exact.quantize(Decimal(1), ROUND_HALF_EVEN)


@given(EUROS)
def test_nothing_and_everything_are_exact_shares(price: Money) -> None:
    assert (price.share(0).amount, price.share(BASIS)) == (0, price)


@given(st.integers(0, 10**15), SHARES)
def test_a_share_is_never_more_than_the_whole(amount: int, basis_points: int) -> None:
    assert 0 <= Money(amount, "EUR").share(basis_points).amount <= amount


@given(st.lists(st.tuples(AMOUNTS, st.integers(1, 99)), min_size=1, max_size=9))
def test_an_orders_total_is_the_sum_of_its_lines(lines: list[tuple[int, int]]) -> None:
    assert order(*lines).total == Money(sum(amount * quantity for amount, quantity in lines), "EUR")


def order(*lines: tuple[int, int], currency: str = "EUR") -> Order:
    made = tuple(OrderLine(1, "S-1", "Kettle", Money(amount, currency), quantity) for amount, quantity in lines)
    return Order("o-1", "hearth", "ann", "chat", made, OrderState.QUOTED, NOON, NOON + timedelta(hours=1))


@given(AMOUNTS, AMOUNTS)
def test_two_currencies_are_never_added_or_compared(one: int, other: int) -> None:
    euros, yen = Money(one, "EUR"), Money(other, "JPY")

    for mixed in (lambda: euros + yen, lambda: euros < yen, lambda: euros <= yen, lambda: euros > yen):
        with pytest.raises(CurrencyMismatch):
            mixed()


@given(EUROS, EUROS)
def test_prices_are_ordered_as_their_amounts(one: Money, other: Money) -> None:
    assert (one < other) == (one.amount < other.amount)
    assert (one <= other) == (one.amount <= other.amount)


@given(EUROS, EUROS, EUROS)
def test_a_budget_allows_what_lies_between_its_bounds_both_included(low: Money, high: Money, price: Money) -> None:
    assert Budget(high, low).allows(price) == (low.amount <= price.amount <= high.amount)
    assert Budget(at_most=price).allows(price)
    assert Budget(at_least=price).allows(price)
    assert UNBOUNDED.allows(price)


@given(EUROS, AMOUNTS)
def test_a_budget_allows_no_price_in_another_currency(bound: Money, amount: int) -> None:
    assert not Budget(at_most=bound).allows(Money(amount, "JPY"))
    assert not Budget(at_least=bound).allows(Money(amount, "JPY"))


@given(st.integers(0, 9_999))
def test_a_percentage_in_the_profile_comes_out_in_basis_points(basis_points: int) -> None:
    percent = Decimal(basis_points).scaleb(-2)

    assert percent_to_basis_points(f"{percent}%") == basis_points


@pytest.mark.parametrize("text", ["", "%", "eight", "8%%", "8 percent", "NaN%", "Infinity%"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        percent_to_basis_points(text)
