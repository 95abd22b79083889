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

    `words` are the shopper's own, those that name something; the tuples hold the catalogue's spellings and are hard
    filters. `name` is all that was said where that is no sentence: things are called "My Guitar" and "The Best of".
    """

    words: str = ""
    budget: Budget = UNBOUNDED
    categories: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    creator: str | None = None
    recipient: str | None = None
    name: str = ""

    @property
    def said(self) -> str:
        """What to search for."""
        return self.name or self.words


NOTHING = Wish()


class Quality(StrEnum):
    """What things in view are ranked by. Of OPINION there are counts, and no rank is made of them."""

    PRICE = "price"
    SIZE = "size"
    WEIGHT = "weight"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Ranking:
    """`falling`: the dearest, the largest, the heaviest first."""

    quality: Quality = Quality.PRICE
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A message understood.

    `refines` says the wish narrows the one before. Of the product in view, or in the photo, MORE asks for what is like
    it: for less money where `cheaper`, as the wish says where `alike`, itself as the wish says where `same` ("this but
    in blue"), larger (1) or smaller (-1).

    `ordinal` is 1-based ("the second one"), from the end where negative; `places` are several of them, to be compared.
    `topic` tells kinds of small talk, help and out-of-scope apart.
    """

    intent: Intent
    wish: Wish = NOTHING
    refines: bool = False
    cheaper: bool = False
    alike: bool = False
    same: bool = False
    larger: int = 0
    ordinal: int | None = None
    places: tuple[int, ...] = ()
    ranking: Ranking | None = None
    topic: str | None = None
