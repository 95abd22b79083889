"""Everything the assistant needs from outside. Adapters live in `graph.adapters`, chosen in `graph.wiring`."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.domain.catalogue import Availability, Listing, Product, Vocabulary
from graph.domain.conversation import MediaKind, MediaRef
from graph.domain.creators import Creator, Disclosure, Doubt, Moment, Post, PostKind, ProductRef, Stance, WordedLink
from graph.domain.errors import SnaptapError
from graph.domain.money import Money
from graph.domain.orders import Charge, Order, OrderState
from graph.domain.recognition import Barcode, LabelLine
from graph.domain.survey import Survey, Surveyed
from graph.domain.wishes import UNBOUNDED, Budget, Reading, Wish

T = TypeVar("T")
R = TypeVar("R")

Vectors = NDArray[np.float32]
"""Shape (n, size), rows of length 1."""
Vector = NDArray[np.float32]
"""Shape (size,), length 1."""
Pixels = NDArray[np.uint8]
"""A decoded photo: shape (height, width, 3), RGB, upright, longest side at most 1,600."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present in UTC, aware."""
        ...


class Reader(Protocol):
    async def read(self, text: str, vocabulary: Vocabulary, before: Wish | None) -> Reading:
        """What a message asks for, in the catalogue's own spellings. `before` is the wish it may refine."""
        ...


class TextEncoder(Protocol):
    name: str
    size: int

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """A row a text; texts of one meaning land near one another across languages."""
        ...


class PhotoEncoder(Protocol):
    name: str
    size: int

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:
        """A row a photo; photos of things that look alike land near one another."""
        ...


class LabelReader(Protocol):
    async def read(self, photo: Pixels) -> tuple[LabelLine, ...]:
        """The lines of text on the thing, top to bottom; empty where there are none."""
        ...


class BarcodeReader(Protocol):
    async def read(self, photo: Pixels) -> tuple[Barcode, ...]:
        """Every code seen, misreadings included: whoever uses one checks it against something."""
        ...


class WordReader(Protocol):
    async def read(self, photo: Pixels) -> tuple[str, ...]:
        """What a classifier calls the thing, surest first; empty where it is not sure enough."""
        ...


class MediaStore(Protocol):
    async def save(self, content: bytes, kind: MediaKind) -> MediaRef:
        """Keep `content` once per hash. Raises BadInput above 20 MB."""
        ...

    async def photo(self, ref: MediaRef) -> Pixels:
        """Decode safely. Raises UnreadablePhoto for what is no picture or has over 50 megapixels."""
        ...


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """`text`, `words` and `look` are the legs of one search; an absent leg is dropped, not sent empty.

    `words` is matched by BM25. Filters go into the query; tuples match any of their values, whatever the case.
    `products` restricts to those product refs ("merchant/id"), `without` leaves such refs out.
    """

    text: Vector | None = None
    words: str = ""
    look: Vector | None = None
    budget: Budget = UNBOUNDED
    categories: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    available_only: bool = True
    limit: int = 10


@dataclass(frozen=True, slots=True)
class ProductHit:
    """`score` is the fused one: comparable within one answer only."""

    key: int
    merchant: str
    product: str
    score: float


class CatalogIndex(Protocol):
    async def search(self, query: ProductQuery) -> list[ProductHit]:
        """Best first, at most one hit a product, `limit` products. No leg at all: by the filters alone, in key order.

        Raises IndexUnavailable where there is none to ask.
        """
        ...

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        """Nearest pictures by cosine, available or not; `score` is the cosine itself, -1..1."""
        ...


@dataclass(frozen=True, slots=True)
class PostQuery:
    """As ProductQuery: absent legs are dropped, filters go into the query. `products` are refs ("merchant/id")."""

    text: Vector | None = None
    words: str = ""
    products: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True)
class PostHit:
    """`moment` is the place of the quoted moment in the post, None where the post as a whole was met."""

    post: int
    moment: int | None
    products: tuple[ProductRef, ...]
    score: float


class CreatorIndex(Protocol):
    async def search(self, query: PostQuery) -> list[PostHit]:
        """Best first, at most one hit a post (its best moment)."""
        ...


class Catalog(Protocol):
    """The truth about products and posts, read side."""

    async def listings(self, keys: Sequence[int]) -> dict[int, Listing]:
        """As they are now; a key that is gone is absent. Every listing's product carries all its variants."""
        ...

    async def products(self, refs: Sequence[ProductRef]) -> dict[ProductRef, Product]:
        """Whole products with all their variants."""
        ...

    async def find(self, *, sku: str | None = None, gtin: str | None = None) -> list[Listing]:
        """By exact identifier, any merchant."""
        ...

    async def posts(self, keys: Sequence[int]) -> dict[int, Post]: ...

    async def vocabulary(self) -> Vocabulary:
        """Read once per state of the catalogue and kept."""
        ...


class OrderLedger(Protocol):
    """One transaction at the till, on whatever thread. Everything in it lands together or not at all."""

    def order(self, order_id: str) -> Order | None:
        """Locked for the length of the transaction where the database can."""
        ...

    def listing(self, key: int) -> Listing | None:
        """Price and stock as this transaction sees them."""
        ...

    def open(self, order: Order) -> None: ...

    def move(self, order: Order, to: OrderState, why: str, expires: datetime | None = None) -> Order:
        """Change the state and append to the ledger. Raises IllegalTransition."""
        ...

    def note(self, order: Order, why: str, expires: datetime | None = None) -> Order:
        """Append to the ledger where the state stays as it is; `expires` moves the order's end."""
        ...

    def hold(self, order: Order) -> bool:
        """Take every line's stock by conditional updates; False, and nothing taken, where one falls short."""
        ...

    def release(self, order: Order) -> None:
        """Give back what `hold` took; twice is once."""
        ...

    def sell(self, order: Order) -> None:
        """Turn this order's holds into sales."""
        ...

    def record(self, charge: Charge, at: datetime) -> bool:
        """Note the money; False where this provider's charge id is already noted."""
        ...

    def expired(self, at: datetime, limit: int) -> list[Order]:
        """Quotes and reservations whose time has run out."""
        ...


class OrderStore(Protocol):
    async def transact(self, work: Callable[[OrderLedger], T]) -> T:
        """What `work` returns, once it is committed; an exception from it takes everything back.

        One writer at a time on SQLite. Whoever is cancelled does not know whether it landed.
        """
        ...

    async def get(self, order_id: str) -> Order | None: ...

    async def of_shopper(self, shopper: str, limit: int = 20) -> list[Order]: ...


@dataclass(frozen=True, slots=True)
class ProductPoint:
    """A variant as the index keeps it.

    `price` is the lowest it can become, a sale to come included: the truth is read again from the catalogue.
    """

    key: int
    merchant: str
    product: str
    sku: str
    words: str
    brand: str
    categories: tuple[str, ...]
    colour: str
    size: str
    gtin: str
    price: int
    currency: str
    available: bool
    text: Vector
    look: Vector | None


@dataclass(frozen=True, slots=True)
class PostPoint:
    """A post (`moment` None) or one quoted moment of it, as the index keeps it.

    `published` is days since 1970-01-01.
    """

    post: int
    moment: int | None
    words: str
    creator: str
    platform: str
    stance: Stance
    kind: str
    language: str
    published: int
    products: tuple[str, ...]
    text: Vector


@dataclass(frozen=True, slots=True)
class Change:
    """A row of `catalog_change`: variant or post `key` is new or different (`gone`: withdrawn)."""

    sequence: int
    kind: str
    key: int
    gone: bool


class IndexSource(Protocol):
    """The derived index is made from this, whole or by the change."""

    async def sequence(self) -> int:
        """The number of the newest change, 0 where there is none."""
        ...

    async def changes(self, after: int, limit: int) -> list[Change]: ...

    def product_points(self, keys: Sequence[int] | None = None) -> AsyncIterator[ProductPoint]:
        """All of them, or those of `keys`, with their stored embeddings; streamed."""
        ...

    def post_points(self, posts: Sequence[int] | None = None) -> AsyncIterator[PostPoint]: ...


class Embeddings(Protocol):
    """Vectors kept by content hash and encoder, so that nothing is embedded twice."""

    async def known(self, encoder: str, hashes: Sequence[str]) -> set[str]: ...

    async def keep(self, encoder: str, vectors: Mapping[str, Vector]) -> None: ...


@dataclass(frozen=True, slots=True)
class Sale:
    """A reduced price and when it holds (UTC, both ends optional, the end excluded)."""

    price: Money
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListingRecord:
    """What a feed says of one variant, normalised. `product` is the group id, `title` the variant's own.

    `fingerprint` changes when anything changes; `text_hash` and `look_hash` name the stored embeddings of its words and
    of its picture (None: no picture). `quantity` None: the feed does not count. `traits` are the bits of what it lacks
    to be found (graph/domain/survey.py says which).
    """

    sku: str
    product: str
    title: str
    product_title: str
    description: str
    price: Money
    availability: Availability
    fingerprint: str
    text_hash: str
    look_hash: str | None = None
    sale: Sale | None = None
    quantity: int | None = None
    brand: str | None = None
    category: tuple[str, ...] = ()
    language: str = "en"
    options: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    gtin: str | None = None
    mpn: str | None = None
    picture: str | None = None
    url: str | None = None
    traits: int = 0


@dataclass(frozen=True, slots=True)
class PostRecord:
    """A creator's post, normalised, with the products it is linked to.

    `text_hashes` name the stored embeddings: first the post's own, then one a moment. `worded` are links in words:
    those without a product wait for a person and are shown to nobody, the products of the others are in `products`.
    """

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
    fingerprint: str
    text_hashes: tuple[str, ...]
    moments: tuple[Moment, ...] = ()
    products: tuple[ProductRef, ...] = ()
    worded: tuple[WordedLink, ...] = ()

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The wordings in doubt."""
        return tuple(link.words for link in self.worded if link.product is None)


class LastSaid(NamedTuple):
    """What a source last said of a sku. `mark` names the raw record that said it; None: it is to be read again.

    `look` is the hash of the picture that the shop has of it.
    """

    fingerprint: str
    mark: str | None = None
    look: str | None = None


class Seen(NamedTuple):
    """How a row came in: the mark of its raw record (as in LastSaid), and the traits of its listing."""

    mark: str | None = None
    traits: int = 0


NONE_SEEN: Mapping[str, Seen] = MappingProxyType({})


class CatalogStore(Protocol):
    """The truth about products and posts, write side. Each call is one transaction and appends to `catalog_change`."""

    def hold(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Whether nobody on another machine holds what is called so; if so, it is held for the block."""
        ...

    async def listed(self, merchant: str, source: str, among: Collection[str] | None = None) -> dict[str, LastSaid]:
        """By sku, everything this source has listed, or what it has `among` these."""
        ...

    async def records(self, merchant: str, skus: Sequence[str]) -> dict[str, ListingRecord]:
        """What the shop has of these, by sku, as it was last said; withdrawn ones too. Their fingerprints are empty."""
        ...

    async def apply(
        self,
        merchant: str,
        source: str,
        records: Sequence[ListingRecord],
        removed: Sequence[str],
        read_at: datetime,
        seen: Mapping[str, Seen] = NONE_SEEN,
    ) -> int:
        """Insert or update `records`, withdraw the skus of `removed`; the number of the last change.

        `seen` (by sku) is of the records, and of others that are said as before. Sales after `read_at`, the feed's
        time, still count against its quantities: a sold unit never comes back.
        """
        ...

    async def confirm(self, merchant: str, skus: Collection[str], read_at: datetime) -> None:
        """A newer feed says the same of `skus`: what was sold before `read_at` is in its quantities by now."""
        ...

    async def post_fingerprints(self, source: str) -> dict[str, str]:
        """The url and fingerprint of every post of this source."""
        ...

    async def apply_posts(self, source: str, records: Sequence[PostRecord], removed: Sequence[str]) -> int:
        """Insert or update posts and their creators, withdraw the urls of `removed`; the number of the last change."""
        ...

    async def links(self) -> "ProductLinks":
        """Everything by which a post can name a product."""
        ...


class CatalogSurvey(Protocol):
    """The whole catalogue counted where it is kept, so that memory stays flat however large it is."""

    async def survey(self, merchant: str | None = None) -> Survey:
        """Of what `merchant` lists now, or of the whole shop; a merchant nobody knows lists nothing."""
        ...

    async def listings(self, merchant: str | None = None) -> list[Surveyed]:
        """Each one by itself, in the order in which they came into the shop."""
        ...

    async def merchants(self) -> tuple[str, ...]:
        """Those who list something, by name."""
        ...


class ListedPost(NamedTuple):
    """When a post of a source was published, and whose it is."""

    published: date
    platform: str
    handle: str


class PostHistory(Protocol):
    """What a sync of creators' posts has to know of earlier ones."""

    async def listed(self, source: str) -> dict[str, ListedPost]:
        """By url, the posts of this source that are not withdrawn."""
        ...

    async def decided(self, urls: Sequence[str]) -> dict[str, dict[str, ProductRef | None]]:
        """By url and `WordedLink.key`, what people have decided, None for none of the shop's products.

        Of posts that are withdrawn too, and of those never seen nothing.
        """
        ...


class LinkReviews(Protocol):
    """The links in words that wait for a person. A decision outlives every later sync of its post."""

    async def waiting(self) -> list[Doubt]:
        """Those of posts that are not withdrawn, by post, the newest first."""
        ...

    async def decide(self, url: str, key: str, product: ProductRef | None, by: str) -> int | None:
        """Link the product, or None of them, at once and for good; the number of the last change.

        A second decision takes the place of the first. None, and nothing changed, where no such link is known.
        """
        ...


@dataclass(frozen=True, slots=True)
class ProductLinks:
    """From a gtin, a merchant's sku, a product page or "brand title" in lower case to the product."""

    by_gtin: Mapping[str, ProductRef]
    by_sku: Mapping[tuple[str, str], ProductRef]
    by_url: Mapping[str, ProductRef]
    by_name: Mapping[str, ProductRef]


MOST_TAILED = 2_000
"""Changes that a searcher takes in one by one; where there are more, a new index is on its way."""


class IndexPublisher(Protocol):
    async def publish(self) -> int:
        """Build a fresh index of all there is, out of everybody's way, and make it the newest; its sequence number."""
        ...

    async def behind(self) -> int | None:
        """How many changes the newest index lacks; None where there is none or another encoder made it."""
        ...

    async def announce(self, *, coming: bool) -> None:
        """Tell searchers whether so many changes are on their way that a new index will follow: they wait for it."""
        ...


class WorkerDied(SnaptapError):
    """The process that had a batch did not survive it; other batches are none the worse."""


class Workers(Protocol):
    """Where heavy work is done. Work and batches can be pickled: it may be another process, or another machine."""

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        """What `work` makes of `batch`, or the exception it raises. Raises WorkerDied."""
        ...


class Conversations(Protocol):
    """Conversations' memory between turns."""

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """Hold the conversation for one turn, across processes too: LangGraph loses turns that overlap."""
        ...

    async def prune(self, conversation: str) -> None:
        """Forget all but the newest checkpoint."""
        ...


class Inbox(Protocol):
    """What a channel has received and not yet answered, kept across crashes."""

    async def accept(self, channel: str, number: int, content: str) -> bool:
        """Keep it before acknowledging it; False where this number was accepted before."""
        ...

    async def pending(self, channel: str) -> list[tuple[int, str]]:
        """Accepted and neither done nor set aside, oldest first."""
        ...

    async def done(self, channel: str, number: int) -> None: ...

    async def set_aside(self, channel: str, number: int, why: str) -> None:
        """It cannot be processed, now or later; kept for a person to see."""
        ...
