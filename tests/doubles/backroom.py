"""A whole shop of doubles behind the ports, and short ways to put a turn to it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from langgraph.runtime import Runtime

from graph.domain.catalogue import Product
from graph.domain.conversation import MediaRef, Tap, Turn
from graph.domain.creators import Post
from graph.ports.senses import VisionReader
from graph.profile import ShopProfile
from graph.state import Memory, State
from graph.toolbox import Toolbox
from tests.doubles.catalogue import MemoryCatalog, MemoryMedia, MemoryOrders
from tests.doubles.gallery import MemoryGallery
from tests.doubles.indexes import MemoryPosts, MemoryProducts
from tests.doubles.senses import (
    AxisPerPhoto,
    BagOfWords,
    KnownBarcodes,
    KnownLabels,
    KnownMessages,
    KnownThings,
    KnownWords,
)
from tests.sql_shop import NOON, StillClock

Node = Callable[[State, Runtime[Toolbox]], Awaitable[Any]]


@dataclass
class Backroom:
    """Catalogue and indexes start with the same goods and posts."""

    goods: Iterable[Product] = ()
    said: Iterable[Post] = ()
    clock: StillClock = field(default_factory=StillClock)
    reader: KnownMessages = field(default_factory=KnownMessages)
    barcode: KnownBarcodes = field(default_factory=KnownBarcodes)
    label: KnownLabels | None = field(default_factory=KnownLabels)
    words: KnownWords = field(default_factory=KnownWords)
    things: KnownThings = field(default_factory=KnownThings)
    vision: VisionReader | None = None
    media: MemoryMedia = field(default_factory=MemoryMedia)
    gallery: MemoryGallery = field(default_factory=MemoryGallery)
    profile: ShopProfile = field(default_factory=ShopProfile)

    def __post_init__(self) -> None:
        self.catalog = MemoryCatalog(list(self.goods), list(self.said))
        self.products = MemoryProducts(tuple(self.catalog.goods))
        self.posts = MemoryPosts(tuple(self.catalog.said))
        self.orders = MemoryOrders(self.catalog)

    def tools(self) -> Toolbox:
        return Toolbox(
            clock=self.clock,
            reader=self.reader,
            text=BagOfWords(),
            photo=AxisPerPhoto(),
            barcode=self.barcode,
            label=self.label,
            words=self.words,
            things=self.things,
            vision=self.vision,
            media=self.media,
            products=self.products,
            posts=self.posts,
            gallery=self.gallery,
            catalog=self.catalog,
            orders=self.orders,
            profile=self.profile,
        )

    async def run(self, node: Node, turn: Turn, recall: Memory | None = None, **state: object) -> Any:  # noqa: ANN401  a node's own
        """What a node makes of a turn, given the parts of the state that the nodes before it left."""
        return await node(State(turn=turn, recall=recall or Memory(), **state), Runtime(context=self.tools()))


def turn(
    text: str = "",
    *,
    id: str = "t-1",  # noqa: A002  as the turn calls it
    tap: Tap | None = None,
    photos: Iterable[MediaRef] = (),
    chat: str = "chat",
    **more: Any,  # noqa: ANN401  the turn's own
) -> Turn:
    return Turn(id, "ann", chat, NOON, text=text, tap=tap, photos=tuple(photos), **more)
