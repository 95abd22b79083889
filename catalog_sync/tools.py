"""What a sync works with: ports and folders, handed in from outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog_sync.sources import WebTools
from catalog_sync.wording import Suggest
from graph.ports.publishing import IndexPublisher
from graph.ports.senses import Pixels, PortablePhotoEncoder, TextEncoder
from graph.ports.supply import CatalogRecords, CatalogStore, CatalogSurvey, Embeddings, PostHistory
from graph.ports.talk import Clock
from graph.ports.work import Workers

Progress = Callable[[str, int, int | None], None]
"""Called with a stage (read, pictures, words, store, publish), how much of it is done, and of how much if known."""

PictureDecoder = Callable[[bytes, int], Pixels]
"""Decodes untrusted bytes, on whatever thread, to pixels with a longer side of so many at most.

Raises UnreadablePhoto for what is no picture or too large a one.
"""


@dataclass(frozen=True, slots=True)
class SyncTools:
    """`pictures` is the shop's own folder of small pictures; `currencies` are those each merchant sells in.

    `web` fetches what is named by an address, and its folder is that of all merchants. `history` is that of the posts,
    and `suggest` knows products by words, for posts that name them so. `commission` (basis points) is a creator's where
    a post names none. Another sync of the same shop is waited for during `patience` seconds. `records` is the whole
    catalogue, to be encoded where an encoder is new here; without it only what is synced is.
    """

    store: CatalogStore
    survey: CatalogSurvey
    embeddings: Embeddings
    text: TextEncoder
    photo: PortablePhotoEncoder
    publisher: IndexPublisher
    workers: Workers
    web: WebTools
    decode: PictureDecoder
    clock: Clock
    pictures: Path
    currencies: Mapping[str, frozenset[str]]
    history: PostHistory | None = None
    suggest: Suggest | None = None
    commission: int = 0
    patience: float = 60.0
    records: CatalogRecords | None = None


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """The progress of those who do not watch."""
