"""schema.org data of a page as plain trees, whether it stands in scripts (JSON-LD) or in attributes (microdata)."""

import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self

import orjson
from lxml import etree

Node = dict[str, Any]
"""Texts, lists of such and nodes, by property; "@type" is a list of names in lower case."""

KEPT = (
    "@id @graph additionalProperty audience availability availabilityStarts brand category color contentUrl"
    " countryOfOrigin depth description gtin gtin12 gtin13 gtin14 gtin8 hasVariant height highPrice image"
    " inventoryLevel isVariantOf isbn item itemCondition itemListElement itemOffered lowPrice mainEntity"
    " mainEntityOfPage manufacturer material model mpn name offers pattern position price priceCurrency"
    " priceSpecification priceType productGroupID productID referenceQuantity size sku suggestedGender unitCode"
    " unitText url validForMemberTier value weight width"
)
"""Properties that may say something of an offer. Ratings and reviews are none: they change without it."""
POINTER = frozenset({"@id", "@type"})
"""All that a node has that only points at another."""
JSON_LD = "application/ld+json"
DEEPEST = 12
LONGEST_TEXT = 20_000
MOST_ENTRIES = 2_000
"""Of one list."""
MOST_SCOPES = 4_000
"""Elements with microdata; shops have a few hundred, and what they cost grows with their square."""
MOST_STEPS = 100
"""Down from element to element with microdata, and on to those that they refer to.

extruct goes by calling itself, several times a step. Where Python's stack ends within an XPath, lxml never lets go of
that expression's lock, and the next page would wait for it for ever.
"""
PREFIXES = ("https://schema.org/", "http://schema.org/", "https://www.schema.org/", "http://www.schema.org/", "schema:")


@dataclass(frozen=True, slots=True)
class Found:
    """A node and the line (1-based) where it begins."""

    line: int
    node: Node


def json_ld(tree: etree._Element) -> Iterator[Found | int]:
    """Each script's nodes, those of its @graph too; the bare line of a script that cannot be read."""
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != JSON_LD:
            continue
        line = _line(script)
        values = _script_values(script)
        if values is None:
            yield line
        for value in values or []:
            yield from (Found(line, node) for node in _flat(_plain(value)))


def microdata(tree: etree._Element) -> Iterator[Found]:
    """Each item that is no other's property."""
    if not can_be_walked(tree):
        return
    from extruct.w3cmicrodata import MicrodataExtractor  # noqa: PLC0415 - a quarter of a second

    try:
        items = MicrodataExtractor(add_html_node=True).extract_items(tree, base_url=None)
        found = [(_line(item["htmlNode"]), _plain(_as_json_ld(item))) for item in items]
    except (ValueError, TypeError, RecursionError, etree.LxmlError):
        return
    for line, node in found:
        if isinstance(node, dict):
            yield Found(line, node)


def can_be_walked(tree: etree._Element) -> bool:
    """Whether a page has microdata that extruct comes to the end of."""
    scopes = list(islice(tree.iterfind(".//*[@itemscope]"), MOST_SCOPES + 1))
    if not 0 < len(scopes) <= MOST_SCOPES:
        return False
    depths: dict[etree._Element, int] = {}
    for scope in scopes:
        depths[scope] = 1 + next((depths[above] for above in scope.iterancestors() if above in depths), 0)
    references = sum("itemref" in scope.attrib for scope in scopes)
    return max(depths.values()) * (1 + references) <= MOST_STEPS


def types(node: object) -> frozenset[str]:
    return frozenset(node.get("@type", ())) if isinstance(node, dict) else frozenset()


def entries(value: object) -> list[Any]:
    """One or several, as a list."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def nodes(value: object) -> list[Node]:
    return [each for each in entries(value) if isinstance(each, dict)]


def text(value: object) -> str:
    """The words of a value: of several the first, of a node its name or value."""
    for each in entries(value):
        if isinstance(each, str) and each.strip():
            return each.strip()
        if isinstance(each, dict) and (words := text(each.get("name")) or text(each.get("value"))):
            return words
    return ""


@dataclass(slots=True)
class References:
    """Nodes that others point at by their "@id"; `left` bytes may be put in, for a page that points everywhere."""

    known: Mapping[str, Node]
    left: int = 2**20
    weights: dict[str, int] = field(default_factory=dict)

    @classmethod
    def among(cls, found: Iterable[Node]) -> Self:
        known: dict[str, Node] = {}
        for node in found:
            for each in _inner_nodes(node):
                if isinstance(each.get("@id"), str) and not each.keys() <= POINTER:
                    known.setdefault(each["@id"], each)
        return cls(known)

    def resolve(self, value: Any, path: frozenset[str] = frozenset()) -> Any:  # noqa: ANN401  any JSON
        """The value with what it points at in the place of the pointers."""
        if isinstance(value, list):
            return [self.resolve(each, path) for each in value]
        if not isinstance(value, dict):
            return value
        name = str(value.get("@id"))
        if value.keys() <= POINTER and name in self.known and name not in path and self._affords(name):
            value = self.known[name]
        inner = path | {name}
        return {key: each if key in POINTER else self.resolve(each, inner) for key, each in value.items()}

    def _affords(self, name: str) -> bool:
        if name not in self.weights:
            self.weights[name] = len(orjson.dumps(self.known[name]))
        affordable = self.weights[name] <= self.left
        self.left -= self.weights[name] if affordable else 0
        return affordable


def _line(element: Any) -> int:  # noqa: ANN401  its stubs do not know the line
    return element.sourceline or 1


def _script_values(script: etree._Element) -> list[object] | None:
    """What extruct makes of it, comments and trailing commas allowed; else once more with its entities resolved."""
    from extruct.jsonld import JsonLdExtractor  # noqa: PLC0415 - a quarter of a second

    script.set("type", JSON_LD)
    for mended in (False, True):
        try:
            if mended:
                script.text = html.unescape((script.text or "").replace("<![CDATA[", "").replace("]]>", "")) + "\n"
            return list(JsonLdExtractor().extract_items(script))
        except (ValueError, TypeError, IndexError, RecursionError):
            continue
    return None


def _flat(value: object) -> Iterator[Node]:
    """The nodes of lists and graphs, each by itself."""
    for node in entries(value):
        if isinstance(node, list):
            yield from _flat(node)
        elif isinstance(node, dict):
            yield from _flat(node.pop("@graph", None))
            yield node


def _plain(value: object, depth: int = 0) -> Any:  # noqa: ANN401  any JSON
    """Only what is KEPT, every value a text; None for what says nothing or lies too deep."""
    if isinstance(value, dict | list) and depth >= DEEPEST:
        return None
    if isinstance(value, list):
        plain = (_plain(each, depth + 1) for each in value[:MOST_ENTRIES])
        return [each for each in plain if each is not None]
    if isinstance(value, dict):
        return _plain(value["@value"], depth + 1) if "@value" in value else _plain_node(value, depth)
    if value is None:
        return None
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return words[:LONGEST_TEXT].encode("utf-8", "replace").decode()


def _plain_node(value: Mapping[str, object], depth: int) -> Node:
    kept = KEPT.split()
    short = {_short(key): each for key, each in value.items()}
    plain = {key: _plain(each, depth + 1) for key, each in short.items() if key in kept}
    node = {key: each for key, each in plain.items() if each is not None}
    names = [_short(name).lower() for name in entries(value.get("@type")) if isinstance(name, str)]
    return node | ({"@type": names} if names else {})


def _short(name: str) -> str:
    return next((name.removeprefix(prefix) for prefix in PREFIXES if name.startswith(prefix)), name)


def _as_json_ld(value: Any) -> Any:  # noqa: ANN401  any JSON
    """An item as extruct gives it, in the words of JSON-LD."""
    if isinstance(value, list):
        return [_as_json_ld(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "properties" not in value:
        return value.get("value")
    properties = {name: _as_json_ld(each) for name, each in value["properties"].items()}
    return {"@type": value.get("type"), "@id": value.get("id"), **properties}


def _inner_nodes(value: object) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else entries(value):
        if isinstance(each, dict | list):
            yield from _inner_nodes(each)
