from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.acts import Say
from graph.domain.wishes import Intent, Reading
from graph.state import State
from graph.telemetry import note
from graph.toolbox import Toolbox

Next = Literal["identify", "retrieve", "recommend", "checkout", "respond"]

TALK = {Intent.SMALLTALK, Intent.HELP, Intent.PRIVACY, Intent.OUT_OF_SCOPE}
LATER = {Intent.CART, Intent.ORDER, Intent.FOLLOW, Intent.WATCH, Intent.OUTFIT, Intent.ROOM}
ABOUT_WHAT_IS_IN_VIEW = {Intent.REVIEWERS, Intent.QUESTION, Intent.COMPARE}


async def understand(state: State, runtime: Runtime[Toolbox]) -> Command[Next]:
    """Read what the words ask for, in the catalogue's own spellings."""
    turn, tools = state["turn"], runtime.context
    if not turn.text.strip():
        return Command(goto="identify", update={"reading": Reading(Intent.IDENTIFY, state["recall"].wish)})
    vocabulary = await tools.catalog.vocabulary()
    reading = await tools.reader.read(turn.text, vocabulary, state["recall"].wish)
    note(reading.intent)
    if turn.photos:
        return Command(goto="identify", update={"reading": reading})
    return Command(goto=_next(reading), update=_update(reading))


def _next(reading: Reading) -> Next:
    if reading.intent in TALK or reading.intent in LATER:
        return "respond"
    if reading.intent is Intent.BUY:
        return "checkout"
    if reading.intent in ABOUT_WHAT_IS_IN_VIEW or reading.ordinal is not None:
        return "recommend"
    return "retrieve"


def _update(reading: Reading) -> State:
    if reading.intent in TALK:
        return {"reading": reading, "act": Say(reading.topic or reading.intent)}
    if reading.intent in LATER:
        return {"reading": reading, "act": Say("later")}
    return {"reading": reading}
