from uuid import NAMESPACE_URL, uuid5

from langgraph.runtime import Runtime

from graph.acts import Act, AskVariant, Bill, Refuse, Say
from graph.domain.catalogue import Listing
from graph.domain.conversation import Meaning
from graph.domain.orders import Order, Refusal
from graph.shown import card_at, newest
from graph.state import State
from graph.telemetry import note
from graph.till.quote import quote
from graph.toolbox import Toolbox


async def checkout(state: State, runtime: Runtime[Toolbox]) -> State:
    """Turn a tap on Buy into a quote: a price to pay, with no stock taken yet."""
    key = _key(state)
    if key is None:
        return {"act": Say("buy_what")}
    listing = (await runtime.context.catalog.listings([key])).get(key)
    act = await _sell(listing, state, runtime.context) if listing else Refuse(Refusal.NOT_SOLD)
    note(type(act).__name__.lower())
    return {"act": act}


def _key(state: State) -> int | None:
    """The variant tapped; in words, "the second one" of the newest list or the product in view."""
    tap, recall, ordinal = state["turn"].tap, state["recall"], state["reading"].ordinal
    if tap:
        return tap.key
    shown = newest(recall)
    if ordinal is not None and shown:
        card = card_at(shown, ordinal)
        return card.key if card else None
    return recall.focus


async def _sell(listing: Listing, state: State, tools: Toolbox) -> Act:
    tap = state["turn"].tap
    sizes = _other_sizes(listing)
    if len(sizes) > 1 and not (tap and tap.meaning is Meaning.CHOOSE):
        return AskVariant(tuple(sizes))
    turn = state["turn"]
    quoted = await quote(
        tools.orders,
        tools.clock,
        shopper=turn.shopper,
        conversation=turn.conversation,
        key=listing.key,
        # A turn that is delivered again finds the order it opened.
        order_id=str(uuid5(NAMESPACE_URL, f"{turn.shopper}\n{turn.conversation}\n{turn.id}")),
    )
    return Bill(quoted, listing) if isinstance(quoted, Order) else Refuse(quoted, listing)


def _other_sizes(listing: Listing) -> list[Listing]:
    """What differs from the shown variant in nothing but its size: the shopper chooses, never we."""
    options = {name: value for name, value in listing.variant.options.items() if name != "size"}
    return [
        Listing(listing.product, variant)
        for variant in listing.product.variants
        if variant.offer.available
        and {name: value for name, value in variant.options.items() if name != "size"} == options
    ]
