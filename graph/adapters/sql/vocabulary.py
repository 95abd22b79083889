import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, cast, func, select

from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.schema import catalog_state, creator, post, product_text
from graph.domain.catalogue import Vocabulary

_SYNCED = select(catalog_state.c.synced)


def synced(connection: Connection) -> int:
    """The number of the last change that a sync made; the vocabulary is the same while it is."""
    last: int = connection.execute(_SYNCED).scalar_one()
    return last


def read_vocabulary(connection: Connection) -> Vocabulary:
    """The database picks the distinct values, so that a large catalogue does not pass through here."""
    categories = _words(connection, cast(product_text.c.category, String))
    return Vocabulary(
        categories=frozenset(tuple(path) for path in map(json.loads, categories) if path),
        brands=_words(connection, product_text.c.brand),
        colours=_attribute(connection, "color"),
        sizes=_attribute(connection, "size"),
        materials=_attribute(connection, "material"),
        creators=_creators(connection),
        currency=_currency(connection),
    )


def _words(connection: Connection, column: ColumnElement[Any]) -> frozenset[str]:
    """Of those that products are called by."""
    called = select(LISTED.c.called).where(~LISTED.c.withdrawn)
    return _distinct(connection, select(column).where(product_text.c.hash.in_(called), column.is_not(None)))


def _attribute(connection: Connection, name: str) -> frozenset[str]:
    places = (LISTED.c.options[name].as_string(), LISTED.c.facts[name].as_string())
    said = (select(place).where(~LISTED.c.withdrawn, place.is_not(None)) for place in places)
    return frozenset().union(*(_distinct(connection, each) for each in said))


def _distinct(connection: Connection, said: Select[Any]) -> frozenset[str]:
    return frozenset(value for value in connection.execute(said.distinct()).scalars() if value)


def _creators(connection: Connection) -> frozenset[str]:
    rows = connection.execute(select(creator.c.handle).join(post).where(~post.c.withdrawn).distinct())
    return frozenset(rows.scalars())


def _currency(connection: Connection) -> str:
    """The one most variants are priced in."""
    currency = LISTED.c.currency
    rows = connection.execute(
        select(currency).where(~LISTED.c.withdrawn).group_by(currency).order_by(func.count().desc(), currency).limit(1)
    )
    return rows.scalar_one_or_none() or Vocabulary().currency
