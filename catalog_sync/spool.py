"""Batches that wait on the disk between two stages, so that the memory does not grow with the feed."""

import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from types import TracebackType
from typing import Generic, Self, TypeVar

from catalog_sync.rows import SyncStopped

T = TypeVar("T")


class Spool(Generic[T]):
    """Written first, then read as often as wanted. It has no name in the file system and goes with its process."""

    def __init__(self) -> None:
        with _room():
            self._file = TemporaryFile()  # noqa: SIM115 - closed by `__exit__`, or with the process
        self.length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # on a full disk it would try once more to write what nobody wants any longer
            self._file.close()

    def add(self, batch: Sequence[T]) -> None:
        """Raises SyncStopped where the disk has no room for it."""
        with _room():
            pickle.dump(list(batch), self._file, pickle.HIGHEST_PROTOCOL)
            self._file.flush()
        self.length += len(batch)

    def __iter__(self) -> Iterator[list[T]]:
        """Batch by batch as they were added. Only one reader at a time."""
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - written above, into a file that nobody else can open
            except EOFError:
                return


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fix = "nothing was published; make room, or name another folder in TMPDIR, and sync again"
        raise SyncStopped(
            "disk_full", f"the feed's rows cannot be kept on the disk ({error.strerror}); {fix}"
        ) from error
