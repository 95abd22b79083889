"""How what has landed reaches the searchers: a few changes through the tail, many as a new index."""

from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import MOST_TAILED, Coming, IndexPublisher


async def announce(publisher: IndexPublisher, changes: int) -> None:
    """Before they are stored one by one, so that no searcher takes them in so while it answers shoppers."""
    if changes > MOST_TAILED:
        await publisher.announce(coming=True)


async def bring_up_to_date(publisher: IndexPublisher, listed: int, coming: Coming | None = None) -> bool:
    """Publish a new index where there is none, or it lacks many changes or more than half of what is `listed`.

    It goes by how far the index is behind, not by this sync's own work: what a killed sync left undone is done here.
    What is `coming` turns over with the index that has it, and without one where none can be built.
    """
    lacks = await publisher.behind()
    behind = None if lacks is None else lacks + (coming.changes if coming else 0)
    if behind is None or behind > MOST_TAILED or 2 * behind > listed:
        await _publish(publisher, coming)
        return True
    await publisher.announce(coming=False)
    if coming:
        await coming.turn_over()
    return False


async def _publish(publisher: IndexPublisher, coming: Coming | None) -> None:
    try:
        await publisher.publish(coming)
    except IndexUnavailable:
        # Prices and stock do not wait for an index that cannot be built.
        if coming:
            await coming.turn_over()
        raise
