"""How an index is kept up with the catalogue, whichever engine has it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import MOST_TAILED

PATIENCE = 900.0
"""Seconds to wait for a new index before many changes are taken in one by one after all."""
SLOWEST = 60.0
"""Seconds between attempts while nothing succeeds."""

log = logging.getLogger(__name__)


async def follow(catch_up: Callable[[], Awaitable[None]], interval: float = 1.0) -> None:
    """Catch up every `interval` seconds until cancelled; after a failure less and less often.

    Where there is no index yet it looks again each time, quietly: whoever opened it has said so.
    """
    pause = interval
    while True:
        await asyncio.sleep(pause)
        try:
            await catch_up()
            pause = interval
        except IndexUnavailable as error:
            # Nothing is broken: a shop may open before its first sync, and serves as soon as that is in.
            log.debug("%s", error)
        except Exception:
            # The loop outlives whatever disk, database or engine do; searches go on with what is open.
            pause = min(2 * pause, SLOWEST)
            log.exception("the index is not kept up; next attempt in %.0f s", pause)


class Patience:
    """Where so much has changed that a new index will be built, it is waited for, up to `seconds`.

    Belongs to one event loop.
    """

    def __init__(self, seconds: float = PATIENCE) -> None:
        self.seconds = seconds
        self._since: float | None = None

    def waits(self, behind: int) -> bool:
        """Whether an index that lacks so many changes leaves them to the next one."""
        if behind <= MOST_TAILED:
            self._since = None
            return False
        now = asyncio.get_running_loop().time()
        self._since = self._since or now
        return now - self._since < self.seconds
