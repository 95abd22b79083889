"""Google's and Meta's product feeds as RSS or Atom: one variant an item, its attributes elements of a namespace.

Written as the two ask for it, or nearly: with another prefix, with the namespace undeclared, with attributes that have
no prefix at all. Where an item has both, <g:title> counts before <title>.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

from lxml import etree
from lxml.etree import _Element as Element

from catalog_sync.document import Document
from catalog_sync.feeds import google, meta
from catalog_sync.feeds.cells import addresses
from catalog_sync.feeds.option_names import option_field
from catalog_sync.feeds.xml_stream import elements
from catalog_sync.rows import Problem, Record, Row, SyncStopped, shown

GOOGLE = "http://base.google.com/ns/1.0"
ATOM = "http://www.w3.org/2005/Atom"
SPELLINGS = r"https?://base\.google\.com/ns/1\.0/?"
NAMESPACE = re.compile(SPELLINGS)
BINDING = re.compile(rf"\sxmlns(?::([\w.-]+))?\s*=\s*[\"']{SPELLINGS}[\"']")

ITEMS = ("item", "entry")
FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|RDF|item|entry)[\s>]")
TAG = re.compile(r"<(?:[\w.-]+:)?(\w+)")
TELLING = google.KNOWN - {"description", "id", "language", "link", "title"}
"""Tags that a blog's or a channel's feed has no use for."""
MARKUP = frozenset({"content", "description", "summary", "title"})
"""Elements in which some write HTML without escaping it."""
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        **google.ALIASES,
        **meta.ALIASES,
        "content": "description",
        "rich_text_description": "description",
        "structured_description": "description",
        "structured_title": "title",
        "summary": "description",
    }
)
LONGEST_TEXT = 100_000
"""Characters of an element that are read, twenty times the longest description; it is reported as too long."""
LONGEST_ITEM = 5 * LONGEST_TEXT
"""Characters of an item that go from hand to hand as they are."""

Value = str | dict[str, str]
Content = dict[str, list[Value]]
"""By tag: "g:price" for one of Google's namespace, whatever its prefix, "price" for one without any."""


def recognises(head: str) -> bool:
    """Whether the beginning of a text is such a feed's; a blog's or a channel's has none of a product's tags."""
    if not head.lstrip("\ufeff \t\r\n").startswith("<") or not FEED.search(head):
        return False
    return bool(BINDING.search(head)) or len(TELLING.intersection(TAG.findall(head))) > 1


def read(document: Document, currency: str | None) -> "SyndicationReading":  # noqa: ARG001  its prices name theirs
    binding = BINDING.search(document.head())
    return SyndicationReading(document, (binding[1] or "") if binding else "g")


@dataclass(frozen=True, slots=True)
class SyndicationReading:
    """`prefix` is the one that the document has for Google's namespace; empty where that is the default."""

    document: Document
    prefix: str
    context: ClassVar[object] = None
    partial: ClassVar[bool] = False

    def records(self) -> Iterator[Record]:
        """An item each, as XML. Which tags a feed lacks shows at its end: SyncStopped is raised then."""
        lacking, there = set(google.REQUIRED), dict[str, str]()
        line = 0
        for line, item in elements(self.document, ITEMS, {"g": GOOGLE}):
            if lacking:
                there |= {key: _name(key) for child in item if (key := _named(child.tag, child.prefix))}
                lacking.difference_update(there.values())
            yield Record(line, _written(item))
        if not line:
            raise SyncStopped("no_items", f"{self.document.name} holds no <item> and no <entry>; export it again")
        if lacking:
            raise self._lacks([name for name in google.REQUIRED if name in lacking], there)

    def rows(self, record: Record) -> Iterator[Row | Problem]:
        assert isinstance(record.content, str)  # noqa: S101  our own record
        # As it came out of a parser it goes into one: what the first let pass, such as an odd namespace, so does this.
        content = _content(etree.fromstring(record.content, etree.XMLParser(huge_tree=True, recover=True)))
        fields: dict[str, str] = {}
        headings: dict[str, str] = {}
        filled = set()
        for key in sorted(content, key=_rank):
            name, written = _name(key), self._as_written(key)
            headings.setdefault(name, written)
            if name not in filled and (named := _fields(name, content[key])):
                filled.add(name)
                fields |= named
                headings |= dict.fromkeys((name, *named), written)
        row = Row(self.document.name, record.line, fields, headings)
        yield _unpublished(row) or row

    def _as_written(self, key: str) -> str:
        if key.startswith("g:"):
            return f"{self.prefix}:{key[2:]}" if self.prefix else key[2:]
        return key

    def _lacks(self, names: Iterable[str], there: Iterable[str]) -> SyncStopped:
        lacking = [f"<{self._as_written('g:' + name)}>" for name in names]
        found = shown(", ".join(map(self._as_written, there)) or "none we know")
        fix = f"add {'it' if len(lacking) == 1 else 'them'} to every item (there are: {found})"
        return SyncStopped("missing_column", f"{self.document.name}: no item has {', '.join(lacking)}; {fix}")


def _written(item: Element) -> str:
    """As XML that stands by itself; of what is far too long only the beginning, enough to be reported."""
    text = etree.tostring(item, encoding="unicode", with_tail=False)
    if len(text) > LONGEST_ITEM:
        for part in item.iter():
            part.text, part.tail = (part.text or "")[:LONGEST_TEXT], (part.tail or "")[:LONGEST_TEXT]
        text = etree.tostring(item, encoding="unicode", with_tail=False)
    return text


def _content(item: Element) -> Content:
    content: Content = {}
    for child in item:
        key = _named(child.tag, child.prefix)
        value = _nested(child, key) if len(child) else (child.text or _target(child))[:LONGEST_TEXT]
        if not key or not value:
            continue
        if key in content:
            content[key].append(value)
        else:
            content[key] = [value]
    return content


@lru_cache(1_000)
def _named(tag: str, prefix: str | None) -> str:
    """Empty for other namespaces' elements, of which nothing here makes anything."""
    namespace, _, name = tag.rpartition("}")
    namespace = namespace.removeprefix("{")
    if NAMESPACE.fullmatch(namespace):
        return f"g:{name}"
    return name if prefix is None or namespace == ATOM else ""


def _target(element: Element) -> str:
    """Where Atom's <link href="…"/> leads, if that is the product's page."""
    return element.get("href", "") if element.get("rel", "alternate") == "alternate" else ""


def _nested(element: Element, key: str) -> Value:
    """The parts of a structured attribute by their names, or HTML that nobody escaped."""
    if key.removeprefix("g:") in MARKUP:
        return etree.tostring(element, encoding="unicode", with_tail=False)[:LONGEST_TEXT]
    parts: dict[str, str] = {}
    for part in element:
        text = "".join(map(str, part.itertext())) if len(part) else part.text or ""
        parts.setdefault(part.tag.rpartition("}")[2], text[:LONGEST_TEXT])
    return parts


def _name(key: str) -> str:
    plain = google.plain(key)
    return ALIASES.get(plain, plain)


def _rank(key: str) -> tuple[bool, bool]:
    """An attribute's own name counts before another for it, Google's namespace before none."""
    return google.plain(key) in ALIASES, not key.startswith("g:")


def _fields(name: str, values: list[Value]) -> dict[str, str]:
    """What an attribute's elements say, as fields of a row; none where all of them are empty."""
    texts = [text for value in values if isinstance(value, str) and (text := value.strip())]
    parts = [value for value in values if isinstance(value, dict)]
    if parts and name == "product_detail":
        return _pairs(parts, "attribute_name", "attribute_value", "detail.{}".format)
    if parts and name == "additional_variant_attribute":
        return _pairs(parts, "label", "value", option_field)
    texts += [text for part in parts if (text := part.get("content", "").strip())]
    if not texts:
        return {}
    return {name: JOINED[name](texts) if name in JOINED else texts[0]}


def _pairs(parts: list[dict[str, str]], name: str, value: str, naming: Callable[[str], str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in parts:
        label, said = " ".join(part.get(name, "").split()), part.get(value, "").strip()
        if label and said:
            field = naming(label)
            fields[field] = f"{fields[field]}; {said}" if field in fields else said
    return fields


def _all_addresses(texts: list[str]) -> str:
    return "\n".join(map(addresses, texts))


def _sentences(texts: list[str]) -> str:
    """As Google has several in one cell: each in quotes, as its commas are its own."""
    return ",".join('"{}"'.format(" ".join(text.split()).replace('"', '""')) for text in texts)


JOINED: Mapping[str, Callable[[list[str]], str]] = MappingProxyType(
    {"additional_image_link": _all_addresses, "product_detail": ",".join, "product_highlight": _sentences}
)
"""Attributes that an item may have several times; of all others the first counts."""


def _unpublished(row: Row) -> Problem | None:
    """Meta's shops do not show these either."""
    place = next((place for place, words in meta.HIDDEN.items() if row.fields.get(place, "").lower() in words), None)
    fix = "nothing if it is not for sale; else publish it in Commerce Manager and export again"
    return row.problem(place, "not_published", fix) if place else None
