"""Heavy work, wherever it is done."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from graph.domain.errors import SnaptapError

T = TypeVar("T")
R = TypeVar("R")


class WorkerDied(SnaptapError):
    """The process that had a batch did not survive it; other batches are none the worse."""


class Workers(Protocol):
    """Where heavy work is done. Work and batches can be pickled: it may be another process, or another machine."""

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        """What `work` makes of `batch`, or the exception it raises. Raises WorkerDied."""
        ...
