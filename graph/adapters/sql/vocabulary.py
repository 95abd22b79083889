import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, func, select

from graph.adapters.sql.schema import catalog_state, creator, post, product, variant
from graph.domain.catalogue import Vocabulary


def synced(connection: Connection) -> int:
    """The number of the last change that a sync made; the vocabulary is the same while it is."""
    last: int = (connection.execute(select(catalog_state.c.synced))).scalar_one()
    return last


def read_vocabulary(connection: Connection) -> Vocabulary:
    """The database picks the distinct values, so that a large catalogue does not pass through here."""
    categories = _distinct(connection, cast(product.c.category, String))
    return Vocabulary(
        categories=frozenset(tuple(path) for path in map(json.loads, categories) if path),
        brands=_distinct(connection, product.c.brand),
        colours=_attribute(connection, "color"),
        sizes=_attribute(connection, "size"),
        materials=_attribute(connection, "material"),
        creators=_creators(connection),
        currency=_currency(connection),
    )


def _attribute(connection: Connection, name: str) -> frozenset[str]:
    options = _distinct(connection, variant.c.options[name].as_string())
    facts = _distinct(connection, variant.c.facts[name].as_string())
    return options | facts


def _distinct(connection: Connection, column: ColumnElement[Any]) -> frozenset[str]:
    rows = connection.execute(
        select(column).join_from(variant, product).where(~variant.c.withdrawn, column.is_not(None)).distinct()
    )
    return frozenset(value for value in rows.scalars() if value)


def _creators(connection: Connection) -> frozenset[str]:
    rows = connection.execute(select(creator.c.handle).join(post).where(~post.c.withdrawn).distinct())
    return frozenset(rows.scalars())


def _currency(connection: Connection) -> str:
    """The one most variants are priced in."""
    currency = variant.c.currency
    rows = connection.execute(
        select(currency).where(~variant.c.withdrawn).group_by(currency).order_by(func.count().desc(), currency).limit(1)
    )
    return rows.scalar_one_or_none() or Vocabulary().currency
