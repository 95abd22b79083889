from dataclasses import replace
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.acts import Say
from graph.domain.wishes import UNBOUNDED, Intent, Reading
from graph.state import State
from graph.telemetry import note
from graph.toolbox import Toolbox

Next = Literal["identify", "retrieve", "recommend", "compare", "checkout", "respond"]

TALK = {Intent.SMALLTALK, Intent.HELP, Intent.PRIVACY, Intent.OUT_OF_SCOPE}
LATER = {Intent.CART, Intent.ORDER, Intent.FOLLOW, Intent.WATCH, Intent.OUTFIT, Intent.ROOM}
ABOUT_WHAT_IS_IN_VIEW = {Intent.REVIEWERS, Intent.QUESTION}
SEARCHES = {Intent.FIND, Intent.GIFT}


async def understand(state: State, runtime: Runtime[Toolbox]) -> Command[Next]:
    """Read what the words ask for, in the catalogue's own spellings."""
    turn, tools = state["turn"], runtime.context
    if not turn.text.strip():
        return Command(goto="identify", update={"reading": Reading(Intent.IDENTIFY, state["recall"].wish)})
    vocabulary = await tools.catalog.vocabulary()
    # A photo brings a new thing: what was wished for before does not narrow it.
    before = None if turn.photos else state["recall"].wish
    reading = await tools.reader.read(turn.text, vocabulary, before)
    note(reading.intent)
    if turn.photos:
        return Command(goto="identify", update={"reading": _beside_a_photo(reading)})
    return Command(goto=_next(reading), update=_update(reading))


def _beside_a_photo(reading: Reading) -> Reading:
    """A search beside a photo narrows what the photo shows: "a red mug", "in blue", "under 50"."""
    wish = reading.wish
    narrows = wish.categories or wish.colours or wish.sizes or wish.budget != UNBOUNDED
    if reading.intent in SEARCHES and narrows:
        return replace(reading, intent=Intent.MORE, same=True)
    return reading


def _next(reading: Reading) -> Next:
    if reading.intent in TALK or reading.intent in LATER:
        return "respond"
    if reading.intent is Intent.BUY:
        return "checkout"
    if reading.intent is Intent.COMPARE:
        return "compare"
    about_one = reading.ordinal is not None and reading.intent is not Intent.MORE
    return "recommend" if about_one or reading.intent in ABOUT_WHAT_IS_IN_VIEW else "retrieve"


def _update(reading: Reading) -> State:
    if reading.intent in TALK:
        return {"reading": reading, "act": Say(reading.topic or reading.intent)}
    if reading.intent in LATER:
        return {"reading": reading, "act": Say("later")}
    return {"reading": reading}
