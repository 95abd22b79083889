"""Where a script is played."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.rehearsal.script import TapOn
from graph.domain.conversation import Reply
from graph.shop import Shop


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: the messages as a shopper sees them, and the reply behind them where there was one.

    `remark` says what this stage could not do.
    """

    messages: Sequence[dict[str, Any]] = ()
    reply: Reply | None = None
    remark: str = ""


class Stage(Protocol):
    """Plays a shopper's part. `who` is a name of the script; its chat is a conversation of its own."""

    @property
    def shop(self) -> Shop: ...

    def shopper(self, who: str) -> str:
        """The id under which the shop knows `who`."""
        ...

    async def say(self, who: str, text: str) -> Heard: ...

    async def show(self, who: str, photos: Sequence[Path], caption: str) -> Heard: ...

    async def speak(self, who: str, voice: Path) -> Heard: ...

    async def start(self, who: str, payload: str) -> Heard:
        """Press Start, or come by a deep link with that payload."""
        ...

    async def tap(self, who: str, on: str | TapOn) -> Heard:
        """Tap a button by the beginning of its label or by what it means. Raises BadInput where there is none."""
        ...

    async def pay(self, who: str, whose: str, how: str) -> Heard:
        """Pay the newest invoice of `whose`: approve, decline, timeout or twice."""
        ...

    async def restart(self) -> Heard:
        """Kill the bot and start it again, where there is one."""
        ...


OpenStage = AbstractAsyncContextManager[Stage]
