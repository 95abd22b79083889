from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph.domain.catalogue import Listing
from graph.domain.creators import Evidence
from graph.domain.money import Money
from graph.domain.recognition import Clue, Confidence
from graph.domain.wishes import Intent


class MediaKind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class MediaRef:
    """Where the media store keeps some bytes: `id` is the SHA-256 of the content in hex."""

    id: str
    kind: MediaKind
    size: int


class Meaning(StrEnum):
    """What a tap asks for. The values travel in Telegram's 64 bytes of callback data, so they are short."""

    BUY = "b"
    PAGE = "p"
    EVIDENCE = "e"
    WHY = "w"
    SIMILAR = "s"
    CHEAPER = "c"
    CHOOSE = "v"
    SHOW = "d"
    CONFIRM = "y"
    UNDO = "u"
    START = "st"


@dataclass(frozen=True, slots=True)
class Tap:
    """A button pressed. `key` names a variant, `page` is a 0-based place in the list of cards called `cards`.

    `payload` is a deep link's own text (START only).
    """

    meaning: Meaning
    key: int | None = None
    cards: int | None = None
    page: int | None = None
    payload: str = ""


class Unreadable(StrEnum):
    """What a shopper may send and this shop cannot read; it says so instead of staying silent."""

    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    DOCUMENT = "document"
    PHOTO = "photo"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing a shopper did. `id` is the same when a channel delivers it again.

    `shopper` is who, `conversation` is where: they differ in groups and across channels. `language` is BCP 47.
    """

    id: str
    shopper: str
    conversation: str
    at: datetime
    language: str = "en"
    text: str = ""
    photos: tuple[MediaRef, ...] = ()
    voice: MediaRef | None = None
    tap: Tap | None = None
    command: str | None = None
    unreadable: Unreadable | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """Either a tap or a link."""

    label: str
    tap: Tap | None = None
    url: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words; the channel escapes them and splits what is too long."""

    text: str
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A creator's stored words, ready to read. `earns` is what the creator gets if the product is bought now.

    `stance` and `disclosure` are words of the reply's language; `at` is "02:14" or empty; `among` says that the post
    is about several products, empty where it is about this one alone.
    """

    evidence: Evidence
    date: str
    stance: str
    disclosure: str
    at: str
    earns: str
    among: str = ""


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product on screen.

    `why` is one line; `doubt` says how sure recognition is, empty where nothing was recognised.

    `uncovered` is the sentence that no creator has covered it, None where `quote` is there.
    """

    listing: Listing
    price: str
    stock: str
    why: str
    quote: Quote | None = None
    uncovered: str | None = None
    doubt: str = ""
    was: str | None = None
    confidence: Confidence | None = None
    clues: tuple[Clue, ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards of which the phone shows one at a time.

    `number` names the list within its conversation; `at` is 0-based.
    """

    number: int
    at: int
    cards: tuple[ProductCard, ...]
    rows: Rows = ()

    @property
    def shown(self) -> ProductCard:
        return self.cards[self.at]


@dataclass(frozen=True, slots=True)
class Scene:
    """Several things found in photos: `picture` shows them side by side, numbered from 1 as the cards are.

    `number` names the list within its conversation; `text` says what each is.
    """

    number: int
    text: str
    picture: MediaRef
    cards: tuple[ProductCard, ...]
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class CreatorEvidence:
    """Who says what about one product, the critical ones too.

    Without `quotes`, `title` says that nobody has covered it.
    """

    title: str
    quotes: tuple[Quote, ...]
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One product of a table. `place` is its number on screen, `cells` are as many as the table has columns."""

    listing: Listing
    place: int
    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Products side by side, a row each, in the order in which they are ranked; `title` says which that is."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[TableRow, ...]
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with its answers as buttons."""

    text: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class PriceLine:
    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Invoice:
    """One message that can be paid. `order` is the payload that comes back with the payment.

    `start` is the deep link that a forwarded copy shows in place of a live Pay button.
    """

    order: str
    merchant: str
    title: str
    description: str
    lines: tuple[PriceLine, ...]
    total: Money
    start: str
    picture: str | None = None


class Tone(StrEnum):
    INFO = "info"
    SORRY = "sorry"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence about the exchange itself: an apology, a limit, a receipt."""

    text: str
    tone: Tone = Tone.INFO
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of work under way; a channel may show it and take it away."""

    text: str


Block = Text | Cards | Scene | CreatorEvidence | Table | Choices | Invoice | Notice | Progress


@dataclass(frozen=True, slots=True)
class Step:
    """A node's time in a turn, with what it found in a few words."""

    node: str
    ms: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one turn. `edits` asks to replace the message whose button was tapped.

    `considered` are all listings the answer weighed, best first; those on cards are the ones shown.
    """

    turn: str
    intent: Intent
    language: str
    blocks: tuple[Block, ...]
    edits: bool = False
    considered: tuple[Listing, ...] = ()
    steps: tuple[Step, ...] = ()
    ms: float = 0.0
