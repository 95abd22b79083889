"""What the assistant has decided to do this turn. Nodes decide; `graph.texts` phrases."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.domain.catalogue import Listing
from graph.domain.conversation import MediaRef
from graph.domain.creators import Evidence
from graph.domain.money import Money
from graph.domain.orders import Order, Refusal
from graph.domain.recognition import Clue, Confidence
from graph.domain.wishes import Ranking, Wish


@dataclass(frozen=True, slots=True)
class Find:
    """A listing worth showing, and what speaks for it.

    `confidence` and `clues` come from a photo; `similar` says it is like what was meant, not the thing itself.
    `met` are the parts of the wish it meets, as the catalogue spells them. `photo` is the one that the shopper may say
    shows it; None where there is none, or nothing left to say.
    """

    listing: Listing
    met: tuple[str, ...] = ()
    confidence: Confidence | None = None
    clues: tuple[Clue, ...] = ()
    similar: bool = False
    photo: MediaRef | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that must be said aloud beside the cards: a filter set aside, a currency misread, nothing found.

    `topic` picks the sentence, `values` fill it; prices are Money.
    """

    topic: str
    values: Mapping[str, str | Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Show:
    """Show cards, `at` first. `number` is the list paged through; None opens a new one.

    `scene` shows the finds side by side, numbered, where photos showed several things: then all are offered at once.
    """

    finds: tuple[Find, ...]
    wish: Wish
    evidence: dict[int, tuple[Evidence, ...]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    at: int = 0
    number: int | None = None
    scene: MediaRef | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One product of a comparison. `place` is the number that it bears on screen.

    `attributes` are what the catalogue states of it, by name, the same names on every side; `favour` and `against`
    count creators' posts.
    """

    find: Find
    place: int
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    favour: int = 0
    against: int = 0


@dataclass(frozen=True, slots=True)
class Compare:
    """Put products side by side, in the order of `ranking`; `by` is the attribute it is ranked by where it is one.

    `opens`: the sides are a list of their own from now on, in this order.
    """

    sides: tuple[Side, ...]
    ranking: Ranking
    wish: Wish
    by: str | None = None
    remarks: tuple[Remark, ...] = ()
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Cite:
    """Say who covered this product and what they said, the critical ones too."""

    listing: Listing
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Explain:
    """Say why this product was shown."""

    find: Find
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class AskVariant:
    """Ask which variant is meant before anything is billed."""

    listings: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class Bill:
    order: Order
    listing: Listing


@dataclass(frozen=True, slots=True)
class Refuse:
    refusal: Refusal
    listing: Listing | None = None


@dataclass(frozen=True, slots=True)
class Thank:
    """Thank for the word that a photo shows this; `cards` is the list under whose card it was given, for the undo."""

    listing: Listing
    cards: int


@dataclass(frozen=True, slots=True)
class Say:
    """Say one of the fixed things: a greeting, help, an apology. `topic` picks it."""

    topic: str


Act = Show | Compare | Cite | Explain | AskVariant | Bill | Refuse | Thank | Say
