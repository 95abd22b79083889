"""Everything one source said, read row by row: what lands, what does not, and what is odd."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from catalog_sync.rows import PostRow, Problem, Row
from graph.ports.supply import ListingRecord, PostRecord


class Judged(Protocol):
    """A row that can land, with the record it became."""

    @property
    def row(self) -> Row | PostRow: ...

    @property
    def record(self) -> ListingRecord | PostRecord: ...

    @property
    def warnings(self) -> tuple[Problem, ...]: ...


J = TypeVar("J", bound=Judged)
Verdicts = Iterator[tuple[str, J | Problem]]
"""Each row's identifier and what it became, or why it became nothing."""


@dataclass(slots=True)
class Intake(Generic[J]):
    """`identifier` is the column by which rows are told apart; `named` holds all of its values, rejected rows' too."""

    identifier: str
    read: int = 0
    accepted: dict[str, J] = field(default_factory=dict)
    rejected: list[Problem] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def take(self, key: str, judged: J | Problem) -> None:
        """Of two good rows with one identifier the later wins and the earlier is reported."""
        self.read += 1
        self.named.add(key)
        if isinstance(judged, Problem):
            self.rejected.append(judged)
            return
        if (earlier := self.accepted.pop(key, None)) is not None:
            fix = f"line {judged.row.line} of {judged.row.file} says the same one again and was taken; keep one of them"
            self.rejected.append(earlier.row.problem(self.identifier, "duplicate_id", fix))
        self.accepted[key] = judged

    @property
    def fingerprints(self) -> dict[str, str]:
        return {key: judged.record.fingerprint for key, judged in self.accepted.items()}

    @property
    def warnings(self) -> list[Problem]:
        return [warning for judged in self.accepted.values() for warning in judged.warnings]
