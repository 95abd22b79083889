import pytest

from graph.domain.catalogue import Availability, Offer
from graph.domain.money import Money

PRICE = Money(4_900, "EUR")


@pytest.mark.parametrize(
    ("availability", "quantity", "available"),
    [
        (Availability.IN_STOCK, None, True),
        (Availability.IN_STOCK, 1, True),
        (Availability.IN_STOCK, 0, False),
        (Availability.IN_STOCK, -1, False),
        (Availability.LIMITED, None, True),
        (Availability.PREORDER, None, True),
        (Availability.BACKORDER, None, True),
        (Availability.OUT_OF_STOCK, None, False),
        (Availability.OUT_OF_STOCK, 5, False),
        (Availability.DISCONTINUED, 5, False),
    ],
)
def test_an_offer_is_available_where_the_feed_sells_it_and_some_is_left(
    availability: Availability, quantity: int | None, available: bool
) -> None:
    assert Offer(PRICE, availability, quantity).available is available
