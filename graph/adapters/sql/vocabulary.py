import json
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graph.adapters.sql.schema import catalog_state, creator, post, product, variant
from graph.domain.catalogue import Vocabulary


async def synced(connection: AsyncConnection) -> int:
    """The number of the last change that a sync made; the vocabulary is the same while it is."""
    last: int = (await connection.execute(select(catalog_state.c.synced))).scalar_one()
    return last


async def read_vocabulary(connection: AsyncConnection) -> Vocabulary:
    """The database picks the distinct values, so that a large catalogue does not pass through here."""
    categories = await _distinct(connection, cast(product.c.category, String))
    return Vocabulary(
        categories=frozenset(tuple(path) for path in map(json.loads, categories) if path),
        brands=await _distinct(connection, product.c.brand),
        colours=await _attribute(connection, "color"),
        sizes=await _attribute(connection, "size"),
        materials=await _attribute(connection, "material"),
        creators=await _creators(connection),
        currency=await _currency(connection),
    )


async def _attribute(connection: AsyncConnection, name: str) -> frozenset[str]:
    options = await _distinct(connection, variant.c.options[name].as_string())
    facts = await _distinct(connection, variant.c.facts[name].as_string())
    return options | facts


async def _distinct(connection: AsyncConnection, column: ColumnElement[Any]) -> frozenset[str]:
    rows = await connection.execute(
        select(column).join_from(variant, product).where(~variant.c.withdrawn, column.is_not(None)).distinct()
    )
    return frozenset(value for value in rows.scalars() if value)


async def _creators(connection: AsyncConnection) -> frozenset[str]:
    rows = await connection.execute(select(creator.c.handle).join(post).where(~post.c.withdrawn).distinct())
    return frozenset(rows.scalars())


async def _currency(connection: AsyncConnection) -> str:
    """The one most variants are priced in."""
    currency = variant.c.currency
    rows = await connection.execute(
        select(currency).where(~variant.c.withdrawn).group_by(currency).order_by(func.count().desc(), currency).limit(1)
    )
    return rows.scalar_one_or_none() or Vocabulary().currency
