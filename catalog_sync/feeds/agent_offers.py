"""What the agents' protocols (ACP and UCP) say alike of a product and its variants."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from catalog_sync.feeds.json_cells import Cells, Node, minor_price, variant_title

OTHER_THAN_TWO = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
DECIMALS: Mapping[str, int] = MappingProxyType(
    {currency: digits for digits, currencies in OTHER_THAN_TWO.items() for currency in currencies.split()}
)
GOOGLE = "google_product_category"
GTINS = ("gtin", "upc", "ean", "isbn", "jan")
GONE = frozenset({"out_of_stock", "discontinued"})


def decimals(currency: str) -> int:
    """Of a currency's minor unit by ISO 4217, which both protocols name.

    The Unicode locale data that the shop goes by have none for some currencies, such as the Serbian dinar, whose
    smallest coin is 1: a price written by the one and read by the other would be a hundred times as high.
    """
    return DECIMALS.get(currency, 2)


def variants_of(product: Node) -> list[Node]:
    variants = product["variants"].items()
    if not variants:
        product["variants"].fault("no_variants", "give a product at least one variant with a price")
    return variants


def offer(product: Node, variant: Node, *, several: bool) -> Cells:
    """A row without id and options. Its description is the product's: a variant's may say no more than its title."""
    cells = Cells()
    title, own = product["title"], variant["title"]
    if several:
        cells.write("title", variant_title(title.text(), own.text()), title if title.text() else own)
        cells.put("item_group_title", title)
        cells.put("item_group_id", product["id"])
    else:
        cells.put("title", title, own)
    cells.put("description", *_described(product), *_described(variant))
    cells.put("link", variant["url"], product["url"])
    cells.pictures(_pictures(variant, product))
    cells.put("gtin", *_gtins(variant))
    cells.detail("Seller", variant["seller"]["name"].text(), variant["seller"]["name"])
    _price(cells, variant)
    _availability(cells, variant["availability"])
    _categories(cells, [*variant["categories"].items(), *product["categories"].items()])
    return cells


def _described(place: Node) -> list[Node]:
    described = place["description"]
    if isinstance(described.value, str):
        return [described]
    return [described[kind] for kind in ("plain", "html", "markdown")]


def _pictures(*places: Node) -> Iterable[Node]:
    listed = (each for place in places for each in place["media"].items())
    return (each["url"] for each in listed if each["type"].text().casefold() in {"", "image"})


def _gtins(variant: Node) -> list[Node]:
    codes = variant["barcodes"].items()
    return [each["value"] for each in codes if each["type"].text().strip().casefold().startswith(GTINS)]


def _price(cells: Cells, variant: Node) -> None:
    """A higher list price is the regular one; what is asked is the sale's then."""
    asked, listed = variant["price"], variant["list_price"]
    price, regular = minor_price(asked, decimals), minor_price(listed, decimals)
    if _is_lower(price, regular):
        cells.write("sale_price", price, asked)
        cells.write("price", regular, listed)
    else:
        cells.write("price", price, asked)


def _is_lower(price: str, regular: str) -> bool:
    (asked, _, currency), (listed, _, other) = price.partition(" "), regular.partition(" ")
    return bool(price) and currency == other and 0 < Decimal(asked) < Decimal(listed)


def _availability(cells: Cells, place: Node) -> None:
    """That it cannot be had counts more than the state it is in; that it can says no more than "in stock"."""
    state, available = place["status"], place["available"]
    word, flag = state.text().strip(), available.flag()
    if flag is False and word not in GONE:
        cells.write("availability", "out_of_stock", available)
    elif word:
        cells.write("availability", word, state)
    else:
        cells.write("availability", "in_stock" if flag else "", available)


def _categories(cells: Cells, listed: list[Node]) -> None:
    """The merchant's own, and Google's; numbers of other taxonomies say nothing here."""
    for each in listed:
        taxonomy = each["taxonomy"].text()
        if taxonomy == GOOGLE:
            cells.put(GOOGLE, each["value"])
        elif taxonomy in {"", "merchant"} and "product_type" not in cells.fields:
            cells.put("product_type", each["value"])
