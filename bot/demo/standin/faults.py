"""Trouble on purpose: refusals, delays, lost connections, updates delivered twice."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from bot.demo.standin.records import Json

ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a method (lower case, or `*`), and how many times more.

    `drop` closes the connection: on the "request" nothing has happened, on the "answer" the method has run and the
    bot cannot know. `duplicate` hands every update over twice. `delay` is in seconds and may stand alone.
    """

    method: str = ANY
    times: int = 1
    status: int | None = None
    retry_after: int | None = None
    delay: float = 0.0
    drop: Literal["request", "answer"] | None = None
    duplicate: bool = False

    def json(self) -> Json:
        return asdict(self)


class Faults:
    """The faults to come, used up in the order they were asked for."""

    def __init__(self) -> None:
        self.coming: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.coming.append(fault)

    def next_for(self, method: str) -> Fault | None:
        """Use up one fault of a method's calls."""
        return self._use(lambda fault: not fault.duplicate and fault.method in (method, ANY))

    def duplicates(self) -> bool:
        """Use up one duplicate delivery."""
        return self._use(lambda fault: fault.duplicate) is not None

    def clear(self) -> None:
        self.coming.clear()

    def _use(self, fits: Callable[[Fault], bool]) -> Fault | None:
        for index, fault in enumerate(self.coming):
            if fits(fault):
                left = replace(fault, times=fault.times - 1)
                self.coming[index : index + 1] = [left] if left.times > 0 else []
                return fault
        return None
