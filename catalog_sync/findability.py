"""How well a catalogue and its posts can be found, computed from what they carry: every share is counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.ports import ListingRecord, PostRecord, ProductLinks

EXAMPLES = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """So many lack something, a `share` of 0..1 of all; `examples` are skus, addresses of posts, or product refs."""

    code: str
    count: int
    share: float
    examples: tuple[str, ...]
    fix: str


@dataclass(frozen=True, slots=True)
class Findability:
    """`score` is 0..100, the mean share of those that do not lack what is looked for; None where there are none."""

    score: int | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Trait(Generic[T]):
    code: str
    present: Callable[[T], object]
    fix: str


LISTING_TRAITS: tuple[_Trait[ListingRecord], ...] = (
    _Trait("no_picture", lambda record: record.picture, "fill image_link: nobody buys what they cannot see"),
    _Trait("no_look", lambda record: record.look_hash, "name a picture file beside the feed: photos are met by it"),
    _Trait("no_description", lambda record: record.description, "say in two sentences what it is and what it is for"),
    _Trait("no_colour", lambda record: record.options.get("color"), "fill color: shoppers ask by it and filter by it"),
    _Trait("no_gtin", lambda record: record.gtin, "fill gtin: a barcode in a photo is the surest way to a product"),
    _Trait("no_brand", lambda record: record.brand, "fill brand: shoppers and creators call products by it"),
    _Trait("no_category", lambda record: record.category, "fill product_type, as in Kitchen > Kettles"),
    _Trait("no_link", lambda record: record.url, "fill link: the way to the shop for who will not buy in a chat"),
)
POST_TRAITS: tuple[_Trait[PostRecord], ...] = (
    _Trait("no_product", lambda record: record.products, "name a product of the shop, or the post sells nothing"),
    _Trait("no_moment", lambda record: record.moments, "quote a moment: it is what shoppers are shown"),
)
UNCOVERED = "find a creator who has tried it, or send one to try"


def listings_findability(records: Sequence[ListingRecord]) -> Findability:
    return _summed([_finding(trait, records, lambda record: record.sku) for trait in LISTING_TRAITS if records])


def posts_findability(records: Sequence[PostRecord], links: ProductLinks) -> Findability:
    """Of the posts, and of the shop's products how many of these posts speak of."""
    findings = [_finding(trait, records, lambda record: record.url) for trait in POST_TRAITS if records]
    covered = {ref for record in records for ref in record.products}
    shop = sorted(set(links.by_sku.values()), key=str)
    if shop:
        findings.append(_finding(_Trait("no_creator", covered.__contains__, UNCOVERED), shop, str))
    return _summed(findings)


def _finding(trait: _Trait[T], things: Sequence[T], name: Callable[[T], str]) -> Finding:
    lacking = [name(thing) for thing in things if not trait.present(thing)]
    share = round(len(lacking) / len(things), 3)
    return Finding(trait.code, len(lacking), share, tuple(lacking[:EXAMPLES]), trait.fix)


def _summed(findings: Sequence[Finding]) -> Findability:
    if not findings:
        return Findability(None, ())
    score = 100 * (1 - sum(finding.share for finding in findings) / len(findings))
    return Findability(round(score), tuple(finding for finding in findings if finding.count))
