"""Products as Shopify and WooCommerce push them."""

import json
from collections.abc import Mapping
from typing import Any

TOLD = "2026-05-04T11:59:30Z"


def shopify(
    *skus: str, number: int = 632910392, price: str = "15.00", at: str | None = TOLD, left: int = 4, **more: object
) -> dict[str, Any]:
    variants = [
        {
            "id": number * 10 + place,
            "product_id": number,
            "title": f"Size {place}",
            "price": price,
            "sku": sku,
            "position": place,
            "inventory_policy": "deny",
            "compare_at_price": None,
            "option1": f"Size {place}",
            "barcode": "",
            "grams": 567,
            "inventory_management": "shopify",
            "inventory_quantity": left,
            "inventory_item_id": number * 100 + place,
        }
        for place, sku in enumerate(skus, start=1)
    ]
    return {
        "id": number,
        "title": "Copper kettle",
        "body_html": "<p>Boils <b>water</b>.</p>",
        "vendor": "Quill & Kettle",
        "product_type": "Kettles",
        "handle": f"kettle-{number}",
        "updated_at": at,
        "published_at": "2026-01-01T00:00:00Z",
        "status": "active",
        "tags": "copper, tea",
        "variants": variants,
        "options": [{"name": "Size", "position": 1, "values": [variant["option1"] for variant in variants]}],
        "images": [],
        **more,
    }


def woocommerce(sku: str = "W1", number: int = 799, price: str = "9.50", **more: object) -> dict[str, Any]:
    return {
        "id": number,
        "name": "Tea towel",
        "permalink": f"https://lantern.example/product/{number}/",
        "date_modified_gmt": "2026-05-04T11:59:30",
        "type": "simple",
        "status": "publish",
        "catalog_visibility": "visible",
        "description": "<p>Linen.</p>",
        "sku": sku,
        "price": price,
        "regular_price": price,
        "sale_price": "",
        "manage_stock": True,
        "stock_quantity": 3,
        "stock_status": "instock",
        "backorders": "no",
        "categories": [],
        "images": [],
        "attributes": [],
        "variations": [],
        **more,
    }


def body(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content).encode()
