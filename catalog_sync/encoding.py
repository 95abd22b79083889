"""In which encoding a text is written, told by its beginning."""

import codecs
import re
from typing import BinaryIO

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CHUNK = 64 * 1024
LOOKED_AT = 64
"""Chunks at most: 4 MB. A feed with foreign letters shows some by then."""
ENOUGH = 100
"""Foreign letters that settle the matter."""
WESTERN = frozenset({"ascii", "iso8859-1"})
"""Where a declaration says so, Windows' superset of it is meant, as in every browser."""

DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
PLAIN = "<?xml a~{+AGE-xn--\\u0061 \\"
"""Is read as it stands by every charset that extends ASCII; escapes, UTF-7 and IDNA make something else of it."""


def detect_encoding(content: BinaryIO) -> tuple[str, str]:
    """Names of a codec and of how it handles errors, for a text that begins like `content`.

    A byte order mark counts most, then the zeros of UTF-16, then what XML declares of itself, unless that is UTF-8.
    Else the text is UTF-8 if most of its first foreign letters are, or Windows' Western code page, in which almost
    every byte is some letter. A majority, because either may look like the other in places: databases cut UTF-8 in the
    middle of a letter, and "NESCAFÉ®" in the code page happens to be UTF-8. Reading all of a large file first, to be
    sure, would take as long again as reading it; instead a byte that turns out wrong later, as where two exports were
    glued together, is read in the code page by itself.
    """
    head = content.read(CHUNK)
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding, "replace"
    if encoding := _wide(head) or _declared(head):
        return encoding, "replace"
    if _is_western(head, content):
        return "cp1252", "replace"
    codecs.register_error("snaptap.western", _western_letter)
    return "utf-8", "snaptap.western"


def _wide(head: bytes) -> str:
    """UTF-16 without a mark shows by its zeros: every second byte of Western text."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not head or max(even, odd) * 4 < len(head):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _declared(head: bytes) -> str:
    """What an XML declaration says, where it can be true: being read as ASCII, the text is in no UTF-16."""
    match = DECLARATION.match(head)
    if match is None:
        return ""
    try:
        name = codecs.lookup(match[1].decode()).name
        if PLAIN.encode().decode(name) != PLAIN or name == "utf-8":
            return ""
    except (LookupError, UnicodeError):
        return ""
    return "cp1252" if name in WESTERN else name


def _is_western(head: bytes, rest: BinaryIO) -> bool:
    """Whether fewer of the foreign letters are UTF-8 than are not; a right one has more bytes than letters."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    right = wrong = looked_at = 0
    chunk = head
    while chunk and right + wrong < ENOUGH and looked_at < LOOKED_AT:
        if not chunk.isascii():
            text = decoder.decode(chunk)
            right += len(chunk) - len(text)
            wrong += text.count("\ufffd")
        chunk = rest.read(CHUNK)
        looked_at += 1
    return wrong > 0 and wrong >= right


def _western_letter(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101  registered for decoding only
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end
