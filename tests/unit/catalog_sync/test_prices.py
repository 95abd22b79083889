import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.prices import read_price
from catalog_sync.rows import Unusable
from graph.domain.money import Money


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15.00 USD", Money(1500, "USD")),
        ("USD 15.00", Money(1500, "USD")),
        ("15 eur", Money(1500, "EUR")),
        ("15.5EUR", Money(1550, "EUR")),
        ("15,50 EUR", Money(1550, "EUR")),
        ("15.0000 EUR", Money(1500, "EUR")),
        ("1,299.00 USD", Money(129900, "USD")),
        ("1.299,00 EUR", Money(129900, "EUR")),
        ("1 299,00 EUR", Money(129900, "EUR")),
        ("1’299.00 CHF", Money(129900, "CHF")),
        ("1,299,000 USD", Money(129900000, "USD")),
        ("1500 JPY", Money(1500, "JPY")),
        ("1500.00 JPY", Money(1500, "JPY")),
        ("1.299 KWD", Money(1299, "KWD")),
        ("١٥ EUR", Money(1500, "EUR")),
    ],
)
def test_a_price_becomes_minor_units_of_its_currency(written: str, meant: Money) -> None:
    assert read_price(written) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("15.00", "currency_missing"),
        ("15.00 XQZ", "currency_unknown"),
        ("EUR 15.00 USD", "currency_unknown"),
        ("15.00 EURO", "price_unreadable"),
        ("from 15.00 EUR", "price_unreadable"),
        ("$15.00", "price_unreadable"),
        ("1.2.3 EUR", "price_unreadable"),
        ("1.299 EUR", "price_ambiguous"),
        ("1,299 USD", "price_ambiguous"),
        ("1.500 JPY", "price_ambiguous"),
        ("15.005 KRW", "price_ambiguous"),
        ("15.0050 EUR", "price_too_fine"),
        ("15.5 JPY", "price_too_fine"),
        ("0.00 EUR", "price_out_of_range"),
        ("-3.00 EUR", "price_out_of_range"),
        ("99999999999999 EUR", "price_out_of_range"),
    ],
)
def test_what_is_no_price_or_two_is_refused(written: str, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        read_price(written)

    assert refused.value.code == code


@given(st.integers(1, 10**9), st.sampled_from(["EUR", "USD", "GBP"]))
def test_every_price_as_google_writes_it_is_read_exactly(cents: int, currency: str) -> None:
    assert read_price(f"{cents // 100}.{cents % 100:02} {currency}") == Money(cents, currency)


@given(st.text(max_size=30))
def test_no_text_at_all_makes_the_reader_fall_over(text: str) -> None:
    try:
        price = read_price(text)
    except Unusable:
        return
    assert price.amount > 0
