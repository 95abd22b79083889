"""One cell at a time from what a feed writes to what the shop means. Each reader raises Unusable with the fix."""

import csv
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import urlsplit

from stdnum import ean
from stdnum.exceptions import ValidationError

from catalog_sync.rows import Unusable
from catalog_sync.text import one_line
from graph.domain.catalogue import Availability

SPELLINGS: Mapping[str, Availability] = MappingProxyType(
    {
        "instock": Availability.IN_STOCK,
        "available": Availability.IN_STOCK,
        "onlineonly": Availability.IN_STOCK,
        "limited": Availability.LIMITED,
        "limitedavailability": Availability.LIMITED,
        "lowstock": Availability.LIMITED,
        "preorder": Availability.PREORDER,
        "presale": Availability.PREORDER,
        "availablefororder": Availability.PREORDER,
        "backorder": Availability.BACKORDER,
        "onbackorder": Availability.BACKORDER,
        "madetoorder": Availability.BACKORDER,
        "outofstock": Availability.OUT_OF_STOCK,
        "soldout": Availability.OUT_OF_STOCK,
        "reserved": Availability.OUT_OF_STOCK,
        "discontinued": Availability.DISCONTINUED,
    }
)
OPTIONS = ("color", "size", "material", "pattern", "gender", "age_group")
PRIVATE_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")
NUMBER_LIKE_HOST = re.compile(r"(0x[\da-f]*|\d+)(\.(0x[\da-f]*|\d+))*\.?", re.IGNORECASE)
NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
MOST_UNITS = 10**9
UPC_A, GTIN_14 = 12, 14


def availability(text: str) -> Availability:
    """Any of the spellings of Google, Meta, WooCommerce and schema.org, its addresses included."""
    word = re.sub(r"[\s_-]", "", text.strip().rpartition("schema.org/")[2]).lower()
    if word not in SPELLINGS:
        raise Unusable("availability_unknown", f"use one of {', '.join(Availability)}")
    return SPELLINGS[word]


def gtin(text: str) -> str:
    """The digits, their check digit right, as scanners report them: UPC-A has 13, GTIN-8 and a true GTIN-14 stay."""
    try:
        digits = str(ean.validate(text))
    except ValidationError as error:
        raise Unusable("gtin_wrong", _gtin_fix(text)) from error
    if len(digits) == UPC_A:
        return "0" + digits
    return digits.removeprefix("0") if len(digits) == GTIN_14 else digits


def _gtin_fix(text: str) -> str:
    if re.fullmatch(r"[\d.,]+e\+?\d+", text.strip(), re.IGNORECASE):
        return "a spreadsheet turned the number into a power of ten; format the column as text and export again"
    return "copy the 8, 12, 13 or 14 digits under the barcode; the last one is their check digit"


def quantity(text: str) -> int:
    """Units on hand; an oversold shelf (below zero) is an empty one."""
    match = re.fullmatch(r"(-?\d+)(?:[.,]0+)?", text.strip())
    if match is None or int(match[1]) > MOST_UNITS:
        raise Unusable("quantity_unreadable", "give whole units, such as 12, or nothing where you do not count")
    return max(0, int(match[1]))


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
    except ValueError as error:
        raise Unusable("sale_dates_unreadable", "write dates as in 2026-05-01T00:00+0100") from error
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)


def web_address(text: str) -> str:
    """An address anybody may be sent to: http or https, a public host, no password in it."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise Unusable("address_unreadable", "give a whole address, as in https://shop.example/kettle") from error
    if parts.scheme.lower() not in {"http", "https"} or not host or NOT_IN_ADDRESS.search(address):
        raise Unusable("address_unreadable", "give a whole address, as in https://shop.example/kettle")
    if _private(host) or parts.username is not None:
        raise Unusable("address_refused", "use an address that everybody can open, without a password in it")
    return address


def _private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        name = host.lower()
        return bool(NUMBER_LIKE_HOST.fullmatch(name)) or name.endswith(PRIVATE_NAMES)


def category(product_type: str, google: str) -> tuple[str, ...]:
    """From broad to narrow, "Kitchen > Kettles": the shop's own path before Google's; a number says nothing."""
    path = next((path for path in (product_type, google) if path.strip() and not path.strip().isdecimal()), "")
    return tuple(name for part in path.split(">") if (name := one_line(part)))


def options(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name in OPTIONS if (value := one_line(fields.get(name, "")))}


def details(text: str) -> dict[str, str]:
    """By name: "General:Capacity:350 ml,Care:by hand, no bleach". A piece without colon belongs to the value before."""
    whole: list[str] = []
    for piece in text.split(","):
        if ":" in piece or not whole:
            whole.append(piece)
        else:
            whole[-1] += "," + piece
    return dict(pair for entry in whole if (pair := _detail(entry)) is not None)


def _detail(entry: str) -> tuple[str, str] | None:
    *_section, name, value = entry.split(":", 2) if ":" in entry else ("", "")
    name, value = one_line(name), one_line(value)
    return (name, value) if name and value else None


def highlights(text: str) -> str:
    """Google's comma-separated sentences, those with a comma in quotes, joined by semicolons."""
    rows = csv.reader(text.splitlines(), skipinitialspace=True)
    return "; ".join(sentence for row in rows for cell in row if (sentence := one_line(cell)))


def shared_title(title: str, chosen: Mapping[str, str]) -> str:
    """A variant's title without its options at the end: "Mug 350 ml - white", "Mug 350 ml (white)" -> "Mug 350 ml"."""
    short = title
    for _ in chosen:
        for value in chosen.values():
            tail = rf"\s*(?:[-–—,/|(\[]|\s)\s*{re.escape(value)}\s*[)\]]?\s*$"
            short = re.sub(tail, "", short, flags=re.IGNORECASE)
    return short.strip() or title


def facts(fields: Mapping[str, str]) -> dict[str, str]:
    """What else a feed states about a product, by the name under which a shopper may ask for it."""
    stated = details(fields.get("product_detail", ""))
    extra = {
        "Highlights": highlights(fields.get("product_highlight", "")),
        "Condition": one_line(fields.get("condition", "")),
        "Available from": one_line(fields.get("availability_date", "")),
    }
    return stated | {name: value for name, value in extra.items() if value}
