"""From a row of a WooCommerce export, and a variation's parent, to Google Merchant's attributes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from catalog_sync.feeds.cells import bare, in_currency
from catalog_sync.feeds.option_names import option_field
from catalog_sync.feeds.woocommerce_columns import MEASURES, Columns, deepest, listed, moment, prose

Said = Mapping[str, str]
"""A row's filled cells, by column."""

SOLD = frozenset({"simple", "variation", ""})
NOT_SOLD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "grouped": ("grouped_product", "nothing: the products of a group stand in rows of their own"),
        "external": ("external_product", "nothing: another shop sells it, and what is paid here is paid to this one"),
    }
)
OTHER_TYPE = ("type_not_sold", "make it a simple or a variable product, or leave it to the shop's own page")
NOT_SHOWN = "nothing if it is not for sale; else publish it in the shop's catalogue and export again"
STOCK: Mapping[str, str] = MappingProxyType(
    {"1": "in_stock", "yes": "in_stock", "0": "out_of_stock", "no": "out_of_stock"}
)
YES = frozenset({"1", "yes", "true", "notify", "publish"})


@lru_cache(maxsize=64)
def kind_of(types: str) -> str:
    """The first of "simple, downloadable, virtual"."""
    return types.partition(",")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Product:
    """Something to sell, as it and its parent say: what a variation lacks, its parent has; a simple one has none."""

    own: Said
    parent: Said
    columns: Columns
    currency: str | None

    def left_out(self) -> tuple[str, str, str, str] | None:
        """Column, what it says, code and fix where this is not to be sold."""
        kind = kind_of(self.own.get("type", ""))
        if kind not in SOLD:
            return "type", kind, *NOT_SOLD.get(kind, OTHER_TYPE)
        for said in (self.own, self.parent):
            hidden = said.get("visibility in catalog", "").strip().lower() == "hidden"
            if hidden or said.get("published", "1").strip().lower() not in YES:
                column = "visibility in catalog" if hidden else "published"
                return column, said[column], "not_published", NOT_SHOWN
        return None

    def fields(self) -> dict[str, str]:
        """By attribute, but for those that it has itself."""
        fields = {**self._named(), **self._described(), **self._measured(), **self._stock(), **self._prices()}
        return {field: value for field, value in fields.items() if value}

    def attributes(self) -> dict[str, tuple[str, str]]:
        """Its own ones by field, each with the column it stands in: options first, then facts that may be seen."""
        varied = {option_field(label): (", ".join(values), column) for label, values, column in self._listed(self.own)}
        chosen = varied if self.parent or "parent" in self.own else {}
        for said in (self.parent, self.own):
            for label, values, column in self._listed(said):
                field = option_field(label)
                if field not in chosen:
                    plain = len(values) == 1 and not field.startswith("option.")
                    chosen.setdefault(field if plain else f"detail.{label}", (", ".join(values), column))
        return chosen

    def _listed(self, said: Said) -> Iterator[tuple[str, list[str], str]]:
        for number in self.columns.attributes:
            column = f"attribute {number} value(s)"
            label = " ".join(said.get(f"attribute {number} name", "").split())
            values = listed(said.get(column, ""))
            if label and values and said.get(f"attribute {number} visible", "1").strip() != "0":
                yield label, values, column

    def _named(self) -> dict[str, str]:
        above = self.parent
        return {
            "id": _identity(self.own),
            "title": self.own.get("name") or above.get("name", ""),
            "item_group_id": _identity(above) or self.own.get("parent", "").strip().removeprefix("id:"),
            "item_group_title": above.get("name", ""),
            "gtin": bare(self.own.get("gtin", "")),
        }

    def _described(self) -> dict[str, str]:
        said = {**self.parent, **self.own}
        first, *more = [*listed(said.get("images", "")), ""]
        return {
            "description": _story(self.own) or _story(self.parent),
            "image_link": first,
            "additional_image_link": "\n".join(each for each in more if each),
            "brand": ", ".join(listed(said.get("brands", ""))),
            "product_type": deepest(listed(said.get("categories", ""))),
            "detail.Tags": ", ".join(listed(said.get("tags", ""))),
        }

    def _measured(self) -> dict[str, str]:
        said = {**self.parent, **self.own}
        measures = {each: f"{said[each].strip()} {self.columns.units[each]}" for each in MEASURES if each in said}
        return {f"product_{each}": text for each, text in measures.items()} | {
            "shipping_weight": measures.get("weight", "")
        }

    def _stock(self) -> dict[str, str]:
        """A count that the parent keeps is its; one that may be exceeded is none. Nothing said is in stock."""
        count, back = self.own.get("stock", "").strip(), {**self.parent, **self.own}.get("backorders allowed?", "")
        count = self.parent.get("stock", "").strip() if count.lower() == "parent" else count
        told = self.own.get("in stock?", "").strip().lower()
        if not told:
            told = "0" if count and (count.startswith("-") or not count.strip("0.,")) else "1"
        return {"availability": STOCK.get(told, told), "quantity": "" if back.strip().lower() in YES else count}

    def _prices(self) -> dict[str, str]:
        regular, sale = self.own.get("regular price", "").strip(), self.own.get("sale price", "").strip()
        if not regular or not sale:
            return {"price": in_currency(regular or sale, self.currency)}
        starts = moment(self.own.get("date sale price starts", ""))
        ends = moment(self.own.get("date sale price ends", ""), end=True)
        return {
            "price": in_currency(regular, self.currency),
            "sale_price": in_currency(sale, self.currency),
            "sale_price_effective_date": f"{starts}/{ends}" if starts or ends else "",
        }


def _identity(said: Said) -> str:
    return bare(said.get("sku", "")) or said.get("id", "").strip()


def _story(said: Said) -> str:
    """The short description, which WooCommerce shows first, and the long one."""
    parts = (prose(said.get(column, "")) for column in ("short description", "description"))
    return "\n\n".join(part for part in parts if part)
