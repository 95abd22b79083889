from dataclasses import replace

from langgraph.runtime import Runtime

from graph.acts import Find, Remark
from graph.domain.conversation import MediaRef
from graph.domain.recognition import Confidence
from graph.domain.wishes import NOTHING, Intent, Reading, Wish
from graph.finds import WEIGHED, aside, currency, finds, why_nothing
from graph.likeness import Focus, like
from graph.ports.senses import Vector
from graph.search import carries, seek
from graph.shown import again, card_at, newest
from graph.state import ShownCard, State
from graph.telemetry import note
from graph.toolbox import Toolbox

KNOWN = {Confidence.SURE, Confidence.LIKELY}


async def retrieve(state: State, runtime: Runtime[Toolbox]) -> State:
    """Find products by the catalogue's words and by what creators said, inside the hard constraints."""
    tools, reading = runtime.context, state["reading"]
    if reading.intent is Intent.MORE and (focus := await _focus(state, tools)):
        return await _like_what_is_in_view(focus, state, tools)
    if reading.refines and (reading.wish == NOTHING or (_conditioned(reading) and not reading.wish.words)):
        return {"reading": reading, "finds": (), "remarks": (Remark("about_what"),)}
    return {"reading": reading, **await _sought(reading.wish, tools)}


async def _sought(wish: Wish, tools: Toolbox) -> State:
    if not await _carried(wish, tools):
        return {"finds": (), "remarks": (Remark("not_carried", {"words": wish.words}),)}
    sought = await seek(wish, tools, limit=WEIGHED)
    if not sought.hits:
        return {"finds": (), "remarks": (await why_nothing(wish, tools),)}
    found = finds(sought.hits, sought.wish, similar=False)
    note(f"{len(found)} of {len(sought.hits)} products shown")
    return {"finds": found, "remarks": (*currency(wish), *aside(sought))}


async def _carried(wish: Wish, tools: Toolbox) -> bool:
    """A wish that names something of the catalogue's own is carried; any other must come close to something."""
    named = wish.categories or wish.brands or wish.creator or wish.recipient
    return bool(named or not wish.words) or await carries(wish, tools)


async def _like_what_is_in_view(focus: Focus, state: State, tools: Toolbox) -> State:
    reading = state["reading"]
    # The colour that a list was once narrowed to says nothing of what is like one of its cards.
    asked = reading if _conditioned(reading) else replace(reading, wish=replace(reading.wish, colours=()))
    likes = await like(focus, asked, tools)
    note(f"{len(likes.finds)} products like {focus.listing.variant.sku}")
    unknown = state.get("remarks", ()) if likes.finds else ()
    itself = focus.find in likes.finds and bool(state["turn"].photos)
    intent = Intent.IDENTIFY if itself else reading.intent
    return {
        "reading": replace(reading, intent=intent, wish=likes.wish),
        "finds": likes.finds,
        "remarks": (*unknown, *likes.remarks),
    }


def _conditioned(reading: Reading) -> bool:
    """Whether it says itself in which respect it means like: "this but in blue", "a bigger one"."""
    return bool(reading.same or reading.alike or reading.larger)


async def _focus(state: State, tools: Toolbox) -> Focus | None:
    """The product that "this" is: the one tapped, recognised, named by its place, or in view."""
    turn, recall, ordinal = state["turn"], state["recall"], state["reading"].ordinal
    if recognised := state.get("finds"):
        look = await _look(turn.photos[0], tools) if len(turn.photos) == 1 else None
        return Focus(recognised[0], known=_known(recognised[0]), look=look)
    shown = newest(recall)
    card = card_at(shown, ordinal) if shown and ordinal is not None else None
    key = turn.tap.key if turn.tap and turn.tap.key else recall.focus
    card = card or (ShownCard(key) if key else None)
    found = await again([card] if card else [], tools)
    return Focus(found[0]) if found else None


def _known(find: Find) -> bool:
    return not find.similar and (find.confidence is None or find.confidence in KNOWN)


async def _look(photo: MediaRef, tools: Toolbox) -> Vector:
    look: Vector = (await tools.photo.encode([await tools.media.photo(photo)]))[0]
    return look
