import re
from dataclasses import replace

from langgraph.runtime import Runtime

from graph.acts import Act, Cite, Explain, Find, Say, Show
from graph.domain.conversation import Meaning, Tap
from graph.domain.creators import Evidence
from graph.domain.wishes import Intent, Reading
from graph.evidence import evidence_for
from graph.shown import again, card_at, newest, number_of
from graph.state import Memory, ShownCard, State
from graph.telemetry import note
from graph.toolbox import Toolbox

PRODUCT_LINK = re.compile(r"p([0-9]{1,18})")
"""No database holds a key of more digits."""


async def recommend(state: State, runtime: Runtime[Toolbox]) -> State:
    """Put beside each product who made content about it and what they really said."""
    tools, turn, recall, reading = runtime.context, state["turn"], state["recall"], state["reading"]
    if "finds" in state and reading.intent is not Intent.REVIEWERS:
        return {"act": await _show(state, tools)}
    if turn.tap and turn.tap.meaning is Meaning.PAGE:
        return {"act": await _page(turn.tap, recall, tools)}
    card = None if state.get("finds") else _meant(turn.tap, reading, recall)
    found = state.get("finds") or await again([card] if card else [], tools)
    if not found:
        return {"act": Say("welcome" if turn.tap and turn.tap.meaning is Meaning.START else "about_what")}
    act = await _about(found[0], turn.tap, reading, tools)
    # A card looked at again stays one of its list: "the third one" is still the third.
    return {"act": replace(act, number=number_of(recall, card)) if isinstance(act, Show) and card else act}


async def _show(state: State, tools: Toolbox) -> Act:
    wish, finds = state["reading"].wish, state["finds"]
    covered = await _covered(finds, wish.said, tools)
    note(f"{sum(map(len, covered.values()))} quotes")
    return Show(finds, wish, covered, state.get("remarks", ()), scene=state.get("scene"))


async def _covered(finds: tuple[Find, ...], words: str, tools: Toolbox) -> dict[int, tuple[Evidence, ...]]:
    quotes = await evidence_for([find.listing.product for find in finds], words, tools, quotes=1)
    return {find.listing.key: quote for find, quote in zip(finds, quotes, strict=True)}


async def _page(tap: Tap, recall: Memory, tools: Toolbox) -> Act:
    shown = recall.list(tap.cards)
    if shown is None:
        return Say("list_is_old")
    finds = await again(shown.cards, tools)
    if not finds:
        return Say("gone")
    at = min(tap.page or 0, len(finds) - 1)
    covered = await _covered(finds[at : at + 1], shown.wish.said, tools)
    return Show(finds, shown.wish, covered, at=at, number=shown.number)


def _meant(tap: Tap | None, reading: Reading, recall: Memory) -> ShownCard | None:
    """The card that a tap, a deep link, "the second one" or "this" is about."""
    shown = newest(recall)
    if tap is None and reading.ordinal is not None and shown:
        return card_at(shown, reading.ordinal)
    key = _key(tap) if tap else recall.focus
    card = next((card for known in reversed(recall.lists) for card in known.cards if card.key == key), None)
    return card or (ShownCard(key) if key else None)


def _key(tap: Tap) -> int | None:
    """A deep link to a product is "p" and its key."""
    link = PRODUCT_LINK.fullmatch(tap.payload)
    return int(link[1]) if link and tap.meaning is Meaning.START else tap.key


async def _about(find: Find, tap: Tap | None, reading: Reading, tools: Toolbox) -> Act:
    evidence = (await evidence_for([find.listing.product], reading.wish.said, tools))[0]
    if reading.intent is Intent.REVIEWERS:
        return Cite(find.listing, evidence)
    if (tap and tap.meaning is Meaning.WHY) or reading.intent is Intent.QUESTION:
        return Explain(find, evidence)
    return Show((find,), reading.wish, {find.listing.key: evidence})
