"""Settings become adapters here and nowhere else. Importing this loads their code; models wait for their first use."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph.adapters.encoders.hub import HubModel, Purpose, hub_model
from graph.adapters.encoders.hub_photo import HubPhotoEncoder, PortableHubEncoder
from graph.adapters.encoders.hub_text import HubTextEncoder, HubTextsOfWorker
from graph.adapters.encoders.look_network import LookNetwork
from graph.adapters.encoders.photo import BundledPhotoEncoder
from graph.adapters.encoders.pooled import PooledTextEncoder, PortableLookEncoder, encode_texts
from graph.adapters.encoders.text import BundledTextEncoder
from graph.adapters.index.following import follow
from graph.adapters.index.generations import GenerationPublisher
from graph.adapters.index.holder import EdgeHolder
from graph.adapters.index.manifest import EncoderId, Encoders
from graph.adapters.index.words import WordEncoder
from graph.adapters.media.disk import DiskMediaStore
from graph.adapters.media.photos import decode_photo
from graph.adapters.reader.rules import RuleReader
from graph.adapters.senses.barcode import ZxingBarcodeReader
from graph.adapters.senses.label import RapidOcrLabelReader
from graph.adapters.senses.things import OutlineThingFinder
from graph.adapters.senses.words import ClassWordReader
from graph.adapters.sql.books import SqlBooks
from graph.adapters.sql.catalog import SqlCatalog
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.doubts import SqlLinkReviews, SqlPostHistory
from graph.adapters.sql.embeddings import SqlEmbeddings
from graph.adapters.sql.gallery import SqlGallery
from graph.adapters.sql.inbox import SqlInbox
from graph.adapters.sql.index_source import SqlIndexSource
from graph.adapters.sql.migrate import migrate
from graph.adapters.sql.order_store import SqlOrderStore
from graph.adapters.sql.records import SqlCatalogRecords
from graph.adapters.sql.spending import SqlPurse
from graph.adapters.sql.survey import SqlCatalogSurvey
from graph.adapters.workers import WorkerProcesses
from graph.domain.errors import BadInput, IndexUnavailable
from graph.ports.books import Books
from graph.ports.gallery import Gallery
from graph.ports.publishing import IndexPublisher, IndexSource
from graph.ports.search import CatalogIndex, CreatorIndex
from graph.ports.senses import (
    LabelReader,
    PhotoEncoder,
    Pixels,
    PortablePhotoEncoder,
    TextEncoder,
    Vectors,
    VisionReader,
)
from graph.ports.shop import Catalog, OrderStore
from graph.ports.spending import Purse
from graph.ports.supply import CatalogRecords, CatalogStore, CatalogSurvey, Embeddings, LinkReviews, PostHistory
from graph.ports.talk import Clock, Inbox
from graph.ports.work import Workers
from graph.profile import PROFILE_FILE, ShopProfile, load_profile
from graph.settings import LlmSettings, QdrantSettings, Settings, SyncSettings
from graph.till.expire import expire
from graph.toolbox import Toolbox

if TYPE_CHECKING:
    from qdrant_client import AsyncQdrantClient

    from graph.assistant import OnReply
    from graph.shop import Shop

log = logging.getLogger(__name__)

EXPIRE_SECONDS = 15.0
"""How often quotes and reservations that ran out are put back."""

Progress = Callable[[int, int], None]


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Models:
    """What takes seconds to load, when first asked. Shops that open one after another in a process may share it.

    `text_work` and `portable_photo` are `text` and `photo` as workers have them; `hub` are those to be downloaded once.
    """

    text: TextEncoder
    photo: PhotoEncoder
    text_work: Callable[[list[str]], Vectors]
    portable_photo: PortablePhotoEncoder
    hub: tuple[HubModel, ...]
    network: LookNetwork
    label: LabelReader | None


@dataclass(frozen=True, slots=True)
class Indexes:
    """`catch_up` takes in at once what the catalogue has changed; by itself that happens within a second."""

    products: CatalogIndex
    posts: CreatorIndex
    catch_up: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Storeroom:
    """What a sync fills and a shop sells from.

    `decode` opens a picture's bytes safely. `pooled_text` and `portable_photo` are `text` and `photo` for many of them:
    the workers encode them.
    """

    data: Path
    profile: ShopProfile
    clock: Clock
    catalog: Catalog
    store: CatalogStore
    survey: CatalogSurvey
    history: PostHistory
    reviews: LinkReviews
    source: IndexSource
    embeddings: Embeddings
    gallery: Gallery
    orders: OrderStore
    books: Books
    inbox: Inbox
    purse: Purse
    models: Models
    encoders: Encoders
    publisher: IndexPublisher
    decode: Callable[[bytes, int], Pixels]
    sync: SyncSettings
    workers: Workers
    records: CatalogRecords
    pooled_text: TextEncoder
    portable_photo: PortablePhotoEncoder

    @property
    def text(self) -> TextEncoder:
        return self.models.text

    @property
    def photo(self) -> PhotoEncoder:
        return self.models.photo

    @property
    def pictures(self) -> Path:
        return self.data / "pictures"


def database_url(settings: Settings) -> str:
    """The configured database, or the file in the data folder."""
    return settings.database_url.get_secret_value() or f"sqlite:///{(settings.data_dir / 'shop.db').resolve()}"


def load_models(settings: Settings) -> Models:
    """The models of the settings; nothing is read from the disk before the first question.

    Raises BadInput for a model that nobody knows.
    """
    threads = settings.senses.threads
    network = LookNetwork(threads)
    label = RapidOcrLabelReader(threads) if settings.senses.label else None
    words = _hub_model(settings.encoders.text, Purpose.WORDS, settings.data_dir)
    pictures = _hub_model(settings.encoders.photo, Purpose.PICTURES, settings.data_dir)
    return Models(
        text=HubTextEncoder(words, threads) if words else BundledTextEncoder(),
        photo=HubPhotoEncoder(pictures, threads) if pictures else BundledPhotoEncoder(network),
        text_work=HubTextsOfWorker(words) if words else encode_texts,
        portable_photo=PortableHubEncoder(pictures) if pictures else PortableLookEncoder(),
        hub=tuple(model for model in (words, pictures) if model),
        network=network,
        label=label,
    )


def _hub_model(setting: str, purpose: Purpose, data: Path) -> HubModel | None:
    """None for the bundled one."""
    _, _, name = setting.partition(":")
    if not name:
        return None
    with _extra("fastembed"):
        return hub_model(name, purpose, data / "models")


async def _fetch(models: Models) -> None:
    for model in models.hub:
        await asyncio.to_thread(model.fetch)


@asynccontextmanager
async def open_storeroom(
    settings: Settings,
    *,
    clock: Clock | None = None,
    on_build: Progress | None = None,
    models: Models | None = None,
    download: bool = True,
) -> AsyncIterator[Storeroom]:
    """Open the database, brought to the newest schema; `on_build` hears how far a new index is.

    Models of the hub that are not here yet are downloaded first. Raises BadInput where they cannot be had.
    """
    models = models or load_models(settings)
    if download:
        await _fetch(models)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    url = database_url(settings)
    await migrate(url)
    async with AsyncExitStack() as stack:
        database = Database(url)
        stack.push_async_callback(database.dispose)
        workers = WorkerProcesses(settings.sync.workers)
        stack.push_async_callback(workers.close)
        yield _stock(settings, database, workers, clock or SystemClock(), on_build, models)


def _stock(
    settings: Settings,
    database: Database,
    workers: Workers,
    clock: Clock,
    on_build: Progress | None,
    models: Models,
) -> Storeroom:
    text, photo = models.text, models.photo
    encoders = Encoders(EncoderId(text.name, text.size), EncoderId(photo.name, photo.size))
    source = SqlIndexSource(database, text.name, photo.name, clock)
    publisher: IndexPublisher
    if settings.qdrant.url:
        publisher = _server_publisher(settings.qdrant, source, encoders)
    else:
        publisher = GenerationPublisher(settings.data_dir, database_url(settings), source, encoders, on_build)
    return Storeroom(
        data=settings.data_dir,
        profile=load_profile(settings.data_dir / PROFILE_FILE),
        clock=clock,
        catalog=SqlCatalog(database, clock),
        store=SqlCatalogStore(database),
        survey=SqlCatalogSurvey(database),
        history=SqlPostHistory(database),
        reviews=SqlLinkReviews(database, clock),
        source=source,
        embeddings=SqlEmbeddings(database),
        gallery=SqlGallery(database, clock, by_looks=photo.fitted),
        orders=SqlOrderStore(database, clock),
        books=SqlBooks(database, clock),
        inbox=SqlInbox(database, clock),
        purse=SqlPurse(database, clock, "photos", settings.llm.ceiling),
        models=models,
        encoders=encoders,
        publisher=publisher,
        decode=decode_photo,
        sync=settings.sync,
        workers=workers,
        records=SqlCatalogRecords(database),
        pooled_text=PooledTextEncoder(text, workers, models.text_work),
        portable_photo=models.portable_photo,
    )


@asynccontextmanager
async def open_index(settings: Settings, room: Storeroom) -> AsyncIterator[Indexes]:
    """The server's index, or this process's own view of the embedded one, kept up with the catalogue until closed."""
    opening = _server_index(settings.qdrant, room) if settings.qdrant.url else _embedded_index(room)
    async with opening as indexes:
        try:
            await indexes.catch_up()
        except IndexUnavailable as error:
            # A shop may open before its first sync: it says so to whoever asks, and serves as soon as that is in.
            log.warning("%s", error)
        async with _beside(follow(indexes.catch_up)):
            yield indexes


@asynccontextmanager
async def _embedded_index(room: Storeroom) -> AsyncIterator[Indexes]:
    holder = EdgeHolder(room.data, room.source, room.encoders)
    try:
        yield Indexes(holder.products, holder.posts, holder.catch_up)
    finally:
        await holder.close()


def _server_publisher(qdrant: QdrantSettings, source: IndexSource, encoders: Encoders) -> IndexPublisher:
    with _extra("server"):
        from graph.adapters.index.server_publisher import ServerPublisher  # noqa: PLC0415  an optional extra
    return ServerPublisher(_client(qdrant), source, encoders, WordEncoder())


@asynccontextmanager
async def _server_index(qdrant: QdrantSettings, room: Storeroom) -> AsyncIterator[Indexes]:
    with _extra("server"):
        from graph.adapters.index.server import ServerCatalogIndex, ServerCreatorIndex  # noqa: PLC0415  same
        from graph.adapters.index.server_tail import ServerTail  # noqa: PLC0415  same
    client, words = _client(qdrant), WordEncoder()
    try:
        tail = ServerTail(client, room.source, room.encoders, words)
        products = ServerCatalogIndex(client, words, allow=tail.allow)
        posts = ServerCreatorIndex(client, words, allow=tail.allow)
        yield Indexes(products, posts, tail.catch_up)
    finally:
        await client.close()


def _client(qdrant: QdrantSettings) -> "AsyncQdrantClient":
    from qdrant_client import AsyncQdrantClient  # noqa: PLC0415  same

    return AsyncQdrantClient(url=qdrant.url, api_key=qdrant.api_key.get_secret_value() or None)


@contextmanager
def _extra(name: str) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as missing:
        raise BadInput(
            f"{missing.name} is not installed; in the project's folder run: pip install -e '.[{name}]'"
        ) from missing


@asynccontextmanager
async def open_shop(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    on_reply: "OnReply | None" = None,
    models: Models | None = None,
) -> "AsyncIterator[Shop]":
    """A shop ready to answer; everything it opened is closed on leaving. `models` may be loaded already."""
    # LangGraph takes seconds to load, and a sync has no use for it.
    from graph.adapters.conversations import open_conversations  # noqa: PLC0415
    from graph.assistant import Assistant  # noqa: PLC0415
    from graph.build import build_graph  # noqa: PLC0415
    from graph.shop import Shop  # noqa: PLC0415

    # Nobody's conversation goes to a tracing service because a variable happened to be set: the first of these outdoes
    # every other that LangSmith looks for.
    os.environ |= {"LANGSMITH_TRACING_V2": "false", "LANGSMITH_TRACING": "false"}
    settings = settings or Settings()
    async with AsyncExitStack() as stack:
        room = await stack.enter_async_context(open_storeroom(settings, clock=clock, models=models))
        vision = await stack.enter_async_context(_open_vision(settings.llm, room))
        indexes = await stack.enter_async_context(open_index(settings, room))
        conversations = await stack.enter_async_context(open_conversations(room.data))
        await stack.enter_async_context(_beside(_expire(room)))
        tools = _toolbox(room, indexes, vision)
        graph = build_graph(conversations.saver)
        assistant = Assistant(graph, tools, conversations, deadline=settings.turn_deadline, on_reply=on_reply)
        token = settings.telegram.provider_token.get_secret_value()
        yield Shop(assistant, tools, room.inbox, room.pictures, indexes.catch_up, token)


@asynccontextmanager
async def _open_vision(llm: LlmSettings, room: Storeroom) -> AsyncIterator[VisionReader | None]:
    if not llm.sees:
        yield None
        return
    with _extra("llm"):
        from graph.adapters.vision.reader import open_reader  # noqa: PLC0415  an optional extra
    async with open_reader(llm, room.purse, room.clock) as reader:
        yield reader


def _toolbox(room: Storeroom, indexes: Indexes, vision: VisionReader | None) -> Toolbox:
    return Toolbox(
        clock=room.clock,
        reader=RuleReader(),
        text=room.text,
        photo=room.photo,
        barcode=ZxingBarcodeReader(),
        label=room.models.label,
        words=ClassWordReader(room.models.network),
        things=OutlineThingFinder(),
        vision=vision,
        media=DiskMediaStore(room.data / "media"),
        products=indexes.products,
        posts=indexes.posts,
        gallery=room.gallery,
        catalog=room.catalog,
        orders=room.orders,
        profile=room.profile,
    )


async def _expire(room: Storeroom) -> None:
    while True:
        try:
            await expire(room.orders, room.clock)
        except Exception:
            # The loop outlives a database that is away; the till itself checks every expiry again.
            log.exception("expired orders were not put back; trying again")
        await asyncio.sleep(EXPIRE_SECONDS)


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run `work` beside the block and end it with the block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
