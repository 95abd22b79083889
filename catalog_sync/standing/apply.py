"""Products that were pushed, on the same way into the shop as a feed's, but only they."""

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import orjson

from catalog_sync.document import Document
from catalog_sync.fetch import Source
from catalog_sync.lock import one_at_a_time
from catalog_sync.product_cargo import ProductDelivery, Products
from catalog_sync.publish import bring_up_to_date
from catalog_sync.standing.memory import PushMemory, Remembered
from catalog_sync.standing.payloads import Effect, Pushed
from catalog_sync.tools import SyncTools, silent
from graph.ports.publishing import MOST_TAILED, Coming

log = logging.getLogger(__name__)

LISTED = 2 * MOST_TAILED
"""As many listings as an index has that takes a few pushes through its tail, however small the shop is."""

Siblings = Callable[[str, Sequence[str]], Awaitable[set[str]]]
"""All skus of the products that a merchant's `skus` belong to, as the shop has them now."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The source that a platform's pushes go into, by the name under which a whole sync of it knows the same rows."""

    platform: str
    merchant: str
    source: str


@dataclass(frozen=True, slots=True)
class Applied:
    """`stale` were older than what was pushed before; `unknown` are products to withdraw whose skus nobody told."""

    stale: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PushJourney:
    """`folder` is where documents lie while they are read."""

    tools: SyncTools
    memory: PushMemory
    siblings: Siblings
    folder: Path

    async def warm_up(self) -> None:
        """Start a worker and load the encoder now, rather than while the first push waits for them."""
        await self.tools.workers.run(_loaded, None)
        await self.tools.text.encode(["warm"])

    async def apply(self, listing: Listing, pushes: Sequence[Pushed]) -> Applied:
        """All of them in one go, the newest of each product. Raises SyncStopped, and SyncBusy beside another sync.

        One transaction holds what changed and what is gone; a whole sync comes before it or after it.
        """
        products = [push.product for push in pushes]
        before = await asyncio.to_thread(self._recalled, listing, products)
        newest, stale = _newest(pushes, before)
        if newest:
            async with one_at_a_time(self.tools, listing.merchant):
                await self._land(listing, newest, before)
            await asyncio.to_thread(self._keep, listing, newest)
        unnamed = [each for each in newest if not each.skus and not before[each.product].skus]
        return Applied(stale, len(unnamed))

    async def _land(self, listing: Listing, pushes: Sequence[Pushed], before: Mapping[str, Remembered]) -> None:
        updates = [push for push in pushes if push.effect is Effect.UPDATE]
        said = {sku for push in updates for sku in push.skus}
        named = {sku for push in pushes for sku in (*push.skus, *before[push.product].skus)}
        # To ask for the whole listing would take longer than all the rest, where it is a long one.
        there = set(await self.tools.store.records(listing.merchant, sorted(named)))
        there |= await self.siblings(listing.merchant, sorted(there))
        removed = sorted(there - said)
        coming = None
        if updates:
            coming = await self._bring(listing, updates, removed)
        elif removed:
            await self.tools.store.apply(listing.merchant, listing.source, [], removed, self.tools.clock.now())
        await bring_up_to_date(self.tools.publisher, LISTED, coming)
        await self.tools.store.clear(listing.merchant)

    async def _bring(self, listing: Listing, updates: Sequence[Pushed], removed: Sequence[str]) -> Coming | None:
        with (
            tempfile.TemporaryDirectory(dir=self.folder, prefix="push-") as folder,
            Products(self.tools, listing.merchant, listing.platform) as cargo,
        ):
            source = await asyncio.to_thread(_source, Path(folder), listing, updates, self.tools.clock.now())
            among = {sku for push in updates for sku in push.skus}
            delivery = await cargo.receive(source, silent, partial=True, among=among)
            difference = replace(delivery.difference, removed=tuple(removed))
            delivery = replace(delivery, difference=difference)
            coming = await cargo.land([delivery], silent)
            _tell(listing, delivery)
        return coming

    def _recalled(self, listing: Listing, products: Sequence[str]) -> dict[str, Remembered]:
        return {product: self.memory.recall(listing.merchant, listing.source, product) for product in products}

    def _keep(self, listing: Listing, pushes: Sequence[Pushed]) -> None:
        # A product that is deleted says no time; whatever was changed before now is older than its end.
        now = self.tools.clock.now()
        kept = [(push.product, Remembered(_left(push), push.modified or now)) for push in pushes]
        self.memory.keep(listing.merchant, listing.source, kept)


def _loaded(_nothing: None) -> None:
    """To find this function a worker imports this module, and with it all that judging needs."""


def _left(push: Pushed) -> tuple[str, ...]:
    return push.skus if push.effect is Effect.UPDATE else ()


def _newest(pushes: Sequence[Pushed], before: Mapping[str, Remembered]) -> tuple[list[Pushed], int]:
    """The last word on each product, and how many others were older than what the shop had heard by then."""
    last: dict[str, Pushed] = {}
    stale = 0
    for push in pushes:
        heard = last[push.product].modified if push.product in last else before[push.product].modified
        if push.modified and heard and push.modified < heard:
            stale += 1
        else:
            last[push.product] = push
    return list(last.values()), stale


def _source(folder: Path, listing: Listing, updates: Sequence[Pushed], now: datetime) -> Source:
    """One document, called as the listing is: by that its reader knows where the shop's pages are."""
    path = folder / "pushed.json"
    path.write_bytes(orjson.dumps({"products": [push.content for push in updates]}))
    times = [push.modified for push in updates if push.modified]
    document = Document(listing.source, path, folder, min([now, *times]))
    return Source(listing.source, (document,))


def _tell(listing: Listing, delivery: ProductDelivery) -> None:
    """Nobody reads a report of a push: what is wrong with it is in the log, and in the next whole sync's report."""
    for problem in delivery.rejected:
        about = f"{problem.column} {problem.code}, found {problem.found!r}; {problem.fix}"
        log.warning("%s pushed to %s: rejected: %s", listing.platform, listing.merchant, about)
