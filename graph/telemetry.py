"""How a turn went: which steps ran, how long each took, what each found."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from graph.domain.conversation import Step

_steps: ContextVar[list[Step] | None] = ContextVar("steps", default=None)
_note: ContextVar[list[str] | None] = ContextVar("note", default=None)

Node = Callable[..., Awaitable[Any]]


@contextmanager
def recording() -> Iterator[list[Step]]:
    """Collect the steps of whatever runs inside, concurrent tasks included."""
    steps: list[Step] = []
    token = _steps.set(steps)
    try:
        yield steps
    finally:
        _steps.reset(token)


def note(words: str) -> None:
    """Add a few words to the step under way; nothing outside of one."""
    notes = _note.get()
    if notes is not None:
        notes.append(words)


def timed(node: Node) -> Node:
    """The same node, its time noted among the turn's steps."""

    @wraps(node)
    async def step(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  a wrapper passes on what it is given
        notes: list[str] = []
        token = _note.set(notes)
        start = time.perf_counter()
        try:
            return await node(*args, **kwargs)
        finally:
            _note.reset(token)
            steps = _steps.get()
            if steps is not None:
                ms = (time.perf_counter() - start) * 1000
                steps.append(Step(getattr(node, "__name__", "step"), round(ms, 2), "; ".join(notes)))

    return step
