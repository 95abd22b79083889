"""Which rows of a feed are products, which are not and why, and what stops a feed as a whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from catalog_sync import normalise
from catalog_sync.fingerprint import fingerprint, listing_text, text_hash
from catalog_sync.intake import Verdicts
from catalog_sync.pictures import Found, PictureFolder
from catalog_sync.prices import read_price
from catalog_sync.rows import Problem, Row, SyncStopped, Unusable
from catalog_sync.text import one_line, paragraphs, shorten
from graph.domain.money import Money
from graph.ports import ListingRecord, Sale

LONGEST_ID = 50
LIMITS: Mapping[str, int] = MappingProxyType({"title": 150, "description": 5000, "brand": 70, "mpn": 70})
"""Characters, as Google Merchant has them; what is longer is cut, an id is refused."""
LANGUAGE = "en"
"""Of a row that names none."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rules:
    """What this shop accepts: the currencies it sells in, and pictures from one folder."""

    merchant: str
    currencies: frozenset[str]
    pictures: PictureFolder


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


def judge(rows: Iterable[Row | Problem], rules: Rules) -> Verdicts[Accepted]:
    """Each row's id and the product it is or the reason why it is none.

    Raises SyncStopped for a price in a currency the shop does not sell in.
    """
    for row in rows:
        if isinstance(row, Problem):
            yield "", row
            continue
        try:
            yield _sku(row), _Inspection(row, rules).accept()
        except _Rejected as rejection:
            yield _sku(row), rejection.problem


def _sku(row: Row) -> str:
    return one_line(row.fields.get("id", ""))


class _Inspection:
    """One row on its way to a product: what has to be right rejects the row, what may be missing is noted."""

    def __init__(self, row: Row, rules: Rules) -> None:
        self._row, self._rules = row, rules
        self._warnings: list[Problem] = []

    def accept(self) -> Accepted:
        record = self._record()
        found = self._optional("image_link", self._rules.pictures.find) or Found()
        record = replace(record, look_hash=found.look_hash, picture=found.picture)
        record = replace(record, text_hash=text_hash(listing_text(record)))
        record = replace(record, fingerprint=fingerprint(record))
        return Accepted(self._row.only("id", "image_link"), record, found.path, tuple(self._warnings))

    def _record(self) -> ListingRecord:
        fields = self._row.fields
        sku, title, price = self._required("id", _identifier), self._title(), self._price()
        options = normalise.options(fields)
        group = one_line(fields.get("item_group_id", ""))
        shared = one_line(fields.get("item_group_title", "")) or normalise.shared_title(title, options)
        return ListingRecord(
            sku=sku,
            product=group or sku,
            title=title,
            product_title=shared if group else title,
            description=self._limited("description", paragraphs),
            price=price,
            availability=self._required("availability", normalise.availability),
            fingerprint="",
            text_hash="",
            sale=self._sale(price),
            quantity=self._required("quantity", normalise.quantity) if fields.get("quantity") else None,
            brand=self._limited("brand", one_line) or None,
            category=normalise.category(fields.get("product_type", ""), fields.get("google_product_category", "")),
            language=one_line(fields.get("content_language", "")).lower() or LANGUAGE,
            options=options,
            facts=normalise.facts(fields),
            gtin=self._optional("gtin", normalise.gtin),
            mpn=self._limited("mpn", one_line) or None,
            url=self._required("link", normalise.web_address) if fields.get("link") else None,
        )

    def _title(self) -> str:
        self._required("title", one_line)
        return self._limited("title", one_line)

    def _price(self) -> Money:
        price = self._required("price", read_price)
        if price.currency not in self._rules.currencies:
            sold = ", ".join(sorted(self._rules.currencies))
            raise SyncStopped(
                "currency_not_sold",
                f"{self._row.file}, line {self._row.line}: the price is in {price.currency}, and {self._rules.merchant}"
                f" sells in {sold}; nothing was published. Export the feed in {sold}, or add the currency in shop.toml",
            )
        return price

    def _sale(self, regular: Money) -> Sale | None:
        reduced = self._optional("sale_price", read_price)
        if reduced is None:
            return None
        if reduced.currency != regular.currency or not reduced < regular:
            self._note("sale_price", "sale_not_lower", "give a sale price below the price and in its currency")
            return None
        if not self._row.fields.get("sale_price_effective_date"):
            return Sale(reduced)
        interval = self._optional("sale_price_effective_date", normalise.sale_interval)
        return Sale(reduced, *interval) if interval else None

    def _required(self, name: str, read: Callable[[str], T]) -> T:
        text = self._row.fields.get(name, "")
        try:
            value = read(text) if text.strip() else None
        except Unusable as why:
            raise _Rejected(self._row.problem(name, why.code, why.fix)) from why
        if value is None or value == "":
            raise _Rejected(self._row.problem(name, "missing", "fill this cell: every product needs it"))
        return value

    def _optional(self, name: str, read: Callable[[str], T]) -> T | None:
        text = self._row.fields.get(name, "")
        try:
            return read(text) if text.strip() else None
        except Unusable as why:
            self._note(name, why.code, why.fix)
            return None

    def _limited(self, name: str, clean: Callable[[str], str]) -> str:
        text, limit = clean(self._row.fields.get(name, "")), LIMITS[name]
        if len(text) > limit:
            self._note(name, "too_long", f"it was cut; keep it within {limit} characters")
        return shorten(text, limit)

    def _note(self, name: str, code: str, fix: str) -> None:
        self._warnings.append(self._row.problem(name, code, fix))


def _identifier(text: str) -> str:
    sku = one_line(text)
    if len(sku) > LONGEST_ID:
        raise Unusable("id_too_long", f"shorten the id to {LONGEST_ID} characters and keep it the same from then on")
    return sku
