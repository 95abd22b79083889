"""What is spent on others' services in a day: never more than is allowed, whoever asks at once and whoever dies."""

import asyncio

import pytest

from graph.adapters.sql.database import Database
from graph.adapters.sql.spending import SqlPurse
from graph.ports.spending import Purse
from tests.sql_shop import StillClock

CEILING = 1_000


@pytest.fixture
def purse(database: Database, clock: StillClock) -> Purse:
    return SqlPurse(database, clock, "photos", CEILING)


async def test_nothing_is_spent_before_anybody_asks(purse: Purse) -> None:
    assert await purse.today() == 0


async def test_what_is_set_aside_counts_at_once(purse: Purse) -> None:
    assert await purse.reserve(300)

    assert await purse.today() == 300


async def test_what_was_really_spent_takes_the_place_of_what_was_set_aside(purse: Purse) -> None:
    reserved = await purse.reserve(300)
    assert reserved

    await purse.settle(reserved, 40)

    assert await purse.today() == 40


async def test_more_than_was_set_aside_is_told_as_well(purse: Purse) -> None:
    reserved = await purse.reserve(300)
    assert reserved

    await purse.settle(reserved, 5_000_000_000)

    assert await purse.today() == 5_000_000_000
    assert await purse.reserve(1) is None


async def test_the_last_of_it_may_be_had_and_no_more(purse: Purse) -> None:
    assert await purse.reserve(CEILING)

    assert await purse.reserve(1) is None

    assert await purse.today() == CEILING


async def test_what_is_refused_is_not_set_aside(purse: Purse) -> None:
    assert await purse.reserve(CEILING + 1) is None

    assert await purse.reserve(CEILING)


async def test_what_costs_nothing_is_never_refused(purse: Purse) -> None:
    await purse.reserve(CEILING)

    assert await purse.reserve(0)


async def test_who_asks_at_once_gets_no_more_than_there_is(
    database: Database, clock: StillClock, database_url: str
) -> None:
    elsewhere = Database(database_url)
    purses = [SqlPurse(each, clock, "photos", CEILING) for each in (database, elsewhere)]

    reserved = await asyncio.gather(*(purses[number % 2].reserve(300) for number in range(12)))
    await elsewhere.dispose()

    assert sum(each is not None for each in reserved) == 3
    assert await purses[0].today() == 900


async def test_what_a_dead_process_had_set_aside_stays(database: Database, clock: StillClock) -> None:
    await SqlPurse(database, clock, "photos", CEILING).reserve(900)

    later = SqlPurse(database, clock, "photos", CEILING)

    assert await later.today() == 900
    assert await later.reserve(200) is None


async def test_a_new_day_begins_with_nothing_spent(purse: Purse, clock: StillClock) -> None:
    await purse.reserve(CEILING)

    clock.forward(hours=12)

    assert await purse.today() == 0
    assert await purse.reserve(CEILING)


async def test_what_ends_after_midnight_was_spent_on_the_day_it_began(purse: Purse, clock: StillClock) -> None:
    reserved = await purse.reserve(300)
    assert reserved
    clock.forward(hours=12)
    await purse.reserve(500)

    await purse.settle(reserved, 40)

    assert await purse.today() == 500
    clock.forward(hours=-12)
    assert await purse.today() == 40


async def test_another_account_has_its_own_day(database: Database, clock: StillClock, purse: Purse) -> None:
    await purse.reserve(CEILING)

    assert await SqlPurse(database, clock, "words", CEILING).reserve(CEILING)
