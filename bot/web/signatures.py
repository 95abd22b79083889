import binascii
import hmac
from base64 import b64decode
from hashlib import sha256


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether `signature` is the Base64 HMAC-SHA256 of the raw body, as Shopify and WooCommerce make it.

    How long it takes tells nothing about how near a wrong one was.
    """
    try:
        given = b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        given = b""
    return hmac.compare_digest(hmac.digest(secret.encode(), body, sha256), given)
