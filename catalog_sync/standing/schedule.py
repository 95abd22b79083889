"""When a source's next run is due: plain arithmetic, so that it can be shown, moved and proved."""

JITTER = 0.1
"""Sources that began together drift apart, and a shop's server is not asked by everybody on the hour."""
FIRST_RETRY = 30.0
"""Seconds after the first failure: most are over by then. Doubled with every further one."""
CEILING = 3_600.0
"""Seconds between two attempts at a source that goes on failing, or its own interval where that is longer."""


def wait_after(every: float, failures: int, chance: float) -> float:
    """Seconds until the next run of a source that runs `every` so many and has now failed `failures` times in a row.

    `chance`, 0 to 1, is the luck of the draw: ±10 % of an interval; of a retry between half of it and all.
    """
    if not failures:
        return every * (1 + JITTER * (2 * chance - 1))
    longest = max(every, CEILING)
    # Beyond 2^20 the ceiling is long reached, and a float's own end is not.
    delay = min(longest, min(every, FIRST_RETRY) * 2.0 ** min(failures - 1, 20))
    return delay * (1 + chance) / 2
