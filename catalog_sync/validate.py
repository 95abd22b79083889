"""Which rows of a feed are products, which are not and why, and what stops a feed as a whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from catalog_sync import attributes, normalise
from catalog_sync.fingerprint import finished
from catalog_sync.intake import Verdicts
from catalog_sync.pictures import Found, PictureFolder
from catalog_sync.prices import read_price
from catalog_sync.restate import filled
from catalog_sync.rows import Problem, Row, SyncStopped, Unusable
from catalog_sync.text import one_line, paragraphs, shorten
from graph.domain.money import Money
from graph.ports.supply import ListingRecord, Sale

LONGEST_ID = 100
LONGEST_CELL = 100_000
"""Characters of a cell that are looked at; no format allows as many."""
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "title": 200,
        "item_group_title": 200,
        "description": 9999,
        "brand": 100,
        "mpn": 100,
        "product_type": 750,
        "google_product_category": 750,
        **dict.fromkeys((*attributes.COLUMNS, attributes.OPTION), 200),
        **dict.fromkeys(("product_detail", "product_highlight", *attributes.FACTS, attributes.DETAIL), 20_000),
    }
)
"""Characters, as the widest of the formats have them (Meta's, then Google Merchant); what is longer is cut."""
SHORTEST = min(LIMITS.values())
FILL = "fill this cell: every product needs it"
FIRST = "add a column with it: the shop does not have this product yet, and every product needs it"

T = TypeVar("T")
Known = Mapping[str, ListingRecord]
"""What the shop has by sku, for rows that are silent on some of their fields."""
NOTHING: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rules:
    """What this shop accepts: the currencies it sells in, and pictures from one folder.

    `language` (lower case, as in "pt-br") is that of rows which name none.
    """

    merchant: str
    currencies: frozenset[str]
    pictures: PictureFolder
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that is a product, the file of its picture, and what is odd about it. Of the row's words few are kept."""

    row: Row
    record: ListingRecord
    picture: Path | None
    warnings: tuple[Problem, ...]


class _Rejected(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def judge(rows: Iterable[Row | Problem], rules: Rules, known: Known = NOTHING) -> Verdicts[Accepted]:
    """Each row's id and the product it is or the reason why it is none.

    Raises SyncStopped for a price in a currency the shop does not sell in.
    """
    for row in rows:
        if isinstance(row, Problem):
            yield "", row
            continue
        sku = sku_of(row)
        try:
            yield sku, _Inspection(row, rules, known.get(sku) if row.silent else None).accept()
        except _Rejected as rejection:
            yield sku, rejection.problem


def sku_of(row: Row) -> str:
    """The merchant's own id of what a row sells; empty where it names none."""
    return one_line(row.fields.get("id", "")[:LONGEST_CELL])


class _Inspection:
    """One row on its way to a product: what has to be right rejects the row, what may be missing is noted."""

    def __init__(self, row: Row, rules: Rules, stored: ListingRecord | None) -> None:
        self._rules, self._stored = rules, stored
        self._warnings: list[Problem] = []
        self._row = filled(row, stored) if stored else row
        if long := [name for name, text in row.fields.items() if len(text) > SHORTEST and len(text) > _limit(name)]:
            self._row = replace(self._row, fields={**self._row.fields, **{name: self._cut(name) for name in long}})

    def accept(self) -> Accepted:
        record, path = self._record()
        return Accepted(self._row.only("id", "image_link"), finished(record), path, tuple(self._warnings))

    def _record(self) -> tuple[ListingRecord, Path | None]:
        fields, stated = self._row.fields, attributes.stated(self._row.fields)
        chosen = attributes.choices(fields, stated)
        sku, title, price = self._required("id", _identifier), self._title(chosen), self._price()
        group, options = self._right("item_group_id", _identifier), attributes.options(chosen)
        shared = self._text("item_group_title") or attributes.shared_title(title, chosen) if group else title
        record = ListingRecord(
            sku=sku,
            product=group or sku,
            title=title,
            product_title=shared,
            description=paragraphs(fields.get("description", "")),
            price=price,
            availability=self._required("availability", normalise.availability),
            fingerprint="",
            text_hash="",
            sale=self._sale(price),
            quantity=self._right("quantity", normalise.quantity),
            brand=self._text("brand") or None,
            category=normalise.category(fields.get("product_type", ""), fields.get("google_product_category", "")),
            language=self._optional("content_language", normalise.language) or self._rules.language,
            options=options,
            facts=attributes.facts(stated, options),
            gtin=self._optional("gtin", normalise.gtin),
            mpn=self._text("mpn") or None,
            url=self._right("link", normalise.web_address),
            look_hash=(found := self._picture()).look_hash,
            picture=found.picture,
        )
        return record, found.path

    def _title(self, chosen: Mapping[str, str]) -> str:
        title = attributes.own_title(self._text("title"), self._text("item_group_title"), chosen)
        if not title:
            raise self._rejected("title", "missing", self._lacking("title"))
        return shorten(title, LIMITS["title"])

    def _price(self) -> Money:
        price = self._required("price", self._money)
        if price.currency not in self._rules.currencies:
            sold = ", ".join(sorted(self._rules.currencies))
            raise SyncStopped(
                "currency_not_sold",
                f"{self._row.file}, line {self._row.line}: the price is in {price.currency}, and {self._rules.merchant}"
                f" sells in {sold}; nothing was published. Export the feed in {sold}, or add the currency in shop.toml",
            )
        return price

    def _sale(self, regular: Money) -> Sale | None:
        reduced = self._optional("sale_price", self._money)
        if reduced is None:
            return None
        if reduced.currency != regular.currency or not reduced < regular:
            self._note("sale_price", "sale_not_lower", "give a sale price below the price and in its currency")
            return None
        if not self._row.fields.get("sale_price_effective_date"):
            return Sale(reduced)
        interval = self._optional("sale_price_effective_date", normalise.sale_interval)
        return Sale(reduced, *interval) if interval else None

    def _money(self, text: str) -> Money:
        return read_price(text, self._rules.currencies)

    def _picture(self) -> Found:
        """Of several addresses the first. The picture of a feed that has none to say stays as the shop has it."""
        if self._stored and "image_link" in self._row.silent:
            return Found(self._stored.picture, self._stored.look_hash)
        find = self._rules.pictures.find
        return self._optional("image_link", lambda text: find(text.strip().partition("\n")[0])) or Found()

    def _text(self, name: str) -> str:
        return one_line(self._row.fields.get(name, ""))

    def _required(self, name: str, read: Callable[[str], T]) -> T:
        value = self._right(name, read)
        if value is None or value == "":
            raise self._rejected(name, "missing", self._lacking(name))
        return value

    def _right(self, name: str, read: Callable[[str], T | None]) -> T | None:
        """What may be left out and has to be right where it is given."""
        text = self._row.fields.get(name, "")
        try:
            return read(text) if text and not text.isspace() else None
        except Unusable as why:
            raise self._rejected(name, why.code, why.fix) from why

    def _optional(self, name: str, read: Callable[[str], T]) -> T | None:
        text = self._row.fields.get(name, "")
        try:
            return read(text) if text and not text.isspace() else None
        except Unusable as why:
            self._note(name, why.code, why.fix)
            return None

    def _cut(self, name: str) -> str:
        """A cell within its limit, made plain first where that is what may bring it there."""
        cell, limit = self._row.fields[name], _limit(name)
        clean = paragraphs if name == "description" else one_line
        text = clean(cell[:LONGEST_CELL])
        if len(text) > limit or len(cell) > LONGEST_CELL:
            self._note(name, "too_long", f"it was cut; keep it within {limit} characters")
        return shorten(text, limit)

    def _lacking(self, name: str) -> str:
        return FIRST if name in self._row.silent else FILL

    def _rejected(self, name: str, code: str, fix: str) -> _Rejected:
        return _Rejected(self._row.problem(name, code, fix))

    def _note(self, name: str, code: str, fix: str) -> None:
        self._warnings.append(self._row.problem(name, code, fix))


@lru_cache(maxsize=1024)
def _limit(name: str) -> int:
    kind = next((prefix for prefix in (attributes.OPTION, attributes.DETAIL) if name.startswith(prefix)), name)
    return LIMITS.get(kind, LONGEST_CELL)


def _identifier(text: str) -> str:
    sku = one_line(text)
    if len(sku) > LONGEST_ID:
        raise Unusable("id_too_long", f"shorten the id to {LONGEST_ID} characters and keep it the same from then on")
    return sku
