import re
from dataclasses import replace

from langgraph.runtime import Runtime

from graph.acts import Act, Cite, Explain, Find, Say, Show
from graph.domain.catalogue import Listing
from graph.domain.conversation import Meaning, Tap
from graph.domain.creators import Evidence
from graph.domain.recognition import Clue, Confidence, Sense
from graph.domain.wishes import Intent, Reading
from graph.evidence import evidence_for
from graph.state import Memory, ShownCard, ShownList, State
from graph.telemetry import note
from graph.toolbox import Toolbox

PRODUCT_LINK = re.compile(r"p([0-9]{1,18})")
"""No database holds a key of more digits."""
EXPLAINS = {Intent.QUESTION, Intent.COMPARE}


async def recommend(state: State, runtime: Runtime[Toolbox]) -> State:
    """Put beside each product who made content about it and what they really said."""
    tools, turn, recall, reading = runtime.context, state["turn"], state["recall"], state["reading"]
    if "finds" in state and reading.intent is not Intent.REVIEWERS:
        return {"act": await _show(state, tools)}
    if turn.tap and turn.tap.meaning is Meaning.PAGE:
        return {"act": await _page(turn.tap, recall, tools)}
    found = state.get("finds") or await _meant(turn.tap, reading, recall, tools)
    if not found:
        return {"act": Say("welcome" if turn.tap and turn.tap.meaning is Meaning.START else "about_what")}
    return {"act": await _about(found[0], turn.tap, reading, tools)}


async def _show(state: State, tools: Toolbox) -> Act:
    wish, finds = state["reading"].wish, state["finds"]
    covered = await _covered(finds, wish.words, tools)
    note(f"{sum(map(len, covered.values()))} quotes")
    return Show(finds, wish, covered, state.get("remarks", ()))


async def _covered(finds: tuple[Find, ...], words: str, tools: Toolbox) -> dict[int, tuple[Evidence, ...]]:
    quotes = await evidence_for([find.listing.product for find in finds], words, tools, quotes=1)
    return {find.listing.key: quote for find, quote in zip(finds, quotes, strict=True)}


async def _page(tap: Tap, recall: Memory, tools: Toolbox) -> Act:
    shown = recall.list(tap.cards)
    if shown is None:
        return Say("list_is_old")
    finds = await _again(shown, tools)
    if not finds:
        return Say("gone")
    at = min(tap.page or 0, len(finds) - 1)
    covered = await _covered(finds[at : at + 1], shown.wish.words, tools)
    return Show(finds, shown.wish, covered, at=at, number=shown.number)


async def _again(shown: ShownList, tools: Toolbox) -> tuple[Find, ...]:
    listings = await tools.catalog.listings([card.key for card in shown.cards])
    return tuple(_find(card, listings[card.key]) for card in shown.cards if card.key in listings)


def _find(card: ShownCard, listing: Listing) -> Find:
    clues = tuple(Clue(Sense(sense), detail) for sense, detail in card.clues)
    confidence = Confidence(card.confidence) if card.confidence else None
    return Find(listing, card.met, confidence, clues, card.similar, card.photo)


async def _meant(tap: Tap | None, reading: Reading, recall: Memory, tools: Toolbox) -> tuple[Find, ...]:
    """The product a tap, a deep link, "the second one" or "this" is about."""
    newest = recall.list(recall.opened)
    if tap is None and reading.ordinal is not None and newest:
        cards = newest.cards[reading.ordinal - 1 : reading.ordinal]
        return await _again(replace(newest, cards=cards), tools)
    key = _key(tap) if tap else recall.focus
    shown = next((card for known in reversed(recall.lists) for card in known.cards if card.key == key), None)
    listings = await tools.catalog.listings([key]) if key else {}
    return tuple(_find(shown or ShownCard(listing.key), listing) for listing in listings.values())


def _key(tap: Tap) -> int | None:
    """A deep link to a product is "p" and its key."""
    link = PRODUCT_LINK.fullmatch(tap.payload)
    return int(link[1]) if link and tap.meaning is Meaning.START else tap.key


async def _about(find: Find, tap: Tap | None, reading: Reading, tools: Toolbox) -> Act:
    evidence = (await evidence_for([find.listing.product], reading.wish.words, tools))[0]
    if reading.intent is Intent.REVIEWERS:
        return Cite(find.listing, evidence)
    if (tap and tap.meaning is Meaning.WHY) or reading.intent in EXPLAINS:
        return Explain(find, evidence)
    return Show((find,), reading.wish, {find.listing.key: evidence})
