"""WooCommerce's product CSV as its own exporter writes it, with English headings.

Simple products and variations are sold; a variation has from its parent what it lacks itself. Named in the report and
left out are products that the shop does not show (drafts, private and hidden ones), groups, whose products have rows of
their own, affiliate products, which another shop sells, and types of extensions, such as subscriptions. Prices are in
the merchant's currency and times in UTC, since the file names neither; nor does it name a product's address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, ClassVar

from catalog_sync.document import Document
from catalog_sync.feeds.table import Heading, Table, find_heading, open_table
from catalog_sync.feeds.woocommerce_columns import TELLING, Columns, columns_of, name, unguarded
from catalog_sync.feeds.woocommerce_parents import Parents
from catalog_sync.feeds.woocommerce_rows import Product, kind_of
from catalog_sync.rows import Problem, Record, Row, SyncStopped

ENOUGH = 3
IN_MEMORY = 8 * 2**20
"""Bytes of parents; more of them go to disk."""
EXPORT = re.compile(r'\s*"?ID"?([,;\t|]).*\n"?\d+"?\1"?(?:simple|variable|variation|grouped|external)\b')
"""An export's first two lines in any language: types are English in all of them."""


def recognises(head: str) -> bool:
    """Whether the beginning of a text is such an export's, in whatever language."""
    return _english(find_heading(head, name)) or EXPORT.match(head) is not None


def read(document: Document, currency: str | None) -> "WooCommerceReading":
    """Raises SyncStopped, besides for missing columns, for headings that are not in English."""
    table = open_table(document, name)
    if not _english(table.heading) and EXPORT.match(document.head()):
        fix = "set the language of your WordPress profile to English and export again"
        raise SyncStopped("heading_not_english", f"{document.name}: its headings are not in English; {fix}")
    table.require("id or sku", "name", "regular price")
    return WooCommerceReading(table, columns_of(table.heading.spelt), currency)


def _english(heading: Heading) -> bool:
    return "name" in heading.spelt and len(TELLING & heading.spelt.keys()) >= ENOUGH


@dataclass(frozen=True, slots=True)
class WooCommerceReading:
    """A record is a row and, of a variation, its parent's after it."""

    table: Table
    columns: Columns
    currency: str | None
    partial: ClassVar[bool] = False

    @property
    def context(self) -> object:
        return self.table.context, dict(self.columns.units), self.currency

    def records(self) -> Iterator[Record | Problem]:
        """In the file's order, but for variations that stand above their parent: they wait, and come last."""
        early: list[Record] = []
        type_of, parent_of = self.table.column("type"), self.table.column("parent")
        sku_of, number_of, title_of = (self.table.column(name) for name in ("sku", "id", "name"))
        with SpooledTemporaryFile(IN_MEMORY) as file:
            parents = Parents(file)
            for row in self.table.records():
                if isinstance(row, Problem):
                    yield row
                    continue
                cells: Any = row.content
                if (kind := kind_of(type_of(cells))) == "variable":
                    keys = (sku_of(cells), f"id:{number_of(cells)}")
                    parents.keep(keys, cells, row.line, title_of(cells))
                elif kind != "variation":
                    yield Record(row.line, [cells])
                elif (above := parents.find(parent_of(cells))) is not None:
                    yield Record(row.line, [cells, above])
                else:
                    early.append(row)
            yield from self._late(early, parents)
            yield from self._childless(parents)

    def rows(self, record: Record) -> Iterator[Row | Problem]:
        assert isinstance(record.content, list)  # noqa: S101  our own record
        said = [{name: unguarded(cell) for name, cell in self.table.filled(cells)} for cells in record.content]
        product = Product(said[0], said[-1] if len(said) > 1 else {}, self.columns, self.currency)
        if (left_out := product.left_out()) is not None:
            column, word, code, fix = left_out
            yield self.table.problem(record.line, column, code, f"{said[0].get('name', '')}: {word}", fix)
            return
        attributes = product.attributes()
        fields = product.fields() | {field: value for field, (value, _) in attributes.items()}
        spelt = {field: self.table.heading.spelt[column] for field, (_, column) in attributes.items()}
        yield Row(self.table.document.name, record.line, fields, {**self.columns.headings, **spelt})

    def _late(self, early: list[Record], parents: Parents) -> Iterator[Record]:
        parent_of = self.table.column("parent")
        for row in early:
            cells: Any = row.content
            above = parents.find(parent_of(cells))
            yield Record(row.line, [cells] if above is None else [cells, above])

    def _childless(self, parents: Parents) -> Iterator[Problem]:
        fix = "export its variations too: choose no product type, or all of them, in WooCommerce's exporter"
        for line, title in parents.childless():
            yield self.table.problem(line, "name", "no_variations", title, fix)
