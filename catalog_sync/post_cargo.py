"""Creators' posts on their way into the shop."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog_sync.diff import Difference, compare
from catalog_sync.doubts import settle, wordings
from catalog_sync.embed import batches, embed_texts
from catalog_sync.feeds import creators
from catalog_sync.fetch import Source
from catalog_sync.intake import Intake, Verdicts
from catalog_sync.posts import AcceptedPost, judge_posts, out_of_sight
from catalog_sync.publish import announce
from catalog_sync.rows import Problem
from catalog_sync.sources import gather_sources
from catalog_sync.tools import Progress, SyncTools
from catalog_sync.wording import Suggest, Suggestion
from graph.ports.supply import PostHistory, ProductLinks

CREATORS = "creators' posts"
"""The name under which their syncs keep out of each other's way, and of merchants'."""
IDENTIFIER = "post.url"
JUDGED_AT_ONCE = 200
"""Posts read in a thread between two looks at the event loop."""
EMBEDDED_AT_ONCE = 100
STORED_AT_ONCE = 500
"""Changes in one transaction, during which the till cannot write."""

Window = list[AcceptedPost]
"""What a channel's feed shows of its creator's posts: the newest."""


@dataclass(frozen=True, slots=True)
class PostDelivery:
    """One source, read whole and compared with what the shop has of it; nothing has been changed yet."""

    source: Source
    intake: Intake[AcceptedPost]
    difference: Difference

    @property
    def read(self) -> int:
        return self.intake.read

    @property
    def rejected(self) -> Sequence[Problem]:
        return self.intake.rejected

    @property
    def warnings(self) -> Sequence[Problem]:
        return self.intake.warnings

    @property
    def accepted(self) -> list[AcceptedPost]:
        return list(self.intake.accepted.values())

    @property
    def fresh(self) -> list[AcceptedPost]:
        """What is new or different, in the source's order."""
        fresh = self.difference.fresh
        return [post for url, post in self.intake.accepted.items() if url in fresh]


@dataclass(slots=True)
class Posts:
    """`links` are the products they can be about, as the shop has them now; `suggest` knows more by their words.

    Without `history` nothing has been decided, and nothing that a channel's feed lacks is taken for withdrawn.
    """

    tools: SyncTools
    links: ProductLinks
    history: PostHistory | None = None
    suggest: Suggest | None = None
    _suggested: dict[str, Sequence[Suggestion]] = field(default_factory=dict)

    async def gather(self, places: Sequence[str | Path]) -> list[Source]:
        """What the places hold. Raises SyncStopped where one has nothing to read."""
        web, now = self.tools.web.of(CREATORS), self.tools.clock.now()
        return await gather_sources(places, creators.SUFFIXES, web, now)

    async def receive(self, source: Source, progress: Progress, *, partial: bool) -> PostDelivery:
        """Raises SyncStopped where the source cannot be used as a whole."""
        windows: list[Window] = []
        intake = await self._read(source, windows, progress)
        intake.rejected += source.problems
        await self._settle(intake)
        before = await self.before(source, windows)
        difference = compare(before, intake.fingerprints, named=intake.named, partial=partial or source.partial)
        return PostDelivery(source, intake, difference)

    async def land(self, deliveries: Sequence[PostDelivery], progress: Progress) -> None:
        """Everything slow comes first; then the changes are stored, each post at once, and none is yet to come."""
        for delivery in deliveries:
            await self._embed(delivery.accepted, progress)
        await announce(self.tools.publisher, sum(delivery.difference.changes for delivery in deliveries))
        for delivery in deliveries:
            await self._store(delivery, progress)

    async def _store(self, delivery: PostDelivery, progress: Progress) -> None:
        """What is withdrawn goes with the first."""
        records = [post.record for post in delivery.fresh]
        removed, done, total = delivery.difference.removed, 0, len(records)
        progress("store", done, total)
        for some in batches(records, STORED_AT_ONCE) if records else [[]] if removed else ():
            await self.tools.store.apply_posts(delivery.source.name, some, removed)
            removed, done = (), done + len(some)
            progress("store", done, total)

    def verdicts(self, source: Source, windows: list[Window]) -> Verdicts[AcceptedPost]:
        """Every row judged, streamed; runs in a thread. What channels' feeds show is added to `windows`."""
        for document in source.documents:
            reading = creators.read(document)
            judged = judge_posts(reading.posts(), self.links, self.tools.commission)
            if reading.window:
                windows.append([])
                judged = _watched(judged, windows[-1])
            yield from judged

    async def before(self, source: Source, windows: Sequence[Window]) -> Mapping[str, str]:
        """The fingerprints of what this source said last time, without what is out of its sight by now."""
        listed = await self.tools.store.post_fingerprints(source.name)
        if not windows:
            return listed
        unseen = out_of_sight(await self.history.listed(source.name), windows) if self.history else set(listed)
        unseen -= {post.record.url for window in windows for post in window}
        return {url: fingerprint for url, fingerprint in listed.items() if url not in unseen}

    async def _read(self, source: Source, windows: list[Window], progress: Progress) -> Intake[AcceptedPost]:
        intake: Intake[AcceptedPost] = Intake(IDENTIFIER)
        verdicts = batches(self.verdicts(source, windows), JUDGED_AT_ONCE)
        while batch := await asyncio.to_thread(next, verdicts, None):
            for url, judged in batch:
                intake.take(url, judged)
            progress("read", intake.read, None)
        return intake

    async def _settle(self, intake: Intake[AcceptedPost]) -> None:
        worded = {url: post for url, post in intake.accepted.items() if wordings(post)}
        decided = await self.history.decided(list(worded)) if self.history and worded else {}
        for url, post in worded.items():
            intake.accepted[url] = await settle(post, decided.get(url, {}), self._ask)

    async def _ask(self, words: str) -> Sequence[Suggestion]:
        """Each wording once: of a hundred posts about one thing most call it the same."""
        if self.suggest is None:
            return ()
        if words not in self._suggested:
            self._suggested[words] = await self.suggest(words)
        return self._suggested[words]

    async def _embed(self, posts: Sequence[AcceptedPost], progress: Progress) -> None:
        """Of what is unchanged too: it may lack vectors, by another encoder or after a sync that was killed."""
        done = 0
        for some in batches(posts, EMBEDDED_AT_ONCE):
            texts: dict[str, str] = {}
            for post in some:
                texts.update(zip(post.record.text_hashes, post.texts, strict=True))
            await embed_texts(texts, self.tools)
            done += len(some)
            progress("words", done, len(posts))


def _watched(judged: Verdicts[AcceptedPost], window: Window) -> Iterator[tuple[str, AcceptedPost | Problem]]:
    for url, each in judged:
        if isinstance(each, AcceptedPost):
            window.append(each)
        yield url, each
