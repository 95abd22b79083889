"""A shop in memory behind the ports of a sync: it keeps what the real one keeps and counts what is asked of it."""

import socket
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NoReturn, TypeVar

import numpy as np
from aiohttp.abc import AbstractResolver
from PIL import Image, UnidentifiedImageError

from catalog_sync.sources import WebTools
from catalog_sync.survey import Tally
from catalog_sync.tools import SyncTools
from catalog_sync.web.guard import AllowedHosts
from catalog_sync.web.limits import Limits
from graph.domain.creators import ProductRef
from graph.domain.errors import UnreadablePhoto
from graph.domain.survey import Survey, Surveyed
from graph.ports.publishing import Coming
from graph.ports.senses import Pixels, Vector, Vectors
from graph.ports.supply import NONE_SEEN, LastSaid, ListingRecord, PostRecord, ProductLinks, Seen

T = TypeVar("T")
R = TypeVar("R")

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HEADINGS = "id,title,description,link,image_link,availability,price"


class StillClock:
    def now(self) -> datetime:
        return NOW


class Nowhere(AbstractResolver):
    """No host has an address: whatever is not on this machine cannot be reached."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> NoReturn:
        raise OSError(None, "no such host")

    async def close(self) -> None:
        pass


class HereAndNow:
    """The port Workers: at once, on this thread."""

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        return work(batch)


@dataclass
class MemoryStore:
    """The port CatalogStore, without sales. Every change has a number, as in `catalog_change`."""

    listings: dict[tuple[str, str], dict[str, ListingRecord]] = field(default_factory=dict)
    marks: dict[tuple[str, str, str], str | None] = field(default_factory=dict)
    posts: dict[str, dict[str, PostRecord]] = field(default_factory=dict)
    changes: int = 0
    coming: int | None = None
    turned: int = 0
    read_at: datetime | None = None
    confirmed: list[tuple[str, datetime]] = field(default_factory=list)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[bool]:
        yield True

    async def listed(self, merchant: str, source: str, among: Collection[str] | None = None) -> dict[str, LastSaid]:
        records = self.listings.get((merchant, source), {})
        return {
            sku: LastSaid(record.fingerprint, self.marks.get((merchant, source, sku)), record.look_hash)
            for sku, record in records.items()
            if among is None or sku in among
        }

    async def records(self, merchant: str, skus: Sequence[str]) -> dict[str, ListingRecord]:
        known = {
            sku: record
            for (whose, _), some in self.listings.items()
            if whose == merchant
            for sku, record in some.items()
        }
        return {sku: known[sku] for sku in skus if sku in known}

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
        assert edition == self.coming
        listed = self.listings.setdefault((merchant, source), {})
        listed.update({record.sku: record for record in records})
        named = {record.sku: Seen() for record in records} | dict(seen)
        self.marks |= {(merchant, source, sku): each.mark for sku, each in named.items()}
        for sku in removed:
            del listed[sku]
        self.read_at = read_at
        self.changes += len(records) + len(removed)
        return self.changes

    async def begin_edition(self, merchant: str) -> int:
        self.coming = self.changes
        return self.changes

    async def turn_over(self, merchant: str, edition: int) -> int:
        assert edition == self.coming
        self.coming = None
        self.turned += 1
        return self.changes

    async def clear(self, merchant: str) -> None:
        """Nothing is kept here that no edition shows."""

    async def confirm(self, merchant: str, skus: Collection[str], read_at: datetime) -> None:
        self.confirmed += [(sku, read_at) for sku in sorted(skus)]

    async def post_fingerprints(self, source: str) -> dict[str, str]:
        return {url: record.fingerprint for url, record in self.posts.get(source, {}).items()}

    async def apply_posts(self, source: str, records: Sequence[PostRecord], removed: Sequence[str]) -> int:
        kept = self.posts.setdefault(source, {})
        kept.update({record.url: record for record in records})
        for url in removed:
            del kept[url]
        self.changes += len(records) + len(removed)
        return self.changes

    async def links(self) -> ProductLinks:
        listed = [(merchant, each) for (merchant, _), some in self.listings.items() for each in some.values()]
        refs = [(ProductRef(merchant, record.product), merchant, record) for merchant, record in listed]
        return ProductLinks(
            by_gtin={record.gtin: ref for ref, _, record in refs if record.gtin},
            by_sku={(merchant, record.sku): ref for ref, merchant, record in refs},
            by_url={record.url: ref for ref, _, record in refs if record.url},
            by_name={f"{record.brand} {record.product_title}".lower(): ref for ref, _, record in refs},
        )

    def of(self, source: str, merchant: str = "acme") -> dict[str, ListingRecord]:
        return self.listings.get((merchant, source), {})


@dataclass
class MemorySurvey:
    """The port CatalogSurvey, over the same shop."""

    store: MemoryStore

    async def survey(self, merchant: str | None = None) -> Survey:
        tally = Tally()
        for (whose, _), records in self.store.listings.items():
            tally.take(records.values() if merchant in {None, whose} else ())
        return tally.survey()

    async def listings(self, merchant: str | None = None) -> list[Surveyed]:
        return [
            Surveyed(whose, record.sku, record.title, record.traits)
            for (whose, _), records in self.store.listings.items()
            for record in records.values()
            if merchant in {None, whose}
        ]

    async def merchants(self) -> tuple[str, ...]:
        return tuple(sorted({merchant for (merchant, _), records in self.store.listings.items() if records}))


@dataclass
class MemoryEmbeddings:
    kept: dict[tuple[str, str], Vector] = field(default_factory=dict)

    async def known(self, encoder: str, hashes: Sequence[str]) -> set[str]:
        return {name for name in hashes if (encoder, name) in self.kept}

    async def keep(self, encoder: str, vectors: Mapping[str, Vector]) -> None:
        self.kept.update({(encoder, name): vector for name, vector in vectors.items()})


@dataclass
class LetterEncoder:
    """The port TextEncoder: a text's letters, counted."""

    name: str = "letters"
    size: int = 26
    encoded: list[str] = field(default_factory=list)

    async def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return np.array([[text.lower().count(chr(97 + at)) for at in range(self.size)] for text in texts], np.float32)


@dataclass
class MeanColourEncoder:
    """The port PortablePhotoEncoder: a picture's mean colour."""

    name: str = "mean-colour"
    size: int = 3
    encoded: int = 0

    def encode(self, photos: Sequence[Pixels]) -> Vectors:
        self.encoded += len(photos)
        return np.array([photo.mean(axis=(0, 1)) for photo in photos], np.float32)


@dataclass
class MemoryPublisher:
    """The port IndexPublisher over the store's numbered changes."""

    store: MemoryStore
    published: list[int] = field(default_factory=list)
    announced: list[bool] = field(default_factory=list)

    async def publish(self, coming: Coming | None = None) -> int:
        if coming:
            await coming.turn_over()
        self.published.append(self.store.changes)
        return self.store.changes

    async def announce(self, *, coming: bool) -> None:
        self.announced.append(coming)

    async def behind(self) -> int | None:
        return self.store.changes - self.published[-1] if self.published else None


@dataclass
class Shop:
    """A shop called "acme" that sells in EUR, with everything a sync works with."""

    folder: Path
    store: MemoryStore = field(default_factory=MemoryStore)
    embeddings: MemoryEmbeddings = field(default_factory=MemoryEmbeddings)
    text: LetterEncoder = field(default_factory=LetterEncoder)
    photo: MeanColourEncoder = field(default_factory=MeanColourEncoder)

    def __post_init__(self) -> None:
        self.publisher = MemoryPublisher(self.store)

    @property
    def tools(self) -> SyncTools:
        return SyncTools(
            store=self.store,
            survey=MemorySurvey(self.store),
            embeddings=self.embeddings,
            text=self.text,
            photo=self.photo,
            publisher=self.publisher,
            workers=HereAndNow(),
            web=WebTools(
                self.folder / "fetched", AllowedHosts.parse("127.0.0.1"), limits=Limits(attempts=1), resolver=Nowhere()
            ),
            decode=decode,
            clock=StillClock(),
            pictures=self.folder / "kept",
            currencies={"acme": frozenset({"EUR"}), "kuro": frozenset({"JPY"})},
            commission=500,
            patience=0.05,
        )

    def feed(self, *rows: str, name: str = "products.csv", headings: str = HEADINGS) -> Path:
        path = self.folder / name
        path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
        return path

    def picture(self, name: str, colour: str = "teal", size: tuple[int, int] = (40, 30)) -> str:
        path = self.folder / name
        Image.new("RGB", size, colour).save(path)
        return sha256(path.read_bytes()).hexdigest()


def row(sku: str, title: str = "Kettle", price: str = "15.00 EUR", picture: str = "") -> str:
    return f"{sku},{title},Boils water.,https://acme.example/{sku},{picture},in stock,{price}"


def decode(content: bytes, longest: int) -> Pixels:
    try:
        with Image.open(BytesIO(content)) as image:
            image.thumbnail((longest, longest))
            return np.array(image.convert("RGB"), np.uint8)
    except UnidentifiedImageError as error:
        raise UnreadablePhoto("this is no picture") from error
