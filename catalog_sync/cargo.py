"""What the journey asks of the two kinds of cargo: a merchant's products and creators' posts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from catalog_sync.diff import Difference
from catalog_sync.fetch import Source
from catalog_sync.rows import Problem
from catalog_sync.tools import Progress
from graph.ports.publishing import Coming


class Delivery(Protocol):
    """One source, read whole and compared with what the shop has of it; nothing has been changed yet."""

    @property
    def source(self) -> Source: ...

    @property
    def difference(self) -> Difference: ...

    @property
    def read(self) -> int: ...

    @property
    def rejected(self) -> Sequence[Problem]: ...

    @property
    def warnings(self) -> Sequence[Problem]: ...


D = TypeVar("D", bound=Delivery)


class Cargo(Protocol[D]):
    async def gather(self, places: Sequence[str | Path]) -> list[Source]:
        """What the places hold. Raises SyncStopped where one has nothing to read."""
        ...

    async def receive(self, source: Source, progress: Progress, *, partial: bool) -> D:
        """Read, judge and compare. Raises SyncStopped where the source cannot be used as a whole."""
        ...

    async def land(self, deliveries: Sequence[D], progress: Progress) -> Coming | None:
        """Embed what is new, store what changed, and note in each delivery what turned out odd on the way.

        An edition is stored and yet to be turned over.
        """
        ...
