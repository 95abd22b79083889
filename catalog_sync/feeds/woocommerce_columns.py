"""The columns of WooCommerce's product CSV by their English headings, and how its exporter writes what is in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MEASURE = re.compile(r"(weight|length|width|height) \(.{1,20}\)")
ATTRIBUTE = re.compile(r"attribute (\d{1,3}) (?:name|value\(s\)|visible)")
BARCODES = frozenset(
    (
        *("gtin, upc, ean, or isbn", "gtin, upc, ean or isbn", "gtin", "ean"),
        *("meta: _global_unique_id", "meta: _alg_ean", "meta: _wpm_gtin_code", "meta: hwp_product_gtin"),
    )
)
"""Its own column since 2024, and those of the extensions that many shops used before."""
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("sku", "id"),
        "title": ("name",),
        "item_group_id": ("parent",),
        "description": ("description", "short description"),
        "image_link": ("images",),
        "additional_image_link": ("images",),
        "availability": ("in stock?", "stock"),
        "quantity": ("stock",),
        "price": ("regular price",),
        "sale_price": ("sale price",),
        "sale_price_effective_date": ("date sale price ends", "date sale price starts"),
        "brand": ("brands",),
        "gtin": ("gtin",),
        "product_type": ("categories",),
        "product_weight": ("weight",),
        "product_length": ("length",),
        "product_width": ("width",),
        "product_height": ("height",),
        "shipping_weight": ("weight",),
        "detail.Tags": ("tags",),
    }
)
"""Attributes by the columns they come from."""
MEASURES = ("weight", "length", "width", "height")
TELLING = frozenset({"type", "published", "visibility in catalog", "in stock?", "regular price", "backorders allowed?"})
KNOWN = frozenset((*TELLING, *(column for columns in FIELDS.values() for column in columns))) - {"gtin", *MEASURES}

ESCAPED = re.compile(r"\\+,")
BETWEEN = re.compile(r"(?<!\\),")
LINE_BREAK = re.compile(r"(\\?)\\n")
GUARDED = re.compile(r"'[=+\-@\t\r]")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2})(:\d{2}.*))?")


def name(heading: str) -> str:
    plain = " ".join(heading.lower().split())
    if measure := MEASURE.fullmatch(plain):
        return measure[1]
    if plain in BARCODES:
        return "gtin"
    return plain if plain in KNOWN or ATTRIBUTE.fullmatch(plain) else ""


@dataclass(frozen=True, slots=True)
class Columns:
    """What is said in a heading: the numbers of attributes' columns, the units of measures, each field's own column."""

    attributes: tuple[int, ...]
    units: Mapping[str, str]
    headings: Mapping[str, str]


def columns_of(spelt: Mapping[str, str]) -> Columns:
    """By the headings as they are spelt: "Attribute 1 name", "Weight (lbs)"."""
    numbers = {int(found[1]) for each in spelt if (found := ATTRIBUTE.fullmatch(each))}
    units = {each: spelt[each].partition("(")[2].removesuffix(")") for each in MEASURES if each in spelt}
    filled = {field: [spelt[column] for column in columns if column in spelt] for field, columns in FIELDS.items()}
    return Columns(tuple(sorted(numbers)), units, {field: each[0] for field, each in filled.items() if each})


def unguarded(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking a cell for a formula."""
    return cell[1:] if GUARDED.match(cell) else cell


def listed(cell: str) -> list[str]:
    r"""The parts of "Red, Blue, Black\, matt", where the third has a comma."""
    return [part for piece in BETWEEN.split(cell) if (part := ESCAPED.sub(",", piece).strip())]


def prose(cell: str) -> str:
    r"""A description with its line breaks, which are written \n, and with each \n that was meant so."""
    return LINE_BREAK.sub(lambda found: r"\n" if found[1] else "\n", cell)


def moment(text: str, *, end: bool = False) -> str:
    """A date as ISO has it, hours in two digits; a sale that ends on a day lasts to its end."""
    found = DAY.fullmatch(text.strip())
    if not found:
        return text.strip()
    day, hour, rest = found.groups()
    if hour is None:
        return f"{day}T23:59:59" if end else day
    return f"{day}T{hour:0>2}{rest}"


def deepest(paths: list[str]) -> str:
    """Of "Kitchen, Kitchen > Kettles" what says most."""
    return max(paths, key=lambda path: path.count(">"), default="")
