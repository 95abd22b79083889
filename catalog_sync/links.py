"""From what a post says it is about to products of the shop: by number, by page, by exact name, or by other words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog_sync.addresses import page_spellings
from catalog_sync.normalise import gtin
from catalog_sync.rows import PostRow, Problem, Unusable
from catalog_sync.text import one_line
from graph.domain.creators import ProductRef
from graph.ports.supply import ProductLinks


@dataclass(slots=True)
class Linked:
    """`doubtful` are names that no product bears exactly: a person decides, until then nobody sees them.

    `hint` are words that may name a product, where a post lists none: the title of a channel's entry.
    """

    products: list[ProductRef] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    hint: str = ""
    warnings: list[Problem] = field(default_factory=list)


def link(row: PostRow, links: ProductLinks) -> Linked:
    """Every entry of the post's `products`, each product once; where it has none, what the post itself mentions."""
    linked = Linked()
    entries = list(_entries(row))
    for position, entry in enumerate(entries):
        _link_entry(row, f"products.{position}", entry, links, linked)
    if not entries:
        _link_mentions(row, links, linked)
    linked.products = list(dict.fromkeys(linked.products))
    linked.doubtful = list(dict.fromkeys(linked.doubtful))
    return linked


def _entries(row: PostRow) -> Iterable[Mapping[str, object]]:
    entries = row.get("products")
    return [entry if isinstance(entry, dict) else {} for entry in entries] if isinstance(entries, list) else []


def _link_entry(row: PostRow, path: str, entry: Mapping[str, object], links: ProductLinks, linked: Linked) -> None:
    named = {key: one_line(str(value)) for key, value in entry.items() if isinstance(value, str | int)}
    try:
        ref = _certain(named, links)
    except Unusable as why:
        linked.warnings.append(row.problem(path, why.code, why.fix))
        return
    if ref is not None:
        linked.products.append(ref)
    elif name := " ".join(part for part in (named.get("brand", ""), named.get("title", "")) if part):
        linked.doubtful.append(name)


def _link_mentions(row: PostRow, links: ProductLinks, linked: Linked) -> None:
    """Addresses that are the shop's pages; all others are nobody's business. Without any, the title may name one."""
    addresses = row.get("mentions.urls")
    for address in addresses if isinstance(addresses, list) else []:
        if ref := _by_page({"url": str(address)}, links):
            linked.products.append(ref)
    words = one_line(str(row.get("mentions.words") or ""))
    if words and not linked.products:
        if ref := links.by_name.get(words.lower()):
            linked.products.append(ref)
        else:
            linked.hint = words


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
    spellings = page_spellings(named["url"]) if named.get("url") else ()
    return next((ref for address in spellings if (ref := links.by_url.get(address))), None)
