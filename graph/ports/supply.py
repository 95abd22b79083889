"""How feeds and posts become the catalogue."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple, Protocol

from graph.domain.catalogue import Availability
from graph.domain.creators import Creator, Disclosure, Doubt, Moment, PostKind, ProductRef, Stance, WordedLink
from graph.domain.money import Money
from graph.domain.survey import Survey, Surveyed
from graph.ports.senses import Vector


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
        edition: int | None = None,
    ) -> int:
        """Insert or update `records`, withdraw the skus of `removed`; the number of the last change.

        `seen` (by sku) is of the records, and of others that are said as before. Sales after `read_at`, the feed's
        time, still count against its quantities: a sold unit never comes back. What goes into an `edition` that was
        begun nobody meets until it turns over.
        """
        ...

    async def begin_edition(self, merchant: str) -> int:
        """The number of a new one, for changes too many for one transaction. Whoever begins it holds the merchant."""
        ...

    async def turn_over(self, merchant: str, edition: int) -> int:
        """Show shoppers all that went into it, at once; the number of the last change."""
        ...

    async def clear(self, merchant: str) -> None:
        """Clear away what no edition shows any more, and what a sync that was stopped had written of one to come."""
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


class PostWords(NamedTuple):
    """What a post says, and the names of the stored embeddings of it, as in PostRecord."""

    text_hashes: tuple[str, ...]
    title: str
    text: str
    moments: tuple[str, ...]


class CatalogRecords(Protocol):
    """All that shoppers can meet, read back page by page: what there is to encode for an encoder that is new here."""

    def listings(self) -> AsyncIterator[list[ListingRecord]]:
        """As they were last said; their fingerprints are empty."""
        ...

    def posts(self) -> AsyncIterator[list[PostWords]]: ...


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
