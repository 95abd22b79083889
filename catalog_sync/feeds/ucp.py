"""The Universal Commerce Protocol's catalogue: what a search or a lookup answers, saved, or a product a line.

Prices are in ISO 4217's minor units. Ratings are none of ours; an answer's messages are not read.
"""

from collections.abc import Iterator

from catalog_sync.document import Document
from catalog_sync.feeds.agent_offers import offer, variants_of
from catalog_sync.feeds.json_cells import Cells, JsonReading, Node
from catalog_sync.feeds.json_records import member_names


def recognises(head: str) -> bool:
    """Whether it is an answer of the protocol, or has products with the range of prices that it asks for."""
    names = member_names(head)
    answer = "ucp" in names and bool(names & {"products", "product"})
    return answer or names >= {"variants", "price_range"}


def read(document: Document, currency: str | None) -> JsonReading:  # noqa: ARG001  its prices name theirs
    return JsonReading(document, _offers)


def _offers(record: Node) -> Iterator[Cells]:
    """A lookup of a single product wraps it."""
    product = record["product"] if "product" in record.members() else record
    variants = variants_of(product)
    for variant in variants:
        cells = offer(product, variant, several=len(variants) > 1)
        cells.put("id", variant["sku"], variant["id"])
        cells.put("brand", product["brand"])
        cells.put("condition", variant["condition"])
        cells.put("quantity", variant["availability"]["quantity"])
        cells.put("availability_date", variant["availability"]["restock_at"])
        cells.detail("Tags", ", ".join(tag.text() for tag in product["tags"].items()), product["tags"])
        for option in variant["options"].items():
            cells.option(option["name"].text(), option["label"])
        yield cells
