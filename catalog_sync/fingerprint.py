"""Names for content: the same words have one hash, and a record's fingerprint changes when anything in it does."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

from catalog_sync.text import opening
from graph.ports.supply import ListingRecord, PostRecord

DESCRIPTION_WORDS = 60
"""A sentence encoder blurs what is longer; the first sentences say what a thing is."""


OWN = frozenset({"fingerprint", "traits"})
"""Fields of a record that follow from the others."""


def text_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(record: ListingRecord | PostRecord) -> str:
    """SHA-256 of the record as canonical JSON, its own fingerprint left out."""
    return _fingerprint(_said(record))


def finished(record: ListingRecord) -> ListingRecord:
    """The same with the two names that follow from the rest of it."""
    said = _said(record) | {"text_hash": text_hash(listing_text(record))}
    return ListingRecord(**said, fingerprint=_fingerprint(said))


def listing_text(record: ListingRecord) -> str:
    """The words by whose meaning a variant is found.

    The title is said twice: the encoder makes one sum of all words, and a description has more of them than a name.
    """
    title, options = record.title, ", ".join(record.options.values())
    named = (title, title, record.brand or "", " ".join(record.category), options)
    return ". ".join(part for part in (*named, opening(record.description, DESCRIPTION_WORDS)) if part)


def post_texts(title: str, text: str, moments: tuple[str, ...]) -> tuple[str, ...]:
    """First the post's own words, then those of each moment."""
    own = ". ".join(part for part in (title, opening(text, DESCRIPTION_WORDS)) if part)
    return (own, *(opening(moment, DESCRIPTION_WORDS) for moment in moments))


def _said(record: ListingRecord | PostRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__ if name not in OWN}


def _fingerprint(said: Mapping[str, object]) -> str:
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
