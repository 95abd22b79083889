from collections.abc import Iterable
from dataclasses import replace

from langgraph.runtime import Runtime

from graph.acts import Act, Bill, Cite, Compare, Explain, Find, Show, Thank
from graph.domain.catalogue import Listing
from graph.domain.conversation import Block, Button, Meaning, Reply
from graph.domain.wishes import Wish
from graph.state import KEPT_BUTTONS, KEPT_LISTS, Memory, ShownCard, ShownList, State, freeze
from graph.texts.blocks import blocks
from graph.texts.tongue import tongue
from graph.toolbox import Toolbox


async def respond(state: State, runtime: Runtime[Toolbox]) -> State:
    """Phrase what was decided, in the shopper's language, and remember what was shown."""
    turn, act, recall = state["turn"], state["act"], state["recall"]
    tools = runtime.context
    provider = tools.vision.provider if tools.vision else ""
    said = blocks(act, recall.opened + 1, tools.profile, tongue(turn.language), provider)
    reply = Reply(
        turn=turn.id,
        intent=state["reading"].intent,
        language=turn.language,
        blocks=said,
        edits=bool(turn.tap and turn.tap.meaning is Meaning.PAGE and isinstance(act, Show)),
        considered=_considered(act),
    )
    return {"reply": reply, "memory": freeze(_remember(state, said))}


def _considered(act: Act) -> tuple[Listing, ...]:
    match act:
        case Show():
            return tuple(find.listing for find in act.finds)
        case Compare():
            return tuple(side.find.listing for side in act.sides)
        case Explain():
            return (act.find.listing,)
        case Cite() | Bill() | Thank():
            return (act.listing,)
        case _:
            return ()


def _remember(state: State, said: Iterable[Block]) -> Memory:
    recall, act = state["recall"], state["act"]
    after = replace(
        recall,
        turn=state["turn"].id,
        wish=state["reading"].wish if isinstance(act, Show) else recall.wish,
        buttons=tuple(dict.fromkeys((*_buttons(said), *recall.buttons)))[:KEPT_BUTTONS],
        before=replace(recall, before=None),
    )
    considered = _considered(act)
    if isinstance(act, Compare) and act.opens:
        after = _open_list(after, act.wish, [side.find for side in act.sides])
    if not isinstance(act, Show) or not act.finds:
        return replace(after, focus=considered[0].key) if considered else after
    after = replace(after, focus=act.finds[act.at].listing.key)
    return after if act.number else _open_list(after, act.wish, act.finds)


def _open_list(memory: Memory, wish: Wish, finds: Iterable[Find]) -> Memory:
    opened = memory.opened + 1
    shown = ShownList(opened, wish, tuple(_card(find) for find in finds))
    return replace(memory, opened=opened, lists=(*memory.lists, shown)[-KEPT_LISTS:])


def _card(find: Find) -> ShownCard:
    return ShownCard(
        key=find.listing.key,
        met=find.met,
        confidence=find.confidence.value if find.confidence else None,
        clues=tuple((clue.sense.value, clue.detail) for clue in find.clues),
        similar=find.similar,
        photo=find.photo,
    )


def _buttons(said: Iterable[Block]) -> Iterable[Button]:
    for block in said:
        for row in getattr(block, "rows", ()):
            yield from (button for button in row if button.tap)
