from dataclasses import replace
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.acts import Say
from graph.domain.conversation import Meaning, Turn
from graph.domain.wishes import Intent, Reading
from graph.state import Memory, State, thaw
from graph.telemetry import note
from graph.toolbox import Toolbox

COMMANDS = {"start": "welcome", "help": "help", "privacy": "privacy", "terms": "terms", "support": "support"}
TOPIC_INTENTS = {"privacy": Intent.PRIVACY}

Next = Literal["understand", "retrieve", "recommend", "checkout", "learn", "respond"]


async def listen(state: State, runtime: Runtime[Toolbox]) -> Command[Next]:  # noqa: ARG001  every node has this shape
    """Recall the conversation and send the turn where its kind leads."""
    turn = state["turn"]
    recall = _recall(thaw(state.get("memory")), turn)
    note(_kind(turn))
    goto, update = _route(turn, recall)
    return Command(goto=goto, update={"recall": recall, **update})


def _recall(memory: Memory, turn: Turn) -> Memory:
    """A turn that is delivered again starts from where it started the first time."""
    if memory.turn == turn.id and memory.before is not None:
        return replace(memory.before, before=None)
    return memory


def _kind(turn: Turn) -> str:
    if turn.tap:
        return f"tap {turn.tap.meaning.name.lower()}"
    return turn.command or (f"{len(turn.photos)} photo" if turn.photos else "words")


def _route(turn: Turn, recall: Memory) -> tuple[Next, State]:
    if turn.tap:
        return _route_tap(turn, recall)
    if turn.command:
        return _say(COMMANDS.get(turn.command, "unknown_command"))
    if turn.photos or turn.text.strip():
        return "understand", {}
    return _say(f"unreadable_{turn.unreadable}" if turn.unreadable else "empty")


def _route_tap(turn: Turn, recall: Memory) -> tuple[Next, State]:
    tap = turn.tap
    assert tap is not None  # noqa: S101  told by the caller; for the type checker
    match tap.meaning:
        case Meaning.BUY | Meaning.CHOOSE:
            return "checkout", {"reading": Reading(Intent.BUY)}
        case Meaning.CONFIRM | Meaning.UNDO:
            return "learn", {"reading": Reading(Intent.IDENTIFY, recall.wish)}
        case Meaning.SIMILAR | Meaning.CHEAPER:
            cheaper = tap.meaning is Meaning.CHEAPER
            return "retrieve", {"reading": Reading(Intent.MORE, recall.wish, refines=True, cheaper=cheaper)}
        case Meaning.START if not tap.payload:
            return _say("welcome")
        case Meaning.EVIDENCE:
            return "recommend", {"reading": Reading(Intent.REVIEWERS, recall.wish)}
        case _:
            return "recommend", {"reading": Reading(Intent.FIND, recall.wish)}


def _say(topic: str) -> tuple[Next, State]:
    reading = Reading(TOPIC_INTENTS.get(topic, Intent.HELP), topic=topic)
    return "respond", {"reading": reading, "act": Say(topic)}
