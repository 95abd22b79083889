"""What is like a thing: the thing itself in another colour or size, a larger one, or others of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.acts import Find, Remark
from graph.comparison import choices, measures
from graph.domain.catalogue import Listing, Variant
from graph.domain.money import Money
from graph.domain.sizes import Size, size_of
from graph.domain.wishes import Budget, Reading, Wish
from graph.finds import SHOWN, WEIGHED, aside, currency, finds, why_nothing
from graph.ports.senses import Vector
from graph.search import CONSIDERED, Sought, search, seek
from graph.toolbox import Toolbox

Remarks = tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Focus:
    """What "this" is. `known` says that it is the thing itself and not just one that looks like it.

    `look` is that of the photo in which it was shown, None where it was shown in none.
    """

    find: Find
    known: bool = True
    look: Vector | None = None

    @property
    def listing(self) -> Listing:
        return self.find.listing

    @property
    def name(self) -> str:
        return self.listing.product.title

    @property
    def ref(self) -> str:
        return f"{self.listing.product.merchant}/{self.listing.product.id}"

    def as_(self, variant: Variant) -> Find:
        """Another variant of it, recognised as surely as this one was; of which the photo shows this one, not that."""
        return replace(self.find, listing=Listing(self.listing.product, variant), met=(), photo=None)


@dataclass(frozen=True, slots=True)
class Likes:
    """What was found for a `wish`, and what must be said beside it."""

    finds: tuple[Find, ...]
    remarks: Remarks
    wish: Wish


async def like(focus: Focus, reading: Reading, tools: Toolbox) -> Likes:
    """What is like the thing in focus, as the reading asks. Budgets are kept; everything that is given up is said."""
    wish = _wish(focus, reading)
    if reading.larger:
        return await _of_another_size(focus, wish, reading.larger, tools)
    if not (reading.same and focus.known):
        return await _of_its_kind(focus, wish, tools, cheaper=reading.cheaper)
    itself, remarks = _itself(focus, wish)
    return Likes(itself, remarks, wish) if itself else await _instead(focus, wish, remarks, tools)


def _wish(focus: Focus, reading: Reading) -> Wish:
    """In the words of the thing itself; where that is not known, in the shopper's as far as there are any."""
    asked, product = reading.wish, focus.listing.product
    return Wish(
        words=product.title if focus.known or not asked.words else asked.words,
        budget=_below(focus.listing.price, asked.budget) if reading.cheaper else asked.budget,
        categories=product.category[-1:] if focus.known or not asked.categories else asked.categories,
        colours=asked.colours,
        sizes=() if reading.larger else asked.sizes,
    )


def _below(price: Money, budget: Budget) -> Budget:
    """Less than that, within the budget; one in another currency says nothing about it."""
    least = Money(price.amount - 1, price.currency)
    if any(bound and bound.currency != price.currency for bound in (budget.at_most, budget.at_least)):
        return Budget(at_most=least)
    return replace(budget, at_most=min(least, budget.at_most) if budget.at_most else least)


def _itself(focus: Focus, wish: Wish) -> tuple[tuple[Find, ...], Remarks]:
    """The thing in the colour and size asked for, else why it cannot be had in them."""
    fitting = [variant for variant in _nearest(focus.listing) if _fits(variant, wish)]
    for variant in fitting:
        if variant.offer.available and wish.budget.allows(variant.offer.price):
            return _variant(focus, variant, wish)
    if not fitting:
        return (), ()
    name = _named(Listing(focus.listing.product, fitting[0]), wish)
    if not any(variant.offer.available for variant in fitting):
        return (), (Remark("itself_sold_out", {"name": name}),)
    price = min(variant.offer.price for variant in fitting if variant.offer.available)
    return (), (Remark("itself_over_budget", {"name": name, "price": price}),)


def _variant(focus: Focus, variant: Variant, wish: Wish) -> tuple[tuple[Find, ...], Remarks]:
    if variant.key == focus.listing.key:
        return (focus.find,), ()
    return (focus.as_(variant),), (Remark("itself", {"value": ", ".join(_asked_of(variant, wish))}),)


async def _instead(focus: Focus, wish: Wish, remarks: Remarks, tools: Toolbox) -> Likes:
    """Others of its kind that are as asked; where none is, what there is."""
    likes = await _of_its_kind(focus, wish, tools)
    asked = ", ".join(wish.colours or wish.sizes)
    if remarks or not likes.finds or not asked:
        return replace(likes, remarks=(*remarks, *likes.remarks))
    if not any(remark.topic.startswith("without_") for remark in likes.remarks):
        return replace(likes, remarks=(Remark("others_in", {"name": focus.name, "value": asked}), *likes.remarks))
    there = ", ".join(choices(focus.listing.product, "color" if wish.colours else "size"))
    topic = "none_in" if there else "none_in_unstated"
    return replace(likes, remarks=(Remark(topic, {"name": focus.name, "value": asked, "there": there}),))


async def _of_its_kind(focus: Focus, wish: Wish, tools: Toolbox, *, cheaper: bool = False) -> Likes:
    """Not the thing itself, where that is known."""
    without = (focus.ref,) if focus.known else ()
    sought = await seek(wish, tools, without=without, limit=WEIGHED, look=focus.look)
    if not sought.hits:
        return Likes((), (await why_nothing(wish, tools, without, cheaper=cheaper),), wish)
    return _likes(sought, wish)


def _likes(sought: Sought, wish: Wish, *remarks: Remark) -> Likes:
    return Likes(finds(sought.hits, sought.wish, similar=True), (*remarks, *currency(wish), *aside(sought)), wish)


async def _of_another_size(focus: Focus, wish: Wish, direction: int, tools: Toolbox) -> Likes:
    """By the sizes that the catalogue states and by nothing else."""
    if not focus.known:
        likes = await _of_its_kind(focus, wish, tools)
        return replace(likes, remarks=(Remark("size_unknown"), *likes.remarks))
    sizes = _sizes_beyond(focus.listing, direction)
    there = [variant for variant in sizes if variant.offer.available and wish.budget.allows(variant.offer.price)]
    if there:
        value = ", ".join(variant.options["size"] for variant in there)
        own = tuple(focus.as_(variant) for variant in there[:SHOWN])
        return Likes(own, (Remark(_topic(direction, "itself"), {"value": value}),), wish)
    sold_out = [variant.options["size"] for variant in sizes if not variant.offer.available]
    remarks = (Remark("size_sold_out", {"value": ", ".join(sold_out)}),) if sold_out else ()
    return await _kin_of_another_size(focus, wish, direction, remarks, tools)


async def _kin_of_another_size(focus: Focus, wish: Wish, direction: int, remarks: Remarks, tools: Toolbox) -> Likes:
    own = measures(focus.listing)
    if not own:
        size = focus.listing.variant.options.get("size")
        none = Remark(_topic(direction, "none"), {"value": size}) if size else Remark("no_size_stated")
        return Likes((), remarks or (none,), wish)
    hits = await search(wish, tools, without=(focus.ref,), limit=CONSIDERED, look=focus.look)
    beyond = [hit for hit in hits if _is_beyond(measures(hit.listing), own, direction)]
    value = {"name": focus.name, "value": _stated(focus.listing, next(iter(own)))}
    if not beyond:
        return Likes((), (*remarks, Remark(_topic(direction, "none"), value)), wish)
    return _likes(Sought(beyond, wish), wish, *remarks, Remark(_topic(direction, "kin"), value))


def _sizes_beyond(listing: Listing, direction: int) -> list[Variant]:
    """Its own variants that are larger or smaller, one a size, the nearest first."""
    own = size_of(listing.variant.options.get("size", ""))
    if own is None:
        return []
    sizes: dict[Size, Variant] = {}
    for variant in _nearest(listing):
        size = size_of(variant.options.get("size", ""))
        if size and _beyond(size, own, direction):
            sizes.setdefault(size, variant)
    return [sizes[size] for size in sorted(sizes, key=lambda size: direction * size.amount)]


def _nearest(listing: Listing) -> Sequence[Variant]:
    """The variants of its product, those first that share most options with it and can be had: itself before all."""
    options = listing.variant.options.items()

    def rank(variant: Variant) -> tuple[bool, int, bool]:
        return variant.key != listing.key, -len(options & variant.options.items()), not variant.offer.available

    return sorted(listing.product.variants, key=rank)


def _fits(variant: Variant, wish: Wish) -> bool:
    coloured = not wish.colours or variant.options.get("color") in wish.colours
    return coloured and (not wish.sizes or variant.options.get("size") in wish.sizes)


def _asked_of(variant: Variant, wish: Wish) -> list[str]:
    asked = (("color", wish.colours), ("size", wish.sizes))
    return [variant.options[name] for name, values in asked if values and name in variant.options]


def _named(listing: Listing, wish: Wish) -> str:
    asked = ", ".join(_asked_of(listing.variant, wish))
    return f"{listing.product.title} ({asked})" if asked else listing.product.title


def _is_beyond(other: dict[str, Size], own: dict[str, Size], direction: int) -> bool:
    """By the first measure that both state of the same kind."""
    shared = [name for name in own if name in other and other[name].kind == own[name].kind]
    return bool(shared) and _beyond(other[shared[0]], own[shared[0]], direction)


def _beyond(size: Size, own: Size, direction: int) -> bool:
    return size.kind == own.kind and (size.amount - own.amount) * direction > 0


def _stated(listing: Listing, name: str) -> str:
    return listing.variant.facts.get(name) or listing.variant.options.get(name, "")


def _topic(direction: int, what: str) -> str:
    return f"{'larger' if direction > 0 else 'smaller'}_{what}"
