"""`catalog_change`: what an index has to learn, in the order in which it was committed."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.schema import catalog_change, catalog_state, listing
from graph.ports.publishing import Change

PRODUCT = "product"
POST = "post"
EDITION = "edition"


def append_synced(connection: Connection, kind: str, changed: Iterable[int], gone: Iterable[int]) -> int:
    """Note what a sync changed; the number of the last change there is."""
    rows = [(key, False) for key in changed] + [(key, True) for key in gone]
    last = _append(connection, kind, rows)
    if rows:
        connection.execute(update(catalog_state).values(synced=last))
    return last


def append_edition(connection: Connection, edition: int) -> int:
    """Note that all its listings have changed, in one row that stands for as many; the number of the last change.

    A row each would keep the till waiting, by a tenth of a second for a hundred thousand.
    """
    many = connection.execute(select(func.count()).where(listing.c.edition == edition)).scalar_one()
    last = _draw(connection, many)
    if many:
        noted = {"sequence": last, "kind": EDITION, "key": edition, "gone": False}
        connection.execute(insert(catalog_change), noted)
        connection.execute(update(catalog_state).values(synced=last))
    return last


def append_flipped(connection: Connection, keys: Iterable[int]) -> None:
    """Note variants that the till has made available or unavailable."""
    flipped = select(LISTED.c.key, LISTED.c.withdrawn).where(LISTED.c.key.in_(keys)).order_by(LISTED.c.key)
    _append(connection, PRODUCT, [(row.key, row.withdrawn) for row in connection.execute(flipped)])


def last_change(connection: Connection) -> int:
    """Its number, 0 where there is none."""
    last: int = connection.execute(select(catalog_state.c.sequence)).scalar_one()
    return last


def count_changes(connection: Connection, after: int, editions: Collection[int] = ()) -> int:
    """How many are numbered above `after`, but for those of `editions`; negative where there are not so many."""
    before = catalog_change.alias("before")
    start = select(func.coalesce(func.max(before.c.sequence), 0)).where(before.c.sequence < catalog_change.c.sequence)
    many = func.coalesce(func.sum(catalog_change.c.sequence - start.scalar_subquery()), 0)
    known = select(many).where(catalog_change.c.sequence > after, _told_by(editions))
    return last_change(connection) - after - int(connection.execute(known).scalar_one())


def read_changes(connection: Connection, after: int, limit: int, editions: Collection[int] = ()) -> list[Change]:
    """Those numbered above `after` but for those of `editions`: at most `limit`, and the whole of an edition."""
    newer = select(catalog_change).where(catalog_change.c.sequence > after, ~_told_by(editions))
    changes: list[Change] = []
    for row in connection.execute(newer.order_by(catalog_change.c.sequence).limit(limit)):
        changes += _of_edition(connection, row.sequence, row.key) if row.kind == EDITION else [Change(*row)]
        if len(changes) >= limit:
            break
    return changes


def _told_by(editions: Collection[int]) -> ColumnElement[bool]:
    return (catalog_change.c.kind == EDITION) & catalog_change.c.key.in_(editions)


def _of_edition(connection: Connection, sequence: int, edition: int) -> list[Change]:
    """What a later sync has said again is not among them: that is a change of its own."""
    said = select(*listing.c["variant_key", "withdrawn"]).where(listing.c.edition == edition)
    rows = connection.execute(said.order_by(listing.c.variant_key))
    return [Change(sequence, PRODUCT, row.variant_key, row.withdrawn) for row in rows]


def _append(connection: Connection, kind: str, rows: list[tuple[int, bool]]) -> int:
    last = _draw(connection, len(rows))
    numbered = enumerate(rows, start=last - len(rows) + 1)
    changes = [{"sequence": number, "kind": kind, "key": key, "gone": gone} for number, (key, gone) in numbered]
    if changes:
        connection.execute(insert(catalog_change), changes)
    return last


def _draw(connection: Connection, many: int) -> int:
    """The last of so many numbers. They come from one row that stays locked until the commit, not from a sequence.

    A sequence hands out numbers before the commit: a reader that has seen 8 and remembers it would never see 7,
    committed a moment later.
    """
    drawn = update(catalog_state).values(sequence=catalog_state.c.sequence + many)
    last: int = (connection.execute(drawn.returning(catalog_state.c.sequence))).scalar_one()
    return last
