"""Shopify's product CSV, headings of old and of new: one product is the rows that share a handle and stand together.

The first of them describes the product; each is a variant, or only one more picture. A column that the file lacks
leaves what the shop has (`Row.silent`): what `fields` says all the same is for a variant that the shop has not got yet.
Products that Shopify's own shop does not show (draft, archived, unlisted, not published) are left out and named in the
report. Prices are in the merchant's currency; those for single markets ("Price / International") are not read. The file
knows neither a product's address nor a variant's number: a variant without SKU goes by its handle and its options.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from operator import itemgetter
from typing import Any, ClassVar

from catalog_sync.attributes import COLUMNS
from catalog_sync.document import Document
from catalog_sync.feeds.cells import bare, in_currency, spoken
from catalog_sync.feeds.option_names import option_field
from catalog_sync.feeds.shopify_columns import MAKES_A_VARIANT, NUMBERED, OF_PRODUCT, OF_VARIANT, TELLING, name
from catalog_sync.feeds.table import Table, find_heading, open_table
from catalog_sync.rows import Problem, Record, Row

MOST_ROWS = 5000
"""Of one product; Shopify has at most 2,048 variants."""
LONGEST_ID = 50
"""Characters, as the shop accepts them."""
NO_OPTION = "Default Title"
"""What Shopify writes where a product has one variant and nothing to choose."""
AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,4})?")
POSITION = re.compile(r"\d{1,6}")


def recognises(head: str) -> bool:
    """Whether the beginning of a text is such a file's: a title beside two columns that only Shopify has."""
    spelt = find_heading(head, name).spelt
    return "title" in spelt and len(TELLING & spelt.keys()) > 1


def read(document: Document, currency: str | None) -> "ShopifyReading":
    table = open_table(document, name)
    table.require("title")
    return ShopifyReading(table, currency)


@dataclass(frozen=True, slots=True)
class ShopifyReading:
    """A record is a product: its rows, each with the number of lines it stands below the first, wherever that is.

    A row belongs to the product of its handle, or of the slug of its title; one without either to the product above.
    """

    table: Table
    currency: str | None
    partial: ClassVar[bool] = False

    @property
    def context(self) -> object:
        return self.table.context, self.currency

    def records(self) -> Iterator[Record | Problem]:
        done: set[str] = set()
        product: list[tuple[int, Any]] = []
        first, handle = 0, ""
        handle_of, title_of = self.table.column("url handle"), self.table.column("title")
        for row in self.table.records():
            if isinstance(row, Problem):
                yield row
                continue
            cells: Any = row.content
            title = title_of(cells)
            key = handle_of(cells) or (title and _slug(title))
            if product and key in {"", handle} and len(product) < MOST_ROWS:
                product.append((row.line - first, cells))
                continue
            if product:
                yield Record(first, product)
            first, product = row.line, ([(0, cells)] if key and (title or key not in done) else [])
            if not product:
                yield self._scattered(row, key)
            done.add(handle := key)
        if product:
            yield Record(first, product)

    def rows(self, record: Record) -> Iterator[Row | Problem]:
        assert isinstance(record.content, list)  # noqa: S101  our own record
        said = [(record.line + below, dict(self.table.filled(cells))) for below, cells in record.content]
        lead = next((row for _, row in said if "title" in row), said[0][1])
        if hidden := _hidden(lead):
            fix = "nothing if it is not for sale; else make it active, publish it in Shopify's shop and export again"
            yield self.table.problem(record.line, hidden, "not_published", f"{_handle(lead)}: {lead[hidden]}", fix)
            return
        variants = [(line, row) for line, row in said if MAKES_A_VARIANT & row.keys()] or said[:1]
        pictures = _pictures([row for _, row in said])
        silent = self._silent()
        for line, row in variants:
            options = _options(row, lead)
            fields = self._fields(row, lead, options) | _shown(row, pictures)
            fields |= _named(row, lead, [row[column] for column in options.values()], alone=len(variants) == 1)
            filled = {field: value for field, value in fields.items() if value}
            yield Row(self.table.document.name, line, filled, self._headings(filled, options), silent - options.keys())

    def _scattered(self, row: Record, key: str) -> Problem:
        fix = f"put all rows of a product together, the titled one first, and no more than {MOST_ROWS:,} of them"
        return self.table.problem(row.line, "url handle", "handle_scattered", key, fix)

    def _fields(self, row: Mapping[str, str], lead: Mapping[str, str], options: Mapping[str, str]) -> dict[str, str]:
        said = (lead, row)
        details = {
            column: spoken(cell) for each in said for column, cell in each.items() if column.startswith("detail.")
        }
        return {
            **{field: _first(columns, row, lead) for field, columns in OF_PRODUCT.items()},
            **details,
            **{field: row[column].strip() for field, column in options.items()},
            "gtin": bare(row.get("barcode", "")),
            "shipping_weight": _weight(row.get("weight value (grams)", "").strip()),
            **self._stock(row),
            **self._prices(row),
        }

    def _stock(self, row: Mapping[str, str]) -> dict[str, str]:
        """What is not tracked, not counted in this file, or sold on when it is out, is there without a number."""
        tracked = "inventory tracker" in row
        count = row.get("inventory quantity", "").strip()
        unknown = not self.table.has("inventory quantity") or not (tracked or count)
        untracked = self.table.has("inventory tracker") and not tracked
        policy = row.get("continue selling when out of stock", "").strip().lower()
        if unknown or untracked or policy in {"continue", "true", "yes"}:
            return {"availability": "in_stock"}
        none_left = count.startswith("-") or not count.strip("0.,")
        return {"availability": "out_of_stock" if none_left else "in_stock", "quantity": count or "0"}

    def _prices(self, row: Mapping[str, str]) -> dict[str, str]:
        """A higher price to compare with is the regular one; what is asked is the sale's then."""
        asked, compared = row.get("price", "").strip(), row.get("compare-at price", "").strip()
        if AMOUNT.fullmatch(asked) and AMOUNT.fullmatch(compared) and _amount(compared) > _amount(asked):
            return {"price": in_currency(compared, self.currency), "sale_price": in_currency(asked, self.currency)}
        return {"price": in_currency(asked, self.currency)}

    def _headings(self, fields: Mapping[str, str], options: Mapping[str, str]) -> dict[str, str]:
        """By attribute, filled or not; a sale turns the two price columns round."""
        sources = {**OF_PRODUCT, **OF_VARIANT, **{field: (column,) for field, column in options.items()}}
        if "sale_price" in fields:
            sources |= {"price": ("compare-at price",), "sale_price": ("price",)}
        spelt = self.table.heading.spelt
        found = {field: _first(columns, spelt) for field, columns in sources.items()}
        details = {column: heading for column, heading in spelt.items() if column.startswith("detail.")}
        return {field: heading for field, heading in found.items() if heading} | details

    def _silent(self) -> frozenset[str]:
        """What no column speaks of. An id there always is; options come by their columns or not at all."""
        columns = {**OF_PRODUCT, **OF_VARIANT}
        if not self.table.has("option1 value"):
            columns |= dict.fromkeys(COLUMNS, ())
        return frozenset(field for field, sources in columns.items() if not self.table.has(*sources)) - {"id"}


def _hidden(lead: Mapping[str, str]) -> str:
    """The column that says a product is not to be seen, or nothing. A cell left empty hides none."""
    if lead.get("status", "active").strip().lower() != "active":
        return "status"
    shown = lead.get("published on online store", "true").strip().lower()
    return "published on online store" if shown in {"false", "0", "no"} else ""


def _options(row: Mapping[str, str], lead: Mapping[str, str]) -> dict[str, str]:
    """Columns of a variant's options, by field. Names stand in the first row alone; of two alike both are kept."""
    chosen: dict[str, str] = {}
    for number, (label, value) in enumerate(NUMBERED, start=1):
        if row.get(value, "").strip() not in {"", NO_OPTION}:
            name = _first((label,), row, lead) or f"Option {number}"
            field = option_field(name)
            chosen[f"option.{name.strip()}" if field in chosen else field] = value
    return chosen


def _named(row: Mapping[str, str], lead: Mapping[str, str], values: Sequence[str], *, alone: bool) -> dict[str, str]:
    """Which variant it is, and of which product where that has several."""
    sku, title, handle = bare(row.get("sku", "")), lead.get("title", "").strip(), _handle(lead)
    if alone:
        return {"id": sku or _identifier(handle), "title": title}
    return {
        "id": sku or _identifier(handle, *values),
        "title": " - ".join(part for part in (title, " / ".join(values)) if part),
        "item_group_id": handle,
        "item_group_title": title,
    }


def _pictures(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """A product's own, in the order of their positions, or else of the file."""
    found = [row for row in rows if "product image url" in row]
    places = [row.get("image position", "").strip() for row in found]
    order = [int(place) if POSITION.fullmatch(place) else MOST_ROWS for place in places]
    ordered = sorted(zip(order, found, strict=True), key=itemgetter(0))
    return list(dict.fromkeys(row["product image url"].strip() for _, row in ordered))


def _shown(row: Mapping[str, str], pictures: Sequence[str]) -> dict[str, str]:
    """The variant's own picture before the product's."""
    best = row.get("variant image url", "").strip() or next(iter(pictures), "")
    return {"image_link": best, "additional_image_link": "\n".join(each for each in pictures if each != best)}


def _first(columns: Sequence[str], *rows: Mapping[str, str]) -> str:
    return next((row[column] for column in columns for row in rows if column in row), "")


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _weight(grams: str) -> str:
    return f"{grams} g" if grams.strip("0.,") else ""


def _handle(lead: Mapping[str, str]) -> str:
    return lead.get("url handle", "").strip() or _slug(lead.get("title", ""))


def _slug(title: str) -> str:
    """A handle as Shopify makes one: "blue-mug-350-ml" of "Blue Mug, 350 ml"."""
    return "-".join(re.findall(r"\w+", title.lower())) or title.strip()


def _identifier(*parts: str) -> str:
    """For a variant without SKU; where it would be too long, its end is a hash that tells it from others."""
    whole = "/".join(parts)
    if len(whole) <= LONGEST_ID:
        return whole
    mark = blake2b(whole.encode(), digest_size=5).hexdigest()
    return f"{whole[: LONGEST_ID - len(mark) - 1]}-{mark}"
