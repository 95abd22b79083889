from dataclasses import replace

from langgraph.runtime import Runtime

from graph.acts import Find, Remark
from graph.domain.catalogue import Listing
from graph.domain.money import Money
from graph.domain.wishes import NOTHING, Budget, Intent, Reading, Wish
from graph.ranking import diverse
from graph.search import Hit, Sought, carries, search, seek
from graph.state import State
from graph.telemetry import note
from graph.toolbox import Toolbox

SHOWN = 5
WEIGHED = 16
"""Products of which those on screen are chosen, for variety."""
PER_CATEGORY = 2
"""Products of one category on screen, where the wish names no category itself."""


async def retrieve(state: State, runtime: Runtime[Toolbox]) -> State:
    """Find products by the catalogue's words and by what creators said, inside the hard constraints."""
    tools, reading = runtime.context, state["reading"]
    focus = await _focus(state, tools)
    wish, without = _sought(reading, focus)
    if reading.refines and wish == NOTHING:
        return {"reading": reading, "finds": (), "remarks": (Remark("about_what"),)}
    reading = replace(reading, wish=wish)
    if not await _carried(wish, tools):
        return {"reading": reading, "finds": (), "remarks": (Remark("not_carried", {"words": wish.words}),)}
    sought = await seek(wish, tools, without=without, limit=WEIGHED)
    if not sought.hits:
        return {"reading": reading, "finds": (), "remarks": (await _why_nothing(reading, tools, without),)}
    finds = _finds(sought.hits, sought.wish, similar=focus is not None)
    note(f"{len(finds)} of {len(sought.hits)} products shown")
    return {"reading": reading, "finds": finds, "remarks": (*_currency(wish), *_aside(sought))}


async def _focus(state: State, tools: Toolbox) -> Listing | None:
    """The product that "more like this" and "cheaper" are about: the one tapped, recognised, or in view."""
    reading, turn = state["reading"], state["turn"]
    if not (reading.cheaper or reading.intent is Intent.MORE):
        return None
    if finds := state.get("finds"):
        return finds[0].listing
    key = turn.tap.key if turn.tap and turn.tap.key else state["recall"].focus
    return (await tools.catalog.listings([key])).get(key) if key else None


def _sought(reading: Reading, focus: Listing | None) -> tuple[Wish, tuple[str, ...]]:
    if focus is None:
        return reading.wish, ()
    budget = _below(focus.price, reading.wish.budget) if reading.cheaper else reading.wish.budget
    leaf = focus.product.category[-1:]
    wish = Wish(focus.product.title, budget, categories=leaf, sizes=reading.wish.sizes)
    return wish, (f"{focus.product.merchant}/{focus.product.id}",)


def _below(price: Money, budget: Budget) -> Budget:
    """Less than that, within the budget; one in another currency says nothing about it."""
    least = Money(price.amount - 1, price.currency)
    if any(bound and bound.currency != price.currency for bound in (budget.at_most, budget.at_least)):
        return Budget(at_most=least)
    return replace(budget, at_most=min(least, budget.at_most) if budget.at_most else least)


async def _carried(wish: Wish, tools: Toolbox) -> bool:
    """A wish that names something of the catalogue's own is carried; any other must come close to something."""
    named = wish.categories or wish.brands or wish.creator or wish.recipient
    return bool(named or not wish.words) or await carries(wish, tools)


def _aside(sought: Sought) -> tuple[Remark, ...]:
    """What was left aside is said aloud."""
    return (Remark(f"without_{sought.aside[0]}", {"value": sought.aside[1]}),) if sought.aside else ()


def _finds(hits: list[Hit], wish: Wish, *, similar: bool) -> tuple[Find, ...]:
    per_category = SHOWN if wish.categories or wish.creator else PER_CATEGORY
    listings = diverse((hit.listing for hit in hits), SHOWN, per_category=per_category)
    brought = {hit.listing.key for hit in hits if hit.from_posts}
    return tuple(Find(listing, _met(wish, listing, listing.key in brought), similar=similar) for listing in listings)


def _met(wish: Wish, listing: Listing, brought: bool) -> tuple[str, ...]:
    """What of the wish this listing meets, as topics that `graph.texts` phrases."""
    options = listing.variant.options
    met = [f"category:{name}" for name in wish.categories if name in listing.product.category]
    met += [f"colour:{options['color']}"] if wish.colours and "color" in options else []
    met += [f"size:{options['size']}"] if wish.sizes and "size" in options else []
    met += [f"brand:{listing.product.brand}"] if wish.brands else []
    met += ["budget"] if wish.budget.at_most or wish.budget.at_least else []
    met += [f"words:{wish.words}"] if wish.words and not (wish.categories or wish.colours or wish.brands) else []
    return (*met, "creators") if brought else tuple(met)


def _currency(wish: Wish) -> tuple[Remark, ...]:
    spelt, bound = wish.budget.spelt, wish.budget.at_most or wish.budget.at_least
    return (Remark("currency", {"theirs": spelt, "ours": bound.currency}),) if spelt and bound else ()


async def _why_nothing(reading: Reading, tools: Toolbox, without: tuple[str, ...]) -> Remark:
    """The budget is in the way, or there really is nothing."""
    wish = reading.wish
    if wish.budget.at_most:
        dearer = await search(replace(wish, budget=Budget()), tools, without=without)
        if dearer:
            least = min(dearer, key=lambda hit: hit.listing.price.amount).listing
            topic = "nothing_cheaper" if reading.cheaper else "over_budget"
            return Remark(topic, {"price": least.price, "title": least.product.title})
    return Remark("nothing")
