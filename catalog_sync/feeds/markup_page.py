"""Which products a page is about: not those it recommends, lists or speaks of twice."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring
from w3lib.encoding import html_to_unicode

from catalog_sync.feeds.markup_graph import Found, Node, References, entries, json_ld, microdata, nodes, text, types
from catalog_sync.normalise import ADDRESS
from catalog_sync.rows import Problem, Record, shown
from catalog_sync.text import one_line

GROUP = "productgroup"
PRODUCTS = frozenset({"product", "individualproduct", "productmodel", "someproducts", "vehicle", "car", GROUP})
IDENTIFIERS = ("sku", "productGroupID", "productID", "mpn", "gtin", "gtin13", "gtin14", "gtin12", "gtin8")
NEEDED = "name, sku, description, image and offers with price, priceCurrency and availability"
MOST_PRODUCTS = 500
"""Of one page; the rest is not looked at."""
TRACKING = re.compile(r"(?:utm_\w+|gclid|fbclid|srsltid)=[^&]*&?")


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page says of itself. `addresses` are all it goes by, its own first; none where nobody knows them."""

    name: str
    addresses: tuple[str, ...]
    language: str
    headline: str

    @property
    def address(self) -> str:
        return self.addresses[0] if self.addresses else ""

    def is_at(self, address: str) -> bool:
        return any(_same(_split(own), _split(address)) for own in self.addresses)


def decode(content: bytes, content_type: str | None = None) -> str:
    """As a browser would: by its mark, the server's Content-Type, its own declaration; else UTF-8 or cp1252."""
    return html_to_unicode(content_type or None, content, auto_detect_fun=_undeclared)[1]


def records(name: str, page_text: str) -> Iterator[Record | Problem]:
    """A record for each product that has its place here: {"product", "address", "language", "category"}."""
    try:
        tree = document_fromstring(page_text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        yield Problem(name, 1, "", "not_a_page", "", "save the page again: it is no HTML")
        return
    scripts = list(json_ld(tree))
    for line in (each for each in scripts if isinstance(each, int)):
        fix = (
            "correct the JSON between <script type=application/ld+json> and </script>; a validator shows where it ends"
        )
        yield Problem(name, line, "application/ld+json", "json_broken", "", fix)
    in_scripts, in_attributes = [each for each in scripts if isinstance(each, Found)], list(microdata(tree))
    page, about = _page(name, tree), [each.node for each in (*in_scripts, *in_attributes)]
    main = _products(in_scripts, in_attributes)
    own = _own(page, main)
    for product in own:
        category = _breadcrumb(about, text(product.node.get("name")))
        content = {"product": product.node, "category": category, "address": page.address, "language": page.language}
        yield Record(product.line, content)
    if not own:
        yield _nothing(page, [*main, *_listed([*in_scripts, *in_attributes])])


def _undeclared(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _nothing(page: _Page, others: list[Found]) -> Problem:
    if others:
        names = shown(", ".join(text(each.node.get("name")) for each in others))
        return Problem(
            page.name, others[0].line, "", "list_page", names, "sync the pages of these products, not the list"
        )
    fix = f"add schema.org data to the page, as JSON-LD or microdata: a Product with {NEEDED}"
    return Problem(page.name, 1, "", "no_product_data", "", fix)


def _page(name: str, tree: etree._Element) -> _Page:
    known = name if ADDRESS.match(name) else ""
    told = tree.xpath("string((//link[@rel='canonical']/@href | //meta[@property='og:url']/@content)[1])")
    addresses = dict.fromkeys(address for address in (known, _joined(known, str(told))) if ADDRESS.match(address))
    language = str(tree.xpath("string(/html/@lang)")).strip().partition("-")[0]
    headline = one_line(str(tree.xpath("string((//h1)[1])")))
    return _Page(name, tuple(addresses), language.lower(), headline.lower())


def _products(in_scripts: list[Found], in_attributes: list[Found]) -> list[Found]:
    """The page's products, each once; of those in attributes no more than scripts leave unsaid.

    Where some have offers and others none, the latter come from programs that show ratings or the like.
    """
    products = _singles(in_scripts)
    said = any(_is_offered(each.node) for each in products)
    for product in _singles(in_attributes):
        twin = next((each for each in products if _are_one(each.node, product.node)), None)
        if twin is not None:
            twin.node.update({**product.node, **twin.node})
        elif not said:
            products.append(product)
    return [each for each in products if _is_offered(each.node)] or products


def _singles(found: list[Found]) -> list[Found]:
    """Each product once; variants that stand beside their group are put in it."""
    references = References.among([each.node for each in found])
    main = [replace(each, node=references.resolve(each.node)) for each in islice(_mains(found), MOST_PRODUCTS)]
    groups = [each for each in main if GROUP in types(each.node)]
    singles: list[Found] = []
    for product in main:
        group = next((each for each in groups if each is not product and _in_group(product.node, each.node)), None)
        twin = next((each for each in singles if _are_one(each.node, product.node)), None)
        if group is not None:
            _join(product.node, group.node)
        elif twin is not None:
            twin.node.update({**product.node, **twin.node})
        else:
            singles.append(product)
    return singles


def _is_offered(product: Node) -> bool:
    return bool(product.get("offers")) or any(each.get("offers") for each in nodes(product.get("hasVariant")))


def _mains(found: Iterable[Found]) -> Iterator[Found]:
    for each in found:
        inner = (Found(each.line, node) for node in nodes(each.node.get("mainEntity")))
        yield from (one for one in (each, *inner) if types(one.node) & PRODUCTS)


def _listed(found: Iterable[Found]) -> Iterator[Found]:
    for each in found:
        for entry in nodes(each.node.get("itemListElement")):
            item = next(iter(nodes(entry.get("item"))), entry)
            if types(item) & PRODUCTS:
                yield Found(each.line, item)


def _own(page: _Page, main: list[Found]) -> list[Found]:
    """Those whose address is the page's, or that have none; of several, those the headline names if it names any.

    A single one may have another address: a page is often reached by more ways than its data knows.
    """
    addressed = [(product, _addresses(page, product.node)) for product in main]
    here = [product for product, addresses in addressed if any(page.is_at(address) for address in addresses)]
    unplaced = [product for product, addresses in addressed if not addresses or not page.addresses]
    own = here or unplaced or (main if len(main) == 1 else [])
    titled = [each for each in own if one_line(text(each.node.get("name"))).lower() == page.headline]
    return titled or own


def _addresses(page: _Page, node: Node) -> list[str]:
    stated = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    stated += [offer.get("url") for offer in nodes(node.get("offers"))]
    places = (_joined(page.address, _place(each)) for value in stated for each in entries(value))
    return [place for place in places if ADDRESS.match(place)]


def _place(value: object) -> str:
    """An address, which a node has as its name."""
    named = value.get("@id", value.get("url")) if isinstance(value, dict) else value
    return named.strip() if isinstance(named, str) else ""


def _are_one(one: Node, other: Node) -> bool:
    """Told by the first identifier that both have, else by the name."""
    if one.get("@id") and one.get("@id") == other.get("@id"):
        return True
    for name in IDENTIFIERS:
        mine, its = text(one.get(name)), text(other.get(name))
        if mine and its:
            return mine == its
    names = [one_line(text(node.get("name"))).lower() for node in (one, other)]
    return bool(names[0]) and names[0] == names[1]


def _in_group(product: Node, group: Node) -> bool:
    parents, variants = nodes(product.get("isVariantOf")), nodes(group.get("hasVariant"))
    return any(_are_one(parent, group) for parent in parents) or any(_are_one(product, each) for each in variants)


def _join(product: Node, group: Node) -> None:
    variants = nodes(group.get("hasVariant"))
    if not any(_are_one(product, each) for each in variants):
        group["hasVariant"] = [*variants, product]


def _breadcrumb(about: Iterable[Node], product: str) -> str:
    """From broad to narrow, without the shop's front page and the product itself."""
    trail = next((node for node in about if "breadcrumblist" in types(node)), {})
    steps = sorted(nodes(trail.get("itemListElement")), key=lambda step: text(step.get("position")).zfill(4))
    names = [_step(step) for step in steps]
    return " > ".join(name for name in names if name and name.lower() != one_line(product).lower())


def _step(step: Node) -> str:
    item = step.get("item")
    place = _place(item) or _place(step)
    at_front = bool(place) and _split(place).path in {"", "/"}
    return "" if at_front else one_line(text(step.get("name")) or text(item)).replace(">", " ")


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if address else ""
    except ValueError:
        return ""


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _same(one: SplitResult, other: SplitResult) -> bool:
    """Host and path, and the query where both have one: a variant's query is often left out."""
    if one.netloc.removeprefix("www.") != other.netloc.removeprefix("www."):
        return False
    queries = {query for query in (TRACKING.sub("", one.query), TRACKING.sub("", other.query)) if query}
    return one.path.rstrip("/") == other.path.rstrip("/") and len(queries) < len("ab")
