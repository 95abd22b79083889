"""The till's books as somebody reads them who trusts none of them."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Protocol

from graph.domain.books import Account, Oversold
from graph.domain.orders import Charge, Order, OrderState


class Books(Protocol):
    def accounts(self) -> AsyncIterator[Account]:
        """Of every order, by their ids. Orders may move meanwhile: ask again for one that looks wrong."""
        ...

    async def account(self, order_id: str) -> Account | None: ...

    async def newest(
        self, limit: int, *, merchant: str | None = None, states: Collection[OrderState] = ()
    ) -> Sequence[Order]:
        """The orders opened last, of one merchant and in one of `states` where these are given."""
        ...

    async def strays(self) -> Sequence[Charge]:
        """Charges for orders that nobody knows."""
        ...

    async def oversold(self) -> Sequence[Oversold]: ...
