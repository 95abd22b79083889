"""The list of Bot API calls that tests read."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any, Final

from bot.demo.standin.records import Json

_KEPT: Final = 5000
_LONGEST_VALUE: Final = 5000


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call: `ms` is the time until the answer was ready, `status` is 0 when the connection was dropped."""

    method: str
    params: Json
    status: int
    description: str | None
    result: Any
    date: float
    ms: float


class CallLog:
    """The newest calls, numbered in the order they were answered."""

    def __init__(self) -> None:
        self._calls: deque[tuple[int, ApiCall]] = deque(maxlen=_KEPT)
        self._next = 1

    def add(self, call: ApiCall) -> None:
        self._calls.append((self._next, call))
        self._next += 1

    def after(self, seq: int, method: str = "") -> list[Json]:
        """Give the calls after a number, of one method or of all, long texts shortened."""
        wanted = method.lower()
        return [
            _json(number, call)
            for number, call in self._calls
            if number > seq and call.method.lower().startswith(wanted)
        ]

    def clear(self) -> None:
        self._calls.clear()


def _json(number: int, call: ApiCall) -> Json:
    params = {key: _shortened(value) for key, value in call.params.items()}
    return {"seq": number, **asdict(call), "params": params}


def _shortened(value: object) -> object:
    return value[:_LONGEST_VALUE] + "…" if isinstance(value, str) and len(value) > _LONGEST_VALUE else value
