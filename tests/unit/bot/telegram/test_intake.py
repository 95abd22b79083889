import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot, Update
from telegram.error import InvalidToken

from bot.telegram.intake import Intake
from bot.telegram.polling import poll
from tests.unit.bot.telegram.pretend import BotApi, PretendInbox, asks_to_pay, said

Process = Callable[[Update], Awaitable[bool]]


class Counter:
    """Serves updates as told, and notes which."""

    def __init__(self) -> None:
        self.served: list[int] = []
        self.hold = asyncio.Event()
        self.hold.set()
        self.answers: list[bool] = []

    async def __call__(self, update: Update) -> bool:
        self.served.append(update.update_id)
        if not update.pre_checkout_query:
            await self.hold.wait()
        return self.answers.pop(0) if self.answers else True


@pytest.fixture
async def inbox() -> PretendInbox:
    return PretendInbox()


@pytest.fixture
async def counter() -> Counter:
    return Counter()


@pytest.fixture
def intake(bot: Bot, inbox: PretendInbox, counter: Counter) -> Intake:
    return Intake(bot, inbox, counter, capacity=2)


async def test_what_was_served_is_done(intake: Intake, inbox: PretendInbox, counter: Counter) -> None:
    await intake.receive(said(1, "hi"))
    await intake.drain(1.0)

    assert (counter.served, inbox.finished, inbox.waiting) == ([1], [1], {})


async def test_a_repeated_update_is_served_once(intake: Intake, counter: Counter) -> None:
    await intake.receive(said(1, "hi"))
    await intake.receive(said(1, "hi"))
    await intake.drain(1.0)

    assert counter.served == [1]


async def test_an_update_cut_off_half_way_is_served_at_the_next_start(bot: Bot, inbox: PretendInbox) -> None:
    crashing = Counter()
    crashing.hold.clear()
    first_run = Intake(bot, inbox, crashing)
    await first_run.receive(said(1, "hi"))
    await first_run.drain(0.01)

    second = Counter()
    second_run = Intake(bot, inbox, second)
    await second_run.replay()
    await second_run.drain(1.0)

    assert (crashing.served, second.served, inbox.finished) == ([1], [1], [1])


async def test_an_old_question_for_payment_is_not_asked_again(
    intake: Intake, inbox: PretendInbox, counter: Counter
) -> None:
    inbox.waiting[1] = '{"update_id": 1, "pre_checkout_query": {}}'

    await intake.replay()

    assert (counter.served, inbox.finished) == ([], [1])


async def test_an_unreadable_update_is_set_aside_and_the_next_one_served(
    intake: Intake, inbox: PretendInbox, counter: Counter
) -> None:
    await intake.receive({"update_id": 1, "message": "this is no message"})
    await intake.receive(said(2, "hi"))
    await intake.drain(1.0)

    assert list(inbox.aside) == [1]
    assert counter.served == [2]


async def test_an_update_without_a_number_is_dropped_with_a_line_in_the_log(
    intake: Intake, counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    await intake.receive({"message": {}})

    assert "without update_id" in caplog.text


async def test_a_full_intake_waits_but_never_with_a_payment(intake: Intake, counter: Counter) -> None:
    counter.hold.clear()
    await intake.receive(said(1, "slow", chat=1))
    await intake.receive(said(2, "slow", chat=2))
    third = asyncio.create_task(intake.receive(said(3, "slow", chat=3)))

    await intake.receive(asks_to_pay(4, "order", 100))
    await asyncio.sleep(0)

    assert intake.full
    assert 4 in counter.served
    assert not third.done()
    counter.hold.set()
    await third


async def test_an_unsettled_update_is_served_again(bot: Bot, inbox: PretendInbox, counter: Counter) -> None:
    counter.answers = [False, False]
    intake = Intake(bot, inbox, counter, retries=(0.0,))

    await intake.receive(said(1, "money"))
    await intake.drain(1.0)

    assert (counter.served, inbox.finished) == ([1, 1, 1], [1])


async def test_a_batch_is_acknowledged_only_after_it_is_kept(
    bot: Bot, api: BotApi, inbox: PretendInbox, intake: Intake
) -> None:
    api.batches.append([said(5, "hi"), "no update", said(6, "there")])

    await polled(bot, api, intake)

    assert "offset" not in api.asked[0]
    assert "offset=7" in api.asked[1]
    assert inbox.finished == [5, 6]


async def test_an_inbox_out_of_reach_means_the_batch_is_fetched_again(
    bot: Bot, api: BotApi, inbox: PretendInbox, counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    api.batches.extend([[said(5, "hi")], [said(5, "hi")]])

    await polled(bot, api, Intake(bot, Forgetful(inbox), counter))

    assert ["offset" in query for query in api.asked] == [False, False, True]
    assert counter.served == [5]


async def test_a_second_poller_is_explained(
    bot: Bot, api: BotApi, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    conflict = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
    api.batches.append((409, conflict))

    with caplog.at_level(logging.ERROR):
        await polled(bot, api, intake)

    assert "another process polls with this token, or a webhook is set" in caplog.text


async def test_a_wrong_token_ends_the_polling(bot: Bot, api: BotApi, intake: Intake) -> None:
    api.batches.append((401, {"ok": False, "error_code": 401, "description": "Unauthorized"}))

    with pytest.raises(InvalidToken):
        await poll(bot, intake)


class Forgetful(PretendInbox):
    """Fails once, as a locked database does."""

    def __init__(self, inbox: PretendInbox) -> None:
        super().__init__()
        self._failed = False

    async def accept(self, channel: str, number: int, content: str) -> bool:
        if not self._failed:
            self._failed = True
            raise OSError("database is locked")
        return await super().accept(channel, number, content)


async def polled(bot: Bot, api: BotApi, intake: Intake) -> None:
    """Poll until Telegram has no more to tell, and let all of it be served."""
    polling = asyncio.create_task(poll(bot, intake))
    await api.no_more_batches.wait()
    polling.cancel()
    await asyncio.wait([polling])
    await intake.drain(1.0)
