"""The two kinds of cargo that make the journey: a merchant's products and creators' posts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol

from catalog_sync.diff import Difference
from catalog_sync.embed import embed_pictures, embed_texts
from catalog_sync.feeds import creators, detect
from catalog_sync.fetch import Source
from catalog_sync.fingerprint import listing_text
from catalog_sync.intake import Intake, J, Verdicts
from catalog_sync.pictures import PictureFolder
from catalog_sync.posts import AcceptedPost, judge_posts
from catalog_sync.rows import Problem, Reading, Row, Unusable
from catalog_sync.tools import Progress, SyncTools
from catalog_sync.validate import Accepted, Rules, judge
from graph.ports import ProductLinks


@dataclass(frozen=True, slots=True)
class Delivery(Generic[J]):
    """One source, read whole and compared with what the shop has of it; nothing has been changed yet."""

    source: Source
    intake: Intake[J]
    difference: Difference

    @property
    def accepted(self) -> list[J]:
        return list(self.intake.accepted.values())

    @property
    def fresh(self) -> list[J]:
        """What is new or different, in the feed's order."""
        fresh = self.difference.fresh
        return [judged for key, judged in self.intake.accepted.items() if key in fresh]

    @property
    def changes(self) -> bool:
        return bool(self.difference.fresh or self.difference.removed)


class Cargo(Protocol[J]):
    """What the journey asks of either kind. `identifier` is the column by which rows are told apart."""

    identifier: str
    suffixes: tuple[str, ...]

    def verdicts(self, source: Source) -> Verdicts[J]:
        """Every row judged, streamed; runs in a thread."""
        ...

    async def before(self, source: Source) -> Mapping[str, str]:
        """The fingerprints of what this source said last time."""
        ...

    async def land(self, delivery: Delivery[J], progress: Progress) -> None:
        """Embed what is new, store what changed in one go, and note in the intake what turned out odd on the way."""
        ...


@dataclass(slots=True)
class Products:
    """A merchant's listings. `formats` are those met."""

    tools: SyncTools
    merchant: str
    asked: str
    formats: dict[str, None] = field(default_factory=dict)
    identifier: str = "id"
    suffixes: tuple[str, ...] = detect.SUFFIXES

    def verdicts(self, source: Source) -> Verdicts[Accepted]:
        for document in source.documents:
            name = detect.detect(document, self.asked)
            self.formats[name] = None
            currencies = self.tools.currencies[self.merchant]
            rules = Rules(self.merchant, currencies, PictureFolder(document.folder))
            only = next(iter(currencies)) if len(currencies) == 1 else None
            yield from judge(_rows(detect.FORMATS[name].read(document, only)), rules)

    async def before(self, source: Source) -> Mapping[str, str]:
        return await self.tools.store.fingerprints(self.merchant, source.name)

    async def land(self, delivery: Delivery[Accepted], progress: Progress) -> None:
        # What is unchanged may lack vectors too: another encoder, or a sync killed half-way.
        pictures = {each.record.look_hash or "": each.picture for each in delivery.accepted if each.picture}
        _part_with(await embed_pictures(pictures, self.tools, progress), delivery.intake.accepted)
        texts = {each.record.text_hash: listing_text(each.record) for each in delivery.accepted}
        await embed_texts(texts, self.tools, progress)
        if delivery.changes:
            source, records = delivery.source, [each.record for each in delivery.fresh]
            removed = delivery.difference.removed
            progress("store", 0, len(records))
            await self.tools.store.apply(self.merchant, source.name, records, removed, source.read_at)
        unchanged = list(delivery.difference.unchanged)
        await self.tools.store.confirm(self.merchant, unchanged, delivery.source.read_at)


@dataclass(slots=True)
class Posts:
    """Creators' posts. `links` are the products they can be about, as the shop has them now."""

    tools: SyncTools
    links: ProductLinks
    identifier: str = "post.url"
    suffixes: tuple[str, ...] = creators.SUFFIXES

    def verdicts(self, source: Source) -> Verdicts[AcceptedPost]:
        for document in source.documents:
            yield from judge_posts(creators.rows(document), self.links, self.tools.commission)

    async def before(self, source: Source) -> Mapping[str, str]:
        return await self.tools.store.post_fingerprints(source.name)

    async def land(self, delivery: Delivery[AcceptedPost], progress: Progress) -> None:
        texts: dict[str, str] = {}
        for each in delivery.accepted:
            texts.update(zip(each.record.text_hashes, each.texts, strict=True))
        await embed_texts(texts, self.tools, progress)
        if delivery.changes:
            records = [each.record for each in delivery.fresh]
            progress("store", 0, len(records))
            await self.tools.store.apply_posts(delivery.source.name, records, delivery.difference.removed)


def _rows(reading: Reading) -> Iterator[Row | Problem]:
    for record in reading.records():
        if isinstance(record, Problem):
            yield record
        else:
            yield from reading.rows(record)


def _part_with(broken: Mapping[str, Unusable], accepted: dict[str, Accepted]) -> None:
    """Products go on without an unusable picture; where it may be readable next time, they count as changed then."""
    for sku, each in accepted.items():
        if (why := broken.get(each.record.look_hash or "")) is None:
            continue
        mark = each.record.fingerprint if why.code == "picture_broken" else ""
        record = replace(each.record, look_hash=None, picture=None, fingerprint=mark)
        warnings = (*each.warnings, each.row.problem("image_link", why.code, why.fix))
        accepted[sku] = replace(each, record=record, warnings=warnings)
