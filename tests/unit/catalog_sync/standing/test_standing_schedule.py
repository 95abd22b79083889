from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.standing.schedule import CEILING, FIRST_RETRY, wait_after

EVERY = st.floats(1, 7 * 86_400)
CHANCE = st.floats(0, 1)


@given(EVERY, CHANCE)
def test_a_good_source_comes_again_within_a_tenth_of_its_interval(every: float, chance: float) -> None:
    assert 0.9 * every * (1 - 1e-9) <= wait_after(every, 0, chance) <= 1.1 * every * (1 + 1e-9)


@given(EVERY, st.integers(1, 10_000), CHANCE)
def test_a_failing_source_is_never_hammered_and_never_forgotten(every: float, failures: int, chance: float) -> None:
    wait = wait_after(every, failures, chance)

    assert min(every, FIRST_RETRY) / 2 <= wait <= max(every, CEILING)


@given(EVERY, st.integers(1, 10_000), CHANCE)
def test_the_more_failures_the_longer_the_wait(every: float, failures: int, chance: float) -> None:
    assert wait_after(every, failures, chance) <= wait_after(every, failures + 1, chance)


def test_waits_double_from_half_a_minute_to_the_ceiling() -> None:
    waits = [wait_after(900, failures, 1) for failures in range(1, 10)]

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_luck_spreads_retries_over_half_of_the_wait() -> None:
    assert [wait_after(900, 1, chance) for chance in (0, 0.5, 1)] == [15, 22.5, 30]
