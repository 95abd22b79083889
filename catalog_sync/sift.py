"""A merchant's feed, row by row: what says the same as last time is passed over, the rest is judged by the workers."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple, TypeVar

from catalog_sync.document import Document
from catalog_sync.feeds import detect
from catalog_sync.fetch import Source
from catalog_sync.judging import Batch, Judging, Marked, Verdict
from catalog_sync.marks import Marking, by_mark
from catalog_sync.normalise import NORMALISER_VERSION
from catalog_sync.pictures import PictureFolder
from catalog_sync.rows import Note, Problem, Reading
from catalog_sync.spool import Spool
from catalog_sync.tools import Progress, SyncTools
from catalog_sync.validate import Accepted, Rules
from graph.ports.supply import LastSaid

AT_ONCE = 200
"""Records judged in one go."""
AHEAD = 4
"""Batches on their way to and from the workers."""
ID = "id"
LOOK_UP = 20_000
"""Records passed over in a thread between two looks at the event loop: a second's work."""

T = TypeVar("T")


class Said(NamedTuple):
    """Where a row stands (`place` counts through the whole source), its id's column, the fingerprint of the rest."""

    place: tuple[int, int]
    file: str
    line: int
    column: str
    fingerprint: str


class Fresh(NamedTuple):
    """A judged row that may have to be stored. `mark` None: it is to be read again the next time."""

    place: tuple[int, int]
    accepted: Accepted
    mark: str | None


@dataclass(slots=True)
class Sifted:
    """Everything one source said. Rows that were judged wait in `fresh`; of two with one id the later counts."""

    fresh: Spool[Fresh]
    read: int = 0
    said: dict[str, Said] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    rejected: list[Problem] = field(default_factory=list)
    odd: list[Problem] = field(default_factory=list)
    _noted: list[tuple[str, tuple[int, int], Problem]] = field(default_factory=list)

    def reject(self, sku: str, problem: Problem) -> None:
        """Or note what costs no row."""
        if isinstance(problem, Note):
            self.odd.append(problem)
            return
        self.read += 1
        self.refused.add(sku)
        self.rejected.append(problem)

    def take(self, sku: str, said: Said) -> None:
        """Of two rows with one id the later one wins and the earlier is reported."""
        self.read += 1
        other = self.said.get(sku)
        if other is not None:
            self.repeated.add(sku)
            said, lost = (said, other) if said.place > other.place else (other, said)
            fix = f"line {said.line} of {said.file} says the same one again and was taken; keep one of them"
            self.rejected.append(Problem(lost.file, lost.line, lost.column, "duplicate_id", sku, fix))
        self.said[sku] = said

    def note(self, sku: str, place: tuple[int, int], problem: Problem) -> None:
        self._noted.append((sku, place, problem))

    def counts(self, row: Fresh) -> bool:
        """Whether no later row has the same id."""
        return self.said[row.accepted.record.sku].place == row.place

    def winners(self) -> Iterator[list[Fresh]]:
        """The judged rows that count, in batches. One that was said twice is read again the next time."""
        for batch in self.fresh:
            yield [self._unmarked(row) for row in batch if self.counts(row)]

    def _unmarked(self, row: Fresh) -> Fresh:
        return row._replace(mark=None) if row.accepted.record.sku in self.repeated else row

    @property
    def fingerprints(self) -> dict[str, str]:
        return {sku: said.fingerprint for sku, said in self.said.items()}

    @property
    def warnings(self) -> list[Problem]:
        """Of the rows that count, and of the source as a whole."""
        return [*self.odd, *(problem for sku, place, problem in self._noted if self.said[sku].place == place)]


@dataclass(slots=True)
class Sieve:
    """One source of a merchant beside what the shop has of it.

    `formats` are those met; `partial`: one of its documents says only what changed.
    """

    tools: SyncTools
    merchant: str
    asked: str
    before: Mapping[str, LastSaid]
    sifted: Sifted
    formats: dict[str, None] = field(default_factory=dict)
    partial: bool = False
    _marked: Mapping[str, list[str]] = field(default_factory=dict)
    _places: Iterator[int] = field(default_factory=count)

    async def sift(self, source: Source, progress: Progress) -> None:
        """Into `sifted`. Raises SyncStopped for a feed that cannot be used as a whole."""
        self._marked = by_mark(self.before)
        for document in source.documents:
            reading, rules = await asyncio.to_thread(self._open, document)
            async for verdicts in in_order(self._judged(reading, rules, document, progress), AHEAD):
                self._take(verdicts, document)
                progress("read", self.sifted.read, None)

    def _open(self, document: Document) -> tuple[Reading, Rules]:
        currencies = self.tools.currencies[self.merchant]
        only = next(iter(currencies)) if len(currencies) == 1 else None
        name = detect.detect(document, self.asked)
        self.formats[name] = None
        reading = detect.FORMATS[name].read(document, only)
        self.partial |= reading.partial
        return reading, Rules(self.merchant, currencies, PictureFolder(document.folder, self.tools.web.allowed))

    async def _judged(
        self, reading: Reading, rules: Rules, document: Document, progress: Progress
    ) -> AsyncIterator[Coroutine[Any, Any, list[Verdict]]]:
        """A call of the workers for each batch of records that say something new."""
        batches = self._unknown(reading, document)
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            progress("read", self.sifted.read, None)
            if batch:
                yield self._judge(Judging(reading, rules), batch)

    async def _judge(self, judging: Judging, batch: list[Marked]) -> list[Verdict]:
        verdicts = await self.tools.workers.run(judging, Batch(batch))
        silent = [verdict.sku for verdict in verdicts if verdict.silent and verdict.sku in self.before]
        if not silent:
            return verdicts
        known = await self.tools.store.records(self.merchant, silent)
        return await self.tools.workers.run(judging, Batch(batch, known))

    def _unknown(self, reading: Reading, document: Document) -> Iterator[list[Marked]]:
        """Records to be judged, in batches; an empty one now and then where there is none. Runs in a thread."""
        currencies = sorted(self.tools.currencies[self.merchant])
        marking = Marking(reading, (NORMALISER_VERSION, self.tools.text.name, self.tools.photo.name, *currencies))
        batch: list[Marked] = []
        passed = 0
        for record in reading.records():
            place, passed = next(self._places), passed + 1
            if isinstance(record, Problem):
                self.sifted.reject("", record)
                continue
            mark = marking.mark(record)
            if mark is not None and mark in self._marked:
                self._pass_over(mark, place, document, record.line)
            else:
                batch.append(Marked(place, mark, record))
            if len(batch) == AT_ONCE or passed >= LOOK_UP:
                yield batch
                batch, passed = [], 0
        if batch:
            yield batch

    def _pass_over(self, mark: str, place: int, document: Document, line: int) -> None:
        for number, sku in enumerate(self._marked[mark]):
            self.sifted.take(sku, Said((place, number), document.name, line, ID, self.before[sku].fingerprint))

    def _take(self, verdicts: list[Verdict], document: Document) -> None:
        fresh = []
        for verdict in verdicts:
            judged = verdict.judged
            if isinstance(judged, Problem):
                self.sifted.reject(verdict.sku, judged)
                continue
            column = judged.row.headings.get(ID, ID)
            said = Said(verdict.place, document.name, judged.row.line, column, judged.record.fingerprint)
            self.sifted.take(verdict.sku, said)
            for warning in judged.warnings:
                self.sifted.note(verdict.sku, verdict.place, warning)
            fresh.append(Fresh(verdict.place, judged, verdict.mark))
        if fresh:
            self.sifted.fresh.add(fresh)


async def in_order(calls: AsyncIterator[Coroutine[Any, Any, T]], ahead: int) -> AsyncIterator[T]:
    """What the calls return, in their order, while up to `ahead` of them are at work."""
    tasks: deque[asyncio.Task[T]] = deque()
    try:
        async for call in calls:
            tasks.append(asyncio.create_task(call))
            if len(tasks) >= ahead:
                yield await tasks.popleft()
        while tasks:
            yield await tasks.popleft()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
