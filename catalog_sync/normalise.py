"""One cell at a time from what a feed writes to what the shop means. Each reader raises Unusable with the fix."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import urlsplit

from stdnum import ean, isbn
from stdnum.exceptions import ValidationError

from catalog_sync.rows import Unusable
from catalog_sync.text import one_line
from graph.domain.catalogue import Availability

NORMALISER_VERSION = "2"
"""Of what a row becomes: it goes into the hash of a feed's raw record, so that a change here has every row read again.

Raise it with every change of this module, attributes, measures, prices, sizes, text or validate that shows in a record.
"""

_WORDS = {
    Availability.IN_STOCK: (
        "instock available onlineonly instockonline true yes 1 ja oui auflager sofortlieferbar lieferbar enstock"
        " disponible disponibile opvoorraad"
    ),
    Availability.LIMITED: "limited limitedavailability limitedstock lowstock",
    Availability.PREORDER: "preorder presale availablefororder vorbestellbar vorbestellung précommande preordine",
    Availability.BACKORDER: "backorder backordered onbackorder madetoorder ondisplaytoorder",
    Availability.OUT_OF_STOCK: (
        "outofstock soldout sold reserved instoreonly markassold unavailable false no 0 nein non nichtauflager"
        " ausverkauft rupturedestock enrupturedestock épuisé agotado esaurito nondisponibile nietopvoorraad uitverkocht"
    ),
    Availability.DISCONTINUED: "discontinued",
}
SPELLINGS: Mapping[str, Availability] = MappingProxyType(
    {word: meant for meant, words in _WORDS.items() for word in words.split()}
)
"""In small letters, spaces and hyphens gone. What is sold in the store only cannot be bought here."""
NOT_IN_WORD = re.compile(r"^(https?://(www\.)?schema\.org/|schema:)|[\s_-]", re.IGNORECASE)
PARENT = "parent"
"""WooCommerce's word for a variation whose units are counted together with its siblings'."""
PRIVATE_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")
NUMBER_LIKE_HOST = re.compile(r"(0x[\da-f]*|\d+)(\.(0x[\da-f]*|\d+))*\.?", re.IGNORECASE)
ADDRESS = re.compile(
    r"https?://([^\s\x00-\x1f\x7f\ud800-\udfff/?#\\]+)(?:[/?#][^\s\x00-\x1f\x7f\ud800-\udfff]*)?", re.IGNORECASE
)
LONGEST_ADDRESS = 2000
"""Characters, as Google Merchant has it."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z\d]{2,8})*")
WHOLE = re.compile(r"(-?\d{1,12})(?:[.,]0+)?")
MOST_UNITS = 10**9
ISBN_10, UPC_A, GTIN_14 = 10, 12, 14


@lru_cache(maxsize=256)
def availability(text: str) -> Availability:
    """Any of the spellings of Google, Meta, Shopify, WooCommerce and schema.org, its addresses included."""
    word = NOT_IN_WORD.sub("", text.strip().rstrip("/")).lower()
    if word not in SPELLINGS:
        raise Unusable("availability_unknown", f"use one of {', '.join(Availability)}")
    return SPELLINGS[word]


def gtin(text: str) -> str:
    """The digits, their check digit right, as scanners report them: UPC-A has 13, GTIN-8 and a true GTIN-14 stay.

    A book's ISBN of ten becomes the one of thirteen. Eight digits are never taken for a shortened UPC: they are a
    GTIN-8 or wrong.
    """
    try:
        digits = str(ean.validate(text))
    except ValidationError as error:
        if len(isbn.compact(text)) == ISBN_10 and isbn.is_valid(text):
            return str(isbn.to_isbn13(isbn.compact(text)))
        raise Unusable("gtin_wrong", _gtin_fix(text)) from error
    if not digits.strip("0"):
        raise Unusable("gtin_wrong", "leave the cell empty where there is no barcode")
    if len(digits) == UPC_A:
        return "0" + digits
    return digits.removeprefix("0") if len(digits) == GTIN_14 else digits


def _gtin_fix(text: str) -> str:
    if re.fullmatch(r"[\d.,]+e\+?\d+", text.strip(), re.IGNORECASE):
        return "a spreadsheet turned the number into a power of ten; format the column as text and export again"
    return "copy the 8, 12, 13 or 14 digits under the barcode; the last one is their check digit"


def quantity(text: str) -> int | None:
    """Units on hand; an oversold shelf (below zero) is an empty one. None where a variant is not counted by itself."""
    if text.strip().lower() == PARENT:
        return None
    match = WHOLE.fullmatch(text.strip())
    if match is None or int(match[1]) > MOST_UNITS:
        raise Unusable("quantity_unreadable", "give whole units, such as 12, or nothing where you do not count")
    return max(0, int(match[1]))


@lru_cache(maxsize=256)
def sale_interval(text: str) -> tuple[datetime | None, datetime | None]:
    """Start and end of "2026-05-01T00:00+0100/2026-05-08T00:00+0100" in UTC; either may be missing, no zone is UTC."""
    start, slash, end = text.partition("/")
    if not slash:
        raise Unusable("sale_dates_unreadable", "write start/end, as in 2026-05-01T00:00+0100/2026-05-08T00:00+0100")
    begins, ends = _moment(start), _moment(end)
    if begins and ends and ends <= begins:
        raise Unusable("sale_dates_reversed", "the sale ends before it starts; exchange the two")
    return begins, ends


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        when = datetime.fromisoformat(text.strip())
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unusable("sale_dates_unreadable", "write dates as in 2026-05-01T00:00+0100") from error


def web_address(text: str) -> str:
    """An address anybody may be sent to: http or https, a public host, no password in it."""
    address = text.strip()
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise Unusable("address_unreadable", "give a whole address, as in https://shop.example/kettle")
    if len(address) > LONGEST_ADDRESS:
        raise Unusable("address_too_long", f"give an address of at most {LONGEST_ADDRESS} characters")
    _check_host(match[1])
    return address


@lru_cache(maxsize=1024)
def _check_host(place: str) -> None:
    """Raises Unusable. Remembered: a feed's addresses are of few hosts."""
    try:
        parts = urlsplit(f"//{place}")
        # Reading the port checks it; a browser opens "ⓛocalhost" as what it looks like.
        host, _port = unicodedata.normalize("NFKC", parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Unusable("address_unreadable", "give a whole address, as in https://shop.example/kettle") from error
    if not host:
        raise Unusable("address_unreadable", "give a whole address, as in https://shop.example/kettle")
    if _private(host) or parts.username is not None:
        raise Unusable("address_refused", "use an address that everybody can open, without a password in it")


def _private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        name = host.lower()
        return bool(NUMBER_LIKE_HOST.fullmatch(name)) or name.endswith(PRIVATE_NAMES)


def language(text: str) -> str:
    """As in "pt-br", for "pt_BR" too."""
    code = text.strip().replace("_", "-").lower()
    if not LANGUAGE.fullmatch(code):
        raise Unusable("language_unknown", "give the language's code, such as en or pt-BR")
    return code


@lru_cache(maxsize=1024)
def category(product_type: str, google: str) -> tuple[str, ...]:
    """From broad to narrow, "Kitchen > Kettles": the shop's own path before Google's; a number says nothing."""
    return _path(product_type) or _path(google)


def _path(text: str) -> tuple[str, ...]:
    names = tuple(name for part in one_line(text).split(">") if (name := part.strip()))
    return () if all(name.isdecimal() for name in names) else names
