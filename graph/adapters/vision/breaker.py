import time
from collections.abc import Callable

FAILURES = 3
PAUSE = 60.0
"""Seconds."""


class Breaker:
    """Keeps shoppers from waiting for what is down: after some failures in a row nobody asks for a minute.

    Then one may try; the others follow once that went well.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._failures = 0
        self._paused_until = 0.0

    def lets_through(self) -> bool:
        if self._failures < FAILURES:
            return True
        if self._seconds() < self._paused_until:
            return False
        self._paused_until = self._seconds() + PAUSE
        return True

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._paused_until = self._seconds() + PAUSE

    def went_well(self) -> None:
        self._failures = 0
