"""A merchant's listings on their way into the shop."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from catalog_sync.diff import Difference, compare
from catalog_sync.embed import batches, embed_texts
from catalog_sync.feeds import detect
from catalog_sync.fetch import Source, is_address
from catalog_sync.fingerprint import listing_text
from catalog_sync.looks import Gallery, open_gallery
from catalog_sync.pictures import Found, Looks, sweep
from catalog_sync.rows import Problem
from catalog_sync.sift import Fresh, Sieve, Sifted
from catalog_sync.sources import gather_sources, source_name
from catalog_sync.spool import Spool
from catalog_sync.tools import Progress, SyncTools
from catalog_sync.traits import traits_of
from graph.ports.publishing import Coming
from graph.ports.supply import LastSaid, ListingRecord, Seen

PREPARED_AT_ONCE = 2_000
"""Rows whose pictures and words are looked at together."""
PAUSE = 0.01
"""Seconds between two transactions: a till in another process looks for its turn that often."""
CHANGED_AT_ONCE = 1_000
"""Changes made in one transaction, 70 ms in which the till cannot write."""
WRITTEN_AT_ONCE = 100
"""Of more changes as many go into each transaction, 8 ms long: a shopper's turn writes four times."""


@dataclass(slots=True)
class ProductDelivery:
    """One source, read whole and compared with what the shop has of it (`before`); nothing has been changed yet.

    A picture behind an address may show only on the way into the shop that it has changed: `difference` grows then.
    """

    source: Source
    sifted: Sifted
    before: Mapping[str, LastSaid]
    difference: Difference
    noted: list[Problem] = field(default_factory=list)

    def records(self) -> Iterator[ListingRecord]:
        """Of the rows that were judged."""
        return (row.accepted.record for batch in self.sifted.winners() for row in batch)

    @property
    def read(self) -> int:
        return self.sifted.read

    @property
    def rejected(self) -> Sequence[Problem]:
        return self.sifted.rejected

    @property
    def warnings(self) -> Sequence[Problem]:
        return [*self.sifted.warnings, *self.noted]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A delivery with its rows embedded: from here on all is quick."""

    delivery: ProductDelivery
    rows: Spool[Fresh]

    @property
    def length(self) -> int:
        return self.rows.length + len(self.delivery.difference.removed)

    @property
    def changes(self) -> int:
        return len(self.delivery.difference.fresh) + len(self.delivery.difference.removed)

    def transactions(self, at_once: int) -> Iterator[tuple[ProductDelivery, list[Fresh], Sequence[str]]]:
        """What is stored together: all of it where that is little; what goes comes last."""
        rows, removed = chain.from_iterable(self.rows), self.delivery.difference.removed
        if self.length <= at_once:
            yield self.delivery, list(rows), removed
            return
        yield from ((self.delivery, some, ()) for some in batches(rows, at_once))
        yield from ((self.delivery, [], gone) for gone in batches(removed, at_once))


@dataclass(slots=True)
class Products:
    """`formats` are those met. To be used in a `with` block: what waits on the disk goes at its end."""

    tools: SyncTools
    merchant: str
    asked: str
    formats: dict[str, None] = field(default_factory=dict)
    _spools: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spools.close()

    async def gather(self, places: Sequence[str | Path]) -> list[Source]:
        """Of what the shop has something of already, a source that is asked for it and can tell gives what changed."""
        web = self.tools.web.of(self.merchant)
        names = {source_name(place, self.asked) for place in places if web.changed_only and is_address(place)}
        known = [name for name in names if await self.tools.store.listed(self.merchant, name)]
        now = self.tools.clock.now()
        return await gather_sources(places, detect.SUFFIXES, web, now, self.asked, changed_only=known)

    async def receive(
        self, source: Source, progress: Progress, *, partial: bool, among: Collection[str] | None = None
    ) -> ProductDelivery:
        """A partial source that is known to speak of no others than those `among` is compared with these alone.

        Raises SyncStopped where the source cannot be used as a whole.
        """
        before = await self.tools.store.listed(self.merchant, source.name, among)
        sifted = Sifted(self._spools.enter_context(Spool()))
        for problem in source.problems:
            sifted.reject("", problem)
        sieve = Sieve(self.tools, self.merchant, self.asked, before, sifted, self.formats)
        await sieve.sift(source, progress)
        was = {sku: listed.fingerprint for sku, listed in before.items()}
        part = partial or sieve.partial or source.partial
        difference = compare(was, sifted.fingerprints, named=sifted.refused, partial=part)
        return ProductDelivery(source, sifted, before, difference)

    async def land(self, deliveries: Sequence[ProductDelivery], progress: Progress) -> Coming | None:
        """Everything slow comes first, with nothing changed; then few changes are made, and of many an edition."""
        await asyncio.to_thread(sweep, self.tools.pictures, self.tools.clock.now())
        with ExitStack() as spools:
            ready = []
            for delivery in deliveries:
                ready.append(_Ready(delivery, spools.enter_context(Spool[Fresh]())))
                async for batch in self._prepared(delivery, progress):
                    ready[-1].rows.add(batch)
            coming = await self._store([each for each in ready if each.length], progress)
        for each in deliveries:
            await self.tools.store.confirm(self.merchant, frozenset(each.difference.unchanged), each.source.read_at)
        return coming

    async def _prepared(self, delivery: ProductDelivery, progress: Progress) -> AsyncIterator[list[Fresh]]:
        """The rows that count, their words and pictures embedded: of what is unchanged too, another encoder may ask."""
        rows = batches(chain.from_iterable(delivery.sifted.winners()), PREPARED_AT_ONCE)
        done, total = 0, delivery.sifted.fresh.length
        async with open_gallery(self.tools, progress, total) as gallery:
            for batch in rows:
                seen = await self._look(gallery, batch, delivery)
                texts = {row.accepted.record.text_hash: listing_text(row.accepted.record) for row in seen}
                await embed_texts(texts, self.tools)
                done += len(seen)
                progress("words", done, total)
                yield seen

    async def _look(self, gallery: Gallery, batch: Sequence[Fresh], delivery: ProductDelivery) -> list[Fresh]:
        """Without a picture that cannot be used products go on."""
        rows = {row.accepted.record.sku: row.accepted for row in batch}
        pictures = {sku: Found(each.record.picture, each.record.look_hash, each.picture) for sku, each in rows.items()}
        looks = await gallery.look_at(pictures, frozenset(pictures) - delivery.difference.fresh)
        for sku, why in looks.lacking.items():
            delivery.noted.append(rows[sku].row.problem("image_link", why.code, why.fix))
        was = {sku: said.look for sku in rows if (said := delivery.before.get(sku))}
        other = {sku for sku, look in was.items() if look != looks.found[sku].look_hash}
        delivery.difference = delivery.difference.changed_too(other)
        return [_described(row, looks) for row in batch]

    async def _store(self, ready: Sequence[_Ready], progress: Progress) -> Coming | None:
        """In one transaction where there is little, else as an edition: written in many, turned over in one."""
        store, merchant = self.tools.store, self.merchant
        if not ready:
            return None
        if len(ready) == 1 and ready[0].length <= CHANGED_AT_ONCE:
            await self._write(ready, CHANGED_AT_ONCE, None, progress)
            return None
        edition = await store.begin_edition(merchant)
        await self._write(ready, WRITTEN_AT_ONCE, edition, progress)
        changes = sum(each.changes for each in ready)
        return Coming(merchant, edition, changes, partial(store.turn_over, merchant, edition))

    async def _write(self, ready: Sequence[_Ready], at_once: int, edition: int | None, progress: Progress) -> None:
        done, total = 0, sum(each.changes for each in ready)
        for delivery, rows, removed in chain.from_iterable(each.transactions(at_once) for each in ready):
            source, fresh = delivery.source, delivery.difference.fresh
            records = [row.accepted.record for row in rows if row.accepted.record.sku in fresh]
            seen = {row.accepted.record.sku: Seen(row.mark, row.accepted.record.traits) for row in rows}
            await self.tools.store.apply(self.merchant, source.name, records, removed, source.read_at, seen, edition)
            done += len(records) + len(removed)
            await asyncio.sleep(PAUSE)
            progress("store", done, total)


def _described(row: Fresh, looks: Looks) -> Fresh:
    """With its look, or as what it is without one."""
    record = row.accepted.record
    found = looks.found[record.sku]
    record = replace(record, picture=found.picture, look_hash=found.look_hash)
    record = replace(record, traits=traits_of(record))
    mark = None if record.sku in looks.lacking else row.mark
    return row._replace(accepted=replace(row.accepted, record=record), mark=mark)
