from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.schema import product, product_text
from graph.domain.creators import ProductRef
from graph.ports.supply import ProductLinks


def read_links(connection: Connection) -> ProductLinks:
    """Of two products with one gtin or page the older is meant; a name that two products share names neither."""
    said: Select[Any] = (
        select(*LISTED.c["merchant", "sku", "gtin", "url"], product.c.id, *product_text.c["title", "brand"])
        .join_from(LISTED, product, product.c.key == LISTED.c.product_key)
        .join(product_text, product_text.c.hash == LISTED.c.called)
        .where(~LISTED.c.withdrawn)
    )
    rows = connection.execute(said.order_by(LISTED.c.key.desc())).all()
    return ProductLinks(
        by_gtin={row.gtin: _ref(row) for row in rows if row.gtin},
        by_sku={(row.merchant, row.sku): _ref(row) for row in rows},
        by_url={row.url: _ref(row) for row in rows if row.url},
        by_name=_unambiguous((_name(row), _ref(row)) for row in rows),
    )


def _unambiguous(named: Iterable[tuple[str, ProductRef]]) -> dict[str, ProductRef]:
    bearers: dict[str, set[ProductRef]] = {}
    for name, ref in named:
        bearers.setdefault(name, set()).add(ref)
    return {name: refs.pop() for name, refs in bearers.items() if len(refs) == 1}


def _name(row: Row[Any]) -> str:
    """The brand and the title, or the title alone where it begins with the brand."""
    title, brand = row.title.lower(), (row.brand or "").lower()
    words: Sequence[str] = [title] if title.startswith(brand) else [brand, title]
    return " ".join(words)


def _ref(row: Row[Any]) -> ProductRef:
    return ProductRef(row.merchant, row.id)
