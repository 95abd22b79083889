"""Records to listings, a batch at a time: what the workers of a sync do, on this machine or elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from catalog_sync.marks import write_mark
from catalog_sync.rows import Problem, Reading, Record
from catalog_sync.validate import Accepted, Known, Rules, judge


class Marked(NamedTuple):
    """A record, its place in the source, and its name by content."""

    place: int
    mark: str | None
    record: Record


@dataclass(frozen=True, slots=True)
class Batch:
    """`known` is what the shop has of those whose rows are silent on some columns."""

    records: list[Marked]
    known: Known = field(default_factory=dict)


class Verdict(NamedTuple):
    """What became of a row. `mark` None: its record is to be read again; `silent`: it leaves columns out."""

    place: tuple[int, int]
    sku: str
    judged: Accepted | Problem
    mark: str | None
    silent: bool


@dataclass(frozen=True, slots=True)
class Judging:
    """The work; it can be pickled, as its batches can."""

    reading: Reading
    rules: Rules

    def __call__(self, batch: Batch) -> list[Verdict]:
        """Raises SyncStopped for a price in a currency the shop does not sell in."""
        return [verdict for marked in batch.records for verdict in self._judged(marked, batch.known)]

    def _judged(self, marked: Marked, known: Known) -> Iterator[Verdict]:
        rows = list(self.reading.rows(marked.record))
        judged = list(judge(rows, self.rules, known))
        # What was odd is said again with every sync, and a file's picture may change where its name does not.
        again = any(isinstance(each, Problem) or each.warnings or each.picture for _, each in judged)
        mark = None if again or marked.mark is None else write_mark(marked.mark, len(rows))
        for number, (row, (sku, each)) in enumerate(zip(rows, judged, strict=True)):
            silent = not isinstance(row, Problem) and bool(row.silent)
            yield Verdict((marked.place, number), sku, each, mark, silent)
