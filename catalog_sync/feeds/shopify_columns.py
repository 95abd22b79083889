"""The columns of Shopify's product CSV: how they are called now, how they were until 2025, and what they are to us."""

import re
from collections.abc import Mapping
from types import MappingProxyType

RENAMED: Mapping[str, str] = MappingProxyType(
    {
        "handle": "url handle",
        "body (html)": "description",
        "published": "published on online store",
        "variant sku": "sku",
        "variant barcode": "barcode",
        "variant price": "price",
        "variant compare at price": "compare-at price",
        "variant grams": "weight value (grams)",
        "variant inventory tracker": "inventory tracker",
        "variant inventory qty": "inventory quantity",
        "variant inventory policy": "continue selling when out of stock",
        "variant image": "variant image url",
        "image src": "product image url",
        "google shopping / mpn": "google shopping / manufacturer part number (mpn)",
    }
)
"""Headings until 2025, in small letters, by what they are called since."""
OF_PRODUCT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "description": ("description",),
        "brand": ("vendor",),
        "product_type": ("type",),
        "google_product_category": ("product category", "google shopping / google product category"),
        "mpn": ("google shopping / manufacturer part number (mpn)",),
        "condition": ("google shopping / condition",),
        "gender": ("google shopping / gender",),
        "age_group": ("google shopping / age group",),
        "detail.Tags": ("tags",),
    }
)
"""Attributes that are cells as they stand, by their columns, the better one first."""
OF_VARIANT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("sku",),
        "title": ("title",),
        "gtin": ("barcode",),
        "price": ("price",),
        "image_link": ("variant image url", "product image url"),
        "additional_image_link": ("product image url",),
        "availability": ("inventory quantity",),
        "quantity": ("inventory quantity",),
        "shipping_weight": ("weight value (grams)",),
        "link": (),
    }
)
NUMBERED = tuple((f"option{number} name", f"option{number} value") for number in (1, 2, 3))
MAKES_A_VARIANT = frozenset({"sku", "barcode", "price", *(value for _, value in NUMBERED)})
KNOWN = frozenset(
    (
        *("url handle", "title", "status", "published on online store", "image position", "compare-at price"),
        *("inventory tracker", "continue selling when out of stock"),
        *(column for pair in NUMBERED for column in pair),
        *(column for columns in (*OF_PRODUCT.values(), *OF_VARIANT.values()) for column in columns),
    )
)
TELLING = KNOWN - {"title", "description", "price", "sku", "type", "status", "barcode", "tags"}
"""Names that other shops' tables do not use."""
METAFIELD = re.compile(r"(.+)\((?:product|variant)\.metafields\.[^()]+\)")


def name(heading: str) -> str:
    if metafield := METAFIELD.fullmatch(heading.strip()):
        return f"detail.{metafield[1].strip()}"
    plain = " ".join(heading.lower().split())
    column = RENAMED.get(plain, plain)
    return column if column in KNOWN else ""
