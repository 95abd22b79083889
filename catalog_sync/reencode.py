"""The catalogue for an encoder that is new here: words and pictures encoded, from what the shop has kept of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog_sync.darkroom import Darkroom
from catalog_sync.embed import embed_texts
from catalog_sync.fingerprint import listing_text, post_texts
from catalog_sync.tools import Progress, SyncTools, silent
from graph.ports.supply import CatalogRecords, ListingRecord, PostWords


@dataclass(frozen=True, slots=True)
class Reencoded:
    """How much had to be encoded. Of the pictures `lacking` the shop has no copy: a sync of their feeds brings them."""

    texts: int
    pictures: int
    lacking: int


async def reencode(records: CatalogRecords, tools: SyncTools, progress: Progress = silent) -> Reencoded:
    """Whatever these encoders have not encoded yet. What was done stays where it is stopped: the next run goes on."""
    return await _Work(tools, progress).through(records)


@dataclass(slots=True)
class _Work:
    tools: SyncTools
    progress: Progress
    texts: int = 0
    pictures: int = 0
    lacking: int = 0

    async def through(self, records: CatalogRecords) -> Reencoded:
        async for listings in records.listings():
            await self._read(_words_of_listings(listings))
            await self._look({record.look_hash for record in listings if record.look_hash})
        async for posts in records.posts():
            await self._read(_words_of_posts(posts))
        return Reencoded(self.texts, self.pictures, self.lacking)

    async def _read(self, texts: dict[str, str]) -> None:
        self.texts += await embed_texts(texts, self.tools)
        self.progress("words", self.texts, None)

    async def _look(self, looks: Iterable[str]) -> None:
        names = sorted(looks)
        known = await self.tools.embeddings.known(self.tools.photo.name, names)
        fresh = [name for name in names if name not in known]
        room = Darkroom(self.tools, self._step)
        await room.look_up(fresh)
        kept = [name for name in fresh if room.has_copy(name)]
        await room.work(_taken(room, kept))
        self.pictures -= len(room.broken)
        self.lacking += len(fresh) - len(kept) + len(room.broken)

    def _step(self) -> None:
        self.pictures += 1
        self.progress("pictures", self.pictures, None)


async def _taken(room: Darkroom, kept: Sequence[str]) -> None:
    for name in kept:
        await room.take_copy(name)


def _words_of_listings(listings: Iterable[ListingRecord]) -> dict[str, str]:
    return {record.text_hash: listing_text(record) for record in listings}


def _words_of_posts(posts: Iterable[PostWords]) -> dict[str, str]:
    return {
        name: words
        for post in posts
        for name, words in zip(post.text_hashes, post_texts(post.title, post.text, post.moments), strict=True)
    }
