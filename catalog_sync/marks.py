"""Names for a feed's raw records: one that says what it said last time need not be read again."""

from collections import defaultdict
from collections.abc import Mapping
from hashlib import blake2b

import orjson

from catalog_sync.rows import Reading, Record
from graph.ports.supply import LastSaid

SIZE = 16
"""Bytes: two of a billion records share a name once in 10^20 feeds."""


class Marking:
    """Marks go by a record's content and by all else that decides what becomes of it.

    That is the reading's context (which column is which, the currency), and what `also` names: the version of the
    normaliser, the encoders.
    """

    def __init__(self, reading: Reading, also: tuple[str, ...]) -> None:
        self._key = blake2b(orjson.dumps([reading.context, also])).digest()

    def mark(self, record: Record) -> str | None:
        """Hexadecimal; None for content that is no proper text, which is then read each time."""
        try:
            content = orjson.dumps(record.content)
        except TypeError:  # half of a surrogate pair, which JSON can carry and UTF-8 cannot
            return None
        return blake2b(content, digest_size=SIZE, key=self._key).hexdigest()


def write_mark(mark: str, rows: int) -> str:
    """As it is kept with each row of its record."""
    return f"{mark}/{rows}"


def by_mark(before: Mapping[str, LastSaid]) -> dict[str, list[str]]:
    """The skus of each raw record, for records all of whose rows are still there as it said them.

    A row may have been said again by another record since, or a stopped sync may have stored only some of them.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for sku, said in before.items():
        if said.mark:
            found[said.mark].append(sku)
    split = ((*mark.rpartition("/")[::2], skus) for mark, skus in found.items())
    return {mark: skus for mark, rows, skus in split if rows == str(len(skus))}
