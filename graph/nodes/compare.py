from collections import Counter
from collections.abc import Mapping, Sequence

from langgraph.runtime import Runtime

from graph.acts import Act, Compare, Find, Remark, Say, Side
from graph.comparison import Order, attributes, by_price, choices, order, several_currencies
from graph.domain.catalogue import Listing
from graph.domain.creators import Stance
from graph.domain.wishes import Quality, Ranking, Reading
from graph.evidence import stances
from graph.shown import again, newest, place_of
from graph.state import State
from graph.telemetry import note
from graph.toolbox import Toolbox

BY_PRICE = Ranking()
FEWEST = 2


async def compare(state: State, runtime: Runtime[Toolbox]) -> State:
    """Put what is in view, or in the photo, side by side, each cell as catalogue and stored posts have it now."""
    tools, reading = runtime.context, state["reading"]
    numbered = await _numbered(state, tools)
    if len(numbered) < FEWEST:
        return {"act": Say("compare_what")}
    note(f"{len(numbered)} products")
    return {"act": await _side_by_side(numbered, reading, tools)}


async def _numbered(state: State, tools: Toolbox) -> dict[int, Find]:
    """What is compared by its number on screen; what the shop no longer has is left out."""
    shown, places = newest(state["recall"]), state["reading"].places
    if in_photo := state.get("finds"):
        return dict(enumerate(in_photo, 1))
    if shown is None:
        return {}
    named = {place for ordinal in places if (place := place_of(shown, ordinal))}
    cards = {place: card for place, card in enumerate(shown.cards, 1) if not places or place in named}
    place_by_key = {card.key: place for place, card in cards.items()}
    return {place_by_key[find.listing.key]: find for find in await again(list(cards.values()), tools)}


async def _side_by_side(numbered: Mapping[int, Find], reading: Reading, tools: Toolbox) -> Act:
    """What cannot be ranked as asked stands in the order of its price, and that is said."""
    listings = [find.listing for find in numbered.values()]
    asked, opens = reading.ranking or BY_PRICE, not reading.places
    ranked = order(listings, asked)
    remarks = _remarks(asked, listings, stated=ranked is not None)
    ranking = asked if ranked else BY_PRICE
    ranked = ranked or Order(by_price(listings))
    sides = await _sides(list(numbered.items()), ranked, tools, opens=opens)
    return Compare(sides, ranking, reading.wish, ranked.by, remarks, opens)


async def _sides(
    numbered: Sequence[tuple[int, Find]], ranked: Order, tools: Toolbox, *, opens: bool
) -> tuple[Side, ...]:
    """In rank order; a list of its own is numbered anew, a part of one keeps its numbers."""
    finds = [numbered[place] for place in ranked.places]
    stated = attributes([find.listing for _number, find in finds], ranked.by)
    taken = await stances([find.listing.product for _number, find in finds], tools)
    return tuple(
        _side(find, place if opens else number, said, stance, ranked.by)
        for place, ((number, find), said, stance) in enumerate(zip(finds, stated, taken, strict=True), 1)
    )


def _side(find: Find, place: int, stated: Mapping[str, str], taken: Counter[Stance], by: str | None) -> Side:
    product, options = find.listing.product, find.listing.variant.options
    # Where things are ranked by their size, the one ranked is the size in view, not all that there are.
    sizes = (options["size"],) if by == "size" and "size" in options else choices(product, "size")
    colours = choices(product, "color")
    return Side(find, place, colours, sizes, stated, taken[Stance.FOR], taken[Stance.AGAINST])


def _remarks(asked: Ranking, listings: Sequence[Listing], *, stated: bool) -> tuple[Remark, ...]:
    if asked.quality is Quality.OPINION:
        return (Remark("rank_of_opinion"),)
    unstated = () if stated else (Remark(f"rank_unstated_{asked.quality}"),)
    by_price = asked.quality is Quality.PRICE or not stated
    return (*unstated, Remark("rank_currencies")) if by_price and several_currencies(listings) else unstated
