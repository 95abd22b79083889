from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Connection, Row

from graph.adapters.sql.database import Database
from graph.adapters.sql.listing_records import page_of_records
from graph.adapters.sql.posts import PUBLISHED, parts
from graph.adapters.sql.schema import moment, post
from graph.ports.supply import ListingRecord, PostWords

PAGE = 500
"""Rows in memory at a time. Between two pages no transaction is open."""


class SqlCatalogRecords:
    """The port `CatalogRecords`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listings(self) -> AsyncIterator[list[ListingRecord]]:
        after = 0
        while page := await self._database.read(page_of_records, after, PAGE):
            after = page[-1][0]
            yield [record for _, record in page]

    async def posts(self) -> AsyncIterator[list[PostWords]]:
        after = 0
        while page := await self._database.read(_posts, after):
            after = page[-1][0]
            yield [words for _, words in page]


def _posts(connection: Connection, after: int) -> list[tuple[int, PostWords]]:
    rows = connection.execute(PUBLISHED.where(post.c.key > after).order_by(post.c.key).limit(PAGE)).all()
    moments = parts(connection, moment, [row.key for row in rows])
    return [(row.key, _words(row, moments[row.key])) for row in rows]


def _words(row: Row[Any], moments: list[Row[Any]]) -> PostWords:
    hashes = (row.text_hash, *(each.text_hash for each in moments))
    return PostWords(hashes, row.title, row.text, tuple(each.text for each in moments))
