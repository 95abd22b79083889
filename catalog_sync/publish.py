"""How what has landed reaches the searchers: a few changes through the tail, many as a new index."""

from graph.ports.publishing import MOST_TAILED, IndexPublisher


async def announce(publisher: IndexPublisher, changes: int) -> None:
    """Before they are stored, so that no searcher takes a large sync in piece by piece while it answers shoppers."""
    if changes > MOST_TAILED:
        await publisher.announce(coming=True)


async def bring_up_to_date(publisher: IndexPublisher, listed: int) -> bool:
    """Publish a new index where there is none, or it lacks many changes or more than half of what is `listed`.

    It goes by how far the index is behind, not by this sync's own work: what a killed sync left undone is done here.
    """
    behind = await publisher.behind()
    if behind is not None and behind <= MOST_TAILED and 2 * behind <= listed:
        await publisher.announce(coming=False)
        return False
    await publisher.publish()
    return True
