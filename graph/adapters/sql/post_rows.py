"""Posts become rows."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert

from graph.adapters.sql.schema import creator, doubtful_link, moment, post, post_product
from graph.adapters.sql.upsert import chunks, upsert
from graph.domain.creators import Creator
from graph.ports import PostRecord

Row = dict[str, object]
PARTS = (moment, post_product, doubtful_link)


def save_posts(connection: Connection, source: str, records: Sequence[PostRecord]) -> list[int]:
    """Insert or update posts (one a url) with their creators and parts; their keys."""
    if not records:
        return []
    creators = _save_creators(connection, [record.creator for record in records])
    rows = [_post_row(source, creators[record.creator.platform, record.creator.handle], record) for record in records]
    statement = upsert(connection, post, ("url",), [column for column in rows[0] if column != "url"])
    saved = connection.execute(statement.returning(post.c.url, post.c.key), rows)
    keys: dict[str, int] = {row.url: row.key for row in saved}
    _replace_parts(connection, [(keys[record.url], record) for record in records])
    return list(keys.values())


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
    return [
        {"post_key": key, "position": position, "merchant": ref.merchant, "product": ref.product}
        for position, ref in enumerate(record.products)
    ]


def _doubtful_rows(key: int, record: PostRecord) -> list[Row]:
    return [{"post_key": key, "position": position, "words": words} for position, words in enumerate(record.doubtful)]


def _creator_row(each: Creator) -> Row:
    return {
        "platform": each.platform,
        "handle": each.handle,
        "name": each.name,
        "url": each.url,
        "commission": each.commission,
    }


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
