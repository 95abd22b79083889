from dataclasses import dataclass

from graph.ports.gallery import Gallery
from graph.ports.search import CatalogIndex, CreatorIndex
from graph.ports.senses import (
    BarcodeReader,
    LabelReader,
    MediaStore,
    PhotoEncoder,
    TextEncoder,
    ThingFinder,
    VisionReader,
    WordReader,
)
from graph.ports.shop import Catalog, OrderStore
from graph.ports.talk import Clock, Reader
from graph.profile import ShopProfile


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Everything a node may use. LangGraph hands it to each node as the run's context; nothing of it is checkpointed.

    `label` is None where label reading is switched off, `vision` where no vision model is set.
    """

    clock: Clock
    reader: Reader
    text: TextEncoder
    photo: PhotoEncoder
    barcode: BarcodeReader
    label: LabelReader | None
    words: WordReader
    things: ThingFinder
    vision: VisionReader | None
    media: MediaStore
    products: CatalogIndex
    posts: CreatorIndex
    gallery: Gallery
    catalog: Catalog
    orders: OrderStore
    profile: ShopProfile
