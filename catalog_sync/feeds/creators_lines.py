"""Creators' posts in our own JSON lines, since no standard carries who said what about which product."""

import json
from collections.abc import Iterator
from typing import TextIO

import orjson

from catalog_sync.document import Document
from catalog_sync.rows import Problem, Record, shown

EXAMPLE = '{"creator": {…}, "post": {…}, "products": […], "stance": "for", "disclosure": "none"}'
LONGEST_LINE = 2**20
"""Characters; a post with its transcript has a tenth of that."""


def recognises(head: str) -> bool:
    """Whether a line of the beginning is a JSON object, or begins like one."""
    return any(line.lstrip().startswith("{") for line in head.splitlines())


def posts(document: Document) -> Iterator[Record | Problem]:
    """A post a line; empty lines are none."""
    with document.open_text() as text:
        for number, line in _lines(text):
            if line.strip():
                yield _post(document.name, number, line)


def _lines(text: TextIO) -> Iterator[tuple[int, str]]:
    """With their numbers; of a line that is too long the first piece alone, so that no file fills the memory."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        piece = line
        while len(piece) == LONGEST_LINE and not piece.endswith(("\n", "\r")):
            piece = text.readline(LONGEST_LINE)
        yield number, line


def _post(file: str, line: int, text: str) -> Record | Problem:
    content = _content(text)
    if isinstance(content, dict) and isinstance(content.get("post"), dict):
        return Record(line, content)
    return Problem(file, line, "", "not_a_post", shown(text.strip()), f"write one JSON object on one line: {EXAMPLE}")


def _content(text: str) -> object:
    """None for what is no JSON, or nested so deep that nothing can be made of it."""
    try:
        content = orjson.loads(text)
    except ValueError:
        content = _mended(text)
    try:
        orjson.dumps(content)
    except TypeError:
        return None
    return content


def _mended(text: str) -> object:
    """Half an emoji, which JSON can spell and nothing can keep, is left out."""
    try:
        whole = json.dumps(json.loads(text), ensure_ascii=False, allow_nan=False)
        return orjson.loads(whole.encode("utf-8", "ignore"))
    except (ValueError, RecursionError):
        return None
