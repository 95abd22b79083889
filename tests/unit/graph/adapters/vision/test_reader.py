"""Photos shown to a model over the protocol itself: a server on this machine answers well, badly or not at all."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from graph.adapters.vision.breaker import FAILURES, PAUSE, Breaker
from graph.adapters.vision.model import MOST_WRITTEN, open_model
from graph.adapters.vision.reader import AT_ONCE, MOST_READ, ModelVisionReader
from graph.adapters.vision.tariff import Tariff
from graph.domain.errors import StorageFailed
from graph.domain.recognition import Described
from graph.ports.senses import Pixels
from graph.ports.spending import Reserved
from tests.doubles.vision_server import (
    MUG,
    VisionServer,
    after,
    drip,
    hang,
    hang_up,
    saying,
    seeing,
    sending,
    vision_server,
)
from tests.sql_shop import NOON, StillClock

SEEN = Described("mug", "Skerry", "Tidal", "blue", ("TIDAL",), 0.9)
TARIFF = Tariff(Decimal("0.5"), Decimal(2))
SET_ASIDE = TARIFF.cost(MOST_READ, MOST_WRITTEN)
PAID = 700
"""1,000 tokens read and 100 written."""


@dataclass
class MemoryPurse:
    ceiling: int = 10**9
    amount: int = 0
    broken: bool = False

    async def reserve(self, amount: int) -> Reserved | None:
        if self.broken:
            raise StorageFailed("the disk is full; make room")
        if self.amount + amount > self.ceiling:
            return None
        self.amount += amount
        return Reserved(date(2025, 6, 2), amount)

    async def settle(self, reserved: Reserved, spent: int) -> None:
        self.amount += spent - reserved.amount

    async def today(self) -> int:
        return self.amount


@dataclass
class Looking:
    """A reader at a server, with all that a test may turn."""

    server: VisionServer
    stack: AsyncExitStack
    purse: MemoryPurse = field(default_factory=MemoryPurse)
    clock: StillClock = field(default_factory=StillClock)
    seconds: float = 0.0

    async def reader(self, deadline: float = 30.0, url: str = "") -> ModelVisionReader:
        model = await self.stack.enter_async_context(
            open_model("openai:looker", url or self.server.url, "key", deadline)
        )
        return ModelVisionReader(
            model,
            self.purse,
            TARIFF,
            self.clock,
            provider="openai",
            deadline=deadline,
            breaker=Breaker(lambda: self.seconds),
        )


@pytest.fixture
async def looking() -> AsyncIterator[Looking]:
    async with vision_server() as server, AsyncExitStack() as stack:
        yield Looking(server, stack)


def photo(height: int = 20, width: int = 30) -> Pixels:
    return np.full((height, width, 3), (200, 30, 30), np.uint8)


async def test_what_the_model_sees_is_read(looking: Looking) -> None:
    reader = await looking.reader()

    assert await reader.read(photo()) == SEEN


async def test_the_question_has_the_photo_the_shape_of_the_answer_and_a_bound(looking: Looking) -> None:
    reader = await looking.reader()

    await reader.read(photo())

    (asked,) = looking.server.asked
    wanted = asked["response_format"]["json_schema"]["schema"]["properties"]
    assert set(wanted) == {"what", "brand", "model", "colour", "text", "sure"}
    assert (asked["model"], asked["max_completion_tokens"]) == ("looker", MOST_WRITTEN)
    assert looking.server.keys == ["Bearer key"]


@pytest.mark.parametrize(
    ("size", "sent"), [((1_200, 1_600), (768, 576)), ((1_600, 400), (192, 768)), ((20, 30), (30, 20))]
)
async def test_a_photo_travels_small_and_as_nothing_but_pixels(
    looking: Looking, size: tuple[int, int], sent: tuple[int, int]
) -> None:
    reader = await looking.reader()

    await reader.read(photo(*size))

    travelled = looking.server.photo()
    assert (travelled.format, travelled.size) == ("JPEG", sent)
    assert not travelled.getexif()
    assert travelled.getpixel((0, 0)) == pytest.approx((200, 30, 30), abs=4)


@pytest.mark.parametrize(
    "answer",
    [
        saying("I see a mug."),
        saying(""),
        seeing([MUG]),
        seeing({}),
        seeing({"what": 7, "brand": None, "model": {"a": 1}, "colour": "blue", "text": "MUG", "sure": 1}),
        saying("", refusal="I do not look at people."),
        sending("not the protocol at all"),
        sending("[]"),
        sending(json.dumps({"choices": []})),
        sending('{"error": {"message": "overloaded"}}', 500),
        sending('{"error": {"message": "slow down"}}', 429),
        sending('{"error": {"message": "no such key"}}', 401),
        sending("", 302),
        hang_up,
    ],
    ids=[
        "words",
        "nothing",
        "a list",
        "no field",
        "wrong types",
        "refusal",
        "no JSON",
        "JSON of another kind",
        "no choice",
        "500",
        "429",
        "401",
        "302",
        "hung up",
    ],
)
async def test_what_is_no_answer_is_none_and_no_error(looking: Looking, answer: object) -> None:
    looking.server.says(answer)
    reader = await looking.reader()

    assert await reader.read(photo()) is None


async def test_half_an_answer_is_read_as_far_as_it_goes(looking: Looking) -> None:
    looking.server.says(saying('{"what": "mug", "brand": "Skerry", "mod'))
    reader = await looking.reader()

    assert await reader.read(photo()) == Described("mug", "Skerry")


@pytest.mark.parametrize("slow", [hang, drip], ids=["hangs", "drips"])
async def test_whoever_is_slow_is_left_at_the_deadline(looking: Looking, slow: object) -> None:
    looking.server.says(slow)
    reader = await looking.reader(deadline=0.4)

    start = asyncio.get_running_loop().time()

    assert await reader.read(photo()) is None
    assert asyncio.get_running_loop().time() - start < 1.5


async def test_nobody_there_is_none_and_no_error(looking: Looking) -> None:
    reader = await looking.reader(url="http://127.0.0.1:9/v1")

    assert await reader.read(photo()) is None


async def test_an_answer_costs_what_it_says(looking: Looking) -> None:
    reader = await looking.reader()

    await reader.read(photo())

    assert looking.purse.amount == PAID


async def test_an_answer_that_makes_no_sense_is_paid_all_the_same(looking: Looking) -> None:
    looking.server.says(saying("A mug!"))
    reader = await looking.reader()

    await reader.read(photo())

    assert looking.purse.amount == PAID


@pytest.mark.parametrize(
    "answer", [seeing(MUG, usage=None), hang, hang_up], ids=["without its usage", "never", "broken off"]
)
async def test_what_may_have_been_charged_counts_as_spent(looking: Looking, answer: object) -> None:
    looking.server.says(answer)
    reader = await looking.reader(deadline=0.5)

    await reader.read(photo())

    assert looking.purse.amount == SET_ASIDE


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
async def test_a_question_refused_costs_nothing(looking: Looking, status: int) -> None:
    looking.server.says(sending('{"error": {"message": "no"}}', status))
    reader = await looking.reader()

    await reader.read(photo())

    assert looking.purse.amount == 0


async def test_a_question_that_reached_nobody_costs_nothing(looking: Looking) -> None:
    reader = await looking.reader(url="http://127.0.0.1:9/v1")

    await reader.read(photo())

    assert looking.purse.amount == 0


async def test_at_the_ceiling_nobody_is_asked(looking: Looking) -> None:
    looking.purse.ceiling = SET_ASIDE + PAID
    reader = await looking.reader()

    answers = [await reader.read(photo()) for _ in range(3)]

    assert answers == [SEEN, SEEN, None]
    assert len(looking.server.asked) == 2
    assert looking.purse.amount == 2 * PAID


async def test_a_model_that_makes_more_of_a_photo_has_more_set_aside_for_it_the_next_time(looking: Looking) -> None:
    dear = {"prompt_tokens": 25_000, "completion_tokens": 0, "total_tokens": 25_000}
    looking.server.says(seeing(MUG, dear), hang)
    reader = await looking.reader(deadline=0.5)

    await reader.read(photo())
    await reader.read(photo())

    assert looking.purse.amount == TARIFF.cost(25_000, 0) + TARIFF.cost(25_000, MOST_WRITTEN)


async def test_one_odd_figure_does_not_stop_all_questions_to_come(looking: Looking) -> None:
    absurd = {"prompt_tokens": 10**9, "completion_tokens": 0, "total_tokens": 10**9}
    looking.server.says(seeing(MUG, absurd), seeing(MUG))
    looking.purse.ceiling = 10**9
    reader = await looking.reader()
    await reader.read(photo())

    looking.purse.amount = 0

    assert await reader.read(photo()) == SEEN


async def test_a_purse_that_cannot_be_opened_pays_for_nothing(looking: Looking) -> None:
    looking.purse.broken = True
    reader = await looking.reader()

    assert await reader.read(photo()) is None
    assert looking.server.asked == []


async def test_after_some_failures_nobody_waits_for_a_minute_then_one_tries(looking: Looking) -> None:
    looking.server.says(sending("{}", 500))
    reader = await looking.reader()
    for _ in range(FAILURES + 2):
        await reader.read(photo())
    assert len(looking.server.asked) == FAILURES

    looking.seconds += PAUSE
    looking.server.says(seeing(MUG))

    assert await reader.read(photo()) == SEEN
    assert await reader.read(photo()) == SEEN


async def test_a_try_that_fails_is_the_only_one_in_its_minute(looking: Looking) -> None:
    looking.server.says(sending("{}", 500))
    reader = await looking.reader()
    for _ in range(FAILURES):
        await reader.read(photo())

    looking.seconds += PAUSE
    await asyncio.gather(*(reader.read(photo()) for _ in range(3)))

    assert len(looking.server.asked) == FAILURES + 1


async def test_failures_with_an_answer_between_them_are_no_outage(looking: Looking) -> None:
    looking.server.says(*[sending("{}", 500), seeing(MUG)] * FAILURES)
    reader = await looking.reader()

    answers = [await reader.read(photo()) for _ in range(2 * FAILURES)]

    assert answers == [None, SEEN] * FAILURES


async def test_only_so_many_are_asked_at_once_and_the_others_wait(looking: Looking) -> None:
    looking.server.says(after(0.1, seeing(MUG)))
    reader = await looking.reader()

    answers = await asyncio.gather(*(reader.read(photo()) for _ in range(2 * AT_ONCE)))

    assert answers == [SEEN] * 2 * AT_ONCE
    assert looking.server.most_under_way == AT_ONCE


async def test_whoever_waits_too_long_for_a_turn_has_asked_nothing(looking: Looking) -> None:
    looking.server.says(hang)
    reader = await looking.reader(deadline=1.0)

    await asyncio.gather(*(reader.read(photo()) for _ in range(AT_ONCE + 3)))

    assert len(looking.server.asked) == AT_ONCE
    assert looking.purse.amount == AT_ONCE * SET_ASIDE


async def test_whoever_no_longer_wants_to_know_leaves_a_turn_for_others(looking: Looking) -> None:
    looking.server.says(hang)
    reader = await looking.reader()
    asking = [asyncio.create_task(reader.read(photo())) for _ in range(AT_ONCE)]
    while looking.server.under_way < AT_ONCE:  # noqa: ASYNC110 - a server has no event for it
        await asyncio.sleep(0.01)

    for task in asking:
        task.cancel()
    looking.server.says(seeing(MUG))

    assert await reader.read(photo()) == SEEN
    assert looking.purse.amount == AT_ONCE * SET_ASIDE + PAID


async def test_each_cause_is_logged_once_a_day_without_key_or_photo(
    looking: Looking, caplog: pytest.LogCaptureFixture
) -> None:
    looking.server.says(sending('{"error": {"message": "bad key: key"}}', 401), saying("A mug!"), seeing(MUG))
    looking.purse.ceiling = 2 * SET_ASIDE
    reader = await looking.reader()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await reader.read(photo())
        looking.purse.ceiling = 0
        await reader.read(photo())
        await reader.read(photo())
        looking.clock.present = NOON.replace(day=3)
        await reader.read(photo())

    told = [record.getMessage() for record in caplog.records if record.name.startswith("graph.")]
    assert [("HTTP 401" in line, "no sense" in line, "DAILY_CEILING" in line) for line in told] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (False, False, True),
    ]
    assert not any("key: key" in line or "base64" in line for line in told)
