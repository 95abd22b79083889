"""A stored listing in a feed's own words, for fields on which a feed is silent."""

from collections.abc import Mapping
from dataclasses import replace

from catalog_sync.attributes import COLUMNS, DETAIL, OPTION, choices
from catalog_sync.prices import write_price
from catalog_sync.rows import Row
from graph.ports.supply import ListingRecord, Sale


def filled(row: Row, stored: ListingRecord) -> Row:
    """The row with what the shop has of its silent fields; "option" and "detail" in `silent` are all of their kind."""
    present = choices(row.fields, {})
    kept = {
        name: text
        for name, text in restated(stored).items()
        if (name in row.silent or name.partition(".")[0] in row.silent) and name.removeprefix(OPTION) not in present
    }
    return replace(row, fields={**row.fields, **kept})


def restated(record: ListingRecord) -> dict[str, str]:
    """The fields from which judging makes this record again, its picture apart: the shop keeps only a copy of that."""
    said = {
        "id": record.sku,
        "title": record.title,
        "description": record.description,
        "price": write_price(record.price),
        "availability": record.availability.value,
        "quantity": "" if record.quantity is None else str(record.quantity),
        "brand": record.brand or "",
        "product_type": " > ".join(record.category),
        "content_language": record.language,
        "gtin": record.gtin or "",
        "mpn": record.mpn or "",
        "link": record.url or "",
        **_group(record),
        **_sale(record.sale),
        **{name if name in COLUMNS else OPTION + name: value for name, value in record.options.items()},
        **{DETAIL + name: value for name, value in record.facts.items()},
    }
    return {name: text for name, text in said.items() if text}


def _group(record: ListingRecord) -> Mapping[str, str]:
    if record.product == record.sku and record.product_title == record.title:
        return {}
    return {"item_group_id": record.product, "item_group_title": record.product_title}


def _sale(sale: Sale | None) -> Mapping[str, str]:
    if sale is None:
        return {}
    start, end = (moment.isoformat() if moment else "" for moment in (sale.start, sale.end))
    return {"sale_price": write_price(sale.price), "sale_price_effective_date": f"{start}/{end}"}
