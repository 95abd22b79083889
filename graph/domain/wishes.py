from dataclasses import dataclass
from enum import StrEnum

from graph.domain.money import Money


class Intent(StrEnum):
    """What a message is for; the words are those of the `ask` door."""

    FIND = "find"
    IDENTIFY = "identify"
    REVIEWERS = "reviewers"
    CREATOR = "creator"
    MORE = "more"
    COMPARE = "compare"
    GIFT = "gift"
    OUTFIT = "outfit"
    ROOM = "room"
    QUESTION = "question"
    CART = "cart"
    BUY = "buy"
    ORDER = "order"
    FOLLOW = "follow"
    WATCH = "watch"
    PRIVACY = "privacy"
    HELP = "help"
    SMALLTALK = "smalltalk"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Budget:
    """Hard bounds, both inclusive. `spelt` is the currency the shopper wrote where it is not the shop's."""

    at_most: Money | None = None
    at_least: Money | None = None
    spelt: str | None = None

    def allows(self, price: Money) -> bool:
        """A price is within a bound only in the bound's own currency."""
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        if any(bound.currency != price.currency for bound in bounds):
            return False
        above = self.at_least is None or self.at_least <= price
        return above and (self.at_most is None or price <= self.at_most)


UNBOUNDED = Budget()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for.

    `words` are the shopper's own; the tuples hold the catalogue's spellings and are hard filters.
    """

    words: str = ""
    budget: Budget = UNBOUNDED
    categories: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    creator: str | None = None
    recipient: str | None = None


NOTHING = Wish()


@dataclass(frozen=True, slots=True)
class Reading:
    """A message understood.

    `refines` says the wish narrows the one before; `cheaper` asks for less than the product in view.

    `ordinal` is 1-based ("the second one"). `topic` tells kinds of small talk, help and out-of-scope apart.
    """

    intent: Intent
    wish: Wish = NOTHING
    refines: bool = False
    cheaper: bool = False
    ordinal: int | None = None
    topic: str | None = None
