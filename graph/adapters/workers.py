"""Heavy work in other processes of this machine: another core, and nobody's event loop or memory at stake."""

import asyncio
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import TypeVar, cast

from graph.adapters.background import step_back
from graph.ports.work import WorkerDied

T = TypeVar("T")
R = TypeVar("R")

SPAWN = get_context("spawn")
"""A forked process would inherit the threads' locks, in whatever state they are."""
IDLE_SECONDS = 120.0
"""What a process has loaded stays in memory for as long; to load it again takes a second or two."""
RETIRED = 80
"""Exit code of a process that had nothing to do."""


class WorkerProcesses:
    """The port `Workers`: up to `count` processes, each started when no other is free and kept until `close`.

    They load what their first work needs and nothing before, let everything else on the machine go first, and end when
    there has been nothing to do for `idle` seconds. One process has one batch: if it dies, that batch alone is lost,
    and the next one finds a new process.
    """

    def __init__(self, count: int, idle: float = IDLE_SECONDS) -> None:
        self._workers = [_Worker(f"worker-{number}", idle) for number in range(1, count + 1)]
        # Last in, first out: nobody starts a second process who asks for one thing at a time.
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put_nowait(worker)

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        """As the port says. To stop waiting ends the process: what it is at may never end by itself."""
        worker = await self._idle.get()
        try:
            return await worker.run(work, batch)
        finally:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """End all processes, whatever they are at."""
        await asyncio.gather(*(worker.close() for worker in self._workers))


class _LineDead(Exception):
    """Nobody is at the other end."""


@dataclass(frozen=True, slots=True)
class _Running:
    process: SpawnProcess
    line: Connection

    def ask(self, work: Callable[[T], R], batch: T) -> R:
        order = pickle.dumps((work, batch), pickle.HIGHEST_PROTOCOL)
        try:
            self.line.send_bytes(order)
            answer = self.line.recv_bytes()
        except (EOFError, OSError) as error:
            raise _LineDead from error
        succeeded, made = pickle.loads(answer)  # noqa: S301  our own process wrote it
        if not succeeded:
            raise made
        return cast("R", made)

    def bury(self) -> int | None:
        self.process.join()
        self.line.close()
        return self.process.exitcode


class _Worker:
    """One process after another, and the thread that waits for their answers."""

    def __init__(self, name: str, idle: float) -> None:
        self._name = name
        self._idle = idle
        self._thread = ThreadPoolExecutor(1, name)
        self._running: _Running | None = None

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        try:
            return await self._ask(work, batch)
        except _LineDead:
            code = await self._kill()
            if code != RETIRED:
                raise _obituary(code) from None
        except asyncio.CancelledError:
            self._kill()
            raise
        return await self.run(work, batch)

    async def _ask(self, work: Callable[[T], R], batch: T) -> R:
        if self._running is None:
            self._running = _start(self._name, self._idle)
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._running.ask, work, batch)

    async def close(self) -> None:
        await self._kill()
        await asyncio.to_thread(self._thread.shutdown)

    def _kill(self) -> "asyncio.Future[int | None]":
        """How the process ended, once it has: the thread may still be listening to it."""
        running, self._running = self._running, None
        if running is not None:
            running.process.kill()
        return asyncio.get_running_loop().run_in_executor(self._thread, _bury, running)


def _bury(running: _Running | None) -> int | None:
    return None if running is None else running.bury()


def _start(name: str, idle: float) -> _Running:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(theirs, idle), name=name, daemon=True)
    with _deaf_to_interrupts():
        process.start()
    theirs.close()
    return _Running(process, ours)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal. A child begins as deaf as its parent is: only we are to answer it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _obituary(code: int | None) -> WorkerDied:
    if code == -signal.SIGKILL:
        return WorkerDied("a worker process was killed; most often the machine had too little memory for it")
    return WorkerDied(f"a worker process ended by itself (exit code {code}); what it was at may be broken")


def _serve(line: Connection, idle: float) -> None:
    """In the process: work until nobody is left to work for, be it that they were killed."""
    step_back()
    with suppress(EOFError, OSError):
        while line.poll(idle):
            line.send_bytes(_answer(line.recv_bytes()))
        # At once: whoever finds the line dead finds this code too.
        os._exit(RETIRED)


def _answer(order: bytes) -> bytes:
    try:
        work, batch = pickle.loads(order)  # noqa: S301  our own parent wrote it
        return pickle.dumps((True, work(batch)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001  whatever it is, it is the caller's
        error.add_note(f"In a worker process:\n{''.join(traceback.format_tb(error.__traceback__))}")
        return _failure(error)


def _failure(error: Exception) -> bytes:
    """Not every exception survives the way: one whose `__init__` takes other things than it passes on does not."""
    try:
        failure = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        pickle.loads(failure)  # noqa: S301  just written
    except Exception:  # noqa: BLE001  see above
        failure = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")), pickle.HIGHEST_PROTOCOL)
    return failure
