"""What a product costs and whether it is there, by its schema.org offers."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from catalog_sync.feeds.markup_graph import Node, nodes, text

LIST_PRICES = frozenset({"listprice", "strikethroughprice", "msrp", "srp", "regularprice"})
THERE = frozenset({"instock", "onlineonly", "limitedavailability"})
SHARED = frozenset({"priceCurrency", "availability", "itemCondition", "url"})
"""What an aggregate says for all of its offers."""
UNKNOWN = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Terms:
    """In the page's own words. `said_at` is where the price stands; `from_` says that other prices are higher.

    `sale_price` is what is paid where the page names a list price beside it.
    """

    price: str = ""
    sale_price: str = ""
    currency: str = ""
    said_at: str = "offers.price"
    from_: bool = False
    offer: Node = field(default_factory=dict)

    @property
    def rank(self) -> tuple[bool, Decimal]:
        """Low for what is there and cheap."""
        return last_word(text(self.offer.get("availability"))) not in THERE, _amount(self.sale_price or self.price)


def offers_of(product: Node) -> list[Node]:
    """Single offers: for an aggregate those in it, or itself where it names none."""
    found: list[Node] = []
    for offer in nodes(product.get("offers")):
        shared = {name: value for name, value in offer.items() if name in SHARED}
        found += [{**shared, **each} for each in nodes(offer.get("offers"))] or [offer]
    return found


def terms(offers: Sequence[Node]) -> Terms:
    """Those of the one offer, or of several the cheapest that is there: what a shop would call "from"."""
    if not offers:
        return Terms()
    found = [_terms(offer) for offer in offers]
    best = min(found, key=lambda each: each.rank)
    differ = {(each.sale_price or each.price, each.currency) for each in found if each.price}
    return replace(best, from_=best.from_ or len(differ) > 1)


def last_word(value: str) -> str:
    """As in https://schema.org/InStock: "instock"."""
    return value.rpartition("/")[2].lower()


def _terms(offer: Node) -> Terms:
    specifications = [each for each in nodes(offer.get("priceSpecification")) if "validForMemberTier" not in each]
    # A price for 100 ml is the price of nothing that can be bought.
    whole = [each for each in specifications if "referenceQuantity" not in each]
    listed = [_number(each.get("price")) for each in whole if _is_list_price(each)]
    paid = [_number(each.get("price")) for each in whole if not _is_list_price(each)]
    currency = next((code for each in (offer, *whole) if (code := text(each.get("priceCurrency")))), "")
    found = _stated(offer, paid or listed)
    known = replace(found, currency=currency.upper(), offer=offer)
    regular = next(iter(listed), "")
    if _amount(known.price) < _amount(regular) < UNKNOWN:
        return replace(known, price=regular, sale_price=known.price)
    return known


def _stated(offer: Node, specified: Sequence[str]) -> Terms:
    if price := _number(offer.get("price")):
        return Terms(price)
    if price := next(iter(specified), ""):
        return Terms(price, said_at="offers.priceSpecification.price")
    lowest, highest = _number(offer.get("lowPrice")), _number(offer.get("highPrice"))
    return Terms(lowest, said_at="offers.lowPrice", from_=lowest != highest) if lowest else Terms()


def _is_list_price(specification: Node) -> bool:
    return last_word(text(specification.get("priceType"))) in LIST_PRICES


def _number(value: object) -> str:
    """The price without its currency's sign, which the page names by its code."""
    return "".join(letter for letter in text(value) if unicodedata.category(letter) != "Sc").strip()


def _amount(price: str) -> Decimal:
    """To compare prices by; one that a machine cannot read is the highest."""
    try:
        amount = Decimal(price.replace(",", "."))
    except InvalidOperation:
        return UNKNOWN
    return amount if amount.is_finite() else UNKNOWN
