"""The desk where pushes wait: kept before they are answered for, applied soon, each once, in order within a shop."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

import orjson

from catalog_sync.rows import SyncBusy, SyncStopped
from catalog_sync.standing.apply import Applied, Listing
from catalog_sync.standing.payloads import Effect, Pushed, UnreadablePush, read_push
from graph.ports.talk import Clock, Inbox

log = logging.getLogger(__name__)

CHANNEL = "pushes"
"""Their name in the inbox."""
WINDOW = timedelta(minutes=5)
"""A push that was triggered longer ago, or later than now, is not taken at its word."""
MOST_WAITING = 1_000
"""Of one shop; whoever pushes more is asked to come again."""
AT_ONCE = 50
"""Pushes applied in one go, where as many wait."""
ATTEMPTS = 5
LONGEST_PAUSE = 30.0
"""Seconds between two attempts at a push that could not be applied."""

Apply = Callable[[Listing, Sequence[Pushed]], Awaitable[Applied]]
Sleep = Callable[[float], Awaitable[None]]


class Verdict(StrEnum):
    """What became of a push at the desk. LATE: it is believed to say that something changed, and no more than that."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    IGNORED = "ignored"
    LATE = "late"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Push:
    """As it came, its signature proved. The body is what is signed; `delivery` and `triggered` are mere headers."""

    platform: str
    merchant: str
    topic: str
    body: bytes
    delivery: str = ""
    triggered: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    number: int
    pushed: Pushed
    since: float


@dataclass(slots=True)
class Lane:
    """One shop's pushes. `seconds` are those between acceptance and the shop, of all that were applied."""

    listing: Listing
    queue: asyncio.Queue[_Waiting] = field(default_factory=asyncio.Queue)
    in_hand: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def waiting(self) -> int:
        return self.queue.qsize() + self.in_hand


class PushDesk:
    def __init__(
        self,
        listings: Iterable[Listing],
        apply: Apply,
        inbox: Inbox,
        clock: Clock,
        ask: Callable[[Listing], None],
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`ask` has a source read again: something changed there, and the push does not say what."""
        self.lanes = {(listing.platform, listing.merchant): Lane(listing) for listing in listings}
        self._apply, self._inbox, self._clock, self._ask, self._sleep = apply, inbox, clock, ask, sleep
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Go on with what an earlier run accepted and did not finish, and then with what comes."""
        for number, content in await self._inbox.pending(CHANNEL):
            await self._take_up(number, content)
        self._tasks = [asyncio.create_task(self._work(lane)) for lane in self.lanes.values()]

    async def close(self, deadline: float) -> None:
        """Finish what waits, `deadline` seconds at most; the rest is kept for the next start."""
        emptied = [asyncio.create_task(lane.queue.join()) for lane in self.lanes.values()]
        if emptied:
            await asyncio.wait(emptied, timeout=deadline)
        for task in (*emptied, *self._tasks):
            task.cancel()
        await asyncio.gather(*emptied, *self._tasks, return_exceptions=True)

    async def accept(self, push: Push) -> Verdict:
        """Keep it, so that it may be answered for. Raises UnreadablePush; KeyError for a shop that is nobody's."""
        lane = self.lanes[push.platform, push.merchant]
        pushed = read_push(push.platform, push.topic, push.body)
        verdict = await self._judge(lane, push, pushed)
        lane.counts[verdict] += 1
        return verdict

    async def _judge(self, lane: Lane, push: Push, pushed: Pushed) -> Verdict:
        if pushed.effect is Effect.NOTHING:
            return Verdict.IGNORED
        if push.triggered and abs(self._clock.now() - push.triggered) > WINDOW:
            # A platform repeats for hours what it could not deliver, word for word: by now its source knows better.
            self._ask(lane.listing)
            return Verdict.LATE
        if lane.waiting >= MOST_WAITING:
            return Verdict.BUSY
        number = _number(push, pushed)
        if not await self._inbox.accept(CHANNEL, number, _written(push)):
            return Verdict.REPEATED
        lane.queue.put_nowait(_Waiting(number, pushed, time.monotonic()))
        return Verdict.ACCEPTED

    async def _take_up(self, number: int, content: str) -> None:
        kept = orjson.loads(content)
        lane = self.lanes.get((kept["platform"], kept["merchant"]))
        try:
            pushed = read_push(kept["platform"], kept["topic"], kept["body"].encode())
        except UnreadablePush as error:
            await self._inbox.set_aside(CHANNEL, number, str(error))
            return
        if lane is None:
            await self._inbox.set_aside(CHANNEL, number, "no source takes the pushes of this shop any more")
        else:
            lane.queue.put_nowait(_Waiting(number, pushed, time.monotonic()))

    async def _work(self, lane: Lane) -> None:
        while True:
            batch = [await lane.queue.get()]
            while len(batch) < AT_ONCE and not lane.queue.empty():
                batch.append(lane.queue.get_nowait())
            lane.in_hand = len(batch)
            try:
                await self._finish(lane, batch)
            except Exception:
                # They stay in the inbox and are taken up again at the next start.
                log.exception("pushes to %s were left undone", lane.listing.merchant)
            finally:
                lane.in_hand = 0
                for _ in batch:
                    lane.queue.task_done()

    async def _finish(self, lane: Lane, batch: Sequence[_Waiting]) -> None:
        for each in batch:
            if each.pushed.effect is Effect.ASK:
                self._ask(lane.listing)
                await self._settle(lane, each)
        named = [each for each in batch if each.pushed.effect is not Effect.ASK]
        why = await self._try(lane, [each.pushed for each in named]) if named else ""
        for each in named:
            if not why:
                await self._settle(lane, each)
            elif len(named) > 1:
                # One of them may be the reason: each gets a chance of its own.
                await self._finish(lane, [each])
            else:
                await self._give_up(lane, each, why)

    async def _try(self, lane: Lane, pushes: Sequence[Pushed]) -> str:
        """Empty, or why they cannot be applied. Beside a whole sync of the same shop it waits as long as that takes."""
        attempt = 0
        while True:
            try:
                applied = await self._apply(lane.listing, pushes)
            except SyncBusy:
                await self._sleep(1.0)
            except SyncStopped as error:
                return str(error)
            except Exception as error:
                attempt += 1
                log.exception("pushes to %s failed, attempt %d", lane.listing.merchant, attempt)
                if attempt == ATTEMPTS:
                    return f"{type(error).__name__}: {error}"
                await self._sleep(min(LONGEST_PAUSE, 2.0**attempt))
            else:
                lane.counts["stale"] += applied.stale
                if applied.unknown:
                    self._ask(lane.listing)
                return ""

    async def _settle(self, lane: Lane, waiting: _Waiting) -> None:
        await self._inbox.done(CHANNEL, waiting.number)
        lane.counts["applied"] += 1
        lane.seconds += time.monotonic() - waiting.since

    async def _give_up(self, lane: Lane, waiting: _Waiting, why: str) -> None:
        """The source is read again instead: it may well say the same in a way that can be used."""
        log.error("a push to %s is set aside: %s", lane.listing.merchant, why)
        await self._inbox.set_aside(CHANNEL, waiting.number, why)
        lane.counts["aside"] += 1
        self._ask(lane.listing)


def _number(push: Push, pushed: Pushed) -> int:
    """By which a repeat is known: what is signed. A replayed body under a new delivery id is still a replay.

    Only where the body has no time of its own, two of them may be two events: then the delivery's id tells.
    """
    own = "" if pushed.modified else push.delivery
    names = (push.platform, push.merchant, push.topic, own)
    digest = blake2b("\0".join(names).encode() + b"\0" + push.body, digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _written(push: Push) -> str:
    content = {"platform": push.platform, "merchant": push.merchant, "topic": push.topic, "body": push.body.decode()}
    return orjson.dumps(content).decode()
