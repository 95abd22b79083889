"""Rows become posts."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, Table, bindparam, select

from graph.adapters.sql.schema import creator, moment, post, post_product
from graph.domain.creators import Creator, Disclosure, Moment, Post, PostKind, ProductRef, Stance

PUBLISHED: Select[Any] = (
    select(
        *post.c["key", "id", "url", "published", "kind", "title", "text", "language", "stance", "disclosure"],
        post.c.text_hash,
        *creator.c["platform", "handle", "name", "commission"],
        creator.c.url.label("creator_url"),
    )
    .join_from(post, creator)
    .where(~post.c.withdrawn)
)
"""A row a post that is not withdrawn, with its creator."""

_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_BY_KEY = PUBLISHED.where(post.c.key.in_(_KEYS))
_PARTS = {
    table: select(table).where(table.c.post_key.in_(_KEYS)).order_by(table.c.post_key, table.c.position)
    for table in (moment, post_product)
}


def posts_by_key(connection: Connection, keys: Sequence[int]) -> dict[int, Post]:
    rows = connection.execute(_BY_KEY, {"keys": keys})
    moments = parts(connection, moment, keys)
    products = parts(connection, post_product, keys)
    return {row.key: _post(row, moments[row.key], products[row.key]) for row in rows}


def parts(connection: Connection, table: Table, keys: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The rows of a post's part (moments, products) by the post's key, in their own order."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(_PARTS[table], {"keys": keys}):
        found[row.post_key].append(row)
    return found


def refs(rows: Sequence[Row[Any]]) -> tuple[ProductRef, ...]:
    return tuple(ProductRef(row.merchant, row.product) for row in rows)


def _post(row: Row[Any], moments: Sequence[Row[Any]], products: Sequence[Row[Any]]) -> Post:
    return Post(
        key=row.key,
        id=row.id,
        url=row.url,
        creator=Creator(row.handle, row.platform, row.name, row.creator_url, row.commission),
        published=row.published,
        kind=PostKind(row.kind),
        title=row.title,
        text=row.text,
        language=row.language,
        stance=Stance(row.stance),
        disclosure=Disclosure(row.disclosure),
        moments=tuple(Moment(part.text, part.at) for part in moments),
        products=refs(products),
    )
