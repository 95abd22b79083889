"""A shop in memory behind the ports of a sync: it keeps what the real one keeps and counts what is asked of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from catalog_sync.tools import SyncTools
from graph.domain.creators import ProductRef
from graph.domain.errors import UnreadablePhoto
from graph.ports import ListingRecord, Pixels, PostRecord, ProductLinks, Vector, Vectors

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HEADINGS = "id,title,description,link,image_link,availability,price"


class StillClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class MemoryStore:
    """The port CatalogStore, without sales. Every change has a number, as in `catalog_change`."""

    listings: dict[tuple[str, str], dict[str, ListingRecord]] = field(default_factory=dict)
    posts: dict[str, dict[str, PostRecord]] = field(default_factory=dict)
    changes: int = 0
    read_at: datetime | None = None
    confirmed: list[tuple[str, datetime]] = field(default_factory=list)

    async def fingerprints(self, merchant: str, source: str) -> dict[str, str]:
        return {sku: record.fingerprint for sku, record in self.listings.get((merchant, source), {}).items()}

    async def apply(
        self, merchant: str, source: str, records: Sequence[ListingRecord], removed: Sequence[str], read_at: datetime
    ) -> int:
        listed = self.listings.setdefault((merchant, source), {})
        listed.update({record.sku: record for record in records})
        for sku in removed:
            del listed[sku]
        self.read_at = read_at
        self.changes += len(records) + len(removed)
        return self.changes

    async def confirm(self, merchant: str, skus: Sequence[str], read_at: datetime) -> None:
        self.confirmed += [(sku, read_at) for sku in skus]

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
    """The port PhotoEncoder: a picture's mean colour."""

    name: str = "mean-colour"
    size: int = 3
    encoded: int = 0

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:
        self.encoded += len(photos)
        return np.array([photo.mean(axis=(0, 1)) for photo in photos], np.float32)


@dataclass
class MemoryPublisher:
    """The port IndexPublisher over the store's numbered changes."""

    store: MemoryStore
    published: list[int] = field(default_factory=list)

    async def publish(self) -> int:
        self.published.append(self.store.changes)
        return self.store.changes

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
            embeddings=self.embeddings,
            text=self.text,
            photo=self.photo,
            publisher=self.publisher,
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


def decode(content: bytes) -> Pixels:
    try:
        with Image.open(BytesIO(content)) as image:
            return np.array(image.convert("RGB"), np.uint8)
    except UnidentifiedImageError as error:
        raise UnreadablePhoto("this is no picture") from error
