"""Posts become rows."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, exists, insert, select, update

from graph.adapters.sql.doubts import hold_to_decisions
from graph.adapters.sql.schema import creator, doubtful_link, moment, post, post_product, post_source
from graph.adapters.sql.upsert import chunks, upsert
from graph.domain.creators import Creator, Disclosure, Stance, WordedLink
from graph.ports.supply import PostRecord

Row = dict[str, object]
PARTS = (moment, post_product, doubtful_link)


def post_fingerprints(connection: Connection, source: str) -> dict[str, str]:
    """By url, of what this source lists."""
    listed = select(post.c.url, post_source.c.fingerprint).join_from(post_source, post)
    return {row.url: row.fingerprint for row in connection.execute(listed.where(post_source.c.source == source))}


def save_posts(connection: Connection, source: str, records: Sequence[PostRecord]) -> list[int]:
    """Insert or update posts (one a url) with their creators and parts; the keys of those that changed.

    A post that another source lists too, and says more of, keeps that source's words.
    """
    if not records:
        return []
    better = _better_told(connection, source, records)
    keys = _save_words(connection, source, [record for record in records if record.url not in better])
    known = {**better, **keys}
    rows = [_source_row(source, known[record.url], record) for record in records]
    connection.execute(upsert(connection, post_source, ("source", "post_key"), ("fingerprint",)), rows)
    return list(keys.values())


def withdraw_posts(connection: Connection, source: str, urls: Sequence[str]) -> list[int]:
    """The keys of those that nobody lists any more; what another source still lists stays, in its words from now on."""
    gone: list[int] = []
    for some in chunks(urls):
        named = select(post.c.key).where(post.c.url.in_(some))
        ours = (post_source.c.source == source) & post_source.c.post_key.in_(named)
        dropped = delete(post_source).where(ours).returning(post_source.c.post_key)
        gone += _left_alone(connection, source, list(connection.execute(dropped).scalars()))
    return gone


def _left_alone(connection: Connection, source: str, keys: Collection[int]) -> list[int]:
    listed = exists().where(post_source.c.post_key == post.c.key)
    alone = update(post).where(post.c.key.in_(keys), ~listed, ~post.c.withdrawn).values(withdrawn=True)
    gone = list(connection.execute(alone.returning(post.c.key)).scalars())
    # The others' words were never stored, or no longer are: no fingerprint equals "", so their next sync stores them.
    ours = select(post.c.key).where(post.c.key.in_(keys), post.c.source == source)
    connection.execute(update(post_source).where(post_source.c.post_key.in_(ours)).values(fingerprint=""))
    return gone


def _better_told(connection: Connection, source: str, records: Sequence[PostRecord]) -> dict[str, int]:
    """Posts, by url with their keys, of whose stance and ties another source says more than these records do."""
    say = {record.url: _said(record.stance, record.disclosure) for record in records}
    # Whose words a post has may have dropped it since: then they count no more.
    listed = exists().where(post_source.c.post_key == post.c.key, post_source.c.source == post.c.source)
    others = select(*post.c["url", "key", "stance", "disclosure"]).where(post.c.source != source, listed)
    rows = [row for some in chunks(list(say)) for row in connection.execute(others.where(post.c.url.in_(some)))]
    return {row.url: row.key for row in rows if _said(row.stance, row.disclosure) > say[row.url]}


def _said(stance: str, disclosure: str) -> int:
    return (stance != Stance.UNSTATED) + (disclosure != Disclosure.UNSTATED)


def _save_words(connection: Connection, source: str, records: Sequence[PostRecord]) -> dict[str, int]:
    """The key of every url."""
    if not records:
        return {}
    creators = _save_creators(connection, [record.creator for record in records])
    rows = [_post_row(source, creators[record.creator.platform, record.creator.handle], record) for record in records]
    statement = upsert(connection, post, ("url",), [column for column in rows[0] if column != "url"])
    saved = connection.execute(statement.returning(post.c.url, post.c.key), rows)
    keys: dict[str, int] = {row.url: row.key for row in saved}
    _replace_parts(connection, [(keys[record.url], record) for record in records])
    hold_to_decisions(connection, keys, {record.url: record.worded for record in records})
    return keys


def _save_creators(connection: Connection, creators: Sequence[Creator]) -> dict[tuple[str, str], int]:
    rows = list({(each.platform, each.handle): _creator_row(each) for each in creators}.values())
    statement = upsert(connection, creator, ("platform", "handle"), ("name", "url", "commission"))
    saved = connection.execute(statement.returning(*creator.c["platform", "handle", "key"]), rows)
    return {(row.platform, row.handle): row.key for row in saved}


def _replace_parts(connection: Connection, records: Sequence[tuple[int, PostRecord]]) -> None:
    for keys in chunks([key for key, _ in records]):
        for table in PARTS:
            connection.execute(delete(table).where(table.c.post_key.in_(keys)))
    parts = (
        (moment, [row for key, record in records for row in _moment_rows(key, record)]),
        (post_product, [row for key, record in records for row in _product_rows(key, record)]),
        (doubtful_link, [row for key, record in records for row in _doubtful_rows(key, record)]),
    )
    for table, rows in parts:
        if rows:
            connection.execute(insert(table), rows)


def _moment_rows(key: int, record: PostRecord) -> list[Row]:
    _, *hashes = record.text_hashes
    return [
        {"post_key": key, "position": position, "text": each.text, "at": each.at, "text_hash": text_hash}
        for position, (each, text_hash) in enumerate(zip(record.moments, hashes, strict=True))
    ]


def _product_rows(key: int, record: PostRecord) -> list[Row]:
    by_words = {link.product: _by_words(link) for link in record.worded if link.product}
    certain = {"wording": None, "confidence": None}
    return [
        {
            "post_key": key,
            "position": position,
            "merchant": ref.merchant,
            "product": ref.product,
            **by_words.get(ref, certain),
        }
        for position, ref in enumerate(record.products)
    ]


def _by_words(link: WordedLink) -> Mapping[str, object]:
    return {"wording": link.key, "confidence": link.confidence}


def _doubtful_rows(key: int, record: PostRecord) -> list[Row]:
    waiting = [link for link in record.worded if link.product is None]
    return [
        {
            "post_key": key,
            "position": position,
            "words": link.words,
            "wording": link.key,
            "confidence": link.confidence,
            "guesses": [[each.product.merchant, each.product.product, each.confidence] for each in link.guesses],
        }
        for position, link in enumerate(waiting)
    ]


def _creator_row(each: Creator) -> Row:
    return {
        "platform": each.platform,
        "handle": each.handle,
        "name": each.name,
        "url": each.url,
        "commission": each.commission,
    }


def _source_row(source: str, key: int, record: PostRecord) -> Row:
    return {"source": source, "post_key": key, "fingerprint": record.fingerprint}


def _post_row(source: str, creator_key: int, record: PostRecord) -> Row:
    return {
        "url": record.url,
        "id": record.id,
        "source": source,
        "creator_key": creator_key,
        "published": record.published,
        "kind": record.kind.value,
        "title": record.title,
        "text": record.text,
        "language": record.language,
        "stance": record.stance.value,
        "disclosure": record.disclosure.value,
        "fingerprint": record.fingerprint,
        "text_hash": record.text_hashes[0],
        "withdrawn": False,
    }
