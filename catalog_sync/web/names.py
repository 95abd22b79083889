"""What an address is called in reports and in the shop: the same from run to run, and never a secret in it."""

import re

from yarl import URL

from catalog_sync.rows import SyncStopped
from catalog_sync.web.logins import Login

HIDDEN_WORDS = (
    "auth authorization bearer code cred credential credentials date email expire expires expiry hash hmac jwt k login"
    " nonce pass passphrase passwd pw pwd se session sid sig sign sp spr sr st sv ticket time timestamp ts user"
    " username"
)
HIDDEN_ENDINGS = ("key", "password", "secret", "sessid", "sessionid", "signature", "token")
SIGNED = ("x-amz-", "x-goog-")
"""Names of query parameters that open a door or change from day to day; those of addresses signed by cloud stores."""
LONG_AND_MIXED = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z\d+/=_~-]{20,}")
"""A value that looks like a secret whatever it is called: letters and digits without a word's end."""
COLLECTION = re.compile(r"(?:/collections/[^/]+)?")
"""The path of a Shopify shop as a whole, and of a part of it that has a listing of its own."""


def parse_address(text: str) -> tuple[URL, Login | None]:
    """The address without user and password, and these. Raises SyncStopped for what is no http address."""
    try:
        url = URL(text.strip())
        whole = url.scheme in {"http", "https"} and bool(url.host) and url.port is not None
    except ValueError:
        whole = False
    if not whole:
        fix = "give a whole address, as in https://shop.example/feed.csv"
        raise SyncStopped("address_unreadable", f"{_harmless(text)} is no web address; {fix}")
    login = Login(url.user or "", url.password or "") if url.user or url.password else None
    return url.with_user(None).with_fragment(None), login


def listing_address(text: str, asked: str) -> tuple[URL, Login | None]:
    """As `parse_address`; a shop's own address stands for its listing where a shop system is `asked` for."""
    url, login = parse_address(text)
    place = url.path.rstrip("/")
    if asked.startswith("shopify") and COLLECTION.fullmatch(place):
        url = url.with_path(f"{place}/products.json")
    elif asked.startswith("woocommerce") and not place:
        url = url.with_path("/wp-json/wc/v3/products")
    return url, login


def source_name(address: str | URL) -> str:
    """The address without user, password, fragment and the query parameters that may be secrets.

    Two addresses that differ in those alone have one name. A secret that is part of the path stays.
    """
    url = address if isinstance(address, URL) else parse_address(address)[0]
    kept = [(name, value) for name, value in url.query.items() if not _secret(name, value)]
    return str(url.with_user(None).with_fragment(None).with_query(kept or None))


def _secret(name: str, value: str) -> bool:
    plain = name.lower()
    words = set(re.split(r"[^a-z]+", plain))
    named_so = bool(words.intersection(HIDDEN_WORDS.split())) or any(word.endswith(HIDDEN_ENDINGS) for word in words)
    return named_so or plain.startswith(SIGNED) or LONG_AND_MIXED.fullmatch(value) is not None


def _harmless(text: str) -> str:
    """Of an address that cannot be taken apart, the beginning: before any password and any query."""
    return re.split(r"[?#@]", text.strip(), maxsplit=1)[0][:80]
