"""Reviews on pages, as schema.org has them (JSON-LD, microdata): who said what of which thing, and how many stars.

A rating is the reviewer's own statement: two of five stars and less are against, three are mixed, four and more are for
it; of other scales the same shares. Without a rating the stance is unstated, and so is any tie to the brand.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from catalog_sync.addresses import handle, platform, post_address
from catalog_sync.document import Document
from catalog_sync.feeds import markup_graph
from catalog_sync.feeds.creators_channel import UNDETERMINED, UNSTATED
from catalog_sync.rows import Problem, Record, SyncStopped, Unusable

PAGE = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
LARGEST = 8 * 2**20
"""Characters of a page; heavy ones have 2 MB."""
MOST_THINGS = 20_000
REVIEWS = frozenset({"Review", "UserReview", "CriticReview"})
NO_GOODS = frozenset({"Organization", "OnlineBusiness", "OnlineStore", "Store", "LocalBusiness", "Service", "Place"})
"""Reviewed as well on shops' pages, and sold by nobody."""
GTINS = ("gtin", "gtin13", "gtin12", "gtin14", "gtin8")
AGAINST, FOR = Decimal("0.375"), Decimal("0.625")
"""Shares of the way from the worst to the best rating: half-way between two stars and three, and three and four."""
FEWEST, MOST = "1", "5"
"""Stars, where a rating does not say: schema.org's own default."""

Thing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Page:
    """Its own address, as it names it, and its language."""

    address: str
    language: str


def recognises(head: str) -> bool:
    """Whether it is a page; whether reviews are on it shows only in the whole of it."""
    return head.lstrip("\ufeff \t\r\n").startswith("<") and PAGE.search(head) is not None


def posts(document: Document) -> Iterator[Record | Problem]:
    """A review a post, its line being its place among the page's reviews. Raises SyncStopped for a page too large."""
    with document.open_text() as opened:
        text = opened.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise SyncStopped("too_large", f"{document.name} holds more than {LARGEST // 2**20} MB, as no page should")
    page, things = _parsed(text)
    told: set[tuple[str, str]] = set()
    for review, item in _reviews(things):
        if not _types(item) & NO_GOODS and (said := _who_and_what(review)) not in told:
            told.add(said)
            yield Record(len(told), _post(page, review, item, nested="itemReviewed" not in review))
    if not told:
        fix = "name pages that carry schema.org's Review; a review taken down is withdrawn from the shop as well"
        yield Problem(document.name, 1, "", "no_review", page.address, fix)


def _parsed(text: str) -> tuple[_Page, list[object]]:
    """The page and its data; a script that cannot be read, and data beyond measure, are no data."""
    from extruct import extract  # noqa: PLC0415 - half a second, for those who sync pages
    from extruct.utils import parse_html  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        tree = parse_html(text.encode("utf-8", "ignore"), "utf-8")
    except LxmlError:
        return _Page("", UNDETERMINED), []
    things: list[object] = []
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        things += extract(script, syntaxes=["json-ld"], errors="ignore").get("json-ld", [])
    if markup_graph.can_be_walked(tree):
        things += extract(tree, syntaxes=["microdata"], errors="ignore").get("microdata", [])
    own = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content | //base/@href")
    language = tree.xpath("string(//html/@lang)").strip()
    return _Page(str(own[0]).strip() if own else "", language or UNDETERMINED), things


def _reviews(things: list[object]) -> Iterator[tuple[Thing, Thing]]:
    """Each review and the thing it is about: what it names itself, or what it stands in."""
    walked = list(_walked(things))
    named = {thing["@id"]: thing for thing, _ in walked if isinstance(thing.get("@id"), str) and len(thing) > 1}
    for thing, around in walked:
        if _types(thing) & REVIEWS:
            item = _first(thing.get("itemReviewed")) or around
            yield thing, {**named.get(str(item.get("@id")), {}), **item}


def _walked(things: list[object]) -> Iterator[tuple[Thing, Thing]]:
    """Every object with the one it stands in; JSON-LD and microdata alike as one flat dictionary."""
    waiting: list[tuple[object, Thing]] = [(things, {})]
    for _ in range(MOST_THINGS):
        if not waiting:
            return
        value, around = waiting.pop()
        if isinstance(value, dict):
            thing = _flat(value)
            yield thing, around
            waiting += [(each, thing) for each in reversed(thing.values()) if isinstance(each, dict | list)]
        elif isinstance(value, list):
            waiting += [(each, around) for each in reversed(value)]


def _flat(value: Mapping[str, Any]) -> Thing:
    inner = value.get("properties")
    return {"@type": value.get("type"), **inner} if isinstance(inner, dict) else dict(value)


def _types(thing: Thing) -> frozenset[str]:
    names = thing.get("@type")
    listed = names if isinstance(names, list) else [names]
    return frozenset(re.split("[/#:]", name)[-1] for name in listed if isinstance(name, str))


def _who_and_what(review: Thing) -> tuple[str, str]:
    """The same review often stands on a page twice, for machines and for people."""
    return _text(review.get("author")), " ".join(_body(review).split())[:200]


def _body(review: Thing) -> str:
    return _text(review.get("reviewBody")) or _text(review.get("description"))


def _post(page: _Page, review: Thing, item: Thing, *, nested: bool) -> dict[str, object]:
    author = _text(review.get("author"))
    profile = _text(_first(review.get("author")).get("url"))
    known = handle(profile) if handle(profile).startswith("@") else ""
    published = _text(review.get("datePublished")) or _text(review.get("dateCreated"))
    address = _address(page, review, f"review-{author}-{published[:10]}" if nested else "")
    return {
        "creator": {"handle": known or author, "platform": platform(profile if known else address), "name": author},
        "post": {
            "id": _text(review.get("@id")),
            "url": address,
            "published": published,
            "kind": "review",
            "title": _text(review.get("headline")) or _text(review.get("name")),
            "text": _body(review),
            "language": _text(review.get("inLanguage")) or page.language,
        },
        "products": [product] if (product := _product(item)) else [],
        "stance": _stance(_first(review.get("reviewRating"))),
        "disclosure": UNSTATED,
    }


def _address(page: _Page, review: Thing, name: str) -> str:
    """The review's own, or the page's; reviews that share a page are told apart by who wrote them and when."""
    shared = urljoin(page.address, "#" + re.sub(r"\W+", "-", name).strip("-").lower()) if name else page.address
    for own in (_text(review.get("url")), _text(review.get("@id"))):
        try:
            address = urljoin(page.address, own)
            if own and not own.startswith("_:") and post_address(address) != post_address(page.address or address):
                return address
        except (ValueError, Unusable):
            continue
    return shared


def _product(item: Thing) -> dict[str, object]:
    named = {
        "gtin": next((number for key in GTINS if (number := _text(item.get(key)))), ""),
        "url": _text(item.get("url")),
        "brand": _text(item.get("brand")),
        "title": _text(item.get("name")),
    }
    return {key: value for key, value in named.items() if value}


def _stance(rating: Thing) -> str:
    try:
        given, worst, best = (
            Decimal((_text(rating.get(name)) or usual).replace(",", "."))
            for name, usual in (("ratingValue", ""), ("worstRating", FEWEST), ("bestRating", MOST))
        )
        share = (given - worst) / (best - worst)
        understood = 0 <= share <= 1
    except ArithmeticError:
        return UNSTATED
    if not understood:
        return UNSTATED
    return "against" if share < AGAINST else "for" if share > FOR else "mixed"


def _first(value: object) -> Thing:
    """The first object among one or several; none is empty."""
    listed = value if isinstance(value, list) else [value]
    return next((_flat(each) for each in listed if isinstance(each, dict)), {})


def _text(value: object) -> str:
    """The words of a value, of an object its name's, of several the first."""
    if isinstance(value, list):
        return next((words for each in value if not isinstance(each, list) and (words := _text(each))), "")
    if isinstance(value, dict):
        name = _flat(value).get("name")
        return name.strip() if isinstance(name, str) else ""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
