"""The shop as its till and its window see it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from graph.domain.catalogue import Listing, Product, Vocabulary
from graph.domain.creators import Post, ProductRef
from graph.domain.orders import Charge, Order, OrderState
from graph.ports.work import T


class Catalog(Protocol):
    """The truth about products and posts, read side."""

    async def listings(self, keys: Sequence[int]) -> dict[int, Listing]:
        """As they are now; a key that is gone is absent. Every listing's product carries all its variants."""
        ...

    async def products(self, refs: Sequence[ProductRef]) -> dict[ProductRef, Product]:
        """Whole products with all their variants."""
        ...

    async def find(self, *, sku: str | None = None, gtin: str | None = None) -> list[Listing]:
        """By exact identifier, any merchant."""
        ...

    async def posts(self, keys: Sequence[int]) -> dict[int, Post]: ...

    async def vocabulary(self) -> Vocabulary:
        """The catalogue's own words; of a large one that changes they may be a few seconds old."""
        ...


class OrderLedger(Protocol):
    """One transaction at the till, on whatever thread. Everything in it lands together or not at all."""

    def order(self, order_id: str) -> Order | None:
        """Locked for the length of the transaction where the database can."""
        ...

    def listing(self, key: int) -> Listing | None:
        """Price and stock as this transaction sees them."""
        ...

    def open(self, order: Order) -> None: ...

    def move(self, order: Order, to: OrderState, why: str, expires: datetime | None = None) -> Order:
        """Change the state and append to the ledger. Raises IllegalTransition."""
        ...

    def note(self, order: Order, why: str, expires: datetime | None = None) -> Order:
        """Append to the ledger where the state stays as it is; `expires` moves the order's end."""
        ...

    def hold(self, order: Order) -> bool:
        """Take every line's stock by conditional updates; False, and nothing taken, where one falls short."""
        ...

    def release(self, order: Order) -> None:
        """Give back what `hold` took; twice is once."""
        ...

    def sell(self, order: Order) -> None:
        """Turn this order's holds into sales."""
        ...

    def record(self, charge: Charge, at: datetime) -> bool:
        """Note the money; False where this provider's charge id is already noted."""
        ...

    def expired(self, at: datetime, limit: int) -> list[Order]:
        """Quotes and reservations whose time has run out."""
        ...


class OrderStore(Protocol):
    async def transact(self, work: Callable[[OrderLedger], T]) -> T:
        """What `work` returns, once it is committed; an exception from it takes everything back.

        One writer at a time on SQLite. Whoever is cancelled does not know whether it landed.
        """
        ...

    async def get(self, order_id: str) -> Order | None: ...

    async def of_shopper(self, shopper: str, limit: int = 20) -> list[Order]: ...
