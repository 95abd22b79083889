"""WooCommerce's REST listing (v3): products as they come, or {"product": …, "variations": […]} where some have these.

A simple product is a row, and so is each variation of a variable one. A grouped product is none, since what it groups
are products themselves; other types are not bought at the shop, or not once. What is not published or hidden is left
out. Prices are in the merchant's currency. Weights and dimensions are not read: their units are a setting of the shop.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

from catalog_sync.document import Document
from catalog_sync.feeds.cells import in_currency
from catalog_sync.feeds.json_cells import Cells, JsonReading, Node, in_words, variant_title
from catalog_sync.feeds.json_records import member_names

SIGNS = frozenset({"permalink", "regular_price", "stock_status"})
UNSORTED = "uncategorized"
"""What WooCommerce calls the category of a product that has none, whatever its name in the shop's language."""
BRANDS = frozenset({"brand", "marke", "marque", "marca", "merk"})
"""Names of attributes that shops used before WooCommerce had brands."""
GTIN_KEY = re.compile(r"(?:^|[_-])(?:gtin|ean|upc|isbn|barcode)\d*(?:$|[_-])", re.IGNORECASE)
"""Of the fields in which plug-ins keep what is "global_unique_id" since."""


HIDDEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "status": frozenset({"draft", "pending", "private", "future", "trash"}),
        "catalog_visibility": frozenset({"hidden"}),
    }
)


def recognises(head: str) -> bool:
    """Whether it has the prices, the stock and the page that only WooCommerce's products call so."""
    return member_names(head) >= SIGNS


def read(document: Document, currency: str | None) -> JsonReading:
    return JsonReading(document, partial(_offers, currency=currency), context=currency)


def _offers(record: Node, currency: str | None) -> Iterator[Cells]:
    product = record["product"] if "product" in record.members() else record
    kind = product["type"].text() or "simple"
    if not _listed(product) or kind == "grouped":
        return
    if kind == "simple":
        yield _cells(product, product, currency)
    elif kind == "variable":
        for variation in _variations(record):
            cells = _cells(product, variation, currency)
            _tell_apart(cells, product, variation)
            yield cells
    else:
        product["type"].fault("type_not_sold", "leave it out: only simple and variable products are sold in a chat")


def _listed(product: Node) -> bool:
    """Whether shoppers meet it in the shop itself. A product that says nothing of it is published."""
    hidden = [place for name, words in HIDDEN.items() if (place := product[name]).text() in words]
    for place in hidden:
        fix = "nothing if it is not for sale; else publish it, visible in the shop, and sync again"
        place.fault("not_published", fix)
    return not hidden


def _variations(record: Node) -> list[Node]:
    """Those for sale. The listing by itself has no more than their numbers."""
    variations = [each for each in record["variations"].items() if not isinstance(each.value, int)]
    if not variations:
        fix = 'sync from the shop\'s address, or write {"product": …, "variations": […]} with all of each variation'
        record["variations"].fault("variations_missing", fix)
    return [each for each in variations if each["status"].text() not in HIDDEN["status"]]


def _tell_apart(cells: Cells, product: Node, variation: Node) -> None:
    """What WooCommerce fills in from the product, where a variation has none, would make one of several."""
    if variation["sku"].text() == product["sku"].text():
        cells.fields.pop("id", None)
        cells.put("id", variation["id"])
    values = [attribute["option"] for attribute in variation["attributes"].items()]
    for attribute, value in zip(variation["attributes"].items(), values, strict=True):
        cells.option(attribute["name"].text().removeprefix("pa_"), value)
    chosen = " / ".join(text for value in values if (text := value.text().strip()))
    cells.put("item_group_id", product["id"])
    cells.put("item_group_title", product["name"])
    cells.write("title", variant_title(product["name"].text(), chosen), product["name"])


def _cells(product: Node, sold: Node, currency: str | None) -> Cells:
    """What is said of a thing to buy, be it the product itself or a variation of it."""
    cells = Cells()
    cells.put("id", sold["sku"], sold["id"])
    cells.put("title", product["name"])
    cells.put("description", product["description"], product["short_description"], sold["description"])
    cells.put("link", sold["permalink"], product["permalink"])
    cells.pictures([sold["image"]["src"], *(picture["src"] for picture in product["images"].items())])
    cells.put("gtin", sold["global_unique_id"], *_codes(sold))
    _price(cells, sold, currency)
    _stock(cells, sold)
    _facts(cells, product)
    return cells


def _codes(sold: Node) -> list[Node]:
    fields = [each for each in sold["meta_data"].items() if GTIN_KEY.search(each["key"].text())]
    return [value for each in fields if isinstance((value := each["value"]).value, str | int)]


def _price(cells: Cells, sold: Node, currency: str | None) -> None:
    cells.put("price", sold["regular_price"], sold["price"])
    cells.put("sale_price", sold["sale_price"])
    for name in {"price", "sale_price"} & cells.fields.keys():
        cells.fields[name] = in_currency(cells.fields[name], currency)
    begins, ends = sold["date_on_sale_from_gmt"], sold["date_on_sale_to_gmt"]
    if begins.value or ends.value:
        cells.write("sale_price_effective_date", f"{begins.text()}/{ends.text()}", begins)


def _stock(cells: Cells, sold: Node) -> None:
    """A number is one only where it is the thing's own, and where selling stops at it.

    "parent" is a number that all variations share: each of them would be sold as often.
    """
    cells.put("availability", sold["stock_status"])
    if sold["manage_stock"].value is True and sold["backorders"].text() in {"", "no"}:
        cells.put("quantity", sold["stock_quantity"])


def _facts(cells: Cells, product: Node) -> None:
    """Categories come without the path to them: each stands as a level, so that each is found, in no order."""
    names = [each["name"] for each in product["categories"].items() if each["slug"].text() != UNSORTED]
    cells.write("product_type", " > ".join(name.text() for name in names), product["categories"])
    cells.detail("Tags", ", ".join(tag["name"].text() for tag in product["tags"].items()), product["tags"])
    shown = [each for each in product["attributes"].items() if each["visible"].value and not each["variation"].value]
    for attribute in shown:
        cells.detail(attribute["name"].text(), in_words(attribute["options"]), attribute["options"])
    makers = [each["options"] for each in shown if each["name"].text().strip().casefold() in BRANDS]
    brands = [brand["name"] for brand in product["brands"].items()]
    cells.put("brand", *brands, *(maker for options in makers for maker in options.items()))
