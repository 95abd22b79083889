import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

from filelock import FileLock, Timeout

from graph.adapters.index.generations import Generation
from graph.adapters.index.opened import OpenGeneration

BLOCK = 1 << 24


class Copies:
    """Where one process keeps its copies: `open/<pid>-<random>/`, with a lock file beside it held while they are used.

    The system lets go of a dead process's lock, so whoever comes next clears its folder away. All methods block.
    """

    def __init__(self, data: Path) -> None:
        self._directory = data / "open"
        self._home: Path | None = None
        self._lock: FileLock | None = None

    def add(self, generation: Generation) -> OpenGeneration:
        """Raises OSError where the generation is removed while it is copied: two newer ones are there by then."""
        if self._home is None:
            self._home = self._settle_in()
        copy = self._home / f"{generation.directory.name}-{token_hex(2)}"
        copy_sparsely(generation.directory, copy)
        return OpenGeneration(copy, generation)

    def close(self) -> None:
        """Leave nothing behind."""
        if self._home is None or self._lock is None:
            return
        shutil.rmtree(self._home, ignore_errors=True)
        Path(self._lock.lock_file).unlink()
        self._lock.release()
        self._home = self._lock = None

    def _settle_in(self) -> Path:
        self._directory.mkdir(parents=True, exist_ok=True)
        home = self._directory / f"{os.getpid()}-{token_hex(4)}"
        # Between making a lock file and holding it nobody may take it for a dead process's.
        with FileLock(self._directory / "gate"):
            self._clear_away()
            # One thread may take it and another let go of it: copies are made wherever a thread is free.
            self._lock = FileLock(home.with_suffix(".lock"), thread_local=False)
            self._lock.acquire()
        home.mkdir()
        return home

    def _clear_away(self) -> None:
        for path in self._directory.glob("*.lock"):
            try:
                with FileLock(path, timeout=0):
                    shutil.rmtree(path.with_suffix(""), ignore_errors=True)
                    path.unlink()
            except Timeout:
                continue


def copy_sparsely(source: Path, target: Path) -> None:
    """Without the holes: the engine keeps room for later in its files, 327 MB for the 1.1 MB of a shop just opened."""
    shutil.copytree(source, target, copy_function=_copy_file)


def _copy_file(source: str, target: str) -> None:
    with Path(source).open("rb") as reading, Path(target).open("wb") as writing:
        size = os.fstat(reading.fileno()).st_size
        for start, end in _filled(reading.fileno(), size):
            reading.seek(start)
            writing.seek(start)
            writing.writelines(reading.read(min(BLOCK, end - at)) for at in range(start, end, BLOCK))
        writing.truncate(size)


def _filled(file: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges of a file that were ever written, as its file system tells; all of it where that cannot be asked."""
    if not hasattr(os, "SEEK_DATA"):
        yield 0, size
        return
    end = 0
    while end < size:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
        except OSError as failure:
            if failure.errno != errno.ENXIO:  # there is nothing more
                raise
            return
        end = os.lseek(file, start, os.SEEK_HOLE)
        yield start, end
