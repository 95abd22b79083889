"""What the catalogue lacks, counted by the database: only groups and their first examples come here."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from graph.adapters.sql.database import Database
from graph.adapters.sql.listings import LISTED
from graph.adapters.sql.schema import post, post_product, product, product_text
from graph.adapters.sql.stock import SELLABLE
from graph.domain.survey import (
    EXAMPLES,
    LARGEST,
    SHOWN,
    TITLE_START,
    Listed,
    ListingGroup,
    Repeats,
    Survey,
    Surveyed,
    Trait,
)

STORED = 2**63 - 1 - (Trait.SOLD_OUT | Trait.NO_CREATOR).value
"""The bits that a sync stores."""


class SqlCatalogSurvey:
    """The port `CatalogSurvey`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def survey(self, merchant: str | None = None) -> Survey:
        return await self._database.read(_survey, merchant)

    async def listings(self, merchant: str | None = None) -> list[Surveyed]:
        return await self._database.read(_surveyed, merchant)

    async def merchants(self) -> tuple[str, ...]:
        return await self._database.read(_merchants)


def _merchants(connection: Connection) -> tuple[str, ...]:
    listing = select(LISTED.c.merchant).where(~LISTED.c.withdrawn).distinct()
    return tuple(sorted(connection.execute(listing).scalars()))


def _survey(connection: Connection, merchant: str | None) -> Survey:
    languages = _languages(connection, merchant)
    return Survey(
        groups=tuple(_groups(connection, merchant)),
        products=sum(languages.values()),
        titles=_repeats(connection, merchant, func.substr(product_text.c.title, 1, TITLE_START)),
        descriptions=_repeats(connection, merchant, product_text.c.description),
        languages=languages,
    )


def _surveyed(connection: Connection, merchant: str | None) -> list[Surveyed]:
    lacking = _lacking(merchant).subquery("lacking")
    each = select(*LISTED.c["merchant", "sku", "title"], lacking.c.traits).join_from(
        lacking, LISTED, lacking.c.key == LISTED.c.key
    )
    return [Surveyed._make(row) for row in connection.execute(each.order_by(lacking.c.key))]


def _groups(connection: Connection, merchant: str | None) -> Iterator[ListingGroup]:
    for traits, rows in groupby(connection.execute(_first_of_each(merchant)), key=attrgetter("traits")):
        named = list(rows)
        yield ListingGroup(traits, named[0].many, tuple(Listed(row.sku, row.title) for row in named))


def _first_of_each(merchant: str | None) -> Select[Any]:
    """A row for each of the first EXAMPLES listings of a group, with the group's size."""
    lacking = _lacking(merchant).subquery("lacking")
    counted = select(
        *lacking.c["key", "traits"],
        func.count().over(partition_by=lacking.c.traits).label("many"),
        func.row_number().over(partition_by=lacking.c.traits, order_by=lacking.c.key).label("place"),
    ).subquery("counted")
    return (
        select(counted.c.traits, counted.c.many, *LISTED.c["sku", "title"])
        .join_from(counted, LISTED, counted.c.key == LISTED.c.key)
        .where(counted.c.place <= EXAMPLES)
        .order_by(counted.c.traits, counted.c.place)
    )


def _lacking(merchant: str | None) -> Select[Any]:
    """A row a listing: its key and all its traits.

    What hangs on the whole product is seen through a window over it: joins would leave the planners to guess how many
    products there are, and to read them all again for every listing where they guess wrong.
    """
    known = union_all(_listings(merchant), _shown(merchant)).subquery("known")
    no_size = known.c.traits.bitwise_and(Trait.NO_SIZE.value)
    seen = select(
        *known.c["key", "traits"],
        func.min(no_size).over(partition_by=known.c.product_key).label("needless"),
        func.max(known.c.shown).over(partition_by=known.c.product_key).label("shown"),
    ).subquery("seen")
    # The least of the variants' bits: it is set where it is set in all, and then none of them has a size to give.
    traits = seen.c.traits - seen.c.needless + _bit(Trait.NO_CREATOR, seen.c.shown == 0)
    return select(seen.c.key, traits.label("traits")).where(seen.c.key.is_not(None))


def _listings(merchant: str | None) -> Select[Any]:
    sold_out = or_(LISTED.c.availability.not_in(SELLABLE), LISTED.c.left <= 0)
    traits = LISTED.c.traits.bitwise_and(STORED) + _bit(Trait.SOLD_OUT, sold_out)
    each = select(*LISTED.c["key", "product_key"], traits.label("traits"), literal(0).label("shown"))
    return each.where(_of(LISTED.c.merchant, merchant), ~LISTED.c.withdrawn)


def _shown(merchant: str | None) -> Select[Any]:
    """Products that a creator's post speaks of, once a post: their window sees it."""
    named = and_(post_product.c.merchant == product.c.merchant, post_product.c.product == product.c.id)
    return (
        select(null(), product.c.key, null(), literal(1))
        .join_from(post_product, post)
        .join(product, named)
        .where(~post.c.withdrawn, _of(post_product.c.merchant, merchant))
    )


def _languages(connection: Connection, merchant: str | None) -> dict[str, int]:
    count, named = func.count().label("many"), _named(merchant)
    spoken = select(product_text.c.language, count).join_from(
        named, product_text, product_text.c.hash == named.c.called
    )
    rows = connection.execute(spoken.group_by(product_text.c.language).order_by(count.desc(), func.min(named.c.key)))
    return {row.language: row.many for row in rows}


def _repeats(connection: Connection, merchant: str | None, text: ColumnElement[str]) -> Repeats:
    """Of texts that are there. A merchant's products are compared with each other, and with nobody else's."""
    count, named = func.count().label("many"), _named(merchant)
    alike = (
        select(func.substr(text, 1, SHOWN).label("text"), count, func.min(named.c.key).label("first"))
        .join_from(named, product_text, product_text.c.hash == named.c.called)
        .where(text != "")
        .group_by(named.c.merchant, text)
        .having(count > 1)
        .subquery()
    )
    largest = select(alike.c.text, alike.c.many, func.sum(alike.c.many).over().label("all"))
    rows = connection.execute(largest.order_by(alike.c.many.desc(), alike.c.first).limit(LARGEST)).all()
    return Repeats(int(rows[0].all), tuple((row.text, row.many) for row in rows)) if rows else Repeats()


def _named(merchant: str | None) -> Subquery:
    """A row a product with a variant that is listed: its key, its merchant and the hash of what it is called."""
    each = select(LISTED.c.product_key.label("key"), *LISTED.c["merchant", "called"]).distinct()
    return each.where(_of(LISTED.c.merchant, merchant), ~LISTED.c.withdrawn).subquery("named")


def _of(column: ColumnElement[str], merchant: str | None) -> ColumnElement[bool]:
    return true() if merchant is None else column == merchant


def _bit(trait: Trait, met: ColumnElement[bool]) -> ColumnElement[int]:
    return case((met, trait.value), else_=0)
