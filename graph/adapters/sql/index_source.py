import logging
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Row, Select, Subquery, and_, case, literal

from graph.adapters.sql.changes import count_changes, last_change, read_changes
from graph.adapters.sql.database import Database
from graph.adapters.sql.listings import EDITION, LISTED, listed_in, offered_of
from graph.adapters.sql.points import post_point, product_point
from graph.adapters.sql.posts import PUBLISHED, parts, refs
from graph.adapters.sql.schema import embedding, moment, post, post_product, variant
from graph.adapters.sql.upsert import chunks
from graph.domain.creators import ProductRef
from graph.ports.publishing import NOTHING_COMING, Change, PostPoint, ProductPoint
from graph.ports.talk import Clock

PAGE = 500
"""Rows in memory at a time. Between two pages no transaction is open: a slow reader never holds up the database."""

log = logging.getLogger(__name__)


class SqlIndexSource:
    """The port `IndexSource`, with the vectors that the two named encoders made."""

    def __init__(self, database: Database, text_encoder: str, photo_encoder: str, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._text_encoder = text_encoder
        self._photo_encoder = photo_encoder
        self._posts = _posts(text_encoder)
        self._moments = _moments(text_encoder)

    async def sequence(self) -> int:
        return await self._database.read(last_change)

    async def behind(self, sequence: int, editions: Collection[int] = ()) -> int:
        return await self._database.read(count_changes, sequence, editions)

    async def changes(self, after: int, limit: int, editions: Collection[int] = ()) -> list[Change]:
        return await self._database.read(read_changes, after, limit, editions)

    async def product_points(
        self, keys: Sequence[int] | None = None, coming: Mapping[str, int] = NOTHING_COMING
    ) -> AsyncIterator[ProductPoint]:
        listed = listed_in(_edition(coming)) if coming else LISTED
        products = self._with_vectors(offered_of(listed), listed)
        async for page in self._pages(products, listed.c.key, keys):
            for row in self._embedded(page):
                yield product_point(row, self._clock.now())

    async def post_points(self, posts: Sequence[int] | None = None) -> AsyncIterator[PostPoint]:
        async for page in self._pages(self._posts, post.c.key, posts):
            products, moments = await self._database.read(_parts_of, [row.key for row in page], self._moments)
            for row in self._embedded([*page, *moments]):
                yield post_point(row, products[row.key])

    async def _pages(
        self, statement: Select[Any], key: ColumnElement[int], keys: Sequence[int] | None
    ) -> AsyncIterator[Sequence[Row[Any]]]:
        if keys is not None:
            for some in chunks(keys, PAGE):
                yield await self._database.read(_rows, statement.where(key.in_(some)))
            return
        page = await self._database.read(_rows, statement.limit(PAGE))
        while page:
            yield page
            page = await self._database.read(_rows, statement.where(key > page[-1].key).limit(PAGE))

    def _with_vectors(self, offered: Select[Any], listed: Subquery) -> Select[Any]:
        text, look = embedding.alias("text_embedding"), embedding.alias("look_embedding")
        vectors = (text.c.vector.label("text_vector"), look.c.vector.label("look_vector"))
        return (
            offered.add_columns(*vectors)
            .outerjoin(text, and_(text.c.encoder == self._text_encoder, text.c.hash == listed.c.text_hash))
            .outerjoin(look, and_(look.c.encoder == self._photo_encoder, look.c.hash == listed.c.look_hash))
            .order_by(listed.c.key)
        )

    def _embedded(self, rows: Sequence[Row[Any]]) -> Iterable[Row[Any]]:
        ready = [row for row in rows if row.text_vector is not None]
        if len(ready) < len(rows):
            missing, encoder = len(rows) - len(ready), self._text_encoder
            log.warning(
                "%d of %d rows are left out of the index: %s has not embedded them", missing, len(rows), encoder
            )
        return ready


def _rows(connection: Connection, statement: Select[Any]) -> Sequence[Row[Any]]:
    return connection.execute(statement).all()


def _parts_of(
    connection: Connection, keys: Sequence[int], moments: Select[Any]
) -> tuple[dict[int, tuple[ProductRef, ...]], Sequence[Row[Any]]]:
    products = parts(connection, post_product, keys)
    return {key: refs(products[key]) for key in keys}, _rows(connection, moments.where(post.c.key.in_(keys)))


def _edition(coming: Mapping[str, int]) -> ColumnElement[int]:
    return case(*((variant.c.merchant == merchant, edition) for merchant, edition in coming.items()), else_=EDITION)


def _posts(text_encoder: str) -> Select[Any]:
    """A post as a whole: `position` None."""
    words = (post.c.title + " " + post.c.text).label("words")
    whole = PUBLISHED.add_columns(literal(None, Integer).label("position"), words)
    return _with_vector(whole, post.c.text_hash, text_encoder).order_by(post.c.key)


def _moments(text_encoder: str) -> Select[Any]:
    each = PUBLISHED.join(moment).add_columns(moment.c.position, moment.c.text.label("words"))
    return _with_vector(each, moment.c.text_hash, text_encoder).order_by(post.c.key, moment.c.position)


def _with_vector(statement: Select[Any], text_hash: ColumnElement[str], encoder: str) -> Select[Any]:
    met = and_(embedding.c.encoder == encoder, embedding.c.hash == text_hash)
    return statement.add_columns(embedding.c.vector.label("text_vector")).outerjoin(embedding, met)
