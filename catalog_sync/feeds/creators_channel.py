"""A channel's or blog's own feed (RSS, Atom): every entry a post of the one whose feed it is.

Such feeds state neither stance nor tie to a brand, and many no language: these stay "unstated" and "und" (BCP 47 for
undetermined), and the kind is the least that can be said, a mention. They hold the newest entries only.
"""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from catalog_sync.addresses import handle, platform
from catalog_sync.document import Document
from catalog_sync.rows import Problem, Record, SyncStopped

CHANNEL = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
CATALOGUE = "base.google.com/ns/1.0"
ENTRY = re.compile(r"<(?:item|entry)[\s>]")
ADDRESS = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
LARGEST = 16 * 2**20
"""Characters of a feed; it is read whole. A blog with a thousand articles has 10 MB."""
MOST_ADDRESSES = 100
UNSTATED, UNDETERMINED = "unstated", "und"


def recognises(head: str) -> bool:
    """Whether it is RSS or Atom that carries no products: a catalogue may come in the same clothes."""
    tagged = head.lstrip("\ufeff \t\r\n").startswith("<")
    return tagged and CHANNEL.search(head) is not None and CATALOGUE not in head


def posts(document: Document) -> Iterator[Record | Problem]:
    """An entry a post. Raises SyncStopped for a feed too large or with entities of its own."""
    import feedparser  # noqa: PLC0415 - 60 ms, for the few who sync a channel

    text = _text(document)
    # Decoded already: the encoding that the document declares of itself no longer counts.
    headers = {"content-type": "application/xml; charset=utf-8"}
    content = BytesIO(text.encode("utf-8", "ignore"))
    parsed = feedparser.parse(content, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    for line, entry in zip(_lines(text, len(parsed.entries)), parsed.entries, strict=True):
        yield Record(line, _post(parsed.feed, entry))


def _text(document: Document) -> str:
    with document.open_text() as opened:
        text = opened.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise SyncStopped("too_large", f"{document.name} holds more than {LARGEST // 2**20} MB; keep the newest posts")
    if "<!ENTITY" in text:
        raise SyncStopped("entities", f"{document.name} declares entities, which are not expanded; write the words out")
    return text


def _lines(text: str, entries: int) -> range | list[int]:
    """Where each entry begins; its place in the feed where that cannot be told."""
    begins = [match.start() for match in ENTRY.finditer(text)]
    if len(begins) != entries:
        return range(1, entries + 1)
    lines, line, seen = [], 1, 0
    for begin in begins:
        line, seen = line + text.count("\n", seen, begin), begin
        lines.append(line)
    return lines


def _post(feed: Any, entry: Any) -> dict[str, object]:  # noqa: ANN401  feedparser's dictionaries
    home = _plain(feed.get("link"))
    address = _joined(home, _plain(entry.get("link")))
    written = _written(entry)
    return {
        "creator": _creator(feed, home or address),
        "post": {
            "id": _plain(entry.get("yt_videoid") or entry.get("id")),
            "url": address,
            "published": _day(entry),
            "kind": "mention",
            "title": _plain(entry.get("title")),
            "text": written,
            "language": _language(feed, entry),
        },
        "mentions": {"urls": _addresses(written), "words": _plain(entry.get("title"))},
        "stance": UNSTATED,
        "disclosure": UNSTATED,
    }


def _creator(feed: Any, home: str) -> dict[str, object]:  # noqa: ANN401
    """Of several people writing for one site the site is meant."""
    author = feed.get("author_detail") or {}
    name = _plain(author.get("name")) or _plain(feed.get("title"))
    whose = [_plain(author.get("href")), home]
    named = next((who for address in whose if (who := handle(address))), "")
    return {
        "handle": named or _plain(feed.get("yt_channelid")) or name,
        "platform": platform(home),
        "name": name,
        "url": home,
    }


def _written(entry: Any) -> str:  # noqa: ANN401
    """The longest of what the feed gives of the post: all of it, or a summary."""
    texts = [_plain(part.get("value")) for part in entry.get("content") or ()]
    return max((*texts, _plain(entry.get("summary"))), key=len)


def _day(entry: Any) -> str:  # noqa: ANN401
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}" if moment else ""


def _language(feed: Any, entry: Any) -> str:  # noqa: ANN401
    details = (*(entry.get("content") or ()), entry.get("summary_detail") or {}, entry.get("title_detail") or {})
    own = next((_plain(detail.get("language")) for detail in details if detail.get("language")), "")
    return own or _plain(feed.get("language")) or UNDETERMINED


def _addresses(html: str) -> list[str]:
    found = (unescape(match[0]).rstrip(".,;:!?)]") for match in ADDRESS.finditer(html))
    return list(dict.fromkeys(found))[:MOST_ADDRESSES]


def _joined(home: str, address: str) -> str:
    try:
        return urljoin(home, address)
    except ValueError:
        return address


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
