"""The shop's products as a Google Merchant CSV."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

from stdnum import ean

from bot.demo.shop.write.catalogue import SHOP, Product, Variant

COLUMNS = (
    "id",
    "item_group_id",
    "title",
    "description",
    "link",
    "image_link",
    "additional_image_link",
    "availability",
    "availability_date",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "brand",
    "gtin",
    "mpn",
    "condition",
    "color",
    "size",
    "material",
    "gender",
    "age_group",
    "google_product_category",
    "product_type",
    "product_detail",
    "product_highlight",
    "quantity",
)

_SALE_SHARE = 0.1
# Categories begin their numbers at a one.
_SECOND = 2
_SALE_TIMES = ("", "", "2026-11-01T00:00+01:00/2027-12-31T23:59+01:00", "2026-06-01T00:00+02:00/2026-08-31T23:59+02:00")
_PREORDER_FROM = ("2027-01-15T09:00+01:00", "2027-02-01T09:00+01:00")
# Out of a hundred variants; the rest has three to forty on the shelf.
_OUT_OF_STOCK, _LAST_ONE, _UNKNOWN, _PREORDER = 7, 6, 3, 2


def write_feed(products: Iterable[Product]) -> Path:
    path = SHOP / "products.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(feed_row(variant) for product in products for variant in product.variants)
    return path


def feed_row(variant: Variant) -> dict[str, str]:
    product = variant.product
    return {
        "id": variant.id,
        "item_group_id": "" if variant.alone else product.id,
        "title": product.title,
        "description": product.about,
        "link": variant.url,
        "image_link": variant.picture,
        "additional_image_link": _further_picture(variant),
        "price": _euros(variant.cents),
        "brand": product.brand,
        "gtin": gtin(variant),
        "mpn": _maker_number(variant),
        "condition": "new",
        "color": variant.colour.name if variant.colour else "",
        "size": variant.size or "",
        "material": product.material,
        "gender": product.category.gender,
        "age_group": product.age_group,
        "google_product_category": product.category.google,
        "product_type": product.category.path,
        "product_detail": ",".join(f"General:{fact}" for fact in product.facts),
        "product_highlight": ",".join(product.points),
        **_sale(variant),
        **_stock(variant),
    }


def gtin(variant: Variant) -> str:
    """A GTIN-13 in the range GS1 leaves to shops for their own use (200 to 299)."""
    stem = f"2{variant.product.number % 97:02d}{variant.product.number:04d}{variant.rank * 37 + 11:05d}"
    return stem + str(ean.calc_check_digit(stem))


def has_detail(product: Product) -> bool:
    """The second product of each category has a close-up beside its picture."""
    return product.number % 10 == _SECOND


def detail_picture(product: Product) -> str:
    return f"pictures/{product.id.lower()}-detail.webp"


def _further_picture(variant: Variant) -> str:
    shown = variant.colour in (None, variant.product.paints[0])
    return detail_picture(variant.product) if shown and has_detail(variant.product) else ""


def _maker_number(variant: Variant) -> str:
    letters = re.sub(r"[^A-Z]", "", variant.product.brand.upper())[:3]
    return f"{letters}-{variant.id.removeprefix('HP-')}"


def _euros(cents: int) -> str:
    return f"{cents / 100:.2f} EUR"


def _sale(variant: Variant) -> dict[str, str]:
    dice = Random(f"sale {variant.product.id}")
    if dice.random() > _SALE_SHARE:
        return {}
    reduced = round(variant.cents * dice.choice((0.7, 0.75, 0.8, 0.85)) / 50) * 50
    return {"sale_price": _euros(reduced), "sale_price_effective_date": dice.choice(_SALE_TIMES)}


def _stock(variant: Variant) -> dict[str, str]:
    dice = Random(f"stock {variant.id}")
    percent = dice.uniform(0, 100)
    if (percent := percent - _OUT_OF_STOCK) < 0:
        return {"availability": "out_of_stock", "quantity": "0"}
    if (percent := percent - _LAST_ONE) < 0:
        return {"availability": "in_stock", "quantity": "1"}
    if (percent := percent - _UNKNOWN) < 0:
        return {"availability": "in_stock", "quantity": ""}
    if percent < _PREORDER:
        return {"availability": "preorder", "availability_date": dice.choice(_PREORDER_FROM), "quantity": "20"}
    return {"availability": "in_stock", "quantity": str(dice.randint(3, 40))}
