"""The shop's own tables (`catalogue/*.toml`, `colours.toml`) read into products and their variants."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

SHOP = Path(__file__).parent.parent
SHOP_URL = "https://harbourandpine.example"


@dataclass(frozen=True)
class Colour:
    name: str
    code: str
    paint: str


@dataclass(frozen=True)
class Category:
    name: str
    department: str
    google: str
    drawing: str
    gender: str
    age_group: str

    @property
    def path(self) -> str:
        return f"{self.department} > {self.name}"


@dataclass(frozen=True)
class Product:
    """One item group. `colours` is empty when colour is no choice; `tint` is then what the picture is painted with."""

    number: int
    name: str
    brand: str
    cents: int
    category: Category
    colours: tuple[Colour, ...]
    tint: Colour
    sizes: tuple[tuple[str, int], ...]
    material: str
    about: str
    facts: tuple[str, ...]
    points: tuple[str, ...]
    shape: Mapping[str, Any]
    age_group: str

    @property
    def id(self) -> str:
        return f"HP-{self.number:04d}"

    @property
    def title(self) -> str:
        return f"{self.brand} {self.name}"

    @property
    def for_children(self) -> bool:
        return "Children" in self.name or "Kids" in self.name

    @property
    def slug(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower().replace("'", "").replace("é", "e")).strip("-")

    @property
    def url(self) -> str:
        return f"{SHOP_URL}/p/{self.slug}"

    @property
    def paints(self) -> tuple[Colour, ...]:
        """The colours there is a picture of."""
        return self.colours or (self.tint,)

    def picture(self, colour: Colour) -> str:
        """Path of the picture, relative to the feed."""
        suffix = f"-{colour.code.lower()}" if self.colours else ""
        return f"pictures/{self.id.lower()}{suffix}.webp"

    @cached_property
    def variants(self) -> tuple["Variant", ...]:
        colours = self.colours or (None,)
        sizes = self.sizes or ((None, self.cents),)
        return tuple(
            Variant(self, colour, size, cents, rank)
            for rank, (colour, (size, cents)) in enumerate((c, s) for c in colours for s in sizes)
        )


@dataclass(frozen=True)
class Variant:
    product: Product
    colour: Colour | None
    size: str | None
    cents: int
    rank: int

    @property
    def id(self) -> str:
        if self.alone:
            return self.product.id
        size = re.sub(r"[^A-Z0-9]", "", self.size.upper()) if self.size else ""
        return "-".join(filter(None, (self.product.id, self.colour.code if self.colour else "", size)))

    @property
    def alone(self) -> bool:
        """The product has this one variant only."""
        return len(self.product.colours) <= 1 and len(self.product.sizes) <= 1

    @property
    def picture(self) -> str:
        return self.product.picture(self.colour or self.product.tint)

    @property
    def url(self) -> str:
        return f"{self.product.url}?v={self.id}"


def read_colours() -> dict[str, Colour]:
    table = tomllib.loads((SHOP / "colours.toml").read_text("utf-8"))
    return {key: Colour(**entry) for key, entry in table.items()}


def read_catalogue() -> tuple[Product, ...]:
    """Every product of the shop, in the order of its number."""
    colours = read_colours()
    files = sorted((SHOP / "catalogue").glob("*.toml"))
    products = [product for file in files for product in _read_category(file, colours)]
    return tuple(sorted(products, key=lambda product: product.number))


def _read_category(file: Path, colours: Mapping[str, Colour]) -> Iterator[Product]:
    table = tomllib.loads(file.read_text("utf-8"))
    category = Category(
        table["category"],
        table["department"],
        table["google"],
        table["drawing"],
        table.get("gender", ""),
        table.get("age_group", ""),
    )
    for offset, entry in enumerate(table["product"]):
        yield _read_product(table["first"] + offset, entry, category, colours)


def _read_product(number: int, entry: dict[str, Any], category: Category, colours: Mapping[str, Colour]) -> Product:
    own = tuple(colours[key] for key in entry.get("colours", ()))
    return Product(
        number=number,
        name=entry["name"],
        brand=entry["brand"],
        cents=round(entry["price"] * 100),
        category=category,
        colours=own,
        tint=own[0] if own else colours[entry["tint"]],
        sizes=tuple(_read_sizes(entry)),
        material=entry["material"],
        about=entry["about"],
        facts=tuple(entry["facts"]),
        points=tuple(entry["points"]),
        shape=entry["shape"],
        age_group=entry.get("age_group", category.age_group),
    )


def _read_sizes(entry: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Sizes are a list, or a table from size to price where the price depends on it."""
    sizes = entry.get("sizes", ())
    for size in sizes:
        price = sizes[size] if isinstance(sizes, dict) else entry["price"]
        yield size, round(price * 100)
