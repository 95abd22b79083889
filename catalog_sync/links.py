"""From what a post says it is about to products of the shop: by number, by page, or by its exact name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from catalog_sync.normalise import gtin
from catalog_sync.rows import PostRow, Problem, Unusable
from catalog_sync.text import one_line
from graph.domain.creators import ProductRef
from graph.ports import ProductLinks


@dataclass(slots=True)
class Linked:
    """`doubtful` are names that no product bears exactly: a person decides, until then nobody sees them."""

    products: list[ProductRef] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def link(row: PostRow, links: ProductLinks) -> Linked:
    """Every entry of the post's `products`, each product once."""
    linked = Linked()
    for position, entry in enumerate(_entries(row)):
        path = f"products.{position}"
        named = {key: one_line(str(value)) for key, value in entry.items() if isinstance(value, str | int)}
        try:
            ref = _certain(named, links)
        except Unusable as why:
            linked.warnings.append(row.problem(path, why.code, why.fix))
            continue
        name = _name(named)
        if ref is not None:
            linked.products.append(ref)
        elif name:
            linked.doubtful.append(name)
    linked.products = list(dict.fromkeys(linked.products))
    linked.doubtful = list(dict.fromkeys(linked.doubtful))
    return linked


def _entries(row: PostRow) -> Iterable[Mapping[str, object]]:
    entries = row.get("products")
    return [entry if isinstance(entry, dict) else {} for entry in entries] if isinstance(entries, list) else []


def _certain(named: Mapping[str, str], links: ProductLinks) -> ProductRef | None:
    """The product, None where it is named by words alone and no product bears them. Raises Unusable."""
    found = [ref for ref in (_by_gtin(named, links), _by_sku(named, links), _by_page(named, links)) if ref]
    if found:
        return found[0]
    title = named.get("title", "").lower()
    if title:
        brand = named.get("brand", "").lower()
        return links.by_name.get(f"{brand} {title}".strip()) or links.by_name.get(title)
    if named.keys() & {"gtin", "sku", "url"}:
        raise Unusable("product_unknown", "no product of the shop has it: sync the catalogue first, or correct it")
    raise Unusable("product_unnamed", 'name it as {"gtin"}, {"merchant", "sku"}, {"url"} or {"brand", "title"}')


def _by_gtin(named: Mapping[str, str], links: ProductLinks) -> ProductRef | None:
    return links.by_gtin.get(gtin(named["gtin"])) if "gtin" in named else None


def _by_sku(named: Mapping[str, str], links: ProductLinks) -> ProductRef | None:
    return links.by_sku.get((named.get("merchant", ""), named.get("sku", "")))


def _by_page(named: Mapping[str, str], links: ProductLinks) -> ProductRef | None:
    """As written, or without what trackers hang on."""
    address = named.get("url", "")
    try:
        bare = urlsplit(address)._replace(query="", fragment="").geturl()
    except ValueError:
        bare = address
    return links.by_url.get(address) or links.by_url.get(bare)


def _name(named: Mapping[str, str]) -> str:
    return " ".join(part for part in (named.get("brand", ""), named.get("title", "")) if part)
