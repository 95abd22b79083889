import os
from contextlib import suppress

NICE = 10


def step_back() -> None:
    """Have this process run when nothing else on the machine wants to, as far as its system knows how.

    To be called before it starts any threads. On Linux niceness alone is not enough: a thread that wakes up then waits
    for a slice of a few milliseconds to end, and an answer to a shopper is made of thirty such wakings.
    """
    os.nice(NICE)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):  # some containers forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
