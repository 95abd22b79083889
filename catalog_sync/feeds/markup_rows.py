"""From schema.org's Product to rows: one for each variant, in Google Merchant's words."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin

from catalog_sync.feeds.cells import in_currency
from catalog_sync.feeds.markup_graph import Node, entries, nodes, text
from catalog_sync.feeds.markup_offers import Terms, last_word, offers_of, terms
from catalog_sync.rows import Problem, Record, Row

IDENTIFIERS = ("sku", "productID", "mpn")
GTINS = ("gtin13", "gtin", "gtin14", "gtin12", "gtin8", "isbn")
GROUP_IDENTIFIERS = ("productGroupID", *IDENTIFIERS, "name")
SAME_NAME = ("color", "size", "material", "pattern", "mpn", "description")
OWN = frozenset({"@id", "@type", *IDENTIFIERS, *GTINS, "productGroupID", "hasVariant", "isVariantOf"})
"""What a variant has from no group."""
MEASURES = ("width", "height", "depth", "weight")
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "MMT": "mm",
        "CMT": "cm",
        "MTR": "m",
        "INH": "in",
        "FOT": "ft",
        "GRM": "g",
        "KGM": "kg",
        "ONZ": "oz",
        "LBR": "lb",
        "MLT": "ml",
        "LTR": "l",
    }
)
"""The codes of UN/CEFACT's Recommendation 20 that measure goods."""
HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "id": "sku",
        "title": "name",
        "link": "url",
        "image_link": "image",
        "additional_image_link": "image",
        "availability": "offers.availability",
        "availability_date": "offers.availabilityStarts",
        "quantity": "offers.inventoryLevel",
        "sale_price": "offers.price",
        "condition": "offers.itemCondition",
        "brand": "brand.name",
        "product_type": "BreadcrumbList",
        "content_language": "html lang",
        "item_group_id": "productGroupID",
        "item_group_title": "isVariantOf.name",
        "gender": "audience.suggestedGender",
    }
)


def rows(record: Record, file: str, currency: str | None) -> Iterator[Row | Problem]:
    """A row a variant; beside one whose price is only the lowest of several, a note."""
    content: Any = record.content
    for variant, group in _variants(content["product"]):
        found = terms(offers_of(variant))
        fields = _fields(variant, group, found, content["address"]) | _priced(found, currency)
        fields |= {"product_type": content["category"] or _category(variant), "content_language": content["language"]}
        headings = {**HEADINGS, "price": found.said_at, "gtin": next((key for key in GTINS if key in variant), "gtin")}
        row = Row(file, record.line, {name: value for name, value in fields.items() if value}, headings)
        yield row
        if found.from_:
            fix = "it was taken; give each variant as an Offer with its own sku and price"
            yield row.note("price", "price_from", fix)


def _variants(product: Node) -> list[tuple[Node, Node]]:
    """Each with its group, which is empty for what comes in one kind only."""
    inherited = {name: value for name, value in product.items() if name not in OWN}
    variants = [{**inherited, **variant} for variant in nodes(product.get("hasVariant"))]
    variants = variants or _offered_apart(product, inherited)
    if len(variants) > 1:
        return [(variant, product) for variant in variants]
    parent = next(iter(nodes(product.get("isVariantOf"))), {})
    return [(variants[0] if variants else product, parent)]


def _offered_apart(product: Node, inherited: Node) -> list[Node]:
    """Variants that are told apart by the identifiers of their offers; none where one offer lacks its own."""
    offered = [{**offer, **next(iter(nodes(offer.get("itemOffered"))), {})} for offer in offers_of(product)]
    known = [_identifier(each) for each in offered]
    if len(known) < len("ab") or not all(known) or len(set(known)) < len(known):
        return []
    return [_variant(inherited, offer) for offer in offered]


def _variant(inherited: Node, offer: Node) -> Node:
    own = {name: value for name, value in offer.items() if name in {*OWN, "image", "color", "size", "url"}}
    title, kind = text(inherited.get("name")), text(offer.get("name"))
    name = kind if title in kind or not kind else f"{title} - {kind}"
    return {**inherited, **own, "name": name or title, "offers": [offer]}


def _fields(product: Node, group: Node, found: Terms, address: str) -> dict[str, str]:
    offer = found.offer
    image, *more = [*_images(product.get("image"), address), ""]
    fields = {name: text(product.get(name)) for name in SAME_NAME}
    return fields | {
        "id": _identifier(product) or _identifier(offer),
        "title": text(product.get("name")),
        "link": _link(product, offer, address),
        "image_link": image,
        "additional_image_link": "\n".join(more).strip(),
        "availability": text(offer.get("availability")),
        "availability_date": text(offer.get("availabilityStarts")),
        "quantity": text(offer.get("inventoryLevel")),
        "condition": _condition(offer) or _condition(product),
        "brand": text(product.get("brand")) or text(product.get("manufacturer")),
        "gtin": _first(product, GTINS) or _first(offer, GTINS),
        "gender": last_word(text(next((each.get("suggestedGender") for each in nodes(product.get("audience"))), ""))),
        "item_group_id": _first(group, GROUP_IDENTIFIERS),
        "item_group_title": text(group.get("name")),
        **_details(product),
    }


def _priced(found: Terms, currency: str | None) -> dict[str, str]:
    code = found.currency or currency
    return {"price": in_currency(found.price, code), "sale_price": in_currency(found.sale_price, code)}


def _identifier(node: Node) -> str:
    return _first(node, IDENTIFIERS) or _first(node, GTINS)


def _first(node: Node, names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := text(node.get(name)))), "")


def _link(product: Node, offer: Node, address: str) -> str:
    return _joined(address, text(offer.get("url")) or text(product.get("url"))) or address


def _condition(node: Node) -> str:
    """Google's words: new, used, refurbished."""
    return last_word(text(node.get("itemCondition"))).removesuffix("condition")


def _category(product: Node) -> str:
    return max((text(each) for each in entries(product.get("category"))), key=len, default="")


def _images(value: object, address: str) -> list[str]:
    """Addresses, each once, of texts and of ImageObjects."""
    named = (
        text(each.get("contentUrl")) or text(each.get("url")) or text(each.get("@id"))
        if isinstance(each, dict)
        else each
        for each in entries(value)
    )
    return [
        image
        for image in dict.fromkeys(_joined(address, name.strip()) for name in named if isinstance(name, str))
        if image
    ]


def _joined(address: str, place: str) -> str:
    """A broken address is passed on as it is, to be reported."""
    try:
        return urljoin(address, place) if place else ""
    except ValueError:
        return place


def _details(product: Node) -> dict[str, str]:
    """What a shopper may ask for, by its name."""
    stated = [(text(each.get("name")), _measure(each)) for each in nodes(product.get("additionalProperty"))]
    stated += [(name.capitalize(), _measure(product.get(name))) for name in MEASURES]
    stated += [("Model", text(product.get("model"))), ("Origin", text(product.get("countryOfOrigin")))]
    return {f"detail.{name}": value for name, value in stated if name and value}


def _measure(value: object) -> str:
    """As in "20 cm": of a text or of a number with its unit."""
    node = next(iter(nodes(value)), None)
    if node is None:
        return text(value)
    numbers = ", ".join(text(each) for each in entries(node.get("value")))
    unit = text(node.get("unitText")) or UNITS.get(text(node.get("unitCode")).upper(), "")
    return f"{numbers} {unit}".strip() if numbers else ""
