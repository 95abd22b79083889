from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.domain.money import Money


class Stance(StrEnum):
    """Never guessed: a channel's feed and a review without stars state none, which is neither praise nor neutral."""

    FOR = "for"
    AGAINST = "against"
    MIXED = "mixed"
    NEUTRAL = "neutral"
    UNSTATED = "unstated"


class Disclosure(StrEnum):
    """A creator's tie to the brand as the creator declares it. NONE declares that there is none, UNSTATED nothing."""

    GIFTED = "gifted"
    PAID = "paid"
    AFFILIATE = "affiliate"
    NONE = "none"
    UNSTATED = "unstated"


class PostKind(StrEnum):
    REVIEW = "review"
    TUTORIAL = "tutorial"
    HAUL = "haul"
    COMPARISON = "comparison"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Creator:
    """`commission` is what the creator earns of a sale, in basis points (800 = 8 %)."""

    handle: str
    platform: str
    name: str
    url: str | None = None
    commission: int = 0

    def earns(self, price: Money) -> Money:
        return price.share(self.commission)


@dataclass(frozen=True, slots=True)
class Moment:
    """A quotation. `at` is its place in the recording in seconds, None in a written post."""

    text: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class ProductRef:
    """A product by its merchant and the merchant's own group id."""

    merchant: str
    product: str

    def __str__(self) -> str:
        return f"{self.merchant}/{self.product}"


@dataclass(frozen=True, slots=True)
class Guess:
    """A product that a wording may mean; `confidence` is 0..1."""

    product: ProductRef
    confidence: float


@dataclass(frozen=True, slots=True)
class WordedLink:
    """A link in words and what became of it: a `product`, or None, and `guesses` (surest first) wait for a person.

    `key` is the same for wordings that differ in case, accents and punctuation only.
    """

    words: str
    key: str
    product: ProductRef | None = None
    confidence: float = 0.0
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """What a creator published. `key` is our own number for it, stable over syncs."""

    key: int
    id: str
    url: str
    creator: Creator
    published: date
    kind: PostKind
    title: str
    text: str
    language: str
    stance: Stance
    disclosure: Disclosure
    moments: tuple[Moment, ...] = ()
    products: tuple[ProductRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One creator's stored words about one product; `quote` is a moment of the post, word for word."""

    post: Post
    quote: Moment


@dataclass(frozen=True, slots=True)
class Doubt:
    """A link in words of a post that waits for a person; shoppers do not see it."""

    post: Post
    link: WordedLink
