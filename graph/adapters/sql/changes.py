"""`catalog_change`: what an index has to learn, in the order in which it was committed."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from graph.adapters.sql.schema import catalog_change, catalog_state, variant

PRODUCT = "product"
POST = "post"


def append_synced(connection: Connection, kind: str, changed: Iterable[int], gone: Iterable[int]) -> int:
    """Note what a sync changed; the number of the last change there is."""
    rows = [(key, False) for key in changed] + [(key, True) for key in gone]
    last = _append(connection, kind, rows)
    if rows:
        connection.execute(update(catalog_state).values(synced=last))
    return last


def append_flipped(connection: Connection, keys: Iterable[int]) -> None:
    """Note variants that the till has made available or unavailable."""
    flipped = connection.execute(
        select(variant.c.key, variant.c.withdrawn).where(variant.c.key.in_(keys)).order_by(variant.c.key)
    )
    _append(connection, PRODUCT, [(row.key, row.withdrawn) for row in flipped])


def _append(connection: Connection, kind: str, rows: list[tuple[int, bool]]) -> int:
    """Numbers come from one row that stays locked until the commit, not from a sequence.

    A sequence hands out numbers before the commit: a reader that has seen 8 and remembers it would never see 7,
    committed a moment later.
    """
    drawn = update(catalog_state).values(sequence=catalog_state.c.sequence + len(rows))
    last: int = (connection.execute(drawn.returning(catalog_state.c.sequence))).scalar_one()
    numbered = enumerate(rows, start=last - len(rows) + 1)
    changes = [{"sequence": number, "kind": kind, "key": key, "gone": gone} for number, (key, gone) in numbered]
    if changes:
        connection.execute(insert(catalog_change), changes)
    return last
