"""Shopify's public listing, `/products.json`: a product is a record, its variants are the rows.

Each page is a document; variants of one product may stand on several. The listing names neither the currency of its
prices, which is the merchant's, nor how many there are of anything. Where a document is named by the address it came
from, that says where a product's own page is.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from catalog_sync.document import Document
from catalog_sync.feeds.cells import in_currency
from catalog_sync.feeds.json_cells import Cells, JsonReading, Node, variant_title
from catalog_sync.feeds.json_records import member_names

SIGNS = frozenset({"body_html", "handle", "variants"})
"""The format's own `/products/HANDLE.js` has no "body_html", and its prices are in cents."""
NO_OPTION = "Default Title"
"""What Shopify writes where a product has one variant and nothing to choose."""
LISTING = re.compile(r"(https?://[^?#]+/products)\.json(?=[?#]|$)", re.IGNORECASE)
AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,4})?", re.ASCII)


def recognises(head: str) -> bool:
    """Whether it has products with the handle and the HTML that only Shopify calls so."""
    return member_names(head) >= SIGNS


def read(document: Document, currency: str | None) -> JsonReading:
    listing = LISTING.match(document.name)
    pages = listing[1] if listing else ""
    return JsonReading(document, partial(_offers, currency=currency, pages=pages), context=(currency, pages))


def _offers(product: Node, currency: str | None, pages: str) -> Iterator[Cells]:
    variants, names = product["variants"].items(), _option_names(product)
    pictures = [picture["src"] for picture in product["images"].items()]
    by_variant = _by_variant(product)
    several = len(variants) > 1 or any(len(values.items()) > 1 for _, values in names)
    if not variants:
        product["variants"].fault("no_variants", "give a product at least one variant with a price")
    for variant in variants:
        cells = _shared(product)
        cells.put("id", variant["sku"], variant["id"])
        cells.put("gtin", variant["barcode"])
        _price(cells, variant, currency)
        available = variant["available"]
        stock = {True: "in_stock", False: "out_of_stock", None: ""}[available.flag()]
        cells.write("availability", stock, available)
        cells.pictures([variant["featured_image"]["src"], *by_variant.get(variant["id"].text(), ()), *pictures])
        for number, (name, _) in enumerate(names, start=1):
            if (value := variant[f"option{number}"]).value != NO_OPTION:
                cells.option(name, value)
        weight = variant["grams"].text()
        cells.write("shipping_weight", f"{weight} g" if weight.strip("0.") else "", variant["grams"])
        _place(cells, product, variant if several else None, pages)
        yield cells


def _shared(product: Node) -> Cells:
    cells = Cells()
    cells.put("description", product["body_html"])
    cells.put("brand", product["vendor"])
    cells.put("product_type", product["product_type"])
    tags = product["tags"]
    words = tags.text() if isinstance(tags.value, str) else ", ".join(tag.text() for tag in tags.items())
    cells.detail("Tags", words, tags)
    return cells


def _place(cells: Cells, product: Node, among: Node | None, pages: str) -> None:
    """The title and the page, and the group, where it is one `among` several variants."""
    title, handle = product["title"], product["handle"]
    address = f"{pages}/{handle.text()}" if pages and handle.text() else ""
    if among is None:
        cells.put("title", title)
        cells.write("link", address, handle)
        return
    cells.write("title", variant_title(title.text(), among["title"].text()), title)
    cells.put("item_group_title", title)
    cells.put("item_group_id", handle, product["id"])
    cells.write("link", f"{address}?variant={among['id'].text()}" if address else "", handle)


def _option_names(product: Node) -> list[tuple[str, Node]]:
    """Each option's name, in the order of a variant's option1, option2, …, and the values that there are of it."""
    return [(option["name"].text(), option["values"]) for option in product["options"].items()]


def _by_variant(product: Node) -> dict[str, list[Node]]:
    """The pictures that name variants, by the variant's number."""
    found: dict[str, list[Node]] = {}
    for picture in product["images"].items():
        for number in picture["variant_ids"].items():
            found.setdefault(number.text(), []).append(picture["src"])
    return found


def _price(cells: Cells, variant: Node, currency: str | None) -> None:
    """A higher price to compare with is the regular one; what is asked is the sale's then."""
    asked, compared = variant["price"], variant["compare_at_price"]
    if _amount(compared) > _amount(asked) > 0:
        cells.write("sale_price", in_currency(asked.text(), currency), asked)
        asked = compared
    cells.write("price", in_currency(asked.text(), currency), asked)


def _amount(price: Node) -> Decimal:
    text = price.text().strip()
    return Decimal(text) if AMOUNT.fullmatch(text) else Decimal(0)
