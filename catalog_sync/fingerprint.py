"""Names for content: the same words have one hash, and a record's fingerprint changes when anything in it does."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256

from catalog_sync.text import opening
from graph.ports import ListingRecord, PostRecord

DESCRIPTION_WORDS = 60
"""A sentence encoder blurs what is longer; the first sentences say what a thing is."""


def text_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(record: ListingRecord | PostRecord) -> str:
    """SHA-256 of the record as canonical JSON, its own fingerprint left out."""
    plain = {name: value for name, value in _plain(record).items() if name != "fingerprint"}
    return text_hash(json.dumps(plain, default=_plain, sort_keys=True, separators=(",", ":")))


def listing_text(record: ListingRecord) -> str:
    """The words by whose meaning a variant is found."""
    named = (record.title, record.brand or "", " ".join(record.category), ", ".join(record.options.values()))
    return ". ".join(part for part in (*named, opening(record.description, DESCRIPTION_WORDS)) if part)


def post_texts(title: str, text: str, moments: tuple[str, ...]) -> tuple[str, ...]:
    """First the post's own words, then those of each moment."""
    own = ". ".join(part for part in (title, opening(text, DESCRIPTION_WORDS)) if part)
    return (own, *(opening(moment, DESCRIPTION_WORDS) for moment in moments))


def _plain(value: object) -> dict[str, object]:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no canonical JSON")
