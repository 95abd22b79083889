"""What a shop's platform pushes, taken apart: which product it speaks of, how new it is, and what a reader makes of it.

Shopify pushes a product whole and with all its variants, in the words of its listing but for the stock, and of what is
deleted the number only. WooCommerce pushes what its REST listing has, so of a product with variations their numbers
only: these have to be read from the shop itself, and so has everything that names no product.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from catalog_sync.feeds.woocommerce_json import HIDDEN


class Effect(StrEnum):
    """`ASK`: the push says that something changed and not what, so the source is read again."""

    UPDATE = "update"
    WITHDRAW = "withdraw"
    ASK = "ask"
    NOTHING = "nothing"


class UnreadablePush(Exception):
    """Rightly signed, and yet no JSON object of the kind its topic says."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """`product` is the platform's own number of it; `content` is what a reader gets of an UPDATE.

    `skus` are the product's, as far as the body names them. `modified` (UTC) is the time in the signed body; None where
    the platform sends none.
    """

    effect: Effect
    product: str = ""
    modified: datetime | None = None
    skus: tuple[str, ...] = ()
    content: Mapping[str, Any] | None = None


def read_push(platform: str, topic: str, body: bytes) -> Pushed:
    """Raises UnreadablePush."""
    read = READERS[platform].get(topic)
    if read is None:
        return Pushed(Effect.NOTHING)
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadablePush(f"no JSON: {error}") from error
    if not isinstance(content, dict):
        raise UnreadablePush("no JSON object")
    return read(content)


def _ask(content: dict[str, Any]) -> Pushed:
    return Pushed(Effect.ASK, modified=_time(content, "updated_at"))


def _gone(content: dict[str, Any]) -> Pushed:
    return Pushed(Effect.WITHDRAW, _number(content))


def _shopify_product(content: dict[str, Any]) -> Pushed:
    number, modified = _number(content), _time(content, "updated_at")
    variants = content.get("variants")
    if not isinstance(variants, list) or not all(isinstance(variant, dict) for variant in variants):
        raise UnreadablePush("no list of variants")
    skus = tuple(_sku(variant) for variant in variants)
    unpublished = "published_at" in content and content["published_at"] is None
    if not variants or unpublished or content.get("status", "active") != "active":
        return Pushed(Effect.WITHDRAW, number, modified, skus)
    listed = {**content, "variants": [{**variant, "available": _sold(variant)} for variant in variants]}
    return Pushed(Effect.UPDATE, number, modified, skus, listed)


def _sold(variant: Mapping[str, Any]) -> bool:
    """As the public listing has it, which tells no numbers: what is not counted or oversold is there."""
    counted = variant.get("inventory_management") is not None and variant.get("inventory_policy") != "continue"
    left = variant.get("inventory_quantity")
    return not counted or (isinstance(left, int) and left > 0)


def _woocommerce_product(content: dict[str, Any]) -> Pushed:
    number, modified = _number(content), _time(content, "date_modified_gmt")
    kind = _word(content, "type")
    if kind in {"variable", "variation"}:
        return Pushed(Effect.ASK, number, modified)
    hidden = any(_word(content, name) in words for name, words in HIDDEN.items())
    if hidden or kind not in {"simple", ""}:
        return Pushed(Effect.WITHDRAW, number, modified, (_sku(content),))
    return Pushed(Effect.UPDATE, number, modified, (_sku(content),), content)


READERS = {
    "shopify": {
        "products/create": _shopify_product,
        "products/update": _shopify_product,
        "products/delete": _gone,
        # It names neither the product nor what is left in other places.
        "inventory_levels/update": _ask,
    },
    "woocommerce": {
        "product.created": _woocommerce_product,
        "product.updated": _woocommerce_product,
        "product.restored": _woocommerce_product,
        "product.deleted": _gone,
    },
}


def _sku(sold: Mapping[str, Any]) -> str:
    """As the readers of both listings have it."""
    written = sold.get("sku")
    return written.strip() if isinstance(written, str) and written.strip() else str(sold.get("id", ""))


def _word(content: Mapping[str, Any], name: str) -> str:
    word = content.get(name)
    return word if isinstance(word, str) else ""


def _number(content: Mapping[str, Any]) -> str:
    number = content.get("id")
    if isinstance(number, bool) or not isinstance(number, int | str) or not str(number).isalnum():
        raise UnreadablePush("no id of a product")
    return str(number)


def _time(content: Mapping[str, Any], name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(content.get(name) or ""))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
