from langgraph.runtime import Runtime

from graph.acts import Act, Say, Thank
from graph.domain.conversation import Meaning, MediaRef, Tap
from graph.domain.errors import UnreadablePhoto
from graph.learning import confirm, withdraw
from graph.ports.gallery import Told
from graph.state import Memory, State
from graph.telemetry import note
from graph.toolbox import Toolbox


async def learn(state: State, runtime: Runtime[Toolbox]) -> State:
    """Take the shopper's word for what a photo shows, or take that back."""
    turn = state["turn"]
    assert turn.tap is not None  # noqa: S101  only a tap leads here; for the type checker
    return {"act": await _learn(turn.tap, turn.shopper, state["recall"], runtime.context)}


async def _learn(tap: Tap, shopper: str, recall: Memory, tools: Toolbox) -> Act:
    photo = _photo(tap, recall)
    if photo is None or tap.key is None or tap.cards is None:
        return Say("photo_is_gone")
    listing = (await tools.catalog.listings([tap.key])).get(tap.key)
    if listing is None:
        return Say("gone")
    if tap.meaning is Meaning.UNDO:
        note("withdrawn" if await withdraw(photo, listing, shopper, tools) else "nothing to withdraw")
        return Say("taken_back")
    try:
        told = await confirm(photo, listing, shopper, tools)
    except UnreadablePhoto as error:
        note(str(error))
        return Say("photo_is_gone")
    note(told)
    return Say("enough_told") if told is Told.TOO_MANY else Thank(listing, tap.cards)


def _photo(tap: Tap, recall: Memory) -> MediaRef | None:
    """The photo that the tapped card was shown for; None where that list is no longer remembered."""
    shown = recall.list(tap.cards)
    return next((card.photo for card in shown.cards if card.key == tap.key), None) if shown else None
