"""Which amounts Telegram takes in a payment.

Telegram's table (https://core.telegram.org/bots/payments#supported-currencies) is not ISO 4217: it lists fewer
currencies, and its bounds follow the dollar: about US$1 to US$10,000. Here are those whose minor units are the same in
both; the smallest amounts are rounded up, so that an invoice we send is not refused when a rate moves.
"""

from types import MappingProxyType

from graph.domain.money import Money

SMALLEST = MappingProxyType(
    {
        "AED": 400, "AUD": 200, "BRL": 700, "CAD": 200, "CHF": 120, "CLP": 1_200, "CZK": 2_800, "DKK": 800, "EUR": 120,
        "GBP": 120, "HKD": 900, "HUF": 50_000, "ILS": 450, "INR": 10_000, "JPY": 200, "KRW": 1_800, "MXN": 2_500,
        "MYR": 550, "NOK": 1_300, "NZD": 220, "PLN": 500, "RON": 550, "SAR": 450, "SEK": 1_300, "SGD": 170,
        "THB": 4_500, "TRY": 6_000, "UAH": 5_500, "USD": 100, "ZAR": 2_300,
    }
)  # fmt: skip
"""In minor units."""

SPAN = 7_000
"""From the smallest to the largest amount; Telegram's is 10,000, less what the smallest ones were rounded up."""


def payable(total: Money) -> bool:
    """Whether an invoice over `total` can be sent; where not, the shop's own page is the way to buy."""
    smallest = SMALLEST.get(total.currency)
    return smallest is not None and smallest <= total.amount <= smallest * SPAN
