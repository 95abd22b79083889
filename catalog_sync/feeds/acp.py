"""The Agentic Commerce Protocol's product feed: `products.jsonl`, a product with its variants a line.

The file `metadata.json` beside it says nothing of products: it is known, and read as empty. The two together are the
whole listing. What the protocol's interface is sent, a list under "products", is an update: products that it does not
name stay as they are. Prices are in ISO 4217's minor units.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from catalog_sync.document import Document
from catalog_sync.feeds.agent_offers import offer, variants_of
from catalog_sync.feeds.json_cells import Cells, JsonReading, Node
from catalog_sync.feeds.json_records import LIST, member_names
from catalog_sync.rows import Problem, Reading, Record, Row

SIGNS = frozenset({"variants", "amount", "currency"})
OTHERS = frozenset({"ucp", "price_range", "body_html"})
"""Names by which a product with such prices is another format's."""
ABOUT_A_FEED = frozenset({"target_country", "target_merchant", "feed_id", "account_id", "updated_at"})
METADATA = ABOUT_A_FEED | {"id", "extensions", "name", "extends", "schema", "spec"}


def recognises(head: str) -> bool:
    """Whether it has variants priced in minor units, without what UCP adds, or is the metadata of such a feed."""
    names = member_names(head)
    return (names >= SIGNS and not names & OTHERS) or _is_metadata(names)


def read(document: Document, currency: str | None) -> Reading:  # noqa: ARG001  its prices name theirs
    names = member_names(document.head())
    if _is_metadata(names):
        return MetadataReading()
    return JsonReading(document, _offers, partial=LIST in names)


@dataclass(frozen=True, slots=True)
class MetadataReading:
    """Of a document in which no product is looked for."""

    context: ClassVar[object] = None
    partial: ClassVar[bool] = False

    def records(self) -> Iterator[Record | Problem]:
        return iter(())

    def rows(self, record: Record) -> Iterator[Row | Problem]:  # noqa: ARG002  there is none
        return iter(())


def _is_metadata(names: frozenset[str]) -> bool:
    return bool(names & ABOUT_A_FEED) and names <= METADATA


def _offers(product: Node) -> Iterator[Cells]:
    variants = variants_of(product)
    for variant in variants:
        cells = offer(product, variant, several=len(variants) > 1)
        cells.put("id", variant["id"])
        cells.put("condition", *variant["condition"].items())
        for option in variant["variant_options"].items():
            cells.option(option["name"].text(), option["value"])
        yield cells
