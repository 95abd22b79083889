"""JSON taken apart into products: one a line, a list of them, or an object with that list under "products".

In JSON lines each line is a value of its own: a product, or a whole page of them. Of a name that an object has twice,
the last value counts.
"""

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice, pairwise
from typing import BinaryIO, TextIO

import ijson
import orjson

from catalog_sync.document import Document
from catalog_sync.rows import Problem, Record, SyncStopped, shown

LIST = "products"
"""The name under which every format here that has pages keeps its list."""
WHOLE = 16 * 2**20
"""Bytes of a document parsed at a stroke, and of the longest line.

orjson's tree takes three to four times the document's size, so this is some 60 MB at most. What is longer is parsed as
it is read, in memory that does not grow: ijson takes 2.6 times as long as orjson for 2 MB and 1.6 times for 9 MB, but
no longer than it from 16 MB on, where building one big tree is what costs.
"""
CHUNK = 2**20
"""Bytes that the parser gets at once: a text that goes over many pieces is looked through from its start with each."""
WINDOW = 2**12
"""Bytes of a line within which the place of a fault in a long document is told."""
DEEPEST = 250
"""Brackets in brackets that orjson can write again; it reads more."""
FIRST_LINES = 10
"""Lines of which one has to be a value by itself, so that a few broken ones do not hide that these are JSON lines."""

MEMBER = re.compile(r'"(\w+)"\s*:')
HALF_AN_EMOJI = re.compile(
    rb"\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F][\da-fA-F]{2}"
)
"""Left where a program cut a text in the middle. orjson refuses it, and half a letter of UTF-8 too: no reason to lose a
product."""


def member_names(head: str) -> frozenset[str]:
    """The names of members on any level of a JSON text that begins like this; none of a text that is no JSON."""
    return frozenset(MEMBER.findall(head)) if head.lstrip("\ufeff \t\r\n")[:1] in {"{", "["} else frozenset()


def records(document: Document) -> Iterator[Record | Problem]:
    """Each product's object as it stands, by its line, or, in a document that is not JSON lines, by its number.

    A line that is no JSON is a Problem, and so is what is no object. Raises SyncStopped for a document that is no JSON,
    with line and column, and for a long one without a list of products.
    """
    with _utf8(document) as content:
        head = content.read(CHUNK)
        if not _is_lines(head):
            head += content.read(WHOLE - len(head))
        if _is_lines(head):
            yield from _in_lines(head, content, document.name)
            return
        values = _in_whole(head, document.name) if len(head) < WHOLE else _in_stream(head, document)
        for number, value in enumerate(values, start=1):
            yield _record(document.name, number, value)


@contextmanager
def _utf8(document: Document) -> Iterator[BinaryIO]:
    """A document's bytes, in UTF-8 and without a mark; most are already, and are not decoded to be encoded again."""
    with document.open_text() as text:
        if text.encoding == "utf-8":
            yield text.buffer
        else:
            yield io.BufferedReader(_Recoded(text))


class _Recoded(io.RawIOBase):
    """A text in another encoding as bytes of UTF-8."""

    def __init__(self, text: TextIO) -> None:
        self._text, self._left = text, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._left = self._left or self._text.read(io.DEFAULT_BUFFER_SIZE).encode()
        piece, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _is_lines(head: bytes) -> bool:
    """Inside a document a value that has a line to itself comes after a bracket, a comma or a colon."""
    lines = list(islice((line.strip() for line in io.BytesIO(head) if not line.isspace()), FIRST_LINES))
    if not lines[1:]:
        return False
    pairs = pairwise([b"", *lines])
    return any(_is_value(line) and not before.endswith((b"[", b",", b":")) for before, line in pairs)


def _is_value(line: bytes) -> bool:
    try:
        return isinstance(_parsed(line), dict | list)
    except orjson.JSONDecodeError:
        return False


def _in_lines(head: bytes, rest: BinaryIO, file: str) -> Iterator[Record | Problem]:
    number, begins = 1, True
    for line in _lines(head, rest):
        if begins and (record := _alone(line, number)) is not None:
            yield record
        elif begins and not line.isspace():
            yield from _on_line(line, number, file)
        begins = line.endswith(b"\n")
        number += begins


def _lines(head: bytes, rest: BinaryIO) -> Iterator[bytes]:
    """One longer than it may be comes in pieces, and its end is in the last."""
    first = io.BytesIO(head if head.endswith(b"\n") else head + rest.readline(WHOLE))
    return chain(first, iter(partial(rest.readline, WHOLE), b""))


def _alone(line: bytes, number: int) -> Record | None:
    """A product with a line to itself, as almost all have; None for what has to be looked at closely."""
    try:
        value = orjson.loads(line)
        if len(line) > 2 * DEEPEST:
            orjson.dumps(value)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    return Record(number, value) if isinstance(value, dict) and LIST not in value else None


def _on_line(line: bytes, number: int, file: str) -> Iterable[Record | Problem]:
    if len(line) >= WHOLE and not line.endswith(b"\n"):
        fix = f"keep a product within {WHOLE // 2**20} MB; pictures belong behind addresses"
        return [Problem(file, number, "", "line_too_long", _beginning(line), fix)]
    try:
        value = _parsed(line)
    except orjson.JSONDecodeError as error:
        fix = f"write one JSON object on one line; at its column {error.colno} this one is none ({error.msg})"
        return [Problem(file, number, "", "json_broken", _beginning(line), fix)]
    return (_record(file, number, each) for each in _products(value))


def _beginning(line: bytes) -> str:
    return shown(line[:WINDOW].decode(errors="replace").strip())


def _in_whole(content: bytes, file: str) -> Iterator[object]:
    if not content or content.isspace():
        raise SyncStopped("empty", f"{file} is empty; export the feed again")
    try:
        yield from _products(_parsed(content))
    except orjson.JSONDecodeError as error:
        raise _broken(file, error.lineno, error.colno, error.msg) from error


def _in_stream(head: bytes, document: Document) -> Iterator[object]:
    """The same from a document that is never held as a whole."""
    path = "item" if head.lstrip().startswith(b"[") else f"{LIST}.item"
    found = False
    with _utf8(document) as content:
        try:
            for value in ijson.items(content, path, buf_size=CHUNK, use_float=True):
                found = True
                yield value
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise _broken(document.name, *_place(document)) from error
    if not found:
        fix = f'give a list of them, or an object that has one under "{LIST}"'
        raise SyncStopped("no_products", f"{document.name} lists no product; {fix}")


def _place(document: Document) -> tuple[int, int, str]:
    """Line, about which column, and what is wrong there, found by reading again: the parser itself does not tell."""
    right, *_ = _stop(document, document.most_bytes)
    _, line, column, why = _stop(document, right)
    return line, column, why


def _stop(document: Document, right: int) -> tuple[int, int, int, str]:
    """Bytes, line and column up to where a parser stops. It gets the first `right` bytes in big pieces."""
    events = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events, use_float=True)
    taken, line, column = 0, 1, 1
    with _utf8(document) as content:
        while piece := content.read(min(CHUNK, right - taken)) if taken < right else content.readline(WINDOW):
            try:
                parser.send(piece)
            except (ijson.JSONError, UnicodeDecodeError) as error:
                return taken, line, column, _reason(error)
            events.clear()
            taken, line = taken + len(piece), line + piece.count(b"\n")
            column = len(piece) - piece.rfind(b"\n") if b"\n" in piece else column + len(piece)
    return taken, line, column, "it ends too early"


def _reason(error: Exception) -> str:
    """The parser's own first line; below it stands a piece of the document."""
    said = error.args[0]
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(error)
    return shown(text.split("\n", 1)[0].rstrip("."))


def _broken(file: str, line: int, column: int, why: str) -> SyncStopped:
    fix = "export or download it again; nothing of it was used"
    return SyncStopped("json_broken", f"{file} is no JSON from line {line}, column {column} on ({why}); {fix}")


def _parsed(content: bytes) -> object:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        mended = HALF_AN_EMOJI.sub(rb"\\ufffd", content.decode(errors="replace").encode())
        if mended == content:
            raise
        return orjson.loads(mended)


def _products(value: object) -> Iterator[object]:
    """Those of a page, or the one that the value is."""
    if isinstance(value, dict) and isinstance(value.get(LIST), list):
        yield from value[LIST]
    elif isinstance(value, list):
        yield from value
    else:
        yield value


def _record(file: str, line: int, value: object) -> Record | Problem:
    """Only what can be written again is content: a list in a list in a list, hundreds deep, cannot."""
    if not isinstance(value, dict):
        return Problem(file, line, "", "not_a_product", shown(value), "write a product as an object: {…}")
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return Problem(file, line, "", "too_deep", "", "take out what lies within more than two hundred brackets")
    return Record(line, value)
