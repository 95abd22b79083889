"""Links in words that wait for a person, and what people have decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, select

from graph.adapters.sql.changes import POST, append_synced
from graph.adapters.sql.database import Database
from graph.adapters.sql.posts import posts_by_key
from graph.adapters.sql.schema import creator, doubtful_link, link_decision, post, post_product, post_source
from graph.adapters.sql.upsert import chunks, upsert
from graph.domain.creators import Doubt, Guess, ProductRef, WordedLink
from graph.ports.supply import ListedPost
from graph.ports.talk import Clock

BY_HAND = 1.0
"""Confidence of a link that a person has accepted."""


class SqlPostHistory:
    """The port `PostHistory`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listed(self, source: str) -> dict[str, ListedPost]:
        return await self._database.read(_listed, source)

    async def decided(self, urls: Sequence[str]) -> dict[str, dict[str, ProductRef | None]]:
        return await self._database.read(_decided, urls)


class SqlLinkReviews:
    """The port `LinkReviews`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def waiting(self) -> list[Doubt]:
        return await self._database.read(_waiting)

    async def decide(self, url: str, key: str, product: ProductRef | None, by: str) -> int | None:
        decision = {"decided_at": self._clock.now(), "decided_by": by}
        return await self._database.write_catalogue(_decide, url, key, product, decision)


def hold_to_decisions(
    connection: Connection, keys: Mapping[str, int], worded: Mapping[str, Sequence[WordedLink]]
) -> None:
    """What was decided while a sync was on its way holds as well; `keys` and `worded` are of posts by their urls."""
    for url, decisions in _decided(connection, [url for url, links in worded.items() if links]).items():
        for link in worded[url]:
            if link.key in decisions and decisions[link.key] != link.product:
                _carry_out(connection, keys[url], link.key, decisions[link.key])


def _listed(connection: Connection, source: str) -> dict[str, ListedPost]:
    listed = select(*post.c["url", "published"], *creator.c["platform", "handle"])
    ours = listed.join_from(post_source, post).join(creator).where(post_source.c.source == source)
    return {row.url: ListedPost(row.published, row.platform, row.handle) for row in connection.execute(ours)}


def _decided(connection: Connection, urls: Sequence[str]) -> dict[str, dict[str, ProductRef | None]]:
    found: dict[str, dict[str, ProductRef | None]] = defaultdict(dict)
    for some in chunks(urls):
        for row in connection.execute(select(link_decision).where(link_decision.c.url.in_(some))):
            found[row.url][row.wording] = None if row.product is None else ProductRef(row.merchant, row.product)
    return dict(found)


def _waiting(connection: Connection) -> list[Doubt]:
    in_doubt = select(doubtful_link).join_from(doubtful_link, post).where(~post.c.withdrawn)
    newest = (post.c.published.desc(), post.c.key, doubtful_link.c.position)
    rows = connection.execute(in_doubt.order_by(*newest)).all()
    posts = {}
    for keys in chunks(list({row.post_key for row in rows})):
        posts.update(posts_by_key(connection, keys))
    return [Doubt(posts[row.post_key], _link(row)) for row in rows]


def _link(row: Row[Any]) -> WordedLink:
    offered = tuple(Guess(ProductRef(merchant, product), sure) for merchant, product, sure in row.guesses)
    return WordedLink(row.words, row.wording, None, row.confidence, offered)


def _decide(
    connection: Connection, url: str, wording: str, product: ProductRef | None, decision: Mapping[str, object]
) -> int | None:
    found = connection.execute(select(post.c.key, post.c.withdrawn).where(post.c.url == url)).one_or_none()
    words = _words(connection, found.key, url, wording) if found else None
    if found is None or words is None:
        return None
    row = {"url": url, "wording": wording, "words": words, **_columns(product), **decision}
    said = [column for column in row if column not in {"url", "wording", "words"}]
    connection.execute(upsert(connection, link_decision, ("url", "wording"), said), row)
    _carry_out(connection, found.key, wording, product)
    return append_synced(connection, POST, [] if found.withdrawn else [found.key], [])


def _words(connection: Connection, key: int, url: str, wording: str) -> str | None:
    """Those in doubt, or about which somebody has decided before, or by which the index was sure; None for others."""
    waiting = select(doubtful_link.c.words).where(_worded(doubtful_link.c, key, wording))
    before = select(link_decision.c.words).where(link_decision.c.url == url, link_decision.c.wording == wording)
    linked = select(post_product.c.wording).where(_worded(post_product.c, key, wording))
    places = (connection.execute(place).scalars().first() for place in (waiting, before, linked))
    return next((words for words in places if words is not None), None)


def _carry_out(connection: Connection, key: int, wording: str, product: ProductRef | None) -> None:
    for table in (doubtful_link, post_product):
        connection.execute(delete(table).where(_worded(table.c, key, wording)))
    if product is None:
        return
    ours = post_product.c.post_key == key
    linked = select(post_product.c.merchant, post_product.c.product).where(ours)
    if (product.merchant, product.product) in {(row.merchant, row.product) for row in connection.execute(linked)}:
        return
    last = connection.execute(select(func.max(post_product.c.position)).where(ours)).scalar()
    position = 0 if last is None else last + 1
    linked_by = {"wording": wording, "confidence": BY_HAND}
    connection.execute(insert(post_product), {"post_key": key, "position": position, **_columns(product), **linked_by})


def _worded(columns: Any, key: int, wording: str) -> ColumnElement[bool]:  # noqa: ANN401  either table's columns
    return and_(columns.post_key == key, columns.wording == wording)


def _columns(product: ProductRef | None) -> dict[str, str | None]:
    if product is None:
        return {"merchant": None, "product": None}
    return {"merchant": product.merchant, "product": product.product}
