from datetime import datetime, timedelta
from uuid import uuid4

from graph.domain.catalogue import Listing
from graph.domain.orders import Order, OrderLine, OrderState, Refusal
from graph.ports.shop import OrderLedger, OrderStore
from graph.ports.talk import Clock

VALID = timedelta(hours=24)
"""How long a shopper may think about an invoice; its price is read again before it is paid."""


async def quote(
    store: OrderStore, clock: Clock, *, shopper: str, conversation: str, key: int, quantity: int = 1, order_id: str = ""
) -> Order | Refusal:
    """Open an order for a variant at its present price. It takes no stock: nobody can empty a shelf by tapping.

    The same `order_id` twice is one order; without one it gets a number of its own.
    """
    now = clock.now()

    def work(ledger: OrderLedger) -> Order | Refusal:
        if order_id and (opened := ledger.order(order_id)):
            return opened
        listing = ledger.listing(key)
        if listing is None:
            return Refusal.NOT_SOLD
        if not _enough(listing, quantity):
            return Refusal.SOLD_OUT
        order = _order(order_id or str(uuid4()), listing, quantity, now, shopper, conversation)
        ledger.open(order)
        return order

    return await store.transact(work)


def _enough(listing: Listing, quantity: int) -> bool:
    left = listing.variant.offer.quantity
    return listing.available and (left is None or left >= quantity)


def _order(order_id: str, listing: Listing, quantity: int, now: datetime, shopper: str, conversation: str) -> Order:
    return Order(
        id=order_id,
        merchant=listing.product.merchant,
        shopper=shopper,
        conversation=conversation,
        lines=(OrderLine(listing.key, listing.variant.sku, listing.variant.title, listing.price, quantity),),
        state=OrderState.QUOTED,
        created=now,
        expires=now + VALID,
    )
