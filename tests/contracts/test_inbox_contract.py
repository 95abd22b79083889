import asyncio

import pytest

from graph.adapters.sql.database import Database
from graph.adapters.sql.inbox import SqlInbox
from graph.ports.talk import Inbox
from tests.sql_shop import StillClock


@pytest.fixture
def inbox(database: Database, clock: StillClock) -> Inbox:
    return SqlInbox(database, clock)


async def test_what_was_accepted_waits_in_order(inbox: Inbox) -> None:
    await inbox.accept("telegram", 8, "later")
    await inbox.accept("telegram", 7, "earlier")

    assert await inbox.pending("telegram") == [(7, "earlier"), (8, "later")]


async def test_a_repeated_number_is_refused_and_the_first_content_kept(inbox: Inbox) -> None:
    first = await inbox.accept("telegram", 7, "as it came")

    again = await inbox.accept("telegram", 7, "as it came again")

    assert (first, again) == (True, False)
    assert await inbox.pending("telegram") == [(7, "as it came")]


async def test_a_number_is_a_channels_own(inbox: Inbox) -> None:
    await inbox.accept("telegram", 7, "here")

    assert await inbox.accept("terminal", 7, "there")
    assert await inbox.pending("terminal") == [(7, "there")]


async def test_what_is_done_waits_no_longer_and_a_late_repeat_is_still_known(inbox: Inbox) -> None:
    await inbox.accept("telegram", 7, "hello")

    await inbox.done("telegram", 7)

    assert await inbox.pending("telegram") == []
    assert not await inbox.accept("telegram", 7, "hello")


async def test_what_is_set_aside_waits_no_longer(inbox: Inbox) -> None:
    await inbox.accept("telegram", 7, "{broken")

    await inbox.set_aside("telegram", 7, "not JSON")

    assert await inbox.pending("telegram") == []


async def test_the_same_delivery_eight_times_at_once_is_accepted_once(inbox: Inbox) -> None:
    accepted = await asyncio.gather(*(inbox.accept("telegram", 7, "hello") for _ in range(8)))

    assert accepted.count(True) == 1


async def test_another_process_finds_what_was_accepted(database_url: str, inbox: Inbox, clock: StillClock) -> None:
    await inbox.accept("telegram", 7, "hello")

    other = Database(database_url)
    found = await SqlInbox(other, clock).pending("telegram")
    await other.dispose()

    assert found == [(7, "hello")]
