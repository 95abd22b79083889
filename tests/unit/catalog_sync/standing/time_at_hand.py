"""Time that goes on only when a test says so."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@dataclass
class TimeAtHand:
    """A clock and its sleep. `asleep` are those who wait, by when they wake."""

    present: datetime = NOON
    asleep: list[tuple[datetime, asyncio.Future[None]]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.present

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.asleep.append((self.present + timedelta(seconds=seconds), woken))
        await woken

    async def forward(self, seconds: float) -> None:
        """Each sleeper wakes at its own moment, and does what it does then before the next one wakes."""
        until = self.present + timedelta(seconds=seconds)
        await settled()
        while due := sorted((at, id(woken)) for at, woken in self.asleep if at <= until and not woken.done()):
            self.present = due[0][0]
            next(woken for at, woken in self.asleep if id(woken) == due[0][1]).set_result(None)
            self.asleep = [(at, woken) for at, woken in self.asleep if not woken.done()]
            await settled()
        self.present = until


async def settled() -> None:
    """Everybody who can go on has gone on."""
    for _ in range(50):
        await asyncio.sleep(0)
