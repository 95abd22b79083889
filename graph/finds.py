"""What a search found, as finds and remarks: what each meets of the wish, and what must be said aloud."""

from dataclasses import replace

from graph.acts import Find, Remark
from graph.domain.catalogue import Listing
from graph.domain.wishes import Budget, Wish
from graph.ranking import diverse
from graph.search import Hit, Sought, search
from graph.toolbox import Toolbox

SHOWN = 5
WEIGHED = 16
"""Products of which those on screen are chosen, for variety."""
PER_CATEGORY = 2
"""Products of one category on screen, where the wish names no category itself."""


def finds(hits: list[Hit], wish: Wish, *, similar: bool) -> tuple[Find, ...]:
    per_category = SHOWN if wish.categories or wish.creator else PER_CATEGORY
    listings = diverse((hit.listing for hit in hits), SHOWN, per_category=per_category)
    brought = {hit.listing.key for hit in hits if hit.from_posts}
    return tuple(Find(listing, _met(wish, listing, listing.key in brought), similar=similar) for listing in listings)


def aside(sought: Sought) -> tuple[Remark, ...]:
    """What was left aside is said aloud."""
    return (Remark(f"without_{sought.aside[0]}", {"value": sought.aside[1]}),) if sought.aside else ()


def currency(wish: Wish) -> tuple[Remark, ...]:
    spelt, bound = wish.budget.spelt, wish.budget.at_most or wish.budget.at_least
    return (Remark("currency", {"theirs": spelt, "ours": bound.currency}),) if spelt and bound else ()


async def why_nothing(wish: Wish, tools: Toolbox, without: tuple[str, ...] = (), *, cheaper: bool = False) -> Remark:
    """The budget is in the way, or there really is nothing."""
    if wish.budget.at_most:
        dearer = await search(replace(wish, budget=Budget()), tools, without=without)
        if dearer:
            least = min(dearer, key=lambda hit: hit.listing.price.amount).listing
            topic = "nothing_cheaper" if cheaper else "over_budget"
            return Remark(topic, {"price": least.price, "title": least.product.title})
    return Remark("nothing")


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
