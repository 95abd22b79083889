"""A shop in a folder, real but for its encoders: what a sync leaves in it can be told and compared."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, select

from catalog_sync.journey import sync
from catalog_sync.report import SyncReport
from catalog_sync.sources import WebTools
from catalog_sync.tools import SyncTools
from graph.adapters.index.generations import GenerationPublisher, Generations
from graph.adapters.index.holder import EdgeHolder
from graph.adapters.index.manifest import EncoderId, Encoders
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.changes import PRODUCT
from graph.adapters.sql.database import Database
from graph.adapters.sql.embeddings import SqlEmbeddings
from graph.adapters.sql.index_source import SqlIndexSource
from graph.adapters.sql.listings import OFFERED
from graph.adapters.sql.schema import embedding, listing, listing_source, product, storefront, variant
from graph.adapters.sql.survey import SqlCatalogSurvey
from graph.ports.publishing import Coming, IndexPublisher
from graph.ports.search import ProductQuery
from graph.ports.supply import CatalogStore
from graph.ports.talk import Clock
from graph.ports.work import Workers
from tests.sql_shop import fresh_database
from tests.unit.catalog_sync.doubles import HereAndNow, LetterEncoder, MeanColourEncoder, StillClock, decode

HEADINGS = "id,item_group_id,title,description,link,image_link,availability,quantity,price"
CURRENCIES: Mapping[str, frozenset[str]] = {"acme": frozenset({"EUR"}), "hearth": frozenset({"EUR"})}
ENCODERS = Encoders(
    EncoderId(LetterEncoder.name, LetterEncoder.size), EncoderId(MeanColourEncoder.name, MeanColourEncoder.size)
)
Rows = list[tuple[Any, ...]]


def line(sku: str, *, group: str = "", title: str = "", price: str = "15.00 EUR", **more: str) -> str:
    """A row of a feed with what a test does not care about filled in."""
    given = {
        "description": "Boils water.",
        "link": f"https://acme.example/{sku}",
        "image_link": "",
        "availability": "in_stock",
        "quantity": "",
    } | more
    return ",".join((sku, group, title or f"Kettle {sku}", *given.values(), price))


def write_feed(path: Path, lines: Sequence[str], headings: str = HEADINGS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((headings, *lines)) + "\n", encoding="utf-8")
    return path


@dataclass
class CountingPublisher:
    """The port IndexPublisher for tests in which the index is not the point."""

    source: SqlIndexSource
    published: int | None = None

    async def publish(self, coming: Coming | None = None) -> int:
        if coming:
            await coming.turn_over()
        self.published = await self.source.sequence()
        return self.published

    async def announce(self, *, coming: bool) -> None:
        """Nobody listens."""

    async def behind(self) -> int | None:
        return None if self.published is None else await self.source.sequence() - self.published


@dataclass
class CountingWorkers(HereAndNow):
    """Remembers how many batches it was given."""

    batches: int = 0

    async def run(self, work: Callable[[Any], Any], batch: Any) -> Any:  # noqa: ANN401 - the port's type variables
        self.batches += 1
        return await super().run(work, batch)


@dataclass
class DiskShop:
    """`text` and `photo` count what they were asked; `ENCODERS` are their names."""

    folder: Path
    url: str
    workers: Workers = field(default_factory=CountingWorkers)
    clock: Clock = field(default_factory=StillClock)
    indexed: bool = False
    on_build: Callable[[int, int], None] | None = None
    patience: float = 30.0
    store_of: Callable[[Database], CatalogStore] = SqlCatalogStore

    def __post_init__(self) -> None:
        self.database = Database(self.url)
        self.text, self.photo = LetterEncoder(), MeanColourEncoder()
        self.source = SqlIndexSource(self.database, self.text.name, self.photo.name, self.clock)
        self.publisher: IndexPublisher = CountingPublisher(self.source)
        if self.indexed:
            self.publisher = GenerationPublisher(self.folder, self.url, self.source, ENCODERS, self.on_build)

    @property
    def tools(self) -> SyncTools:
        return SyncTools(
            store=self.store_of(self.database),
            survey=SqlCatalogSurvey(self.database),
            embeddings=SqlEmbeddings(self.database),
            text=self.text,
            photo=self.photo,
            publisher=self.publisher,
            workers=self.workers,
            web=WebTools(self.folder / "fetched"),
            decode=decode,
            clock=self.clock,
            pictures=self.folder / "pictures",
            currencies=CURRENCIES,
            patience=self.patience,
        )

    async def sync(self, *feeds: Path, merchant: str = "acme", **choices: Any) -> SyncReport:  # noqa: ANN401
        return await sync(feeds, merchant=merchant, tools=self.tools, **choices)

    async def rows(self, statement: Select[Any]) -> Rows:
        return [tuple(row) for row in await self.database.read(_rows, statement)]

    async def contents(self) -> dict[str, Rows]:
        """What shoppers meet, and everything a sync leaves in the database by table, in one order and without keys."""
        contents = {name: sorted(await self.rows(each), key=repr) for name, each in CONTENTS.items()}
        named = {key: name for key, *name in await self.rows(select(*variant.c["key", "merchant", "sku"]))}
        changes = await self.source.changes(0, EVERY)
        told = [(*named[change.key], change.gone) for change in changes if change.kind == PRODUCT]
        return contents | {"changes": sorted(told)}

    async def searched(self) -> dict[str, list[str]]:
        """What shoppers find in the index once it has caught up, by what they ask."""
        holder = EdgeHolder(self.folder, self.source, ENCODERS)
        await holder.open()
        try:
            asked = {words: ProductQuery(words=words, available_only=False, limit=5_000) for words in ("", "Renamed")}
            found = {words: await holder.products.search(query) for words, query in asked.items()}
        finally:
            await holder.close()
        return {words: sorted(f"{hit.merchant}/{hit.product}" for hit in hits) for words, hits in found.items()}

    def leftovers(self) -> list[str]:
        """Files that no complete sync leaves."""
        names = (str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))
        return sorted(name for name in names if "partial-" in name or name.endswith((".part", ".tmp")))

    def generations(self) -> int:
        return len(list(Generations(self.folder).directory.glob("*/manifest.json")))


def new_shop(folder: Path) -> Path:
    """The folder, made, with an empty database in it."""
    folder.mkdir(parents=True)
    fresh_database("sqlite", folder)
    return folder


@asynccontextmanager
async def shop_on_disk(folder: Path, url: str = "", **more: Any) -> AsyncIterator[DiskShop]:  # noqa: ANN401
    """The shop in `folder`, whose database is there too unless `url` names another."""
    shop = DiskShop(folder, url or f"sqlite:///{folder / 'shop.db'}", **more)
    try:
        yield shop
    finally:
        await shop.database.dispose()


def told(report: SyncReport) -> dict[str, Any]:
    """What a report says, the time it took apart."""
    return {name: value for name, value in asdict(report).items() if name not in {"seconds", "findability"}}


def _rows(connection: Connection, statement: Select[Any]) -> Sequence[Any]:
    return connection.execute(statement).all()


EVERY = 1_000_000
KEYS = {"key", "variant_key", "product_key", "edition"}
"""They go by arrival."""


def _but_keys(columns: Iterable[Any]) -> list[Any]:
    return [column for column in columns if column.name not in KEYS]


CONTENTS: Mapping[str, Select[Any]] = {
    "met": OFFERED.with_only_columns(*_but_keys(OFFERED.selected_columns)),
    "products": select(*product.c["merchant", "id"]),
    "listings": select(
        *variant.c["merchant", "sku"],
        product.c.id,
        *_but_keys(listing.c),
    )
    .join_from(listing, variant)
    .join(product),
    "listed": select(*_but_keys(listing_source.c)),
    "unsettled": select(*storefront.c["merchant", "coming"]),
    "embeddings": select(embedding),
}
